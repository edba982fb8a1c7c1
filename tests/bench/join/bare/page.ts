/** The barest mediasoup page, `?as=agent|buyer&call=…`: what mediasoup-client's own documentation does, in its order. */
import { Device, type types } from 'mediasoup-client';
import { io } from 'socket.io-client';

const query = new URLSearchParams(location.search);
const role = query.get('as') === 'agent' ? 'agent' : 'buyer';
const socket = io({ transports: ['websocket'], query: { call: query.get('call') } });
const request = <T>(command: string, input: unknown = null): Promise<T> => socket.emitWithAck(command, input);

// The camera is already open, as it is in the product: what is compared is the setting up of the call.
const camera = await navigator.mediaDevices.getUserMedia({
  audio: true,
  video: { width: 1280, height: 720 },
});
const device = new Device();
const waiting: string[] = [];
let receiving: types.Transport | undefined;

socket.on('produced', (producerId: string) => {
  if (receiving) void consume(receiving, producerId);
  else waiting.push(producerId);
});
socket.on('answered', () => void start());
document.querySelector('button')!.addEventListener('click', () => {
  void request('answer');
  void start();
});

async function start(): Promise<void> {
  await device.load({ routerRtpCapabilities: await request('capabilities') });
  const sending = device.createSendTransport(await request<types.TransportOptions>('createTransport'));
  answerConnect(sending);
  sending.on('produce', ({ kind, rtpParameters }, done) => {
    void request<string>('produce', { id: sending.id, kind, rtpParameters }).then((id) => done({ id }));
  });
  for (const track of camera.getTracks()) await sending.produce({ track });

  const made = device.createRecvTransport(await request<types.TransportOptions>('createTransport'));
  answerConnect(made);
  receiving = made;
  for (const producerId of waiting) void consume(made, producerId);
}

async function consume(transport: types.Transport, producerId: string): Promise<void> {
  const input = { id: transport.id, producerId, rtpCapabilities: device.recvRtpCapabilities };
  const consumer = await transport.consume(await request<types.ConsumerOptions>('consume', input));
  const element = document.querySelector<HTMLVideoElement>(consumer.kind)!;
  element.srcObject = new MediaStream([consumer.track]);
  await request('resume', consumer.id);
}

function answerConnect(transport: types.Transport): void {
  transport.on('connect', ({ dtlsParameters }, done) => {
    void request('connectTransport', { id: transport.id, dtlsParameters }).then(() => done());
  });
}

document
  .querySelector('video')!
  .setAttribute('aria-label', role === 'agent' ? "Buyer's camera" : "Seller's camera");
document.body.dataset.state = 'ready';
