import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRecorder } from '../../../recorder/create-recorder.ts';
import type { SegmentSummary } from '../../../recorder/recorder.ts';
import type { RtpClip } from '../../support/rtp/rtp-clip.ts';

/** Something that records tracks, each from a port of its own. */
export interface Contestant {
  readonly pids: readonly number[];
  readonly ports: readonly number[];
  close(): Promise<void>;
}

/** Our recorder: one process for all tracks. */
export interface OurRecorder extends Contestant {
  /** Ends all segments, and tells how long that took. */
  end(): Promise<{ ms: number; summaries: SegmentSummary[] }>;
  kill(): Promise<void>;
}

export async function startRecorder(tracks: readonly RtpClip[], folder: string): Promise<OurRecorder> {
  const recorder = await createRecorder();
  const ports = await Promise.all(
    tracks.map(async (clip, index) => {
      const segmentId = `track-${index}`;
      const kind = clip.mimeType === 'audio/opus' ? 'audio' : 'video';
      const { mimeType, clockRate, payloadType, ssrc } = clip;
      const { rtpPort } = await recorder.open({
        segmentId,
        recordingId: 'bench',
        kind,
        mimeType,
        clockRate,
        folder,
      });
      await recorder.begin(segmentId, { payloadType, ssrc });
      return rtpPort;
    }),
  );
  const endAll = () => Promise.all(tracks.map((_, index) => recorder.end(`track-${index}`)));
  return {
    pids: [recorder.pid ?? 0],
    ports,
    async end() {
      const start = performance.now();
      const summaries = await endAll();
      return { ms: performance.now() - start, summaries: summaries.filter((each) => each !== undefined) };
    },
    async kill() {
      const { promise: back, resolve } = Promise.withResolvers<void>();
      recorder.onFact((fact) => fact.type === 'recorderBack' && resolve());
      process.kill(recorder.pid ?? 0, 'SIGKILL');
      await back;
    },
    close: () => recorder.close(),
  };
}

/** The usual way: an ffmpeg for each track, which copies what it receives into a file. */
export async function startFfmpeg(tracks: readonly RtpClip[], folder: string): Promise<Contestant> {
  const children: ChildProcess[] = [];
  const ports: number[] = [];
  for (const [index, clip] of tracks.entries()) {
    const port = await freeEvenPort();
    const sdp = path.join(folder, `track-${index}.sdp`);
    writeFileSync(sdp, describe(clip, port));
    const input = ['-protocol_whitelist', 'file,udp,rtp', '-i', sdp];
    const output = ['-c', 'copy', path.join(folder, `ffmpeg-${index}.webm`)];
    const arguments_ = ['-hide_banner', '-loglevel', 'fatal', '-y', ...input, ...output];
    children.push(spawn('ffmpeg', arguments_, { stdio: 'ignore' }));
    ports.push(port);
  }
  return {
    pids: children.map((child) => child.pid ?? 0),
    ports,
    async close() {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGKILL');
          await once(child, 'exit');
        }),
      );
    },
  };
}

/** ffmpeg takes the port after it for RTCP. */
async function freeEvenPort(): Promise<number> {
  for (;;) {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    socket.close();
    await once(socket, 'close');
    if (port % 2 === 0) return port;
  }
}

function describe({ mimeType, payloadType, clockRate }: RtpClip, port: number): string {
  const [kind, name] = mimeType.split('/');
  const channels = kind === 'audio' ? '/2' : '';
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=bench',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=${kind} ${port} RTP/AVP ${payloadType}`,
    `a=rtpmap:${payloadType} ${name}/${clockRate}${channels}`,
    '',
  ].join('\r\n');
}
