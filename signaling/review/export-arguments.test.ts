import { describe, expect, it } from 'vitest';
import { exportArguments, type ExportPlan, progressOf } from './export-arguments.ts';

const PLAN: ExportPlan = {
  segments: [
    { path: 'agent.webm', side: 'agent', source: 'camera', startMs: 120 },
    { path: 'buyer.webm', side: 'buyer', source: 'camera', startMs: 3000 },
    { path: 'voice.webm', side: 'agent', source: 'microphone', startMs: 80.4 },
    { path: 'screen.webm', side: 'agent', source: 'screen', startMs: 9000 },
  ],
  durationMs: 61_500,
  layout: 'side_by_side',
  output: 'out.mp4',
};

const graphOf = (plan: ExportPlan) => {
  const args = exportArguments(plan);
  return args[args.indexOf('-filter_complex') + 1] ?? '';
};
const inputsOf = (plan: ExportPlan) => {
  const args = exportArguments(plan);
  return args.filter((_, index) => args[index - 1] === '-i');
};

describe('the arguments of an export', () => {
  it('[REV-14] put each file at its time, screens over cameras, and end with the recording', () => {
    expect(inputsOf(PLAN)).toEqual(['agent.webm', 'buyer.webm', 'screen.webm', 'voice.webm']);
    const graph = graphOf(PLAN);
    expect(graph).toContain('[0:v]setpts=PTS+0.120/TB');
    expect(graph).toContain('[1:v]setpts=PTS+3.000/TB');
    expect(graph).toContain('adelay=80:all=1');
    expect(graph).toContain('[v1]overlay=x=640:y=0');
    expect(graph).toContain('[v2]overlay=x=0:y=0');
    const args = exportArguments(PLAN);
    expect(args[args.indexOf('-t') + 1]).toBe('61.500');
    expect(args.at(-1)).toBe('out.mp4');
  });

  it('[REV-14] lay the buyer small over the seller in focus, and give one picture alone the whole', () => {
    const focus = graphOf({ ...PLAN, layout: 'focus' });
    expect(focus).toContain('scale=320:180');
    expect(focus.indexOf('overlay=x=936:y=516')).toBeGreaterThan(focus.lastIndexOf('overlay=x=0:y=0'));
    const alone = graphOf({ ...PLAN, segments: PLAN.segments.filter(({ side }) => side === 'buyer') });
    expect(alone).toContain('scale=1280:720');
  });

  it('[REV-14] without sound or without picture still make a file', () => {
    const [camera] = PLAN.segments;
    const silent = exportArguments({ ...PLAN, segments: camera ? [camera] : [] });
    expect(silent.join(' ')).not.toContain('[sound]');
    const voice = PLAN.segments.filter(({ source }) => source === 'microphone');
    const spoken = exportArguments({ ...PLAN, segments: voice });
    expect(spoken.join(' ')).toContain('[p0]format=yuv420p[picture]');
  });

  it('[REV-14] tell the progress as a share of the length', () => {
    expect(progressOf('out_time_us=30750000', 61_500)).toBe(0.5);
    expect(progressOf('out_time_us=99999999', 61_500)).toBe(1);
    expect(progressOf('frame=12', 61_500)).toBeUndefined();
    expect(progressOf('out_time_us=N/A', 61_500)).toBeUndefined();
  });
});
