import type { RecordedSegment, RecordedTrack } from '#protocol';
import { backOff } from '../back-off.ts';
import { canFollow, LiveSource } from './live-source.ts';
import { correct } from './steer.ts';
import { nextSegment, segmentAt } from './timeline.ts';

/** `away`: nothing of this track is due; `waiting`: due, and not there yet. */
export type TrackPresence = 'ready' | 'waiting' | 'away';

/** The next file is opened so long before it is due, ms. */
const AHEAD_MS = 4000;
/** A file that is still being written is read again at most this often, ms. */
const REREAD_EVERY_MS = 1500;
/** A file that could not be had is asked for again so long after at first, ms. */
const RETRY_AFTER_MS = 1000;
/** A jump into what had not come yet is begun anew: browsers may never end it, ms. */
const STUCK_MS = 1500;
/** A frame is drawn so many redraws of the page after the jump to it, at most. */
const DRAWN_WITHIN = 60;
/** Until it is known how long a jump takes here, ms. */
const FIRST_GUESS_MS = 40;

/** One track in one media element: opens its files in turn and keeps it with the clock. */
export class TrackPlayer {
  #track: RecordedTrack;
  readonly #element: HTMLMediaElement;
  #segment: RecordedSegment | null = null;
  /** While it plays a file that is being written. */
  #live: LiveSource | null = null;
  #openedAt = 0;
  /** How often in a row a file could not be had. */
  #failures = 0;
  #jumpedAt = 0;
  /** The frame that is shown, seconds from the file's beginning; null until it was drawn after a jump. */
  #drawn: number | null = null;
  #jumpTakesMs = FIRST_GUESS_MS;
  readonly #life = new AbortController();

  constructor(track: RecordedTrack, element: HTMLMediaElement) {
    this.#track = track;
    this.#element = element;
    element.preload = 'auto';
    element.preservesPitch = true;
    const { signal } = this.#life;
    element.addEventListener('seeked', () => this.#learn(), { signal });
    element.addEventListener('loadeddata', () => (this.#failures = 0), { signal });
    element.addEventListener('emptied', () => (this.#drawn = null), { signal });
    if (element instanceof HTMLVideoElement) this.#watchFrames(element);
    element.addEventListener('error', () => (this.#failures += 1), { signal });
  }

  get kind(): 'audio' | 'video' {
    return this.#track.kind;
  }
  /** What is known of the track by now: more files, fresh addresses. */
  set track(track: RecordedTrack) {
    this.#track = track;
    const own = track.segments.find(({ segmentId }) => segmentId === this.#segment?.segmentId);
    if (own) this.#live?.update(own.url, own.live);
  }

  /** Where the element is on the recording's clock, ms; null while nothing plays. */
  get at(): number | null {
    if (!this.#segment || this.#element.paused || this.#element.seeking || this.#element.readyState < 3)
      return null;
    return this.#segment.startMs + this.#element.currentTime * 1000;
  }

  /** The moment of the frame that is shown, on the recording's clock, once the element is where it was told to be;
   *  null while nothing plays. */
  async shown(): Promise<number | null> {
    const element = this.#element;
    const { signal } = this.#life;
    if (element.seeking)
      await new Promise((resolve) => {
        element.addEventListener('seeked', resolve, { once: true, signal });
        element.addEventListener('error', resolve, { once: true, signal });
        signal.addEventListener('abort', resolve, { once: true });
      });
    // A browser tells of each frame when it is drawn, after a jump of the same one again.
    for (let redraw = 0; redraw < DRAWN_WITHIN && this.#drawn === null; redraw++)
      await new Promise(requestAnimationFrame);
    return this.#segment && this.#drawn !== null ? this.#segment.startMs + this.#drawn * 1000 : null;
  }

  /** Brings the element to where it belongs at `at`; called many times a second. */
  follow(at: number, running: boolean, speed: number): TrackPresence {
    const place = segmentAt(this.#track.segments, at);
    if (!place) {
      this.#pause();
      const next = nextSegment(this.#track.segments, at);
      if (next && next.startMs - at < AHEAD_MS * speed) this.#open(next);
      return 'away';
    }
    this.#open(place.segment);
    const element = this.#element;
    if (element.error) {
      this.#openAnew(place.segment, backOff(RETRY_AFTER_MS, this.#failures));
      return 'away';
    }
    if (element.readyState < HTMLMediaElement.HAVE_METADATA) return 'waiting';
    if (place.offsetMs >= element.duration * 1000 - 1) return this.#pastTheEnd(place.segment);

    const now = performance.now();
    const isStuck = this.#live !== null && now - this.#jumpedAt > STUCK_MS;
    const { jumpTo, playbackRate } = correct({
      kind: this.#track.kind,
      wantedMs: place.offsetMs,
      actualMs: element.currentTime * 1000,
      playing: running,
      speed,
      rate: element.playbackRate,
      seeking: element.seeking && !isStuck,
      sinceJumpMs: now - this.#jumpedAt,
      jumpTakesMs: this.#jumpTakesMs,
    });
    if (jumpTo !== null) {
      this.#jumpedAt = now;
      this.#drawn = null;
      element.currentTime = jumpTo / 1000;
    }
    if (Math.abs(element.playbackRate - playbackRate) > 0.001) element.playbackRate = playbackRate;
    if (!running) this.#pause();
    else if (element.paused) {
      this.#jumpedAt = now;
      element.play().catch(() => undefined); // Paused again before it began, or opened anew.
    }
    const enough = running ? HTMLMediaElement.HAVE_FUTURE_DATA : HTMLMediaElement.HAVE_CURRENT_DATA;
    return element.seeking || element.readyState < enough ? 'waiting' : 'ready';
  }

  close(): void {
    this.#life.abort();
    this.#pause();
    this.#live?.close();
    this.#element.removeAttribute('src');
    this.#element.load();
  }

  #open(segment: RecordedSegment): void {
    if (this.#segment?.segmentId === segment.segmentId) return;
    this.#segment = segment;
    this.#openedAt = performance.now();
    this.#live?.close();
    this.#live = null;
    if (segment.live && canFollow(segment.mimeType)) {
      this.#live = new LiveSource(this.#element, segment.url, segment.mimeType);
    } else this.#element.src = segment.url;
  }

  /** The file is shorter than the time it stands for: its last frame stays, or more of it has come meanwhile. */
  #pastTheEnd(segment: RecordedSegment): TrackPresence {
    this.#pause();
    const isRead = segment.live && !this.#live && this.#openAnew(segment, REREAD_EVERY_MS);
    return isRead ? 'waiting' : 'ready';
  }

  /** Opens a file once more, unless that was done just now. */
  #openAnew(segment: RecordedSegment, afterMs: number): boolean {
    if (performance.now() - this.#openedAt < afterMs) return false;
    this.#segment = null;
    this.#open(segment);
    return true;
  }

  #watchFrames(video: HTMLVideoElement): void {
    if (!('requestVideoFrameCallback' in video)) return;
    video.requestVideoFrameCallback((_now, { mediaTime, presentationTime }) => {
      if (this.#life.signal.aborted) return;
      // Not a frame of before a jump that is told only now.
      if (presentationTime >= this.#jumpedAt) this.#drawn = mediaTime;
      this.#watchFrames(video);
    });
  }

  #pause(): void {
    if (!this.#element.paused) this.#element.pause();
  }

  #learn(): void {
    if (this.#element.paused) return;
    const took = Math.min(500, performance.now() - this.#jumpedAt);
    this.#jumpTakesMs = this.#jumpTakesMs * 0.7 + took * 0.3;
  }
}
