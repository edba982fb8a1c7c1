import type { Sender } from './sender.ts';

/** What gives way under a bad network: the size of the picture or its smoothness. */
type Preference = 'maintain-resolution' | 'maintain-framerate' | 'balanced';

type VideoParameters = RTCRtpSendParameters & { degradationPreference?: Preference };

function preference({ source, options }: Sender): Preference {
  if (source === 'screen' || options.hint === 'detail') return 'maintain-resolution';
  return options.hint === 'motion' ? 'maintain-framerate' : 'balanced';
}

/** Tells the encoder what the track shows (W3C mst-content-hint). A camera that shows details keeps the
 *  default hint: Chromium takes `detail` for a screen and then sends fewer sizes. */
export function hintFor({ source, track, options }: Sender): void {
  if (!track || track.kind === 'audio') return;
  const still = source === 'screen' ? 'text' : '';
  const hint = options.hint === 'motion' ? 'motion' : still;
  if (track.contentHint !== hint) track.contentHint = hint;
}

/** Sets what gives way first, and the sizes that are sent; a browser that cannot keeps its own choice. It asks the
 *  browser's media threads and waits for them, so only where there is something to change, and never before a
 *  picture. */
export function tuneEncoder(sender: Sender): void {
  const rtpSender = sender.producer?.rtpSender;
  const wanted = `${preference(sender)} ${sender.smallest}`;
  if (!rtpSender || sender.kind !== 'video' || tuned.get(rtpSender) === wanted) return;
  tuned.set(rtpSender, wanted);
  const parameters: VideoParameters = rtpSender.getParameters();
  parameters.degradationPreference = preference(sender);
  for (const [index, encoding] of parameters.encodings.entries())
    encoding.active = index === 0 || !sender.smallest;
  rtpSender.setParameters(parameters).catch(() => {});
}

const tuned = new WeakMap<RTCRtpSender, string>();
