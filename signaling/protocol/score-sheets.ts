import { z } from 'zod';
import { id } from './basics.ts';

const weight = z.int().min(1).max(10);
/** The most points there are for a criterion; 0 is always the least. */
const scale = z.int().min(1).max(10);
const text = (length: number) => z.string().trim().max(length);

/** One thing that is looked at. */
export const criterion = z.strictObject({
  /** Stays the same over all versions. */
  id,
  title: z.string(),
  /** What is meant by it, and by its points. */
  hint: z.string(),
  weight,
  scale,
});
export type Criterion = z.infer<typeof criterion>;

/** A version of a sheet: what scores are written on. */
export const sheetVersion = z.strictObject({
  sheetId: id,
  versionId: id,
  version: z.int().positive(),
  title: z.string(),
  criteria: z.array(criterion),
});
export type SheetVersion = z.infer<typeof sheetVersion>;

/** A sheet as its designer sees it, with its newest version. */
export const scoreSheet = sheetVersion.extend({
  archived: z.boolean(),
  /** Scores on any version of it: while there are none it can be deleted. */
  scores: z.int().nonnegative(),
});
export type ScoreSheet = z.infer<typeof scoreSheet>;

const design = z.strictObject({
  title: text(120).min(1),
  criteria: z
    .array(
      z.strictObject({
        /** Of the criterion as it stood before; a new one has none. */
        id: id.optional(),
        title: text(120).min(1),
        hint: text(500).default(''),
        weight,
        scale,
      }),
    )
    .min(1)
    .max(20),
});
export type SheetDesign = z.infer<typeof design>;

const one = z.strictObject({ sheet: scoreSheet });

/** `GET /api/score-sheets`: all of the shop, also archived ones, newest first; for supervisors and the owner. */
export const listScoreSheets = { output: z.strictObject({ sheets: z.array(scoreSheet) }) };

/** `POST /api/score-sheets`, `PUT /api/score-sheets/:sheetId`, by the owner. Changing one that was scored on makes a
 *  new version: what was scored keeps its own. */
export const putScoreSheet = { input: design, output: one };

/** `PUT /api/score-sheets/:sheetId/archived`: nobody scores on it any more, or again. */
export const archiveScoreSheet = { input: z.strictObject({ archived: z.boolean() }), output: one };

/** `DELETE /api/score-sheets/:sheetId`: only one that nobody has scored on, else `conflict`. */
export const deleteScoreSheet = { output: z.strictObject({}) };
