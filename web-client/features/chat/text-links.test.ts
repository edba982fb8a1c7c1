import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textParts } from './text-links.ts';

const links = (text: string): string[] => textParts(text).flatMap(({ href }) => href ?? []);

describe('links in a text', () => {
  it('[PAGE-24] finds addresses and leaves the sentence its own punctuation', () => {
    expect(links('See https://example.com/bag?id=3, please.')).toEqual(['https://example.com/bag?id=3']);
    expect(links('(www.example.com/a_(b)).')).toEqual(['https://www.example.com/a_(b)']);
    expect(links('看这个https://example.com/包。谢谢')).toEqual(['https://example.com/']);
    expect(links('https://a.example，https://b.example！')).toEqual([
      'https://a.example/',
      'https://b.example/',
    ]);
    expect(links('example.com costs 3.50')).toEqual([]);
  });

  it('[PAGE-24] never makes a link of anything but http and https', () => {
    for (const text of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'https://',
      'ftp://a.example',
    ])
      expect(links(text)).toEqual([]);
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', '.', '/', ':', '\0', '包', '@', '%', '\\', '[', ' ', '\ud800'),
        }),
        (text) => {
          for (const href of links(`${text} www.${text} https://${text}`))
            expect(href).toMatch(/^https?:\/\//);
        },
      ),
    );
  });

  it('[PAGE-24] loses no character of the text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('https://a.example/x', 'www.b.example', '。', ')', '"', '\n'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        expect(
          textParts(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
