import type { Person } from '#protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { ReviewRoom } from '../review/review-room.service.ts';
import { createAgentFigures } from './agent-figures.ts';
import { createCollections } from './collections.ts';
import { createScoreSheets } from './score-sheets.ts';
import { createScores } from './scores.ts';

export interface LearningDeps {
  readonly db: Kysely<Database>;
  readonly review: ReviewRoom;
  readonly members: { person(memberId: string): Promise<Person> };
  readonly now: () => number;
}

/** What a team learns from its recordings. */
export type Learning = ReturnType<typeof createLearning>;

export function createLearning(deps: LearningDeps) {
  const sheets = createScoreSheets(deps);
  return {
    sheets,
    scores: createScores({ ...deps, sheets }),
    figures: createAgentFigures(deps),
    collections: createCollections(deps),
  };
}
