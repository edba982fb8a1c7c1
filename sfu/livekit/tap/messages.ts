/** A track as the thread is to listen to it. */
export interface TapOrder {
  readonly tapId: number;
  /** LiveKit's name of the room. */
  readonly room: string;
  readonly trackId: string;
  readonly kind: 'audio' | 'video';
  readonly mimeType: string;
  readonly ip: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
  /** 1 while packets may go out. Shared, so that none leaves once it was set back. */
  readonly open: Int32Array;
}

/** What the packets of a tap look like. */
export interface TapShape {
  readonly payloadType: number;
  readonly clockRate: number;
  readonly ssrc: number;
  readonly audioLevelExtension: number | undefined;
}

/** What the engine asks of the thread that receives for the recorder. */
export type TapRequest =
  | { readonly ask: 'open'; readonly order: TapOrder }
  | { readonly ask: 'keyFrame'; readonly tapId: number }
  | { readonly ask: 'close'; readonly tapId: number }
  /** The answer to `passWanted`; none when the room is no more. */
  | { readonly ask: 'enter'; readonly room: string; readonly pass: RoomPass | undefined };

/** What lets the recorder into one room. */
export interface RoomPass {
  readonly apiUrl: string;
  readonly token: string;
}

/** What the thread says. */
export type TapReply =
  | { readonly say: 'opened'; readonly tapId: number; readonly shape: TapShape }
  | { readonly say: 'passWanted'; readonly room: string };
