/** Why a camera, microphone or screen is not there; the page has a plain sentence and a way in for each. */
export type DeviceProblem = 'insecure_page' | 'refused' | 'not_found' | 'busy' | 'failed';

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

class InsecurePage extends Error {
  override readonly name = 'InsecurePage';
}

/** What a refusal of `getUserMedia` means for the person (W3C Media Capture and Streams, 10.2). */
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

export async function openMicrophone(): Promise<MediaStreamTrack> {
  return only(await open({ audio: MICROPHONE }));
}

/** @param wish.not another camera than this one, which is stopped: most phones cannot run two at once. */
export async function openCamera(wish: {
  readonly facing: Facing;
  readonly not?: MediaStreamTrack | null;
}): Promise<MediaStreamTrack> {
  const { facing, not } = wish;
  if (!not) return only(await open({ video: { ...CAMERA, facingMode: facing } }));
  const cameras = await listCameras();
  const at = cameras.findIndex(({ deviceId }) => deviceId === not.getSettings().deviceId);
  const next = cameras[(at + 1) % cameras.length];
  if (!next || cameras.length < 2) throw new Error('there is one camera only');
  not.stop();
  // Two rear cameras share a facing mode: only the id tells them apart.
  return only(await open({ video: { ...CAMERA, deviceId: { exact: next.deviceId } } }));
}

/** A device that is being opened; its refusal is an answer, too. */
export function settled(opening: Promise<MediaStreamTrack>): Promise<Opened> {
  return opening.then(
    (track) => ({ track, problem: null }),
    (error: unknown) => without(problemOf(error)),
  );
}

/** The cameras of this machine; without names until one of them was allowed. */
export async function listCameras(): Promise<readonly MediaDeviceInfo[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter(({ kind }) => kind === 'videoinput');
}

/** Camera and microphone with one question to the person. What cannot be had together is tried alone, so that
 *  a missing camera does not cost the voice; nobody is asked twice. */
export async function openDevices(wish: {
  readonly facing: Facing;
}): Promise<{ readonly microphone: Opened; readonly camera: Opened }> {
  try {
    const stream = await open({ audio: MICROPHONE, video: { ...CAMERA, facingMode: wish.facing } });
    const [[audio], [video]] = [stream.getAudioTracks(), stream.getVideoTracks()];
    if (!audio || !video) throw new Error('the browser gave no track');
    return { microphone: { track: audio, problem: null }, camera: { track: video, problem: null } };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === 'insecure_page') return { microphone: without(problem), camera: without(problem) };
    const [microphone, camera] = await Promise.all([permission('microphone'), permission('camera')]);
    return {
      microphone: mayTryAlone(problem, microphone, camera)
        ? await settled(openMicrophone())
        : without(problem),
      camera: mayTryAlone(problem, camera, microphone) ? await settled(openCamera(wish)) : without(problem),
    };
  }
}

/** Whether one device may be asked for alone after both together failed: yes, unless that would put the same
 *  question again to somebody who has just said no. */
export function mayTryAlone(
  problem: DeviceProblem,
  own: PermissionState | 'unknown',
  other: PermissionState | 'unknown',
): boolean {
  if (problem !== 'refused' || own === 'granted') return true;
  return own !== 'denied' && other === 'denied';
}

/** What a camera can do beside filming, for the controls that a page offers. */
export interface CameraAbilities {
  readonly torch: boolean;
  readonly zoom: { readonly min: number; readonly max: number; readonly step: number } | null;
}

/** Reads what a camera can do (W3C Image Capture); nothing where the browser does not tell. */
export function cameraAbilities(track: Pick<MediaStreamTrack, 'getCapabilities'>): CameraAbilities {
  const found: { torch?: boolean; zoom?: { min?: number; max?: number; step?: number } } =
    (track.getCapabilities?.() as object | undefined) ?? {};
  const { min, max, step } = found.zoom ?? {};
  return {
    torch: found.torch === true,
    zoom: min === undefined || max === undefined || max <= min ? null : { min, max, step: step || 0.1 },
  };
}

/** The screen, and its sound where the browser offers it; rejects when the person closes the browser's picker.
 *  Each track says `ended` when it is stopped in the browser's own bar. */
export function captureScreen(): Promise<MediaStream> {
  return navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: true });
}

/** Whether a refusal of `getDisplayMedia` is the person's own, as far as the browser tells. A system or a frame that may
 *  not show the screen refuses by the same name (W3C Screen Capture, 5.1); Chromium's messages tell them apart. */
export function isPickerClosed(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'NotAllowedError') return false;
  return !/by system|permissions policy/i.test(error.message);
}

/** Whether this browser can share a screen; phones cannot. */
export function canCaptureScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

async function open(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // Browsers hide the devices from pages that came over plain http.
  if (!navigator.mediaDevices?.getUserMedia) throw new InsecurePage();
  return navigator.mediaDevices.getUserMedia(constraints);
}

async function permission(name: 'camera' | 'microphone'): Promise<PermissionState | 'unknown'> {
  const query = { name } as unknown as PermissionDescriptor;
  return (await navigator.permissions?.query(query).catch(() => undefined))?.state ?? 'unknown';
}

function only(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (!track) throw new Error('the browser gave no track');
  return track;
}

function without(problem: DeviceProblem): Opened {
  return { track: null, problem };
}
