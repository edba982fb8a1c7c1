import { describe, expect, it } from 'vitest';
import { specProblems } from './spec-rules.mjs';

const spec = '# Rules\n\n- **CALL-1** A call ends once.\n- **CHAT-2** Nothing is lost.\n';
/** Written apart, so that these ids are not taken for citations of this project's own rules. */
const cite = (id: string) => `[${id}]`;
const one = cite('CALL-1');
const two = cite('CHAT-2');
const none = cite('CALL-9');
const test = (text: string) => [{ name: 'x.test.ts', text }];

describe('[SETUP-8] rules and tests', () => {
  it('are in step when every rule is quoted by a title', () => {
    const text = `it('${one} ends', () => {}); it.each([1, 2])("${two} keeps %i", () => {});`;
    expect(specProblems(spec, test(text))).toEqual([]);
  });

  it('finds titles that the formatter has put on a line of their own, and two ids in one title', () => {
    expect(specProblems(spec, test(`it(\n  '${one} ${two} both',\n  () => {},\n);`))).toEqual([]);
  });

  it('names a rule without a test', () => {
    expect(specProblems(spec, test(`it('${one} ends', () => {});`))).toEqual([
      'CHAT-2 of SPEC.md has no test that quotes it.',
    ]);
  });

  it('names a test that quotes no rule', () => {
    const text = `it('${one} ${two} ${none} ends', () => {});`;
    expect(specProblems(spec, test(text))).toEqual(['x.test.ts cites CALL-9, which SPEC.md does not have.']);
  });

  it('does not take a comment, a plain string or a skipped test for a proof', () => {
    const text = `// ${one}\nconst a = '${one}'; it.skip('${one} ends', () => {}); it.todo('${two} x');`;
    expect(specProblems(spec, test(text))).toHaveLength(2);
  });

  it('names a rule that stands there twice', () => {
    const text = `it('${one} ${two} x', () => {});`;
    expect(specProblems(`${spec}- **CALL-1** Again.\n`, test(text))).toEqual(['SPEC.md has CALL-1 twice.']);
  });
});
