import type { RecordedTrack } from '#protocol';

/** The picture that is looked at: the one that was chosen, else the goods, on a shared screen or the seller's camera.
 *  @param shown the pictures that are there now
 *  @param chosen id of a track */
export function mainPicture(shown: readonly RecordedTrack[], chosen: string | null): RecordedTrack | null {
  return (
    shown.find(({ trackId }) => trackId === chosen) ??
    shown.find(({ source }) => source === 'screen') ??
    shown.find(({ side }) => side === 'agent') ??
    shown[0] ??
    null
  );
}
