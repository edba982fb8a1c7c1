import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { sheetVersion } from './score-sheets.ts';

/** What somebody thought of one criterion. */
export const scoreMark = z.strictObject({
  criterionId: id,
  /** 0 to the criterion's scale; null where it does not apply, which then does not count. */
  points: z.int().min(0).max(10).nullable(),
  comment: z.string().trim().max(1000),
});
export type ScoreMark = z.infer<typeof scoreMark>;

/** One reviewer's opinion of a call, on the sheet as it was then. */
export const recordingScore = z.strictObject({
  id,
  sheet: sheetVersion,
  author: person,
  marks: z.array(scoreMark),
  /** The weighted sum, 0 to 1. */
  total: z.number().min(0).max(1),
  updatedAt: time,
  /** Whether this reader wrote it. */
  mine: z.boolean(),
});
export type RecordingScore = z.infer<typeof recordingScore>;

/** `GET /api/recordings/:recordingId/scores`, for everybody who sees the recording. */
export const listScores = {
  output: z.strictObject({
    scores: z.array(recordingScore),
    /** What this reader may score on, the newest first; empty for agents. */
    sheets: z.array(sheetVersion),
  }),
};
export type RecordingScores = z.infer<typeof listScores.output>;

/** `PUT /api/recordings/:recordingId/scores`, by supervisors and the owner: one score of each person by each sheet,
 *  written over by the next. `DELETE …/scores/:scoreId` takes one's own away, or as the owner anybody's. */
export const putScore = {
  input: z.strictObject({ versionId: id, marks: z.array(scoreMark).min(1).max(20) }),
  output: z.strictObject({ score: recordingScore }),
};
