let context: AudioContext | undefined;

/** The page's one audio clock; absent where the browser has none. */
export function audioContext(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  context ??= new AudioContext({ latencyHint: 'interactive' });
  return context;
}

/**
 * Tries to let the page sound: true when it does. A browser that wants a gesture first leaves `resume()` pending,
 * so it is asked only after one, and otherwise the answer is no.
 */
export async function allowedToPlay(audio: AudioContext): Promise<boolean> {
  if (audio.state === 'running') return true;
  const gestureSeen = navigator.userActivation?.hasBeenActive ?? false;
  const attempt = audio.resume().catch(() => undefined);
  if (gestureSeen) await attempt;
  else await Promise.race([attempt, stateChange(audio, 250)]);
  return isRunning(audio);
}

// Read through a function: TypeScript believes the state cannot have changed across an await.
function isRunning(audio: AudioContext): boolean {
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
