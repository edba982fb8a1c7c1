import type { TrackSource } from '#protocol';
import { kindOfSource } from '#protocol/kind-of-source';
import type { PublishOptions } from '../media-session.ts';

/** A picture starts in its smallest size, which is encoded at once and is there after one packet; then all. */
const ALL_SIZES_AFTER_MS = 400;
/** By what a camera's picture is divided, for each number of sizes, from the smallest to the full one. */
const SCALES: readonly (readonly number[])[] = [[], [1], [4, 1], [4, 2, 1]];

/** `prepared`: nothing real is sent, in whatever sizes there are. `smallest`: the real picture in that size alone. */
type Phase = 'prepared' | 'smallest' | 'all';

type VideoParameters = RTCRtpSendParameters & { degradationPreference?: RTCDegradationPreference };

/** What gives way under a bad network: the size of the picture or its smoothness. */
export function preference(source: TrackSource, { hint }: PublishOptions): RTCDegradationPreference {
  if (source === 'screen' || hint === 'detail') return 'maintain-resolution';
  return hint === 'motion' ? 'maintain-framerate' : 'balanced';
}

/** Tells the encoder what a track shows (W3C mst-content-hint). A camera that shows details keeps the
 *  default hint: Chromium takes `detail` for a screen and then sends fewer sizes. */
export function hintFor(track: MediaStreamTrack | null, source: TrackSource, options: PublishOptions): void {
  if (!track || track.kind === 'audio') return;
  const still = source === 'screen' ? 'text' : '';
  const hint = options.hint === 'motion' ? 'motion' : still;
  if (track.contentHint !== hint) track.contentHint = hint;
}

/** The encoder of one source on one connection: what gives way first, and which of its sizes are sent. For sound
 *  there is nothing to be done. */
export class Encoder {
  readonly #source: TrackSource;
  readonly #options: () => PublishOptions;
  readonly #rtpSender: () => RTCRtpSender | undefined;
  #phase: Phase = 'prepared';
  #raising: ReturnType<typeof setTimeout> | undefined;
  /** What it was told last. */
  #told = '';

  constructor(
    source: TrackSource,
    of: { options: () => PublishOptions; rtpSender: () => RTCRtpSender | undefined },
  ) {
    this.#source = source;
    this.#options = of.options;
    this.#rtpSender = of.rtpSender;
  }

  /** The first real picture is about to be handed over: in its smallest size. */
  begin(): void {
    if (this.#phase !== 'prepared') return;
    this.#phase = 'smallest';
    this.tune();
  }

  /** Brings it in line with the options: a little after somebody may see the picture, it comes in all its sizes. */
  tune(): void {
    this.#tell();
    if (this.#phase !== 'smallest' || this.#options().held) return;
    this.#raising ??= setTimeout(() => {
      this.#phase = 'all';
      this.#tell();
    }, ALL_SIZES_AFTER_MS);
  }

  /** There is another RTP sender, which was told nothing yet. */
  renew(): void {
    this.#told = '';
  }

  /** The connection is gone; the next begins as the first did. */
  reset(): void {
    clearTimeout(this.#raising);
    this.#raising = undefined;
    this.#phase = 'prepared';
    this.renew();
  }

  /** Asks the browser's media threads and waits for them: only where there is something to change. A browser
   *  that cannot keeps its own choice. */
  #tell(): void {
    const rtpSender = this.#rtpSender();
    const phase = this.#phase;
    const gives = preference(this.#source, this.#options());
    const wanted = `${gives} ${phase}`;
    const sound = kindOfSource(this.#source) === 'audio';
    if (!rtpSender || sound || this.#told === wanted) return;
    this.#told = wanted;
    const parameters: VideoParameters = rtpSender.getParameters();
    parameters.degradationPreference = gives;
    const { encodings } = parameters;
    const scales = SCALES[encodings.length];
    for (const [index, encoding] of phase === 'prepared' ? [] : encodings.entries()) {
      encoding.active = index === 0 || phase === 'all';
      encoding.scaleResolutionDownBy = scales?.[index] ?? 1;
    }
    rtpSender.setParameters(parameters).catch(() => {});
  }
}
