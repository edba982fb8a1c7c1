import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from './html.ts';

describe('html', () => {
  it('lets no value open a tag or leave an attribute', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const { markup } = html`<p title="${value}">${value}</p>`;
        expect(markup.match(/[<>]/g)).toEqual(['<', '>', '<', '>']);
        expect(markup.match(/"/g)).toEqual(['"', '"']);
      }),
    );
  });

  it('keeps markup that it made itself, and leaves out what is not there', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    const { markup } = html`${items}${false}${undefined}`;
    expect(markup).toBe('<li>a</li>\n<li>&lt;b&gt;</li>');
  });
});
