import type { DeviceProblem } from './call-controller.ts';

/** Which way a camera looks: at its owner, or at the goods. */
export type Facing = 'user' | 'environment';

/** A device that was opened, or why it was not. */
export type Opened =
  | { readonly track: MediaStreamTrack; readonly problem: null }
  | { readonly track: null; readonly problem: DeviceProblem };

const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** What a refusal of `getUserMedia` means for the person (W3C Media Capture, 10.2). */
export function problemOf(error: unknown): DeviceProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'InsecurePage':
      return 'insecure_page';
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'not_found';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}

async function open(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // Browsers hide the devices from pages that came over plain http.
  if (!navigator.mediaDevices?.getUserMedia)
    throw Object.assign(new Error('no devices on an insecure page'), { name: 'InsecurePage' });
  return navigator.mediaDevices.getUserMedia(constraints);
}

function only(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (!track) throw new Error('the browser gave no track');
  return track;
}

export async function openMicrophone(): Promise<MediaStreamTrack> {
  return only(await open({ audio: MICROPHONE }));
}

/** @param not another camera than this one. */
export async function openCamera({
  facing,
  not,
}: {
  facing: Facing;
  not?: MediaStreamTrack | null;
}): Promise<MediaStreamTrack> {
  if (!not) return only(await open({ video: { ...CAMERA, facingMode: facing } }));
  const deviceId = await nextCamera(not);
  // Most phones cannot run two cameras at once.
  not.stop();
  return only(await open({ video: { ...CAMERA, deviceId: { exact: deviceId } } }));
}

async function nextCamera(track: MediaStreamTrack): Promise<string> {
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.kind === 'videoinput');
  const at = cameras.findIndex(({ deviceId }) => deviceId === track.getSettings().deviceId);
  const next = cameras[(at + 1) % cameras.length];
  if (!next || cameras.length < 2) throw new Error('there is one camera only');
  return next.deviceId;
}

/** Camera and microphone with one question to the person; what cannot be had together is tried alone. */
export async function openDevices(wish: { facing: Facing }): Promise<{ microphone: Opened; camera: Opened }> {
  try {
    const stream = await open({ audio: MICROPHONE, video: { ...CAMERA, facingMode: wish.facing } });
    const [audio, video] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
    if (audio && video)
      return { microphone: { track: audio, problem: null }, camera: { track: video, problem: null } };
  } catch {
    // One of them is missing or refused: which one, and whether the other is there, is found out alone.
  }
  return { microphone: await settled(openMicrophone()), camera: await settled(openCamera(wish)) };
}

function settled(opening: Promise<MediaStreamTrack>): Promise<Opened> {
  return opening.then(
    (track) => ({ track, problem: null }),
    (error: unknown) => ({ track: null, problem: problemOf(error) }),
  );
}
