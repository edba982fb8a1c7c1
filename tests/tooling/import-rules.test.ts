import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import importRules from '../../.dependency-cruiser.mjs';

const project = path.resolve(import.meta.dirname, '../..');

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { name: string };
    }[];
  };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Runs our rules on a small house of these files. */
function cruise(files: Record<string, string>): Cruise['summary'] {
  const house = mkdtempSync(path.join(tmpdir(), 'kanhuo-imports-'));
  folders.push(house);
  for (const name of ['package.json', 'tsconfig.base.json', 'tsconfig.web.json', '.dependency-cruiser.mjs']) {
    cpSync(path.join(project, name), path.join(house, name));
  }
  symlinkSync(path.join(project, 'node_modules'), path.join(house, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(house, name)), { recursive: true });
    writeFileSync(path.join(house, name), text);
  }
  const tool = path.join(project, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const tops = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? ''))];
  const options = ['--config', '.dependency-cruiser.mjs', '--no-cache', '--output-type', 'json'];
  const { stdout } = spawnSync(process.execPath, [tool, ...options, ...tops], {
    cwd: house,
    encoding: 'utf8',
  });
  return (JSON.parse(stdout) as Cruise).summary;
}

const vue = (imports: string) =>
  `<script setup lang="ts">\n${imports}\n</script>\n<template><p /></template>\n`;

/** What every planted house needs so that its imports lead somewhere. */
const sound = {
  'signaling/protocol/index.ts':
    "import { z } from 'zod';\nexport const shape = z.string();\nexport type Shape = string;\n",
  'signaling/protocol/errors.ts': 'export const errors = {};\n',
  'signaling/db/database.ts': 'export const database = 1;\n',
  'signaling/calls/calls.service.ts':
    "import { shape } from '#protocol';\nimport { database } from '../db/database.ts';\nexport const calls = [shape, database];\n",
  'signaling/calls/calls.store.ts': 'export const rows = [];\n',
  'sfu/media-engine.ts': "import type { Shape } from '#protocol';\nexport type Engine = Shape;\n",
  'sfu/mediasoup/engine.ts':
    "import type { Engine } from '../media-engine.ts';\nexport const engine = {} as Engine;\n",
  'web-client/ui/Button.vue': vue(''),
  'web-client/features/chat/Chat.vue': vue(
    "import Button from '../../ui/Button.vue';\nimport type { Shape } from '#protocol';\nimport { errors } from '#protocol/errors';",
  ),
  'web-client/features/call/Call.vue': vue("import Button from '../../ui/Button.vue';"),
  'web-client/widget/main.ts': "import Chat from '../features/chat/Chat.vue';\nexport default Chat;\n",
  'web-client/console/main.ts': 'export const desk = 1;\n',
  'recorder/main.ts': 'export const tape = 1;\n',
  'tests/support/thing.ts': 'export const thing = 1;\n',
};

/** For each rule of ours, a file that breaks it. */
const planted: Record<string, Record<string, string>> = {
  'no-circles': {
    'signaling/queue/one.ts': "import { two } from './two.ts';\nexport const one = () => two;\n",
    'signaling/queue/two.ts': "import { one } from './one.ts';\nexport const two = () => one;\n",
  },
  'nothing-unresolved': { 'signaling/queue/lost.ts': "import './nowhere.ts';\n" },
  'protocol-knows-zod-alone': {
    'signaling/protocol/late.ts': "import { database } from '../db/database.ts';\nexport default database;\n",
  },
  'engine-and-recorder-know-the-protocol-alone': {
    'sfu/mediasoup/room.ts':
      "import { calls } from '../../signaling/calls/calls.service.ts';\nexport default calls;\n",
  },
  'recorder-and-engine-stay-apart': {
    'recorder/tap.ts': "import { engine } from '../sfu/mediasoup/engine.ts';\nexport default engine;\n",
  },
  'engines-behind-their-interface': {
    'signaling/calls/room.ts':
      "import { engine } from '../../sfu/mediasoup/engine.ts';\nexport default engine;\n",
  },
  'features-through-their-service': {
    'signaling/queue/queue.service.ts':
      "import { rows } from '../calls/calls.store.ts';\nexport default rows;\n",
  },
  'foundation-below-features': {
    'signaling/transport/register.ts':
      "import { calls } from '../calls/calls.service.ts';\nexport default calls;\n",
  },
  'app-is-the-top': {
    'signaling/app.ts': 'export const app = 1;\n',
    'signaling/queue/late.ts': "import { app } from '../app.ts';\nexport default app;\n",
  },
  'web-client-knows-the-protocol-alone': {
    'web-client/features/chat/rows.ts':
      "import { rows } from '../../../signaling/calls/calls.store.ts';\nexport default rows;\n",
  },
  'no-zod-in-the-browser': {
    'web-client/features/chat/parse.ts': "import { shape } from '#protocol';\nexport default shape;\n",
  },
  'server-knows-no-page': {
    'signaling/calls/page.ts':
      "import Button from '../../web-client/ui/Button.vue';\nexport default Button;\n",
  },
  'web-features-stay-apart': {
    'web-client/features/chat/Both.vue': vue("import Call from '../call/Call.vue';"),
  },
  'web-parts-below-apps': { 'web-client/ui/Desk.vue': vue("import { desk } from '../console/main.ts';") },
  'apps-stay-apart': {
    'web-client/widget/desk.ts': "import { desk } from '../console/main.ts';\nexport default desk;\n",
  },
  'loader-alone': {
    'web-client/loader/loader.ts': "import Chat from '../features/chat/Chat.vue';\nexport default Chat;\n",
  },
  'no-tests-in-the-product': {
    'signaling/calls/thing.ts':
      "import { thing } from '../../tests/support/thing.ts';\nexport default thing;\n",
  },
};

describe('[SETUP-9] the import rules', () => {
  const ruleNames = (importRules.forbidden ?? []).map((rule) => rule.name ?? '').toSorted();

  it('have nothing against a house whose imports point down', () => {
    const { totalCruised, violations } = cruise(sound);
    expect(violations).toEqual([]);
    expect(totalCruised).toBeGreaterThanOrEqual(Object.keys(sound).length);
  });

  it(
    'are each broken by a planted import, in .vue files and through #protocol too',
    { timeout: 60_000 },
    () => {
      expect(Object.keys(planted).toSorted()).toEqual(ruleNames);
      const everything = Object.assign({ ...sound }, ...Object.values(planted)) as Record<string, string>;
      const { violations } = cruise(everything);
      for (const [rule, files] of Object.entries(planted)) {
        const found = violations.filter((violation) => violation.rule.name === rule).map(({ from }) => from);
        expect(
          found.filter((from) => from in files),
          rule,
        ).not.toEqual([]);
      }
    },
  );
});
