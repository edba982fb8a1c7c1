/** Bytes of one picture as chosen by its sender; the wire's `LIMITS.pictureBytes`. */
export const PICTURE_BYTES = 20 * 1024 * 1024;

/** What the server re-encodes; also what the file chooser offers. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'];

/** Why a chosen file is not sent at all. */
export type PictureRefusal = 'not_a_picture' | 'too_large' | 'empty';

/** Looks at a file before a byte of it leaves; null when it may go. */
export function refusalOf(file: { readonly type: string; readonly size: number }): PictureRefusal | null {
  if (!PICTURE_TYPES.includes(file.type)) return 'not_a_picture';
  if (file.size > PICTURE_BYTES) return 'too_large';
  return file.size === 0 ? 'empty' : null;
}

/**
 * The files of a drop or a paste. Pasted text from an office program comes with a picture of itself: where there
 * is text, it is the text that was meant.
 */
export function filesIn(data: DataTransfer | null): File[] {
  if (!data || data.types.includes('text/plain')) return [];
  return [...data.files];
}
