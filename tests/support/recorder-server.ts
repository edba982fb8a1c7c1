import { createRecorder } from '../../recorder/create-recorder.ts';
import type { RtpOfTrack, TrackToRecord } from '../../recorder/recorder.ts';

// A server with nothing but a recorder, which a test can kill: it is told what to record, and tells the port.
const { track, rtp } = JSON.parse(process.argv[2] ?? '') as { track: TrackToRecord; rtp: RtpOfTrack };
const recorder = await createRecorder();
const { rtpPort } = await recorder.open(track);
await recorder.begin(track.segmentId, rtp);
process.send?.({ rtpPort, recorderPid: recorder.pid });
