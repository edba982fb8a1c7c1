/** Not in every browser's (or TypeScript's) idea of the platform yet: W3C Image Capture. */
interface PhotoCamera {
  getPhotoCapabilities(): Promise<{ imageWidth?: { max?: number }; imageHeight?: { max?: number } }>;
  takePhoto(settings?: { imageWidth?: number; imageHeight?: number }): Promise<Blob>;
}
declare global {
  interface Window {
    ImageCapture?: new (track: MediaStreamTrack) => PhotoCamera;
  }
}

/** A camera that takes longer than this is not going to. */
const PHOTO_WITHIN_MS = 4000;
const FRAME_WITHIN_MS = 2000;
const QUALITY = 0.95;

/** The sharpest still that a camera can give: a photo at its own resolution, or the live frame where that is
 *  larger or no photo can be taken. */
export async function takeStill(track: MediaStreamTrack): Promise<Blob> {
  const [photo, frame] = await Promise.all([
    photoOf(track).catch(() => null),
    frameOf(track).catch(() => null),
  ]);
  const best = photo && (!frame || photo.pixels >= frame.pixels) ? photo : frame;
  if (!best) throw new Error('the camera gave no picture');
  return best.blob;
}

interface Still {
  readonly blob: Blob;
  readonly pixels: number;
}

async function photoOf(track: MediaStreamTrack): Promise<Still | null> {
  if (!window.ImageCapture) return null;
  const camera = new window.ImageCapture(track);
  const work = async (): Promise<Still> => {
    const { imageWidth, imageHeight } = await camera.getPhotoCapabilities();
    const blob = await camera.takePhoto({
      ...(imageWidth?.max && { imageWidth: imageWidth.max }),
      ...(imageHeight?.max && { imageHeight: imageHeight.max }),
    });
    const bitmap = await createImageBitmap(blob);
    const pixels = bitmap.width * bitmap.height;
    bitmap.close();
    return { blob, pixels };
  };
  return within(PHOTO_WITHIN_MS, work());
}

async function frameOf(track: MediaStreamTrack): Promise<Still> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  try {
    await within(FRAME_WITHIN_MS, video.play());
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
    if (!blob) throw new Error('the frame could not be kept');
    return { blob, pixels: canvas.width * canvas.height };
  } finally {
    video.srcObject = null;
  }
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms)),
  ]);
}
