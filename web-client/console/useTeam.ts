import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { MemberView, PresenceStatus } from '#protocol';
import type { Signaling } from '../signaling/connect-signaling.ts';

/** The members of the shop, and one's own status among them. */
export interface Team {
  readonly self: ComputedRef<MemberView>;
  /** What one has chosen, shown before the server has said yes. */
  readonly status: ComputedRef<PresenceStatus>;
  readonly members: Readonly<Ref<readonly MemberView[]>>;
  /** Rejects with what the server said; the old status stands again then. */
  setStatus(status: PresenceStatus): Promise<void>;
}

/** Follows who is there; a status chosen in one window is shown in all. */
export function useTeam(
  signaling: Pick<Signaling, 'command' | 'on' | 'onReconnected'>,
  signedIn: MemberView,
): Team {
  const members = shallowRef<readonly MemberView[]>([signedIn]);
  const wanted = ref<PresenceStatus | null>(null);
  const self = computed(() => members.value.find(({ id }) => id === signedIn.id) ?? signedIn);

  async function refresh(): Promise<void> {
    // What fails here is asked again after the next reconnect, and told by `presence:changed` meanwhile.
    const listed = await signaling.command('presence:list', {}).catch(() => null);
    if (listed) members.value = listed.members;
  }
  function learn(member: MemberView): void {
    members.value = [...members.value.filter(({ id }) => id !== member.id), member];
  }

  const stops = [
    signaling.on('presence:changed', ({ member }) => learn(member)),
    signaling.onReconnected(() => void refresh()),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });
  void refresh();

  return {
    self,
    members,
    status: computed(() => wanted.value ?? self.value.status),
    setStatus: async (status) => {
      wanted.value = status;
      try {
        learn((await signaling.command('presence:set', { status })).member);
      } finally {
        if (wanted.value === status) wanted.value = null;
      }
    },
  };
}
