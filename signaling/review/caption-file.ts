import { AppError } from '#protocol/app-error';

/** One cue of a file. */
export interface FileCue {
  readonly from: number;
  readonly until: number;
  readonly text: string;
  /** Who speaks, where the file says it. */
  readonly voice: string | null;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

const MOST_CUES = 20_000;
const LONGEST_TEXT = 2000;
const ARROW = '-->';
const VTT_TIME = /^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})$/;
const SRT_TIME = /^(\d{2,}):([0-5]\d):([0-5]\d)[,.](\d{3})$/;

/** Reads a WebVTT or SubRip file strictly: what is wrong is not left out but named.
 *  @param durationMs cues that begin later belong to something else
 *  @throws AppError `unreadable_captions`, whose details name the line */
export function parseCaptions(bytes: Uint8Array, durationMs: number): FileCue[] {
  const lines = decoded(bytes)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((text, index): Line => ({ number: index + 1, text }));
  const isVtt = lines[0]?.text.startsWith('WEBVTT') ?? false;
  if (isVtt && !/^WEBVTT(?:[ \t].*)?$/.test(lines[0]?.text ?? ''))
    throw wrong(1, 'begins with a strange word');
  const [head, ...rest] = blocksOf(lines);
  const blocks = isVtt ? rest : head ? [head, ...rest] : [];
  const cues = blocks
    .filter(([first]) => !(isVtt && /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(first?.text ?? '')))
    .map((block) => cueOf(block, isVtt));
  if (cues.length === 0) throw wrong(1, 'the file has no cues');
  if (cues.length > MOST_CUES) throw wrong(cues[MOST_CUES]?.line ?? 1, `more than ${MOST_CUES} cues`);
  for (const [index, { from, line }] of cues.entries()) {
    if (from < (cues[index - 1]?.from ?? 0)) throw wrong(line, 'begins before the cue above it');
    if (from > durationMs) throw wrong(line, 'begins after the end of the recording');
  }
  return cues.map(({ line: _, ...cue }) => ({ ...cue, until: Math.min(cue.until, durationMs) }));
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new AppError('unreadable_captions', 'the file is not UTF-8 text');
  }
}

function wrong(line: number, what: string): AppError {
  return new AppError('unreadable_captions', `line ${line}: ${what}`);
}

/** Lines that stand together, parted by empty ones. */
function blocksOf(lines: readonly Line[]): Line[][] {
  const blocks: Line[][] = [];
  let open: Line[] | undefined;
  for (const line of lines) {
    if (line.text.trim() === '') open = undefined;
    else if (open) open.push(line);
    else blocks.push((open = [line]));
  }
  return blocks;
}

function cueOf(block: readonly Line[], isVtt: boolean): FileCue & { readonly line: number } {
  const [first, second] = block;
  const hasName = !first?.text.includes(ARROW);
  const timing = hasName ? second : first;
  if (!first || !timing?.text.includes(ARROW))
    throw wrong(first?.number ?? 1, 'no times: 00:01.000 --> 00:02.000');
  if (!isVtt && hasName && !/^\d+$/.test(first.text.trim()))
    throw wrong(first.number, 'not the number of a cue');
  const { from, until } = timesOf(timing, isVtt);
  const words = block.slice(hasName ? 2 : 1);
  const stray = words.find(({ text }) => text.includes(ARROW));
  if (stray) throw wrong(stray.number, 'an empty line is missing before these times');
  const raw = words.map(({ text }) => text).join('\n');
  const text = plain(raw, isVtt);
  if (text === '') throw wrong(timing.number, 'no words');
  if (text.length > LONGEST_TEXT) throw wrong(timing.number, `more than ${LONGEST_TEXT} characters`);
  const [, voice] = isVtt ? (/^<v(?:\.[^\s>]*)?[ \t]+([^>]+)>/.exec(raw) ?? []) : [];
  return {
    line: timing.number,
    from,
    until,
    text,
    voice: voice === undefined ? null : unescaped(voice).trim(),
  };
}

function timesOf({ number, text }: Line, isVtt: boolean): { from: number; until: number } {
  const [, begin = '', end = '', settings = ''] = /^\s*(\S*)\s*-->\s*(\S*)(.*)$/.exec(text) ?? [];
  if (!isVtt && settings.trim() !== '') throw wrong(number, 'more than two times');
  const [from, until] = [begin, end].map((time) => {
    const ms = msOf((isVtt ? VTT_TIME : SRT_TIME).exec(time));
    if (ms === undefined)
      throw wrong(number, `“${time}” is no time like ${isVtt ? '00:01.000' : '00:00:01,000'}`);
    return ms;
  });
  if (from === undefined || until === undefined || until <= from)
    throw wrong(number, 'ends before it begins');
  return { from, until };
}

function msOf(match: RegExpExecArray | null): number | undefined {
  if (!match) return undefined;
  const [, hours = '0', minutes, seconds, ms] = match;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
}

/** Without what is for the eye: tags, places. */
function plain(text: string, isVtt: boolean): string {
  const bare = isVtt
    ? unescaped(text.replaceAll(/<[^>]*>/g, ''))
    : text.replaceAll(/<\/?(?:b|i|u|font)\b[^>]*>|\{\\[^}]*\}/gi, '');
  return bare.replaceAll(/[^\S\n]+/g, ' ').trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  lrm: '',
  rlm: '',
};

function unescaped(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) => ENTITIES[name] ?? '');
}
