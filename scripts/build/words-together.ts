import { globSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/** `import('./messages.en.ts')`, as the words of each feature ask for their language. */
const IMPORT = /import\('([^']*(?:messages|error-words)\.(en|zh)(?:\.ts)?)'\)/g;
const PREFIX = '\0kanhuo/';

/** Which words make one file: those of a language, and by themselves those that only the review says. */
const FILES = {
  'review-words': ['web-client/review/**/messages'],
  words: ['web-client/{features,console}/**/messages', 'signaling/protocol/error-words'],
};

/**
 * All words of a language as one file. Each feature has its own, and a page of the members waits for those of all of
 * them: by themselves they are a request for each.
 * @param root folder of the project
 */
export function wordsTogether(root: string): Plugin {
  const wordsOf = (name: keyof typeof FILES, language: string) =>
    FILES[name].flatMap((pattern) => globSync(`${pattern}.${language}.ts`, { cwd: root }).toSorted());

  return {
    name: 'kanhuo:words-together',
    apply: 'build',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'client',
    resolveId: (source) => (source.startsWith(PREFIX) ? source : null),
    load(id) {
      const [, name, language] = /^\0kanhuo\/([\w-]+)\.(en|zh)\.js$/.exec(id) ?? [];
      if (name === undefined || language === undefined) return null;
      return wordsOf(name as keyof typeof FILES, language)
        .map((file, at) => `export { default as w${at} } from ${JSON.stringify(path.join(root, file))};`)
        .join('\n');
    },
    transform(code, id) {
      if (!id.endsWith('.ts') || !id.startsWith(root)) return null;
      const file = path.relative(root, id);
      const name = file.startsWith('web-client/review/') ? 'review-words' : 'words';
      const together = code.replace(IMPORT, (whole, source: string, language: string) => {
        const from = source.replace('#protocol', path.relative(path.dirname(file), 'signaling/protocol'));
        const asked = path.join(path.dirname(file), from.replace(/(\.ts)?$/, '.ts'));
        const at = wordsOf(name, language).indexOf(asked);
        return at < 0
          ? whole
          : `import(${JSON.stringify(`${PREFIX}${name}.${language}.js`)}).then((all) => ({ default: all.w${at} }))`;
      });
      return together === code ? null : { code: together, map: null };
    },
  };
}
