import { sharpness } from './sharpness.ts';

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
const FRAMES_WITHIN_MS = 2000;
const FRAMES = 5;
const JPEG_QUALITY = 0.95;
/** Sharpness is compared on a small copy: one camera's frames differ by focus and movement, not by size. */
const COMPARED_WIDTH = 320;

/** The sharpest still that a camera can give: a photo at its own resolution, or the best of a few live frames
 *  where those are larger or no photo can be taken. */
export async function takeStill(track: MediaStreamTrack): Promise<Blob> {
  const [photo, frame] = await Promise.all([
    photoOf(track).catch(() => null),
    sharpestFrame(track).catch(() => null),
  ]);
  if (photo && (!frame || photo.pixels >= frame.width * frame.height)) return photo.blob;
  if (!frame) throw new Error('the camera gave no picture');
  return encode(frame);
}

/** The picture a `<video>` shows right now; null while it shows none. */
function freezeFrame(video: HTMLVideoElement): HTMLCanvasElement | null {
  return video.videoWidth === 0 ? null : draw(video, video.videoWidth, video.videoHeight);
}

async function photoOf(track: MediaStreamTrack): Promise<{ blob: Blob; pixels: number } | null> {
  if (!window.ImageCapture) return null;
  const camera = new window.ImageCapture(track);
  const photograph = async () => {
    const { imageWidth, imageHeight } = await camera.getPhotoCapabilities();
    const blob = await camera.takePhoto({
      ...(imageWidth?.max ? { imageWidth: imageWidth.max } : {}),
      ...(imageHeight?.max ? { imageHeight: imageHeight.max } : {}),
    });
    const bitmap = await createImageBitmap(blob);
    const pixels = bitmap.width * bitmap.height;
    bitmap.close();
    return { blob, pixels };
  };
  return within(PHOTO_WITHIN_MS, photograph());
}

async function sharpestFrame(track: MediaStreamTrack): Promise<HTMLCanvasElement> {
  const video = document.createElement('video');
  video.muted = video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let best: { canvas: HTMLCanvasElement; score: number } | undefined;
  const look = async () => {
    await video.play();
    for (let seen = 0; seen < FRAMES; seen += 1) {
      if (seen > 0) await nextFrame(video);
      const canvas = freezeFrame(video);
      const score = canvas ? scoreOf(canvas) : -1;
      if (canvas && (!best || score > best.score)) best = { canvas, score };
    }
  };
  try {
    // A camera that stands still after its first frames has still given those.
    await within(FRAMES_WITHIN_MS, look()).catch(() => {});
  } finally {
    video.srcObject = null;
  }
  if (!best) throw new Error('no frame came');
  return best.canvas;
}

function scoreOf(canvas: HTMLCanvasElement): number {
  const width = Math.min(COMPARED_WIDTH, canvas.width);
  const height = Math.max(1, Math.round((canvas.height * width) / canvas.width));
  const pixels = draw(canvas, width, height).getContext('2d')?.getImageData(0, 0, width, height);
  return pixels ? sharpness(pixels.data, width, height) : 0;
}

function draw(picture: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
  return canvas;
}

function nextFrame(video: HTMLVideoElement): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
}

function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null) =>
      blob ? resolve(blob) : reject(new Error('the frame could not be kept'));
    canvas.toBlob(done, 'image/jpeg', JPEG_QUALITY);
  });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
