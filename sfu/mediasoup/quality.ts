import type { types } from 'mediasoup';

/** How well one's packets reach the server, 0 to 10: the worst of the tracks that should arrive. A simulcast
 *  track counts by its best size, since the sender turns the larger ones off by itself. */
export function sendScore(
  tracks: Iterable<{ readonly muted: boolean; readonly scores: readonly types.ProducerScore[] }>,
): number | undefined {
  const arriving = [...tracks].filter(({ muted, scores }) => !muted && scores.length > 0);
  if (arriving.length === 0) return undefined;
  return Math.min(...arriving.map(({ scores }) => Math.max(...scores.map(({ score }) => score))));
}

/** How well the others' packets reach a page, 0 to 10; `undefined` while nothing should arrive. */
export function receiveScore(
  feeds: Iterable<{ readonly flowing: boolean; readonly score: number }>,
): number | undefined {
  const flowing = [...feeds].filter((feed) => feed.flowing);
  if (flowing.length === 0) return undefined;
  return Math.min(...flowing.map(({ score }) => score));
}
