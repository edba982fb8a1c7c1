import { z } from 'zod';

/** A UUID; ours are version 7, those that clients make may be of any version. */
export const id = z.uuid();

/** Milliseconds since the Unix epoch. */
export const time = z.int().nonnegative();

/** A position in a conversation, given by the server, from 1 on without gaps. */
export const seq = z.int().nonnegative();

/** A shop's short name as it stands in addresses, `demo`. */
export const shopSlug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

/** A language the pages speak. */
export const language = z.enum(['en', 'zh']);
export type Language = z.infer<typeof language>;

/** A text in both languages. */
export const bilingual = z.strictObject({ en: z.string().max(2000), zh: z.string().max(2000) });
export type Bilingual = z.infer<typeof bilingual>;

/** A person as the other side sees them. */
export const person = z.strictObject({ id, name: z.string() });
export type Person = z.infer<typeof person>;

/** Limits that both sides of the wire keep. */
export const LIMITS = {
  /** UTF-16 units of one text message. */
  textLength: 4000,
  /** Bytes of one picture as chosen by the sender. */
  pictureBytes: 20 * 1024 * 1024,
  /** Bytes of one socket message. */
  socketMessageBytes: 256 * 1024,
  /** Messages in one page of history. */
  historyPage: 100,
} as const;
