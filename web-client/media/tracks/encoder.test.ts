import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Encoder } from './encoder.ts';

/** An RTP sender that keeps what it was told. */
function senderOf(sizes: number) {
  const encodings: RTCRtpEncodingParameters[] = Array.from({ length: sizes }, () => ({
    active: true,
    scaleResolutionDownBy: 45,
  }));
  let parameters: RTCRtpSendParameters = {
    ...{ transactionId: '', codecs: [], headerExtensions: [], rtcp: {} },
    encodings,
  };
  const sender: Pick<RTCRtpSender, 'getParameters' | 'setParameters'> = {
    getParameters: () => structuredClone(parameters),
    setParameters: async (next) => void (parameters = next),
  };
  return {
    sender: sender as RTCRtpSender,
    /** By what each size that is sent is divided. */
    sent: () =>
      parameters.encodings.map(({ active, scaleResolutionDownBy }) =>
        active ? scaleResolutionDownBy : null,
      ),
  };
}

describe('which sizes of a camera are sent', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function setUp(sizes = 3) {
    const { sender, sent } = senderOf(sizes);
    const options: { held: boolean } = { held: true };
    const encoder = new Encoder('camera', { options: () => options, rtpSender: () => sender });
    const release = () => {
      options.held = false;
      encoder.tune();
    };
    return { encoder, sent, release, options };
  }

  it('[MEDIA-34] leaves a placeholder as it is, and begins a picture in its smallest size alone', () => {
    const { encoder, sent } = setUp();
    encoder.tune();
    vi.runAllTimers();
    expect(sent()).toEqual([45, 45, 45]);
    encoder.begin();
    expect(sent()).toEqual([4, null, null]);
  });

  it('[MEDIA-34] sends a held picture in its smallest size alone, and in all once it is not held', () => {
    const { encoder, sent, release } = setUp(2);
    encoder.begin();
    vi.runAllTimers();
    expect(sent()).toEqual([4, null]);
    release();
    vi.runAllTimers();
    expect(sent()).toEqual([4, 1]);
  });

  it('[MEDIA-34] sends all sizes a little after the first picture where it was not held', () => {
    const { encoder, sent, options } = setUp(2);
    options.held = false;
    encoder.begin();
    expect(sent()).toEqual([4, null]);
    vi.runAllTimers();
    expect(sent()).toEqual([4, 1]);
  });
});
