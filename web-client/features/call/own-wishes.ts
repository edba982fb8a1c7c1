const KEY = 'kanhuo.own';

/** What a person had turned on in a call: a reload must not turn a camera on that was off. */
export interface OwnWishes {
  readonly callId: string;
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** Keeps the wishes for this tab's next page. */
export function keepWishes(wishes: OwnWishes | null): void {
  try {
    if (wishes) sessionStorage.setItem(KEY, JSON.stringify(wishes));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is refused to some embedded pages: the next page asks as if the call were new.
  }
}

/** The wishes this tab's last page kept for this call. */
export function keptWishes(callId: string): OwnWishes | null {
  try {
    const wishes = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as OwnWishes | null;
    return wishes?.callId === callId ? wishes : null;
  } catch {
    return null;
  }
}
