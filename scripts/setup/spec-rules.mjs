/** `- **CALL-7** sentence` */
const ruleLine = /^- \*\*([A-Z]+-\d+)\*\*/gm;

/** A call of `it`, `test`, `describe` or `once` (of tests on both engines) with its title, also as `it.each(…)('…')`. */
const titled = /(?:\b(?:it|test|describe|once)((?:\.\w+)*)|\))\(\s*(['"`])((?:\\.|(?!\2)[^\\])*)\2/g;

const cited = /\[([A-Z]+-\d+)\]/g;

/**
 * Compares the rules of SPEC.md with the titles of the tests.
 * @param {string} spec text of SPEC.md
 * @param {{ name: string, text: string }[]} tests
 * @returns {string[]} one sentence per problem; empty when all is well
 */
export function specProblems(spec, tests) {
  const rules = [...spec.matchAll(ruleLine)].map((match) => match[1] ?? '');
  const known = new Set(rules);
  const proven = new Set();
  const problems = [];
  for (const { name, text } of tests) {
    for (const [, modifiers = '', , title = ''] of text.matchAll(titled)) {
      // A test that never runs proves nothing.
      const runs = !/\.(skip|todo)\b/.test(modifiers);
      for (const [, id = ''] of title.matchAll(cited)) {
        if (!known.has(id)) problems.push(`${name} cites ${id}, which SPEC.md does not have.`);
        if (runs) proven.add(id);
      }
    }
  }
  const twice = rules.filter((rule, index) => rules.indexOf(rule) !== index);
  for (const rule of new Set(twice)) problems.push(`SPEC.md has ${rule} twice.`);
  for (const rule of known)
    if (!proven.has(rule)) problems.push(`${rule} of SPEC.md has no test that quotes it.`);
  return [...new Set(problems)];
}
