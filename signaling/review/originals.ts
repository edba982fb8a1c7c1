import type { listOriginals } from '#protocol';
import type { z } from 'zod';
import type { MemberActor } from '../transport/actor.ts';
import type { MediaAddresses } from './media-address.ts';
import { originalName } from './original-names.ts';
import { type Names, peopleOf } from './recorded-people.ts';
import { permittedRecording } from './review-access.ts';
import type { ReviewStore } from './review.store.ts';

export interface OriginalsDeps extends Names {
  readonly store: ReviewStore;
  readonly addresses: MediaAddresses;
  readonly now: () => number;
}

/** The files of a recording as the recorder wrote them, to be kept. */
export function createOriginals({ store, addresses, now, ...names }: OriginalsDeps) {
  return {
    async list(actor: MemberActor, recordingId: string): Promise<z.output<typeof listOriginals.output>> {
      const { row, call } = await permittedRecording(store, actor, recordingId, 'export');
      const { segments, consents } = await store.recorded(row);
      const people = await peopleOf(names, call, { segments, consents });
      return {
        files: segments.flatMap((segment) => {
          const { id, person_id, source, file, started_at: startedAt } = segment;
          if (file === null || startedAt === null) return [];
          const target = { recordingId, name: originalName(id) };
          return [
            {
              person: people.person(person_id),
              source,
              startMs: Math.max(0, startedAt - row.started_at),
              durationMs: segment.duration_ms,
              bytes: segment.bytes,
              url: addresses.address({ member: actor.memberId }, target, now()),
            },
          ];
        }),
      };
    },
  };
}
