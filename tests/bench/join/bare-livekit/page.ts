/** The plainest livekit-client page, `?as=agent|buyer&call=…`: what its own documentation does, begun on *Answer*. */
import { Room, RoomEvent } from 'livekit-client';
import { io } from 'socket.io-client';

const query = new URLSearchParams(location.search);
const role = query.get('as') === 'agent' ? 'agent' : 'buyer';
const socket = io({ transports: ['websocket'], query: { call: query.get('call') } });

// The camera is already open, as it is in the product, and the token is already here: what is compared is the setting
// up of the call.
const camera = await navigator.mediaDevices.getUserMedia({
  audio: true,
  video: { width: 1280, height: 720 },
});
const { url, token } = (await socket.emitWithAck('token', role)) as { url: string; token: string };
const room = new Room();
room.on(RoomEvent.TrackSubscribed, (track) => {
  const element = document.querySelector<HTMLMediaElement>(track.kind);
  if (element) track.attach(element);
});

socket.on('answered', () => void start());
document.querySelector('button')!.addEventListener('click', () => {
  socket.emit('answer');
  void start();
});

async function start(): Promise<void> {
  await room.connect(url, token);
  await Promise.all(camera.getTracks().map((track) => room.localParticipant.publishTrack(track)));
}

document
  .querySelector('video')!
  .setAttribute('aria-label', role === 'agent' ? "Buyer's camera" : "Seller's camera");
document.body.dataset.state = 'ready';
