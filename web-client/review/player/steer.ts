/** Farther off than this a sound is put right by a jump, ms. */
export const JUMP_PAST_MS = 50;
/** A picture jumps only when it is farther off than a jump takes: nobody hears it run faster. */
export const PICTURE_JUMPS_PAST_MS = 300;
/** Closer than this nothing is done: a correction would be heard sooner than the error. */
const CLOSE_ENOUGH_MS = 8;
/** A small error of a picture is gone after about so long. */
const MEND_WITHIN_MS = 200;
/** The most that a picture is hurried or slowed. */
const MOST_CHANGE = 0.5;
/** A voice is hurried or slowed by one of two steps, and then let be until it is right: each change of its speed
 *  costs it some time itself. */
const VOICE = { from: 15, far: 30, until: 4, little: 0.05, much: 0.1 } as const;
/** A track that has just jumped is given this time to get going before it jumps again. */
export const SETTLE_MS = 400;
/** A picture that stands shows the right frame when it is this close. */
const STILL_WITHIN_MS = 5;

/** One element as it is found. */
export interface TrackState {
  readonly kind: 'audio' | 'video';
  /** Where it should be, and where it is, both from the file's beginning, ms. */
  readonly wantedMs: number;
  readonly actualMs: number;
  readonly playing: boolean;
  /** The speed of the recording's clock. */
  readonly speed: number;
  /** The element's own speed just now. */
  readonly rate: number;
  /** On its way to where it was told to go. */
  readonly seeking: boolean;
  readonly sinceJumpMs: number;
  /** How long a jump takes here, ms. */
  readonly jumpTakesMs: number;
}

/** What is to be done with it. */
export interface Correction {
  /** From the file's beginning, ms; null: stay. */
  readonly jumpTo: number | null;
  readonly playbackRate: number;
}

/** Keeps a track with the clock: a little faster or slower while it is close, a jump where it is not. */
export function correct(state: TrackState): Correction {
  const { kind, wantedMs, speed, seeking } = state;
  const ahead = state.actualMs - wantedMs;
  const stay = (playbackRate: number): Correction => ({ jumpTo: null, playbackRate });
  if (seeking) return stay(speed);
  if (!state.playing) {
    return Math.abs(ahead) > STILL_WITHIN_MS ? { jumpTo: wantedMs, playbackRate: speed } : stay(speed);
  }
  const farthest = kind === 'audio' ? JUMP_PAST_MS : PICTURE_JUMPS_PAST_MS;
  if (Math.abs(ahead) > farthest && state.sinceJumpMs > SETTLE_MS) {
    return { jumpTo: wantedMs + state.jumpTakesMs * speed, playbackRate: speed };
  }
  return stay(speed * (1 + (kind === 'audio' ? voiceChange(state, ahead) : pictureChange(ahead))));
}

function pictureChange(ahead: number): number {
  if (Math.abs(ahead) <= CLOSE_ENOUGH_MS) return 0;
  return Math.max(-MOST_CHANGE, Math.min(MOST_CHANGE, -ahead / MEND_WITHIN_MS));
}

function voiceChange({ rate, speed }: TrackState, ahead: number): number {
  const way = -Math.sign(ahead);
  const now = rate / speed - 1;
  const mending = Math.abs(now) > 0.01 && Math.sign(now) === way;
  const off = Math.abs(ahead);
  if (off > VOICE.far) return way * VOICE.much;
  if (mending) return off > VOICE.until ? now : 0;
  return off > VOICE.from ? way * VOICE.little : 0;
}
