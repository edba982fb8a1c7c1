import type { LivekitEvent, TrackSource } from '#protocol';
import type { MediaPermissions } from '../media-engine.ts';
import { nextGeneration } from '../generation.ts';
import { rightsOf } from './rights.ts';

/** One admission of a participant: what they may do, and what their page has told of itself. */
export class Member {
  readonly id: string;
  permissions: MediaPermissions;
  /** Sources turned off by moderation; outlives admissions. */
  readonly moderated: Set<TrackSource>;
  generation = nextGeneration();
  speaking = false;
  /** Whether anybody may receive this member, as its page was told. */
  watched = false;
  /** May not receive yet and is subscribed all the same: there is nothing to receive (`Watching`). */
  waiting = false;

  constructor(id: string, permissions: MediaPermissions, moderated: Set<TrackSource>) {
    this.id = id;
    this.permissions = permissions;
    this.moderated = moderated;
  }

  get rights(): MediaPermissions {
    const rights = rightsOf(this.permissions, this.moderated);
    return { ...rights, subscribe: rights.subscribe || this.waiting };
  }

  /** The earlier grant is void from here on. */
  renew(): void {
    this.generation = nextGeneration();
    this.speaking = false;
  }

  /** What a page that has just joined must be told: its token says what it may, not why. */
  get words(): LivekitEvent[] {
    return [...this.moderated].map((source) => ({ type: 'sourceMuted', source, muted: true }));
  }
}
