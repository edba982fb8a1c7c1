/** What can be heard: `incoming` rings at the one who is called, `ringback` at the one who calls. */
export type Melody = 'incoming' | 'ringback';

/** A tone struck like a small wooden bar: where it starts, how high, how loud, how fast it fades (1/s). */
interface Strike {
  at: number;
  hertz: number;
  gain: number;
  fade: number;
}

interface Score {
  seconds: number;
  strikes: readonly Strike[];
}

const high = 880; // A5
const low = 659.26; // E5: a fourth below, the call of a cuckoo rather than of an alarm

const scores: Record<Melody, Score> = {
  incoming: {
    seconds: 3,
    strikes: [0, 0.26, 0.7, 0.96].map((at, index) => ({
      at,
      hertz: index % 2 === 0 ? high : low,
      gain: 0.5,
      fade: 5.5,
    })),
  },
  ringback: {
    seconds: 4,
    strikes: [
      { at: 0, hertz: low, gain: 0.22, fade: 2.4 },
      { at: 0, hertz: low / 2, gain: 0.18, fade: 2.4 },
      { at: 0.5, hertz: low, gain: 0.1, fade: 2.4 },
    ],
  },
};

const tick: Score = {
  seconds: 0.09,
  strikes: [
    { at: 0, hertz: 1760, gain: 0.22, fade: 70 },
    { at: 0.03, hertz: 2349, gain: 0.12, fade: 80 },
  ],
};

/** One round of a melody (or the tick of a photo or a message) as samples between -1 and 1, ready to be looped. */
export function renderSound(sound: Melody | 'tick', sampleRate: number): Float32Array<ArrayBuffer> {
  const score = sound === 'tick' ? tick : scores[sound];
  const samples = new Float32Array(Math.round(score.seconds * sampleRate));
  for (const strike of score.strikes) addStrike(samples, strike, sampleRate);
  // The last 20 ms fade out, so that neither the loop nor the end clicks.
  const tail = Math.min(samples.length, Math.round(0.02 * sampleRate));
  for (let back = 0; back < tail; back++) {
    const index = samples.length - 1 - back;
    samples[index] = (samples[index] ?? 0) * (back / tail);
  }
  return samples;
}

function addStrike(samples: Float32Array, { at, hertz, gain, fade }: Strike, sampleRate: number): void {
  const start = Math.round(at * sampleRate);
  const attack = 0.004;
  for (let index = start; index < samples.length; index++) {
    const time = (index - start) / sampleRate;
    const turn = 2 * Math.PI * hertz * time;
    // The overtone of a wooden bar is four times its tone and gone three times as fast.
    const wave = Math.sin(turn) + 0.18 * Math.exp(-2 * fade * time) * Math.sin(4 * turn);
    const envelope = Math.min(1, time / attack) * Math.exp(-fade * time);
    samples[index] = (samples[index] ?? 0) + gain * envelope * wave;
  }
}
