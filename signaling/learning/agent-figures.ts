import type { AgentFigures, CallFigures, listAgentFigures, Person } from '#protocol';
import { type Kysely, sql } from 'kysely';
import type { z } from 'zod';
import type { Database } from '../db/schema.ts';
import type { ReviewRoom } from '../review/review-room.service.ts';
import type { MemberActor } from '../transport/actor.ts';
import { FULL_TOTAL } from './scores.ts';

export interface AgentFiguresDeps {
  readonly db: Kysely<Database>;
  readonly review: Pick<ReviewRoom, 'seenBy'>;
  readonly members: { person(memberId: string): Promise<Person> };
}

type Query = z.output<typeof listAgentFigures.query>;

/** Of each agent's calls as many are drawn; the means are over all. */
const MOST_DRAWN = 400;

/** How each agent's calls went, over time. */
export function createAgentFigures({ db, review, members }: AgentFiguresDeps) {
  /** The calls that count, with what was counted in them. */
  async function callsOf(actor: MemberActor, { from, to, sheet }: Query) {
    const seen = await review.seenBy(actor);
    return () =>
      db
        .selectFrom('recordings as r')
        .innerJoin('calls as c', 'c.id', 'r.call_id')
        .innerJoin('recording_figures as f', 'f.recording_id', 'r.id')
        .leftJoin('call_ratings as g', 'g.call_id', 'c.id')
        .select(['r.id', 'r.started_at', 'g.stars'])
        .select(['f.talk_share', 'f.longest_ms', 'f.pauses', 'f.product_seen_ms', 'f.weak_ms'])
        .select((eb) => eb.fn.coalesce('c.agent_id', sql<string>`''`).as('agent_id'))
        .select(sql<number>`coalesce(r.ended_at, r.started_at) - r.started_at`.as('duration_ms'))
        .select((eb) => {
          const scores = eb.selectFrom('recording_scores as s').whereRef('s.recording_id', '=', 'r.id');
          const counted = sheet === undefined ? scores : scores.where('s.sheet_id', '=', sheet);
          return counted.select((inner) => inner.fn.avg<number | null>('s.total').as('total')).as('total');
        })
        .where('r.shop_id', '=', actor.shopId)
        .where(seen)
        .where('r.started_at', '>=', from)
        .where('r.started_at', '<', to)
        .where('c.agent_id', 'is not', null);
  }
  type Calls = Awaited<ReturnType<typeof callsOf>>;

  /** How many calls each agent had, and the means over them. */
  function meansOf(calls: Calls) {
    return db
      .selectFrom(calls().as('k'))
      .select((eb) => ['k.agent_id', eb.fn.countAll<number>().as('count')])
      .select((eb) => [
        eb.fn.avg<number | null>('k.duration_ms').as('duration_ms'),
        eb.fn.avg<number | null>('k.talk_share').as('talk_share'),
        eb.fn.avg<number | null>('k.longest_ms').as('longest_ms'),
        eb.fn.avg<number | null>('k.pauses').as('pauses'),
        eb.fn.avg<number | null>('k.product_seen_ms').as('product_seen_ms'),
        eb.fn.avg<number | null>('k.weak_ms').as('weak_ms'),
        eb.fn.avg<number | null>('k.total').as('total'),
        eb.fn.avg<number | null>('k.stars').as('stars'),
      ])
      .groupBy('k.agent_id')
      .execute();
  }

  /** The newest calls of each agent, oldest first. */
  function drawnOf(calls: Calls) {
    const place = sql<number>`row_number() over (partition by c.agent_id order by r.id desc)`;
    return db
      .selectFrom(calls().select(place.as('place')).as('k'))
      .selectAll()
      .where('k.place', '<=', MOST_DRAWN)
      .orderBy('k.id')
      .execute();
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
    async list(actor: MemberActor, query: Query): Promise<z.output<typeof listAgentFigures.output>> {
      const calls = await callsOf(actor, query);
      const drawn = Map.groupBy(await drawnOf(calls), ({ agent_id }) => agent_id);
      const agents = (await meansOf(calls)).map(async (mean): Promise<AgentFigures> => ({
        agent: await members.person(mean.agent_id),
        count: Number(mean.count),
        mean: figuresOf<number | null>(mean),
        calls: (drawn.get(mean.agent_id) ?? []).map((row): CallFigures => ({
          recordingId: row.id,
          startedAt: row.started_at,
          ...figuresOf<number>(row),
        })),
      }));
      const inOrder = (await Promise.all(agents)).toSorted((a, b) =>
        a.agent.name.localeCompare(b.agent.name),
      );
      return { agents: inOrder, sheets: await sheetsOf(actor.shopId) };
    },
  };
}

/** Figures as the store keeps them, of one call or as means: shares as ten-thousandths. */
interface FiguresRow<T> {
  readonly duration_ms: T;
  readonly talk_share: number | null;
  readonly longest_ms: T;
  readonly pauses: T;
  readonly product_seen_ms: number | null;
  readonly weak_ms: T;
  readonly total: number | null;
  readonly stars: number | null;
}

function figuresOf<T extends number | null>(row: FiguresRow<T>) {
  return {
    durationMs: row.duration_ms,
    talkShare: row.talk_share === null ? null : row.talk_share / FULL_TOTAL,
    longestMs: row.longest_ms,
    pauses: row.pauses,
    productSeenMs: row.product_seen_ms,
    weakMs: row.weak_ms,
    score: row.total === null ? null : row.total / FULL_TOTAL,
    rating: row.stars,
  };
}
