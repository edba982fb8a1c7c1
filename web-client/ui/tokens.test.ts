import { describe, expect, it } from 'vitest';
import css from './tokens.css?raw';

type Tokens = Record<string, string>;

function block(selector: string): Tokens {
  const at = css.indexOf(`${selector} {`);
  if (at < 0) throw new Error(`tokens.css has no block ${selector}`);
  const body = css.slice(css.indexOf('{', at) + 1, css.indexOf('}', at));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

const light = block(':root');
const dark = { ...light, ...block(":root:not([data-theme='light'])") };
const chosenDark = { ...light, ...block(":root[data-theme='dark'],\n.stage") };

function hex(tokens: Tokens, name: string): string {
  const value = tokens[name] ?? '';
  const reference = /^var\(--([\w-]+)\)$/.exec(value);
  return reference ? hex(tokens, reference[1] ?? '') : value;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\da-f]{2}/gi) ?? []).map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(tokens: Tokens, one: string, other: string): number {
  const [brighter = 1, darker = 0] = [luminance(hex(tokens, one)), luminance(hex(tokens, other))].toSorted(
    (a, b) => b - a,
  );
  return (brighter + 0.05) / (darker + 0.05);
}

const grounds = ['ground', 'surface', 'sunken', 'hover'];
const texts = ['text', 'text-soft', 'accent', 'ok', 'bad', 'wait', 'info'];
const filled = [
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-state', 'answer'],
  ['on-state', 'answer-hover'],
  ['on-state', 'danger'],
  ['on-state', 'danger-hover'],
] as const;

describe.each([
  ['light', light],
  ['dark', dark],
])('tokens, %s', (_name, tokens) => {
  it.each(texts)('[PAGE-1] %s is readable on every ground', (text) => {
    for (const ground of grounds)
      expect(contrast(tokens, text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(filled)('[PAGE-1] %s is readable on %s', (text, ground) => {
    expect(contrast(tokens, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it('[PAGE-1] the edges of controls stand out from their grounds', () => {
    for (const ground of grounds)
      expect(contrast(tokens, 'line-strong', ground), ground).toBeGreaterThanOrEqual(3);
  });

  it('[PAGE-3] greys have no tint', () => {
    for (const name of [
      ...Object.keys(tokens).filter((key) => key.startsWith('grey-')),
      ...grounds,
      'line',
      'text',
    ])
      expect(hex(tokens, name), name).toMatch(/^#([\da-f]{2})\1\1$/);
  });
});

it('[PAGE-3] dark is the same by wish, by the system and on a stage', () => {
  expect(chosenDark).toEqual(dark);
});
