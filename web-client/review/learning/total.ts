import type { Criterion } from '#protocol';

/** What has been given for a criterion so far: points, `null` where it does not apply, nothing yet. */
export type Given = Readonly<Record<string, number | null | undefined>>;

/** The weighted sum of what has been given so far, 0 to 1; null before the first points. */
export function totalSoFar(criteria: readonly Criterion[], given: Given): number | null {
  let sum = 0;
  let weights = 0;
  for (const { id, weight, scale } of criteria) {
    const points = given[id];
    if (points == null) continue;
    sum += (weight * points) / scale;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}
