/** A piece of a text: words, or an address one can open. */
export type TextPart = { readonly text: string; readonly href?: string };

// Chinese runs on without a space after an address, so it ends there; so does full-width punctuation. Phones write
// the first letter large.
const ADDRESS =
  /(?:(?:[Hh]ttps?|HTTPS?):\/\/|[Ww]ww\.|WWW\.)[^\s<>"'`\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef“”‘’]+/g;

/** Splits a text at its web addresses; only http and https become links, everything else stays words. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    const href = hrefOf(address);
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    end = match.index + address.length;
    parts.push({ text: address, href });
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** A sentence's own punctuation is not part of the address, nor is a bracket opened before it. */
function withoutTail(address: string): string {
  let kept = address.replace(/[.,;:!?]+$/u, '');
  while (kept.endsWith(')') && count(kept, ')') > count(kept, '(')) {
    kept = kept.slice(0, -1).replace(/[.,;:!?]+$/u, '');
  }
  return kept;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function hrefOf(address: string): string | null {
  try {
    return new URL(/^https?:/iu.test(address) ? address : `https://${address}`).href;
  } catch {
    return null;
  }
}
