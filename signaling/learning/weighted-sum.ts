import type { Criterion, ScoreMark } from '#protocol';

/** What marks come to on a sheet, 0 to 1: each criterion's share of its scale, by weight. A criterion that does not
 *  apply does not count; null when none does, or when the marks are not those of the sheet. */
export function weightedSum(criteria: readonly Criterion[], marks: readonly ScoreMark[]): number | null {
  const byCriterion = new Map(marks.map((mark) => [mark.criterionId, mark]));
  if (byCriterion.size !== marks.length || marks.length !== criteria.length) return null;
  let sum = 0;
  let weights = 0;
  for (const { id, weight, scale } of criteria) {
    const mark = byCriterion.get(id);
    if (!mark || (mark.points ?? 0) > scale) return null;
    if (mark.points === null) continue;
    sum += (weight * mark.points) / scale;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}
