/** The space a picture gets in the list, before a byte of it is there: within the box, never a sliver. */
export function placeFor(
  picture: { readonly width: number; readonly height: number },
  box = 260,
  least = 64,
): { width: number; height: number } {
  const scale = Math.min(1, box / picture.width, box / picture.height);
  return {
    width: Math.max(least, Math.round(picture.width * scale)),
    height: Math.max(least, Math.round(picture.height * scale)),
  };
}
