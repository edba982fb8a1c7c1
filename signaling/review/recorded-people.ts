import type { Person } from '#protocol';
import type { CallRow } from '../db/schema.ts';
import type { RecordedRows } from './review.store.ts';
import type { People } from './timeline.ts';

/** Where names of people come from. */
export interface Names {
  readonly visitors: { person(visitorId: string): Promise<Person> };
  readonly members: { person(memberId: string): Promise<Person> };
}

/** Everybody of a recorded call: its two sides, and whoever was in it for a while. */
export async function peopleOf(
  { visitors, members }: Names,
  { visitor_id: buyer, agent_id: agent }: CallRow,
  { consents, segments }: Pick<RecordedRows, 'consents' | 'segments'>,
): Promise<People> {
  const sides = new Map<string, 'buyer' | 'agent'>([
    [buyer, 'buyer'],
    ...(agent === null ? [] : [[agent, 'agent'] as const]),
    ...[...consents, ...segments].map(({ person_id, side }) => [person_id, side] as const),
  ]);
  const known = new Map<string, Person>();
  for (const [id, side] of sides) {
    known.set(id, await (side === 'buyer' ? visitors : members).person(id));
  }
  return {
    all: [...known.values()],
    person: (id) => known.get(id) ?? { id, name: '' },
    side: (id) => sides.get(id) ?? 'agent',
  };
}
