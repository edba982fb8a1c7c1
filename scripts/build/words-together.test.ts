import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../setup/places.mjs';
import { wordsTogether } from './words-together.ts';

const plugin = wordsTogether(projectFolder) as {
  load(id: string): string | null;
  transform(code: string, id: string): { code: string } | null;
};

/** Follows what the plugin made of an import: the file whose words a feature gets, and the file they are fetched in. */
function leadsTo(code: string, language: string): { file: string | undefined; within: string } {
  const [, within = '', place = ''] =
    new RegExp(
      `import\\("(\\\\u0000[^"]*\\.${language}\\.js)"\\)\\.then\\(\\(all\\) => \\(\\{ default: all\\.(w\\d+) `,
    ).exec(code) ?? [];
  const listed = plugin.load(within.replace('\\u0000', '\0')) ?? '';
  const [, file] = new RegExp(`default as ${place} \\} from "([^"]*)"`).exec(listed) ?? [];
  return { file, within };
}

it('[PAGE-64] gives each feature its own words, all words of a language from one file, those of the review from another', async () => {
  const files = new Set<string>();
  let askers = 0;
  for (const asker of globSync('web-client/{features,console,review,i18n}/**/*words.ts', {
    cwd: projectFolder,
  })) {
    const id = path.join(projectFolder, asker);
    const code = await readFile(id, 'utf8');
    if (!code.includes('createI18n(')) continue;
    askers += 1;
    const made = plugin.transform(code, id)?.code ?? '';
    for (const language of ['en', 'zh']) {
      const asked = new RegExp(`'(#protocol/|\\./)([\\w-]+\\.${language})`).exec(code) ?? [];
      const folder = asked[1] === './' ? path.dirname(id) : path.join(projectFolder, 'signaling/protocol');
      const { file, within } = leadsTo(made, language);
      expect(file, asker).toBe(path.join(folder, `${asked[2]}.ts`));
      files.add(within);
    }
  }
  expect(askers).toBeGreaterThan(10);
  expect([...files].toSorted()).toEqual(
    ['review-words.en', 'review-words.zh', 'words.en', 'words.zh'].map((name) => `\\u0000kanhuo/${name}.js`),
  );
});

it('[PAGE-64] leaves alone what asks for something else', () => {
  const id = path.join(projectFolder, 'web-client/widget/widget-words.ts');
  expect(plugin.transform("const en = () => import('./messages.en.ts');", id)).toBeNull();
  expect(plugin.transform("const it = () => import('./Something.vue');", id)).toBeNull();
});
