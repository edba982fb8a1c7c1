import { globSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { normalizePath, type Plugin } from 'vite';

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
 * @param folder of the project
 */
export function wordsTogether(folder: string): Plugin {
  // Vite's names of files are real, and have slashes on every system.
  const root = normalizePath(realpathSync(folder));
  const wordsOf = (name: keyof typeof FILES, language: string) =>
    FILES[name].flatMap((pattern) =>
      globSync(`${pattern}.${language}.ts`, { cwd: root }).map(normalizePath).toSorted(),
    );

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
        .map(
          (file, at) => `export { default as w${at} } from ${JSON.stringify(path.posix.join(root, file))};`,
        )
        .join('\n');
    },
    transform(code, id) {
      const file = path.posix.relative(root, id);
      if (!id.endsWith('.ts') || !/^web-client\/(features|console|review|i18n)\//.test(file)) return null;
      const name = file.startsWith('web-client/review/') ? 'review-words' : 'words';
      const together = code.replace(IMPORT, (whole, source: string, language: string) => {
        const from = source.replace(
          '#protocol',
          path.posix.relative(path.posix.dirname(file), 'signaling/protocol'),
        );
        const asked = path.posix.join(path.posix.dirname(file), from.replace(/(\.ts)?$/, '.ts'));
        const at = wordsOf(name, language).indexOf(asked);
        if (at < 0) this.error(`${file}: ${asked} is not among the words that make one file`);
        return `import(${JSON.stringify(`${PREFIX}${name}.${language}.js`)}).then((all) => ({ default: all.w${at} }))`;
      });
      return together === code ? null : { code: together, map: null };
    },
  };
}
