import { renderSound } from './melody.ts';
import type { Melody } from './melody.ts';
import { allowedToPlay, audioContext, beginSound, whenAllowed } from './player.ts';

export interface Ring {
  /** Rings until `stop`; false when the browser keeps it silent: it then begins as soon as it may. */
  start(): Promise<boolean>;
  stop(): void;
  /** 0 to 1, heard at once. */
  setVolume(volume: number): void;
}

/** A ring of our own, synthesised here: `incoming` for who is called, `ringback` for who calls. */
export function createRing(melody: Melody, volume = 0.8): Ring {
  let gain: GainNode | undefined;
  let source: AudioBufferSourceNode | undefined;
  let stopWaiting: (() => void) | undefined;
  let ended: (() => void) | undefined;
  let wanted = false;
  let level = clamp(volume);

  function sound(audio: AudioContext): void {
    if (!wanted || source) return;
    const samples = renderSound(melody, audio.sampleRate);
    const buffer = audio.createBuffer(1, samples.length, audio.sampleRate);
    buffer.copyToChannel(samples, 0);
    gain = audio.createGain();
    gain.gain.value = level;
    source = audio.createBufferSource();
    source.buffer = buffer;
    source.loop = true;
    source.connect(gain).connect(audio.destination);
    source.start();
  }

  return {
    async start() {
      const audio = audioContext();
      if (!audio || wanted) return source !== undefined;
      wanted = true;
      ended = beginSound(audio);
      stopWaiting = whenAllowed(audio, () => sound(audio));
      if (await allowedToPlay(audio)) sound(audio);
      return source !== undefined;
    },
    stop() {
      wanted = false;
      stopWaiting?.();
      source?.stop();
      source?.disconnect();
      gain?.disconnect();
      ended?.();
      source = gain = stopWaiting = ended = undefined;
    },
    setVolume(next) {
      level = clamp(next);
      if (gain) gain.gain.value = level;
    },
  };
}

/** A soft tick: a photo was taken, a message came. False when the browser keeps the page silent. */
export async function playTick(volume = 0.8): Promise<boolean> {
  const audio = audioContext();
  if (!audio || !(await allowedToPlay(audio))) return false;
  const samples = renderSound('tick', audio.sampleRate);
  const source = new AudioBufferSourceNode(audio, {
    buffer: new AudioBuffer({ length: samples.length, sampleRate: audio.sampleRate }),
  });
  source.buffer?.copyToChannel(samples, 0);
  source.connect(new GainNode(audio, { gain: clamp(volume) })).connect(audio.destination);
  source.onended = beginSound(audio);
  source.start();
  return true;
}

function clamp(volume: number): number {
  return Math.min(1, Math.max(0, volume));
}
