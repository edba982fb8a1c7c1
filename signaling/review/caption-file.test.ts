import { describe, expect, it } from 'vitest';
import { AppError } from '#protocol/app-error';
import { captionFile } from './caption-text.ts';
import { parseCaptions } from './caption-file.ts';

const read = (text: string, durationMs = 60_000) => parseCaptions(new TextEncoder().encode(text), durationMs);

function refusal(bytes: string | Uint8Array): string {
  try {
    parseCaptions(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, 60_000);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unreadable_captions') return error.details ?? '';
    throw error;
  }
  throw new Error('It was read');
}

describe('caption files', () => {
  it('[REV-55] WebVTT is read with its voices, marks left away, notes and styles passed over', () => {
    const cues = read(
      '\uFEFFWEBVTT - a call\nKind: captions\n\nNOTE by hand\n\nSTYLE\n::cue { color: red }\n\n' +
        'one\n00:01.000 --> 00:03.500 align:start\n<v Lan 兰>内衬是<b>米色</b> &amp; 厚</v>\nsecond line\n\n' +
        '00:00:03.500 --> 00:01:10.000\n<c.loud>End</c>\n',
    );
    expect(cues).toEqual([
      { from: 1000, until: 3500, text: '内衬是米色 & 厚\nsecond line', voice: 'Lan 兰' },
      { from: 3500, until: 60_000, text: 'End', voice: null },
    ]);
  });

  it('[REV-55] SubRip is read, also with Windows line ends and without numbers', () => {
    const cues = [
      { from: 1000, until: 2000, text: 'Hello', voice: null },
      { from: 2000, until: 3250, text: '你好', voice: null },
    ];
    expect(
      read(
        '1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Hello</i>\r\n\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,250\r\n{\\an8}你好\r\n',
      ),
    ).toEqual(cues);
    expect(read('00:00:01,000 --> 00:00:02,000\nHello\n\n00:00:02,000 --> 00:00:03,250\n你好')).toEqual(cues);
  });

  it('[REV-55] what is wrong is refused with its line', () => {
    expect(refusal('WEBVTT\n\n00:01.000 -> 00:02.000\nx')).toMatch(/^line 3: no times/);
    expect(refusal('WEBVTT\n\n00:01.000 --> 00:02.0\nx')).toMatch(/^line 3: “00:02.0” is no time/);
    expect(refusal('WEBVTT\n\n00:03.000 --> 00:02.000\nx')).toBe('line 3: ends before it begins');
    expect(refusal('WEBVTT\n\n00:03.000 --> 00:04.000\nx\n\n00:02.000 --> 00:04.000\ny')).toBe(
      'line 6: begins before the cue above it',
    );
    expect(refusal('WEBVTT\n\n00:01.000 --> 00:02.000\nx\n00:02.000 --> 00:03.000\ny')).toMatch(
      /^line 5: an empty/,
    );
    expect(refusal('WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>\n')).toBe('line 3: no words');
    expect(refusal('WEBVTT\n\n01:02:00.000 --> 01:02:02.000\nlate')).toMatch(/^line 3: begins after the end/);
    expect(refusal('WEBVTTX\n\n00:01.000 --> 00:02.000\nx')).toMatch(/^line 1:/);
    expect(refusal('1\n00:00:01,000 --> 00:00:0x,000\nx')).toMatch(/^line 2:/);
    expect(refusal('chapter\n00:00:01,000 --> 00:00:02,000\nx')).toBe('line 1: not the number of a cue');
    expect(refusal('')).toBe('line 1: the file has no cues');
    expect(refusal(Uint8Array.of(0xff, 0xfe, 0x31, 0))).toBe('the file is not UTF-8 text');
  });

  it('[REV-56] written and read again they are the same', () => {
    const said = [
      { from: 0, until: 1999, name: 'A & B', text: 'a < b -- > c' },
      { from: 2000, until: 3_723_004, name: '', text: '一\n二' },
    ];
    expect(read(captionFile(said), 4_000_000)).toEqual(
      said.map(({ name, ...cue }) => ({ ...cue, voice: name || null })),
    );
  });
});
