import type { CallKind, CallView, ErrorCode, PictureView } from '#protocol';
import type { DeviceProblem } from '../../media/devices.ts';
import type { ConnectionState } from '../../media/media-session.ts';
import type { CallPhase } from './call-phase.ts';

/** Whose page this is. */
export type CallSide = 'buyer' | 'agent';

/** One of one's own sources, as the stage shows it. */
export interface OwnSource {
  /** Being sent, or will be from the moment the call is answered. */
  readonly on: boolean;
  /** The browser is asking the person, or the device is starting. */
  readonly starting: boolean;
  readonly problem: DeviceProblem | null;
}

/** What one can send. */
export interface OwnSources {
  readonly microphone: OwnSource;
  readonly camera: OwnSource;
  readonly screen: OwnSource;
}

/** One's own devices. */
export interface OwnMedia extends OwnSources {
  /** What one's own small picture shows. */
  readonly cameraStream: MediaStream | null;
  readonly screenStream: MediaStream | null;
  /** Shown as in a mirror: true for a camera that looks at its owner. */
  readonly mirrored: boolean;
  /** More than one camera is there. */
  readonly canSwitchCamera: boolean;
  readonly canShareScreen: boolean;
}

/** What arrives from the other side. */
export interface RemoteMedia {
  /** There before anything is to be seen in it, so that a picture can be ready for its first frame. */
  readonly camera: MediaStream | null;
  readonly screen: MediaStream | null;
  /** Whether there is something to be seen. */
  readonly cameraOn: boolean;
  readonly screenOn: boolean;
  readonly microphoneOn: boolean;
  readonly speaking: boolean;
  /** The browser wants a tap before it plays sound: show "Tap to hear" and call `allowSound()`. */
  readonly soundBlocked: boolean;
}

/** What the picture is for: sharp, or fluent. */
export type PictureMode = 'detail' | 'smooth';

/** How well the media gets through; 0 is gone. */
export type NetworkLevel = 0 | 1 | 2 | 3;

/**
 * Everything a page needs of the call its person is in, as one reactive object: `useCall` makes it, CallStage
 * shows it. No method rejects: what went wrong stands in `problem`.
 */
export interface CallController {
  readonly side: CallSide;
  /** The call one is in, is offered, or has just left; null before and after that. */
  readonly call: CallView | null;
  readonly phase: CallPhase;
  /** Milliseconds since the answer, and until the offer of the current agent runs out. */
  readonly elapsed: number;
  readonly offerLeft: number | null;
  /** The last refused command; cleared by the next success and by `clearProblem()`. */
  readonly problem: ErrorCode | null;
  /** Another page of the same person has the call now. */
  readonly takenOver: boolean;
  /** The other side has no page just now; the call waits for them. */
  readonly otherAway: boolean;
  /** The other side made a video call of this voice call: ask whether one wants to be seen. */
  readonly videoAsked: boolean;
  /** Asked for video, the other side said that it would rather not. */
  readonly videoDeclined: boolean;

  readonly own: OwnMedia;
  readonly remote: RemoteMedia;
  readonly connection: ConnectionState;
  readonly network: NetworkLevel;
  readonly mode: PictureMode;
  readonly frozen: boolean;
  /** A photo is on its way. */
  readonly takingPhoto: boolean;
  /** Photos taken in this call, oldest first. */
  readonly photos: readonly PictureView[];

  /** Buyer: rings the shop. */
  request(kind: CallKind, sku?: string): Promise<void>;
  /** Agent: takes the call; one's own camera leaves before any message. */
  answer(): void;
  decline(): void;
  hangUp(): void;
  /** Puts a call that is over away. */
  dismiss(): void;
  /** After a reload: back into the call one was in; answers whether there was one. */
  resume(): Promise<boolean>;

  toggleMicrophone(): void;
  /** In a voice call this makes it a video call, with one's own camera on. */
  toggleCamera(): void;
  /** Buyer, in a voice call: asks to see the goods, without showing oneself. */
  askForVideo(): void;
  /** The answer to `videoAsked`. */
  replyToVideo(turnCameraOn: boolean): void;
  switchCamera(): void;
  toggleScreen(): void;
  toggleFreeze(): void;
  setMode(mode: PictureMode): void;
  takePhoto(): Promise<void>;
  /** One's own camera on or off before any call. */
  preview(on: boolean): Promise<void>;
  allowSound(): void;
  /** Asks for the devices again, after the person gave permission or plugged one in. */
  retryDevices(): Promise<void>;
  clearProblem(): void;
  close(): void;
}
