import type { Said } from './export-text.ts';

/** Cues as a WebVTT file, with their speakers as voices. */
export function captionFile(said: readonly Said[]): string {
  const cues = said.map(({ from, until, name, text }) => {
    const words = escaped(text).replaceAll(/\n{2,}/g, '\n');
    const voice = name === '' ? words : `<v ${escaped(name).replaceAll('\n', ' ')}>${words}`;
    return `\n${vttTime(from)} --> ${vttTime(until)}\n${voice}\n`;
  });
  return `WEBVTT\n${cues.join('')}`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function vttTime(ms: number): string {
  const part = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, '0');
  return `${part(ms / 3_600_000)}:${part((ms / 60_000) % 60)}:${part((ms / 1000) % 60)}.${part(ms % 1000, 3)}`;
}
