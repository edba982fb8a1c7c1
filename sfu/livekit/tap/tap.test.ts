import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LostPackets } from './lost-packets.ts';
import { shapeIn } from './offer.ts';

describe('packets that did not come', () => {
  let asked: number[][];
  let lost: LostPackets;
  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    lost = new LostPackets((sequences) => asked.push([...sequences]));
  });
  afterEach(() => {
    lost.close();
    vi.useRealTimers();
  });

  it('[MEDIA-41] are asked for at once and again until they come, across the wrap of their numbers', () => {
    for (const sequence of [65_533, 65_534, 1]) lost.note(sequence);
    expect(asked).toEqual([[0, 65_535]]);
    lost.note(65_535);
    vi.advanceTimersByTime(50);
    expect(asked.at(-1)).toEqual([0]);
    lost.note(0);
    vi.advanceTimersByTime(1000);
    expect(asked).toHaveLength(2);
  });

  it('[MEDIA-41] are given up after some tries, and a gap or another source is not asked for', () => {
    lost.note(10);
    lost.note(12);
    vi.advanceTimersByTime(5000);
    const tries = asked.length;
    expect(tries).toBeGreaterThan(3);
    vi.advanceTimersByTime(5000);
    expect(asked).toHaveLength(tries);
    lost.note(5000);
    lost.restart();
    lost.note(9);
    lost.note(10);
    expect(asked).toHaveLength(tries);
  });
});

it('[MEDIA-41] what a tap’s packets look like is read from the section that carries its track', () => {
  const section = (kind: string, mid: number, lines: string[]) =>
    [`m=${kind} 9 UDP/TLS/RTP/SAVPF 96`, `a=mid:${mid}`, ...lines].join('\r\n');
  const level = 'a=extmap:3 urn:ietf:params:rtp-hdrext:ssrc-audio-level';
  const sdp = [
    'v=0',
    section('audio', 1, ['a=rtpmap:111 opus/48000/2', level, 'a=ssrc:7 cname:x']),
    section('video', 12, ['a=rtpmap:98 VP9/90000', 'a=rtpmap:96 VP8/90000', 'a=ssrc:8 cname:x']),
    section('video', 2, ['a=rtpmap:96 VP8/90000']),
  ].join('\r\n');
  expect(shapeIn(sdp, '1', 'audio/opus')).toEqual({
    payloadType: 111,
    clockRate: 48_000,
    ssrc: 7,
    audioLevelExtension: 3,
  });
  expect(shapeIn(sdp, '12', 'video/VP8')).toMatchObject({ payloadType: 96, clockRate: 90_000, ssrc: 8 });
  expect(shapeIn(sdp, '2', 'video/VP8')).toBeUndefined();
});
