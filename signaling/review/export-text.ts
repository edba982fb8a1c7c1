import { FRAME, PANEL_WIDTH } from './export-layout.ts';
import type { Stretch } from './speech.ts';

/** Something that somebody said or wrote, and when. */
export interface Said {
  readonly from: number;
  readonly until: number;
  /** Who; empty where nobody knows. */
  readonly name: string;
  readonly text: string;
}

/** Words that are burnt into an export. */
export interface ExportText {
  /** Chat in a column beside the pictures; `until` does not matter. */
  readonly panel: readonly Said[];
  /** What stands below the picture. */
  readonly captions: readonly Said[];
}

const PANEL = { fontSize: 21, margin: 16, lines: 24, columns: 30 } as const;
const CAPTION = { fontSize: 34, columns: 64 } as const;

/** The words as Advanced SubStation text, which ffmpeg draws into the picture. */
export function assOf({ panel, captions }: ExportText, durationMs: number): string {
  const style = (name: string, size: number, outline: number, alignment: number, margin: number) =>
    `Style: ${name},sans-serif,${size},&H00FFFFFF,&H00101010,&H00101010,0,1,${outline},0,${alignment},${margin},${margin},${margin}`;
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${FRAME.width}`,
    `PlayResY: ${FRAME.height}`,
    // Lines are broken here: the drawing library breaks none of Chinese.
    'WrapStyle: 2',
    '[V4+ Styles]',
    'Format: Name,Fontname,Fontsize,PrimaryColour,OutlineColour,BackColour,Bold,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV',
    style('Panel', PANEL.fontSize, 0, 1, 0),
    style('Caption', CAPTION.fontSize, 2, 2, 36),
    '[Events]',
    'Format: Layer,Start,End,Style,Text',
    ...panelEvents(panel, durationMs),
    ...captions.map(({ from, until, name, text }) =>
      event('Caption', from, until, wrapped(name ? `${name}: ${text}` : text, CAPTION.columns).join('\\N')),
    ),
    '',
  ].join('\n');
}

/** When words are to be seen in the picture. */
export function textStretches({ panel, captions }: ExportText, durationMs: number): Stretch[] {
  if (panel.length > 0) return [[0, durationMs]];
  return captions.map(({ from, until }) => [from, until]);
}

/** The column as it stands from each message until the next: the newest at its foot. */
function panelEvents(panel: readonly Said[], durationMs: number): string[] {
  const left = FRAME.width - PANEL_WIDTH + PANEL.margin;
  const lines: string[] = [];
  return panel.map(({ from, name, text }, index) => {
    if (lines.length > 0) lines.push('');
    lines.push(`{\\b1}${plain(name)}{\\b0}`, ...wrapped(text, PANEL.columns));
    const column = lines.slice(-PANEL.lines).join('\\N');
    const until = panel[index + 1]?.from ?? durationMs;
    return event('Panel', from, until, `{\\pos(${left},${FRAME.height - PANEL.margin})}${column}`);
  });
}

function event(style: string, from: number, until: number, text: string): string {
  return `Dialogue: 0,${assTime(from)},${assTime(until)},${style},${text}`;
}

function assTime(ms: number): string {
  const hundredths = Math.round(ms / 10);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const [hours, minutes] = [Math.floor(hundredths / 360_000), (hundredths / 6000) % 60];
  return `${hours}:${two(minutes)}:${two((hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}

/** Braces and backslashes would be commands. */
const plain = (text: string) => text.replaceAll('{', '｛').replaceAll('}', '｝').replaceAll('\\', '＼');

/** Wide characters take two columns. */
const width = (character: string) =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
    character,
  )
    ? 2
    : 1;

/** Text in lines of at most so many columns: broken at spaces, and between wide characters. */
export function wrapped(text: string, columns: number): string[] {
  return plain(text)
    .split('\n')
    .flatMap((paragraph) => {
      const lines: string[] = [];
      let [line, used] = ['', 0];
      for (const part of paragraph.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+/gu) ?? []) {
        for (const piece of part.length > columns
          ? (part.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [])
          : [part]) {
          const takes = [...piece].reduce((sum, character) => sum + width(character), 0);
          if (used + takes > columns && used > 0) {
            lines.push(line.trimEnd());
            [line, used] = ['', 0];
            if (piece.trim() === '') continue;
          }
          line += piece;
          used += takes;
        }
      }
      return [...lines, line.trimEnd()];
    });
}
