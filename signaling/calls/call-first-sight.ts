import type { CallWatcher } from './call-watchers.ts';
import type { CallRooms } from './call-rooms.ts';
import type { CallsStore } from './calls.store.ts';

export interface FirstSightDeps {
  readonly store: CallsStore;
  readonly rooms: Pick<CallRooms, 'room'>;
  /** Runs something in the call's turn. */
  readonly later: (callId: string, work: () => Promise<unknown>) => void;
  readonly now: () => number;
}

/** Notes in the timeline of an answered call when the goods could first be seen: the agent's camera was on. */
export function createFirstSight({ store, rooms, later, now }: FirstSightDeps): CallWatcher {
  const noted = new Set<string>();

  function look(callId: string): void {
    if (noted.has(callId)) return;
    const at = now();
    later(callId, async () => {
      const row = await store.get(callId);
      if (row?.status !== 'connecting' && row?.status !== 'active') return;
      const tracks = rooms.room(callId)?.tracks() ?? [];
      const isOn = tracks.some(
        ({ peerId, source, muted }) => peerId === row.agent_id && source === 'camera' && !muted,
      );
      if (!isOn || noted.has(callId)) return;
      noted.add(callId);
      await store.noteOnce(callId, at, { type: 'seen' });
    });
  }

  return {
    changed(call) {
      if (call.status === 'ended') noted.delete(call.id);
      else look(call.id);
    },
    happened(callId, fact) {
      if (fact.type === 'trackPublished' || (fact.type === 'trackMuted' && !fact.muted)) look(callId);
    },
  };
}
