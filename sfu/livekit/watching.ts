import type { Member } from './member.ts';
import { quietly } from '../quietly.ts';

/** What is done about those who are watched, or may not watch. */
export interface WatchingActions {
  /** Brings what LiveKit lets a member do in line with their rights. */
  permit(member: Member): Promise<void>;
  tell(member: Member, watched: boolean): void;
}

/** Who may see and hear whom in a room. A page that nobody may see sends no more than what holds the place; so whoever
 *  may not receive yet can be subscribed all the same, and the way of the first picture stands before it is let
 *  through. */
export class Watching {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #actions: WatchingActions;
  #recorders = 0;

  constructor(members: ReadonlyMap<string, Member>, actions: WatchingActions) {
    this.#members = members;
    this.#actions = actions;
  }

  /** Whether anybody may receive this member. */
  isWatched(member: Member): boolean {
    return this.#recorders > 0 || this.#others(member).some(({ permissions }) => permissions.subscribe);
  }

  /** Somebody comes in. */
  async admit(member: Member): Promise<void> {
    member.waiting = this.#mayWait(member);
    await this.changed();
  }

  /** What is recorded is watched too, until the function it resolves to is called. */
  async record(): Promise<() => void> {
    this.#recorders += 1;
    let over = false;
    const leave = () => {
      if (over) return;
      over = true;
      this.#recorders -= 1;
      quietly(this.changed());
    };
    try {
      await this.changed();
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Who is there, or what they may, has changed: whoever only waits is shut out before anybody sends. */
  async changed(): Promise<void> {
    const members = [...this.#members.values()];
    const shut = members.filter((member) => member.waiting && !this.#mayWait(member));
    for (const member of shut) member.waiting = false;
    if (shut.length > 0) await Promise.all(shut.map((member) => this.#actions.permit(member)));
    for (const member of members) {
      const watched = this.isWatched(member);
      if (member.watched === watched) continue;
      member.watched = watched;
      this.#actions.tell(member, watched);
    }
  }

  /** Only while nobody else sends anything yet; whoever is rung may be the first to come in. */
  #mayWait(member: Member): boolean {
    return !member.permissions.subscribe && this.#others(member).every((one) => !this.isWatched(one));
  }

  #others(member: Member): Member[] {
    return [...this.#members.values()].filter((one) => one !== member);
  }
}
