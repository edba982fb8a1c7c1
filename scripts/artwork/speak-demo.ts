/**
 * Makes the voices of the demo shop's recorded call, by ffmpeg's own speech (flite) and without a person's:
 * `node scripts/run.mjs scripts/artwork/speak-demo.ts`
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../../demo-assets/voices/', import.meta.url));
mkdirSync(target, { recursive: true });

const SECONDS = 17;
const VOICES = {
  seller: {
    voice: 'slt',
    lines: [
      [900, 'Hello. This is the tote you asked about.'],
      [6600, 'Look at the seam. Every stitch is waxed by hand.'],
      [13_200, 'Thank you. It leaves today.'],
    ],
  },
  buyer: {
    voice: 'rms',
    lines: [
      [4100, 'Could you come closer, please?'],
      [10_600, 'Very nice. I will take it.'],
    ],
  },
} as const;

for (const [name, { voice, lines }] of Object.entries(VOICES)) {
  const inputs = lines.flatMap(([, text]) => ['-f', 'lavfi', '-i', `flite=text='${text}':voice=${voice}`]);
  const delayed = lines.map(([at], index) => `[${index}]aresample=48000,adelay=${at}:all=1[l${index}]`);
  const all = lines.map((_, index) => `[l${index}]`).join('');
  const graph = [
    ...delayed,
    `${all}amix=inputs=${lines.length}:normalize=0,apad=whole_dur=${SECONDS},volume=1.4`,
  ].join(';');
  execFileSync('ffmpeg', [
    ...[
      '-hide_banner',
      '-loglevel',
      'error',
      '-y',
      ...inputs,
      '-filter_complex',
      graph,
      '-t',
      String(SECONDS),
    ],
    ...['-ac', '1', '-c:a', 'libopus', '-b:a', '20k', '-application', 'voip', '-frame_duration', '20'],
    `${target}${name}.opus`,
  ]);
}
