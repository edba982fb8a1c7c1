import type { Sender } from './sender.ts';

/** What gives way under a bad network: the size of the picture or its smoothness. */
type Preference = 'maintain-resolution' | 'maintain-framerate' | 'balanced';

function preference({ source, options }: Sender): Preference {
  if (source === 'screen' || options.hint === 'detail') return 'maintain-resolution';
  return options.hint === 'motion' ? 'maintain-framerate' : 'balanced';
}

/** Tells the encoder what the track shows (W3C mst-content-hint). A camera that shows details keeps the
 *  default hint: Chromium takes `detail` for a screen and then sends fewer sizes. */
export function hintFor({ source, track, options }: Sender): void {
  if (!track) return;
  if (source === 'screen') track.contentHint = options.hint === 'motion' ? 'motion' : 'text';
  if (source === 'camera') track.contentHint = options.hint === 'motion' ? 'motion' : '';
  if (source === 'microphone') track.contentHint = 'speech';
}

/** Sets what gives way first; a browser that cannot keeps its own choice. */
export function favour(sender: Sender): void {
  const rtpSender = sender.producer?.rtpSender;
  if (!rtpSender || sender.kind !== 'video') return;
  const parameters: RTCRtpSendParameters & { degradationPreference?: Preference } = rtpSender.getParameters();
  parameters.degradationPreference = preference(sender);
  rtpSender.setParameters(parameters).catch(() => {});
}
