import { z } from 'zod';

/** A time on the file's own clock: ms after its timestamp 0. */
const fileTime = z.number();
const wallTime = z.number();

/** One line of `<segmentId>.jsonl`, beside the file of the segment: what is known of it, in the order it happened.
 *  Lines are only added; the last one may be cut where the process was killed. */
export const manifestFact = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    segmentId: z.string(),
    recordingId: z.string(),
    kind: z.enum(['audio', 'video']),
    mimeType: z.string(),
    file: z.string(),
    /** Wall clock of timestamp 0, as far as it is known at the first frame. */
    startedAt: wallTime,
  }),
  /** Wall clock of timestamp 0 as it is known now, and how far the sender's clock has gone apart from ours since
   *  then, as far as that is not corrected yet. */
  z.object({ type: z.literal('clock'), at: fileTime, startedAt: wallTime, drift: z.number() }),
  /** A picture from which a player can begin, and the byte where the cluster or fragment that holds it begins. */
  z.object({ type: z.literal('key'), at: fileTime, byte: z.number() }),
  z.object({ type: z.literal('size'), at: fileTime, width: z.number(), height: z.number() }),
  /** Frames that did not come, or could not be shown without those. */
  z.object({ type: z.literal('lost'), at: fileTime, frames: z.number() }),
  /** Nothing was sent: silence, or the track was held. */
  z.object({ type: z.literal('silence'), from: fileTime, to: fileTime }),
  z.object({ type: z.literal('levels'), from: fileTime, levels: z.array(z.number()).readonly() }),
  /** The sender began its clock anew; from here on times follow from arrival and the new clock. */
  z.object({ type: z.literal('restart'), at: fileTime }),
  /** All up to this time is on its way to the disk. */
  z.object({ type: z.literal('written'), at: fileTime }),
  z.object({
    type: z.literal('end'),
    startedAt: wallTime,
    durationMs: z.number(),
    bytes: z.number(),
    lostFrames: z.number(),
  }),
]);
export type ManifestFact = z.infer<typeof manifestFact>;

/** The facts of a manifest's text; what is cut or strange is left out. */
export function readManifest(text: string): ManifestFact[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = manifestFact.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}
