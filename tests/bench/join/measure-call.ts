import { setTimeout as delay } from 'node:timers/promises';
import type { Contestant } from './contestant.ts';
import type { Person } from './person.ts';
import { answerPressedAt, clearProbe, firstFrameAt, framesDecoded } from './probe.ts';

/** Milliseconds from the press of *Answer* to the first frame of the other person. */
export interface CallFigures {
  buyerMs: number;
  agentMs: number;
  /** From there to the first frame at the buyer in the camera's own size; null where that was not looked at, or took
   *  more than `fullWithinMs`. */
  buyerFullMs: number | null;
}

/** How long the agent lets it ring: about as long as a person needs to see the dialog and reach the button. */
export const ringingMs = 2_000;
const timeoutMs = 20_000;
/** What the browsers' fake cameras give. */
const fullWidth = 1280;
const fullWithinMs = 5_000;

/** Makes one call and takes its two figures. */
export async function measureCall(
  contestant: Contestant,
  buyer: Person,
  agent: Person,
): Promise<CallFigures> {
  const call = await contestant.ring(buyer, agent);
  try {
    const pages = [call.buyerPage, call.agentPage];
    await Promise.all(pages.map(clearProbe));
    await delay(ringingMs);
    await call.answer();
    const [answeredAt, atBuyer, atAgent] = await Promise.all([
      answerPressedAt(call.agentPage),
      firstFrameAt(call.buyerPage, "Seller's camera", timeoutMs),
      firstFrameAt(call.agentPage, "Buyer's camera", timeoutMs),
    ]);
    const fullAt = contestant.sendsSizes
      ? await firstFrameAt(call.buyerPage, "Seller's camera", fullWithinMs, fullWidth).catch(() => null)
      : null;
    for (const page of pages) {
      if ((await framesDecoded(page)) === 0)
        throw new Error('A video showed a frame that no connection decoded');
    }
    return {
      buyerMs: atBuyer - answeredAt,
      agentMs: atAgent - answeredAt,
      buyerFullMs: fullAt === null ? null : fullAt - answeredAt,
    };
  } finally {
    await call.end();
  }
}
