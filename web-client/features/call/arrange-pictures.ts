/** What a stage can show, in the order of what matters: a screen is shared to be read. */
export const PICTURES = ['remoteScreen', 'remoteCamera', 'ownCamera'] as const;
export type Picture = (typeof PICTURES)[number];

/** Which picture fills the stage, and which stand small on it. */
export interface Arrangement {
  readonly main: Picture | null;
  readonly tiles: readonly Picture[];
}

/**
 * Places the pictures there are. The person's choice fills the stage while it is there; one's own picture does
 * so only by choice, so that nobody waits in front of themselves.
 */
export function arrangePictures(there: ReadonlySet<Picture>, chosen: Picture | null): Arrangement {
  const present = PICTURES.filter((picture) => there.has(picture));
  const others = present.filter((picture) => picture !== 'ownCamera');
  const main = chosen && there.has(chosen) ? chosen : (others[0] ?? null);
  return { main, tiles: present.filter((picture) => picture !== main) };
}

/**
 * How a picture fills its place: edge to edge while that hides little of the goods, else whole. Text on a
 * screen is never cut.
 */
export function fitOf(
  place: { readonly width: number; readonly height: number },
  picture: { readonly width: number; readonly height: number },
  isScreen: boolean,
): 'cover' | 'contain' {
  if (isScreen || !place.height || !picture.height) return 'contain';
  const ratio = (place.width / place.height / picture.width) * picture.height;
  return Math.min(ratio, 1 / ratio) >= 0.62 ? 'cover' : 'contain';
}
