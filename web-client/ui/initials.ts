/**
 * What stands on a person's disc: the last two digits of a visitor who has only a number, the last two characters
 * of a Chinese name, as Chinese services write it, else the first letters of the first and the last word.
 */
export function initials(name: string): string {
  const trimmed = name.trim();
  const number = /\d\d$/u.exec(trimmed);
  if (number) return number[0];
  if (/\p{Script=Han}/u.test(trimmed))
    return [...trimmed.replace(/[^\p{Script=Han}]/gu, '')].slice(-2).join('');
  const words = trimmed.split(/[\s._:-]+/u).filter(Boolean);
  const first = [...(words[0] ?? '')][0] ?? '';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}
