import { Room, RoomEvent, Track } from 'livekit-client';

// A page of somebody else's: what LiveKit's own documentation shows, and nothing of ours.

export interface BareReport {
  readonly state: string;
  readonly permissions: { canPublish: boolean; canSubscribe: boolean; canPublishData: boolean } | null;
  /** Sources of the others that arrive, `camera`. */
  readonly sources: readonly string[];
  readonly widths: readonly number[];
  readonly framesDecoded: number;
  readonly audioEnergy: number;
  /** Bytes of data that came from others. */
  readonly data: number;
}

declare global {
  interface Window {
    barePage: typeof barePage;
  }
}

const room = new Room();
const videos: HTMLVideoElement[] = [];
let data = 0;
room.on(RoomEvent.TrackSubscribed, (track) => {
  const element = track.attach();
  if (element instanceof HTMLVideoElement) videos.push(element);
  document.body.append(element);
});
room.on(RoomEvent.DataReceived, (bytes) => (data += bytes.length));

const barePage = {
  join: (url: string, token: string) => room.connect(url, token),
  /** `null` when it was let, else why not. */
  async publish(source: 'camera' | 'microphone'): Promise<string | null> {
    const context = new AudioContext();
    const canvas = document.createElement('canvas');
    canvas.getContext('2d');
    const sound = context.createMediaStreamDestination().stream.getAudioTracks();
    const [track] = source === 'camera' ? canvas.captureStream(5).getVideoTracks() : sound;
    if (!track) return 'no track';
    const kind = source === 'camera' ? Track.Source.Camera : Track.Source.Microphone;
    return room.localParticipant.publishTrack(track, { source: kind }).then(
      () => null,
      (error: unknown) => String(error),
    );
  },
  send: (text: string) =>
    room.localParticipant.publishData(new TextEncoder().encode(text), { reliable: true }),
  async report(): Promise<BareReport> {
    let [framesDecoded, audioEnergy] = [0, 0];
    const tracks = [...room.remoteParticipants.values()].flatMap((one) => [
      ...one.trackPublications.values(),
    ]);
    for (const { track } of tracks) {
      (await track?.getRTCStatsReport())?.forEach((entry: Record<string, unknown>) => {
        if (entry['type'] !== 'inbound-rtp') return;
        framesDecoded += Number(entry['framesDecoded'] ?? 0);
        audioEnergy += Number(entry['totalAudioEnergy'] ?? 0);
      });
    }
    const rights = room.localParticipant.permissions;
    return {
      state: room.state,
      permissions: rights
        ? {
            canPublish: rights.canPublish,
            canSubscribe: rights.canSubscribe,
            canPublishData: rights.canPublishData,
          }
        : null,
      sources: tracks.filter(({ track }) => track).map(({ source }) => source),
      widths: videos.map(({ videoWidth }) => videoWidth),
      framesDecoded,
      audioEnergy,
      data,
    };
  },
};

window.barePage = barePage;
