import type { ParticipantInfo } from 'livekit-server-sdk';
import type { MediaFact, MediaTrackInfo } from '../media-engine.ts';
import type { Member } from './member.ts';
import { factsBetween, type Snapshot, snapshotOf } from './participants.ts';

/** Who is in a room with which tracks, as LiveKit's list said last, and who of them speaks. */
export class Attendance {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #tell: (fact: MediaFact) => void;
  /** Ids of comings-in that we have ended; the list may still name them. */
  readonly #dismissed = new Set<string>();
  #seen: Snapshot = new Map();

  /** @param tell told what has happened between two looks. */
  constructor(members: ReadonlyMap<string, Member>, tell: (fact: MediaFact) => void) {
    this.#members = members;
    this.#tell = tell;
  }

  tracks(): MediaTrackInfo[] {
    return [...this.#seen.values()].flatMap(({ tracks }) => [...tracks.values()]);
  }

  /** Those of a list who are to be counted. */
  visible(list: readonly ParticipantInfo[]): ParticipantInfo[] {
    return list.filter(({ sid, permission }) => !permission?.hidden && !this.#dismissed.has(sid));
  }

  /** These are here now, and nobody else. */
  are(present: readonly ParticipantInfo[]): void {
    this.#become(snapshotOf(present));
  }

  /** All that somebody had in the room is over. */
  forget(peerId: string): void {
    const seen = this.#seen.get(peerId);
    if (!seen) return;
    this.#dismissed.add(seen.sid);
    this.#become(new Map([...this.#seen].filter(([id]) => id !== peerId)));
  }

  setSpeaking(member: Member, speaking: boolean): void {
    if (member.speaking === speaking) return;
    member.speaking = speaking;
    const peerIds = [...this.#members.values()].filter((one) => one.speaking).map(({ id }) => id);
    this.#tell({ type: 'speaking', peerIds });
  }

  #become(now: Snapshot): void {
    const facts = factsBetween(this.#seen, now);
    this.#seen = now;
    for (const fact of facts) this.#tell(fact);
    for (const member of this.#members.values()) {
      if (member.speaking && !this.#isHeard(member)) this.setSpeaking(member, false);
    }
  }

  #isHeard({ id }: Member): boolean {
    const tracks = [...(this.#seen.get(id)?.tracks.values() ?? [])];
    return tracks.some(({ source, muted }) => source === 'microphone' && !muted);
  }
}
