import type { MemberActor } from '../transport/actor.ts';
import type { AuditLog } from './audit-log.ts';

/** A page that reads a recording again within this time still has the same look at it. */
const ONE_LOOK_MS = 10 * 60_000;

/** Notes that members look at recordings, whole or in clips. */
export type Looks = ReturnType<typeof createLooks>;

export function createLooks(audit: AuditLog, now: () => number) {
  const looks = new Map<string, number>();

  return {
    /** To be awaited before anything is shown: what cannot be noted is not seen. */
    async note(actor: MemberActor, recordingId: string): Promise<void> {
      const at = now();
      for (const [key, last] of looks) if (at - last > ONE_LOOK_MS) looks.delete(key);
      const key = `${actor.sessionId} ${recordingId}`;
      if (looks.has(key)) return;
      await audit.write({ shopId: actor.shopId, memberId: actor.memberId, action: 'look', recordingId });
      looks.set(key, at);
    },
  };
}
