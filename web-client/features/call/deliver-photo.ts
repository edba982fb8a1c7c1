import type { PictureView, Reply } from '#protocol';
import { takeStill } from '../../media/still.ts';
import type { CallSignaling } from './call-signaling.ts';

/** Photographs with one's camera for the one who asked, into the conversation; rejects where that fails. */
export async function deliverPhoto(
  signaling: CallSignaling,
  camera: MediaStreamTrack,
  { captureId, conversationId }: { readonly captureId: string; readonly conversationId: string },
): Promise<void> {
  const still = await takeStill(camera);
  const response = await fetch(`/api/conversations/${conversationId}/pictures?capture=${captureId}`, {
    method: 'POST',
    headers: { 'Content-Type': still.type },
    body: still,
  });
  const reply = (await response.json()) as Reply<{ picture: PictureView }>;
  if (!reply.ok) throw new Error(reply.error.code);
  await signaling.command('capture:deliver', { captureId, pictureId: reply.data.picture.id });
}
