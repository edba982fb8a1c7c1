/** The clock is stopped so long after the last sound: one that runs keeps the audio device and a core awake. */
const REST_MS = 2000;
/** A browser that wants a gesture first does not answer, one that has seen one may still; a device that slept takes a
 *  moment. */
const PATIENCE_MS = { before: 250, after: 1000 };

let context: AudioContext | undefined;
let sounding = 0;
let resting: ReturnType<typeof setTimeout> | undefined;

/** The clock of the page's sounds, which stands while there are none; absent where the browser has none. */
export function audioContext(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  context ??= new AudioContext({ latencyHint: 'interactive' });
  return context;
}

/** Says that something sounds, or waits to; what is returned, called once, says that it has ended. */
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

/** Tries to let the page sound: true when it does, for a moment or as long as something does. A browser that wants a
 *  gesture first leaves `resume()` pending until there is one. */
export async function allowedToPlay(audio: AudioContext): Promise<boolean> {
  clearTimeout(resting);
  const patience = PATIENCE_MS[navigator.userActivation?.hasBeenActive ? 'after' : 'before'];
  await Promise.race([audio.resume().catch(() => undefined), sleep(patience)]);
  restSoon(audio);
  return audio.state === 'running';
}

const sleep = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** Calls once when the page may sound: at the next press of a pointer or key, or when the device is awake at last;
 *  returns how to stop waiting. */
export function whenAllowed(audio: AudioContext, act: () => void): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const look = (): void => {
    if (signal.aborted || audio.state !== 'running') return;
    abort.abort();
    restSoon(audio);
    act();
  };
  audio.addEventListener('statechange', look, { signal });
  for (const type of ['pointerup', 'keydown', 'touchend'])
    globalThis.addEventListener(type, () => void allowedToPlay(audio).then(look), { signal, capture: true });
  return () => abort.abort();
}
