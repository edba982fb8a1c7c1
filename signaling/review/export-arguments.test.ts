import { describe, expect, it } from 'vitest';
import {
  type ExportPlan,
  joinArguments,
  pieceArguments,
  pieceList,
  progressOf,
  soundArguments,
} from './export-arguments.ts';
import { type PictureSegment, piecesOf, shared } from './export-pieces.ts';
import { assOf, textStretches, wrapped } from './export-text.ts';

const VP8 = { durationMs: 60_000, copyable: false, keys: [0], sizes: [{ at: 0, width: 1280, height: 720 }] };
const PLAN: ExportPlan = {
  pictures: [
    { ...VP8, path: 'agent.webm', side: 'agent', source: 'camera', startMs: 120 },
    { ...VP8, path: 'buyer.webm', side: 'buyer', source: 'camera', startMs: 3000 },
    { ...VP8, path: 'screen.webm', side: 'agent', source: 'screen', startMs: 9000 },
  ],
  sounds: [{ path: 'voice.webm', startMs: 80.4 }],
  durationMs: 61_500,
  arrangement: { layout: 'side_by_side', alone: false, panel: false },
  output: 'out.mp4',
};
const arranged = (arrangement: Partial<ExportPlan['arrangement']>): ExportPlan => ({
  ...PLAN,
  arrangement: { ...PLAN.arrangement, ...arrangement },
});

const after = (args: readonly string[], name: string) => args.filter((_, index) => args[index - 1] === name);

const mixed = (plan: ExportPlan) =>
  pieceArguments(plan, { kind: 'mix', from: 0, until: plan.durationMs }, 'piece.ts');
const graphOf = (plan: ExportPlan) => after(mixed(plan), '-filter_complex')[0] ?? '';

describe('the arguments of an export', () => {
  it('[REV-14] put each file at its time, screens over cameras, and end with the recording', () => {
    const args = mixed(PLAN);
    expect(after(args, '-i')).toEqual(['agent.webm', 'buyer.webm', 'screen.webm']);
    const graph = graphOf(PLAN);
    expect(graph).toContain('[0:v]setpts=PTS+0.120/TB');
    expect(graph).toContain('[1:v]setpts=PTS+3.000/TB');
    expect(graph).toContain('[v1]overlay=x=640:y=0');
    expect(graph).toContain('[v2]overlay=x=0:y=0');
    expect(after(args, '-t')).toEqual(['61.500']);
    const sound = soundArguments(PLAN, 'sound.mp4') ?? [];
    expect(after(sound, '-i')).toEqual(['voice.webm']);
    expect(after(sound, '-filter_complex')[0]).toContain('adelay=80:all=1');
    expect(after(sound, '-t')).toEqual(['61.500']);
    const join = joinArguments(PLAN, { list: 'list.txt', sound: 'sound.mp4', copied: false });
    expect(after(join, '-i')).toEqual(['list.txt', 'sound.mp4']);
    expect(join).not.toContain('avc3');
    expect(join.at(-1)).toBe('out.mp4');
  });

  it('[REV-14] lay the buyer small over the seller or beside them, and give one picture alone the whole', () => {
    const inset = graphOf(arranged({ layout: 'inset' }));
    expect(inset).toContain('scale=320:180');
    expect(inset.indexOf('overlay=x=936:y=516')).toBeGreaterThan(inset.lastIndexOf('overlay=x=0:y=0'));
    const focus = graphOf(arranged({ layout: 'focus' }));
    expect(focus).toContain('scale=1024:720');
    expect(focus).toContain('overlay=x=1024:y=264');
    expect(graphOf(arranged({ alone: true }))).toContain('scale=1280:720');
    expect(graphOf(arranged({ alone: true, panel: true }))).toContain('scale=960:720');
  });

  it('[REV-14] lay nothing under a picture that is there all the time', () => {
    const pictures = PLAN.pictures.map((picture) => ({ ...picture, durationMs: 20_000 }));
    const piece = { kind: 'mix', from: 4000, until: 20_000 } as const;
    const [graph = ''] = after(pieceArguments({ ...PLAN, pictures }, piece, 'piece.ts'), '-filter_complex');
    expect(graph).not.toContain('color=c');
    expect(graph).toContain('pad=1280:720:0+(640-iw)/2:0+(720-ih)/2');
    expect(graph).toContain('[p1][v1]overlay=x=640:y=0');
    // Until the end, but for less than a frame.
    const later = { ...piece, until: 20_200 };
    const [other = ''] = after(pieceArguments({ ...PLAN, pictures }, later, 'piece.ts'), '-filter_complex');
    expect(other).toContain('[p0][v0]overlay=x=0:y=0');
  });

  it('[REV-14] without sound or without picture still make a file', () => {
    expect(soundArguments({ ...PLAN, sounds: [] }, 'sound.mp4')).toBeUndefined();
    const silent = joinArguments(PLAN, { list: 'list.txt', sound: undefined, copied: false });
    expect(after(silent, '-map')).toEqual(['0:v']);
    expect(graphOf({ ...PLAN, pictures: [] })).toContain('[p0]format=yuv420p[picture]');
  });

  it('[REV-14] tell how far it is', () => {
    expect(progressOf('out_time_us=30750000')).toBe(30_750);
    expect(progressOf('frame=12')).toBeUndefined();
    expect(progressOf('out_time_us=N/A')).toBeUndefined();
  });
});

