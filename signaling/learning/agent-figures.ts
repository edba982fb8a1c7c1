import type { AgentFigures, CallFigures, listAgentFigures, Person } from '#protocol';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { Database } from '../db/schema.ts';
import type { ReviewRoom } from '../review/review-room.service.ts';
import type { MemberActor } from '../transport/actor.ts';
import { meanOf } from './mean-figures.ts';
import { FULL_TOTAL } from './scores.ts';

export interface AgentFiguresDeps {
  readonly db: Kysely<Database>;
  readonly review: Pick<ReviewRoom, 'seenBy'>;
  readonly members: { person(memberId: string): Promise<Person> };
}

/** More than any page draws; the newest count. */
const MOST_CALLS = 2000;

/** How each agent's calls went, over time. */
export function createAgentFigures({ db, review, members }: AgentFiguresDeps) {
  async function rowsOf(actor: MemberActor, query: z.output<typeof listAgentFigures.query>) {
    const { from, to, sheet } = query;
    const rows = await db
      .selectFrom('recordings as r')
      .innerJoin('calls as c', 'c.id', 'r.call_id')
      .innerJoin('recording_figures as f', 'f.recording_id', 'r.id')
      .leftJoin('call_ratings as g', 'g.call_id', 'c.id')
      .select(['r.id', 'r.started_at', 'r.ended_at', 'c.agent_id', 'g.stars'])
      .select(['f.talk_share', 'f.longest_ms', 'f.pauses', 'f.product_seen_ms', 'f.weak_ms'])
      .select((eb) => {
        const scores = eb.selectFrom('recording_scores as s').whereRef('s.recording_id', '=', 'r.id');
        const counted = sheet === undefined ? scores : scores.where('s.sheet_id', '=', sheet);
        return counted.select((inner) => inner.fn.avg<number | null>('s.total').as('total')).as('total');
      })
      .where('r.shop_id', '=', actor.shopId)
      .where(await review.seenBy(actor))
      .where('r.started_at', '>=', from)
      .where('r.started_at', '<', to)
      .where('c.agent_id', 'is not', null)
      .orderBy('r.id', 'desc')
      .limit(MOST_CALLS)
      .execute();
    return rows.toReversed();
  }

  async function sheetsOf(shopId: string) {
    const rows = await db
      .selectFrom('score_sheet_versions as v')
      .innerJoin('score_sheets as s', 's.id', 'v.sheet_id')
      .select(['s.id', 'v.title'])
      .where('s.shop_id', '=', shopId)
      .orderBy('s.id', 'desc')
      .orderBy('v.version')
      .execute();
    // Of each the newest name.
    return [...new Map(rows.map(({ id, title }) => [id, { id, title }])).values()];
  }

  return {
    async list(
      actor: MemberActor,
      query: z.output<typeof listAgentFigures.query>,
    ): Promise<z.output<typeof listAgentFigures.output>> {
      const byAgent = new Map<string, CallFigures[]>();
      for (const row of await rowsOf(actor, query)) {
        const agentId = row.agent_id ?? '';
        const call: CallFigures = {
          recordingId: row.id,
          startedAt: row.started_at,
          durationMs: Math.max(0, (row.ended_at ?? row.started_at) - row.started_at),
          talkShare: row.talk_share === null ? null : row.talk_share / FULL_TOTAL,
          longestMs: row.longest_ms,
          pauses: row.pauses,
          productSeenMs: row.product_seen_ms,
          weakMs: row.weak_ms,
          score: row.total === null ? null : Number(row.total) / FULL_TOTAL,
          rating: row.stars,
        };
        byAgent.set(agentId, [...(byAgent.get(agentId) ?? []), call]);
      }
      const agents = [...byAgent].map(async ([agentId, calls]): Promise<AgentFigures> => ({
        agent: await members.person(agentId),
        calls,
        mean: meanOf(calls),
      }));
      const inOrder = (await Promise.all(agents)).toSorted((a, b) =>
        a.agent.name.localeCompare(b.agent.name),
      );
      return { agents: inOrder, sheets: await sheetsOf(actor.shopId) };
    },
  };
}
