import { createRequire } from 'node:module';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { leanSource, sdpTransformAsModule } from './lean-source.ts';

const parse = (code: string) => parseAst(code);

/** Loads a module's source as the browser would. */
const load = (source: string) =>
  import(`data:text/javascript,${encodeURIComponent(source)}`) as Promise<Record<string, unknown>>;

const COMPILED = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Door = exports.Side = void 0;
const Logger_1 = require("./Logger");
const logger = new Logger_1.Logger('Door');
var Side;
(function (Side) {
  Side["Left"] = "left";
})(Side || (exports.Side = Side = {}));
class Door {
  open() {
    logger.debug('open() [side:%o]', Side.Left);
    return Side.Left;
  }
  async slam() {
    return Promise.reject(new Error('stuck')).catch((error) => logger.warn('slam() failed:%o', error));
  }
  unhinge() {
    return 'never called';
  }
}
exports.Door = Door;
`;

describe('a package file as the TypeScript compiler writes it', () => {
  it('becomes a module that does the same, without its log and what is cut', async () => {
    const lean = leanSource(COMPILED, parse, { file: /./, members: ['unhinge'] });
    expect(lean).toContain('import * as Logger_1 from "./Logger"');
    const { Door, Side } = await load(lean!.replace(/^import .*$/m, ''));
    const door = new (
      Door as new () => {
        open(): string;
        slam(): Promise<unknown>;
      }
    )();
    expect(door.open()).toBe('left');
    expect(await door.slam()).toBeUndefined();
    expect(door).not.toHaveProperty('unhinge');
    expect(Side).toEqual({ Left: 'left' });
  });

  it('takes a branch that is always taken without asking', async () => {
    const cut = leanSource(
      'const f = (given) => { if (given) return 1; return 2; };\nexports.f = f;',
      parse,
      {
        file: /./,
        always: ['given'],
      },
    );
    const { f } = await load(cut!);
    expect((f as (given: boolean) => number)(false)).toBe(1);
  });

  it('stays as it is when it is written in another way', () => {
    expect(leanSource('module.fn = () => exports.other();', parse)).toBeNull();
    expect(leanSource('const all = [require("./a")];', parse)).toBeNull();
  });
});

it('gives sdp-transform as modules that export what its own file does', async () => {
  // It comes with mediasoup-client, from where it is looked for.
  const require = createRequire(createRequire(import.meta.url).resolve('mediasoup-client'));
  const library = 'sdp-transform';
  const folder = `${path.dirname(require.resolve(library))}/`;
  const grammar = await load(sdpTransformAsModule(readFileSync(`${folder}grammar.js`, 'utf8')));
  const original = require(`${folder}grammar.js`) as Record<string, unknown>;
  expect(Object.keys(grammar['default'] as object)).toEqual(Object.keys(original));
  for (const file of ['parser', 'writer', 'index'])
    expect(sdpTransformAsModule(readFileSync(`${folder}${file}.js`, 'utf8'))).not.toMatch(
      /require\(|\bexports\./,
    );
});
