import { WEAK_NETWORK } from '#protocol/measures';
import type { TimelineEvent } from '#protocol';

/** What a stretch of the timeline was like, in the order in which it is explained. */
export const STRETCH_KINDS = ['unwritten', 'held', 'weak', 'silent'] as const;
export type StretchKind = (typeof STRETCH_KINDS)[number];

/** A time in which something lasted, on the recording's clock, ms. */
export interface Stretch {
  readonly kind: StretchKind;
  readonly from: number;
  readonly until: number;
}

/** Everything that lasted, as far as it is known.
 *  @param length of the recording: where what is not over ends */
export function stretchesIn(events: readonly TimelineEvent[], length: number): Stretch[] {
  const stretches: Stretch[] = [];
  const weakSince = new Map<string, number>();
  const weak = (from: number, until: number) => stretches.push({ kind: 'weak', from, until });
  for (const event of events) {
    switch (event.type) {
      case 'paused':
      case 'gap':
        stretches.push({ kind: 'unwritten', from: event.at, until: event.until ?? length });
        break;
      case 'hold':
        stretches.push({ kind: 'held', from: event.at, until: event.until ?? length });
        break;
      case 'silence':
        stretches.push({ kind: 'silent', from: event.at, until: event.until });
        break;
      case 'network': {
        const since = weakSince.get(event.person.id);
        if (event.score < WEAK_NETWORK) weakSince.set(event.person.id, since ?? event.at);
        else if (since !== undefined && weakSince.delete(event.person.id)) weak(since, event.at);
        break;
      }
      default:
    }
  }
  for (const since of weakSince.values()) weak(since, length);
  return stretches;
}