describe('what is copied of an export', () => {
  const alone = { layout: 'side_by_side', alone: true, panel: false } as const;
  const h264: PictureSegment = {
    path: 'agent.mp4',
    side: 'agent',
    startMs: 1000,
    durationMs: 60_000,
    copyable: true,
    keys: [0, 7000, 20_000, 41_000],
    sizes: [
      { at: 0, width: 640, height: 360 },
      { at: 7000, width: 1280, height: 720 },
    ],
  };

  it('[REV-53] is copied where one H.264 picture alone fills the frame, from a key frame on, and mixed elsewhere', () => {
    expect(piecesOf([h264], 61_000, alone, [])).toEqual([
      { kind: 'mix', from: 0, until: 8000 },
      { kind: 'copy', from: 8000, until: 61_000, path: 'agent.mp4', at: 7000 },
    ]);
    const whole = [{ kind: 'mix', from: 0, until: 61_000 }];
    expect(piecesOf([{ ...h264, copyable: false }], 61_000, alone, [])).toEqual(whole);
    expect(piecesOf([h264], 61_000, { ...alone, alone: false }, [])).toEqual(whole);
    expect(piecesOf([h264], 61_000, { ...alone, panel: true }, [])).toEqual(whole);
    expect(piecesOf([], 61_000, alone, [])).toEqual(whole);
  });

  it('[REV-53] ends where another picture or words come, and goes on at the next key frame', () => {
    const inset: PictureSegment = {
      ...h264,
      path: 'buyer.mp4',
      side: 'buyer',
      startMs: 15_000,
      durationMs: 4000,
    };
    const pieces = piecesOf([h264, inset], 61_000, { ...alone, layout: 'inset', alone: false }, [
      [30_000, 33_000],
    ]);
    expect(pieces.map(({ kind, from, until }) => [kind, from, until])).toEqual([
      ['mix', 0, 8000],
      ['copy', 8000, 15_000],
      ['mix', 15_000, 21_000],
      ['copy', 21_000, 30_000],
      ['mix', 30_000, 42_000],
      ['copy', 42_000, 61_000],
    ]);
    const plan: ExportPlan = { ...PLAN, pictures: [{ ...h264, source: 'camera' }], text: 'words.ass' };
    const [, copy, mix] = pieces;
    if (!copy || !mix) throw new Error('There are no pieces');
    expect(after(pieceArguments(plan, copy, 'one.ts'), '-ss')).toEqual(['7.002']);
    const between = pieceArguments(plan, mix, 'two.ts');
    expect(after(between, '-ss')).toEqual(['7.002']);
    expect(after(between, '-filter_complex')[0]).toContain('setpts=PTS-6.998/TB,fps=25:start_time=0');
    expect(after(between, '-filter_complex')[0]).toContain(
      'setpts=PTS+15.000/TB,subtitles=words.ass,setpts=PTS-15.000/TB',
    );
    expect(pieceList([{ file: 'one.ts', piece: copy }])).toBe("file 'one.ts'\nduration 7.000\n");
    expect(joinArguments(plan, { list: 'list.txt', sound: undefined, copied: true })).toContain('avc3');
  });

  it('[REV-65] what is mixed is cut at frames into pieces that are made together, what is copied is not', () => {
    const pieces = piecesOf([h264], 61_000, alone, []);
    expect(shared(pieces, 4, [])).toEqual(pieces);
    const long = [{ kind: 'mix', from: 8000, until: 61_010 } as const, ...pieces.slice(1)];
    expect(shared(long, 3, [])).toEqual([
      { kind: 'mix', from: 8000, until: 25_680 },
      { kind: 'mix', from: 25_680, until: 43_360 },
      { kind: 'mix', from: 43_360, until: 61_010 },
      ...pieces.slice(1),
    ]);
    // At a key frame near by, where the most begins anew; a frame's time is 40 ms.
    const one = { ...VP8, path: 'a', side: 'agent', startMs: 5, keys: [0, 20_000, 24_000] } as const;
    const other = { ...VP8, path: 'b', side: 'buyer', startMs: 0, keys: [0, 19_000, 24_200] } as const;
    expect(shared(long.slice(0, 1), 3, [one, other]).map(({ from }) => from)).toEqual([8000, 24_200, 43_360]);
  });
});

describe('words in an export', () => {
  it('[REV-54] chat stands beside the pictures until the next message, or below them, in lines that fit', () => {
    const said = [
      {
        from: 1000,
        until: 7000,
        name: 'Lan',
        text: 'The lining is cotton twill, made in the mill next door',
      },
      { from: 5500, until: 9000, name: '访客', text: '{\\b1}内衬是米色帆布有一个拉链袋和两个插袋要不要视频' },
    ];
    const panel = assOf({ panel: said, captions: [] }, 20_000)
      .split('\n')
      .filter((line) => line.startsWith('Dialogue'));
    expect(panel[0]).toMatch(/^Dialogue: 0,0:00:01\.00,0:00:05\.50,Panel,.*\{\\b1\}Lan\{\\b0\}\\NThe lining/);
    expect(panel[1]).toContain('0:00:05.50,0:00:20.00');
    expect(panel[1]).toContain('｛＼b1｝内衬是');
    const below = assOf({ panel: [], captions: said }, 20_000);
    expect(below).toContain('0:00:01.00,0:00:07.00,Caption,Lan: The lining');
    expect(textStretches({ panel: [], captions: said }, 20_000)).toEqual([
      [1000, 7000],
      [5500, 9000],
    ]);
    expect(wrapped('内衬是米色帆布', 6)).toEqual(['内衬是', '米色帆', '布']);
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });
});
