import type { TrackSource } from '#protocol';
import type { TrackStats } from '../media-session.ts';

/** One report of `getStats()`, as far as it is read here. */
export interface RawStat {
  readonly type: string;
  readonly id: string;
  readonly [name: string]: unknown;
}

interface Reading {
  readonly at: number;
  readonly bytes: number;
}

interface Reportable {
  getStats(): Promise<{ values(): Iterable<unknown> }>;
}

/** Reads figures of tracks; rates are since the reading before. */
export class StatsReader {
  #before = new Map<string, Reading>();

  async read(
    senders: readonly { readonly source: TrackSource; readonly from: Reportable }[],
    receivers: readonly { readonly source: TrackSource; readonly from: Reportable }[],
  ): Promise<readonly TrackStats[]> {
    const now = performance.now();
    const next = new Map<string, Reading>();
    const figure = async (
      direction: TrackStats['direction'],
      { source, from }: { source: TrackSource; from: Reportable },
      index: number,
    ) => {
      const key = `${direction} ${source} ${index}`;
      const { bytes, figures } = readTrack([...(await from.getStats()).values()] as RawStat[], direction);
      const before = this.#before.get(key);
      next.set(key, { at: now, bytes });
      const seconds = before ? (now - before.at) / 1000 : 0;
      const bitsPerSecond = before && seconds > 0 ? Math.max(0, ((bytes - before.bytes) * 8) / seconds) : 0;
      return { source, direction, bitsPerSecond, ...figures };
    };
    const all = await Promise.all([
      ...senders.map((track, index) => figure('send', track, index)),
      ...receivers.map((track, index) => figure('receive', track, index)),
    ]);
    this.#before = next;
    return all;
  }
}

/** The figures of one track; of simulcast the sum of bytes, and picture of the largest size that is sent. */
export function readTrack(
  stats: readonly RawStat[],
  direction: TrackStats['direction'],
): { bytes: number; figures: Omit<TrackStats, 'source' | 'direction' | 'bitsPerSecond'> } {
  const streams = stats.filter(
    ({ type }) => type === (direction === 'send' ? 'outbound-rtp' : 'inbound-rtp'),
  );
  const remote = stats.filter(({ type }) => type === 'remote-inbound-rtp');
  const largest = streams.reduce<RawStat | undefined>(
    (best, stream) => (number(stream, 'frameWidth') > number(best, 'frameWidth') ? stream : (best ?? stream)),
    undefined,
  );
  const codec = stats.find(({ id }) => id === largest?.['codecId']);
  const pair = stats.find(({ type, state }) => type === 'candidate-pair' && state === 'succeeded');
  const energy = direction === 'send' ? stats.find(({ type }) => type === 'media-source') : largest;
  const seconds = numberOrNull(remote[0], 'roundTripTime') ?? numberOrNull(pair, 'currentRoundTripTime');
  return {
    bytes: sum(streams, direction === 'send' ? 'bytesSent' : 'bytesReceived'),
    figures: {
      packetsLost: sum(direction === 'send' ? remote : streams, 'packetsLost'),
      roundTripMs: seconds === null ? null : seconds * 1000,
      frames: numberOrNull(largest, direction === 'send' ? 'framesEncoded' : 'framesDecoded'),
      framesPerSecond: numberOrNull(largest, 'framesPerSecond'),
      width: numberOrNull(largest, 'frameWidth'),
      height: numberOrNull(largest, 'frameHeight'),
      audioEnergy: numberOrNull(energy, 'totalAudioEnergy'),
      codec: typeof codec?.['mimeType'] === 'string' ? codec['mimeType'] : null,
    },
  };
}

function numberOrNull(stat: RawStat | undefined, name: string): number | null {
  const value = stat?.[name];
  return typeof value === 'number' ? value : null;
}

function number(stat: RawStat | undefined, name: string): number {
  return numberOrNull(stat, name) ?? -1;
}

function sum(stats: readonly RawStat[], name: string): number {
  return stats.reduce((total, stat) => total + (numberOrNull(stat, name) ?? 0), 0);
}
