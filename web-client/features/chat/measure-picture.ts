import type { LocalPicture } from './chat-entry.ts';

/** A chosen file as a picture of this page, with its size known, so that its place can be reserved. */
export async function measurePicture(file: File): Promise<LocalPicture> {
  const address = URL.createObjectURL(file);
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
    return { address, width: image.naturalWidth, height: image.naturalHeight };
  } catch {
    // The server may read what this browser cannot (AVIF in an old one): it decides.
    return { address, width: 4, height: 3 };
  }
}
