import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { recordingSummary } from './review.ts';
import { clock } from './review-basics.ts';

const span = z
  .strictObject({ fromMs: clock, untilMs: clock })
  .refine(({ fromMs, untilMs }) => fromMs < untilMs, 'it ends before it begins');
const note = z.string().trim().max(1000);

/** A recording, or a span of one, and why it is worth looking at. */
export const collectionEntry = z.strictObject({
  id,
  recording: recordingSummary,
  /** Null for all of it. */
  span: span.nullable(),
  note: z.string(),
  addedBy: person,
  addedAt: time,
});
export type CollectionEntry = z.infer<typeof collectionEntry>;

/** A list of good examples, as the lists are listed. */
export const collection = z.strictObject({
  id,
  title: z.string(),
  description: z.string(),
  createdBy: person,
  createdAt: time,
  /** Of all entries; this reader may see fewer. */
  entries: z.int().nonnegative(),
});
export type Collection = z.infer<typeof collection>;

const words = z.strictObject({
  title: z.string().trim().min(1).max(120),
  description: z.string().trim().max(1000).default(''),
});
export type CollectionWords = z.input<typeof words>;

const one = z.strictObject({
  collection,
  /** Those that this reader may see, in their order. */
  items: z.array(collectionEntry),
});
export type OpenedCollection = z.infer<typeof one>;

/** `GET /api/collections`, by every member; `mayEdit` for supervisors and the owner. */
export const listCollections = {
  output: z.strictObject({ collections: z.array(collection), mayEdit: z.boolean() }),
};

/** `POST /api/collections`, `PUT /api/collections/:collectionId`; `DELETE` takes the list, not what stands in it. */
export const putCollection = { input: words, output: z.strictObject({ collection }) };

/** `GET /api/collections/:collectionId`. */
export const getCollection = { output: one };

/** `POST /api/collections/:collectionId/entries`: at the end of it. */
export const addEntry = {
  input: z.strictObject({ recordingId: id, span: span.nullable(), note }),
  output: z.strictObject({ id }),
};

/** `PUT /api/collections/:collectionId/entries/:entryId`; `DELETE` takes it out. `before`: the entry it is put in
 *  front of, null for the end; left out it stays where it is. */
export const changeEntry = {
  input: z.strictObject({ note: note.optional(), before: id.nullable().optional() }),
  output: z.strictObject({}),
};
