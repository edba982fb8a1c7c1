/** The clock is stopped so long after the last sound: one that runs keeps the audio device and a core awake. */
const REST_MS = 2000;

let context: AudioContext | undefined;
let sounding = 0;
let resting: ReturnType<typeof setTimeout> | undefined;

/** The page's one audio clock, which stands while nothing sounds; absent where the browser has none. */
export function audioContext(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  context ??= new AudioContext({ latencyHint: 'interactive' });
  return context;
}

/** Says that something sounds from now on; what is returned says, once, that it has ended. */
export function beginSound(audio: AudioContext): () => void {
  sounding += 1;
  return () => {
    sounding -= 1;
    restSoon(audio);
  };
}

function restSoon(audio: AudioContext): void {
  clearTimeout(resting);
  resting = setTimeout(() => {
    if (sounding === 0) void audio.suspend();
  }, REST_MS);
}

/**
 * Tries to let the page sound: true when it does, for a moment or as long as something does. A browser that wants a gesture first leaves `resume()` pending,
 * so it is asked only after one, and otherwise the answer is no.
 */
export async function allowedToPlay(audio: AudioContext): Promise<boolean> {
  clearTimeout(resting);
  const gestureSeen = navigator.userActivation?.hasBeenActive ?? false;
  const attempt = audio.resume().catch(() => undefined);
  if (gestureSeen) await attempt;
  else await Promise.race([attempt, stateChange(audio, 250)]);
  restSoon(audio);
  return audio.state === 'running';
}

function stateChange(audio: AudioContext, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      audio.removeEventListener('statechange', done);
      resolve();
    };
    const timer = setTimeout(done, patience);
    audio.addEventListener('statechange', done);
  });
}

/** Calls once at the next press of a pointer or key; returns how to stop waiting. */
export function atNextGesture(act: () => void): () => void {
  const abort = new AbortController();
  const once = (): void => {
    abort.abort();
    act();
  };
  for (const type of ['pointerup', 'keydown', 'touchend'])
    globalThis.addEventListener(type, once, { signal: abort.signal, capture: true });
  return () => abort.abort();
}
