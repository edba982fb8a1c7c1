/**
 * The barest mediasoup call server: `server.ts ADDRESS PAGE_DIRECTORY` serves the page and its step-by-step signaling
 * and prints its port. It exists to be measured against; nothing in it is prepared ahead.
 */
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWorker, type types } from 'mediasoup';
import { Server, type Socket } from 'socket.io';

const [address = '127.0.0.1', pages = '.'] = process.argv.slice(2);
const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90000 },
];

const worker = await createWorker({ logLevel: 'error' });
const webRtcServer = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: address }] });
const http = createServer(express().use(express.static(pages)));
const io = new Server(http, { transports: ['websocket'] });
const rooms = new Map<string, Promise<types.Router>>();

io.on('connection', (socket) => {
  const room = String(socket.handshake.query.call);
  if (!rooms.has(room)) rooms.set(room, worker.createRouter({ mediaCodecs }));
  void socket.join(room);
  serve(socket, room);
});

function serve(socket: Socket, room: string): void {
  const transports = new Map<string, types.WebRtcTransport>();
  const consumers = new Map<string, types.Consumer>();
  const router = () => rooms.get(room)!;
  const transport = (id: string) => transports.get(id)!;

  const commands = {
    answer: async () => void socket.to(room).emit('answered'),
    capabilities: async () => (await router()).rtpCapabilities,
    createTransport: async () => {
      const made = await (await router()).createWebRtcTransport({ webRtcServer });
      transports.set(made.id, made);
      const { id, iceParameters, iceCandidates, dtlsParameters } = made;
      return { id, iceParameters, iceCandidates, dtlsParameters };
    },
    connectTransport: async (input: { id: string; dtlsParameters: types.DtlsParameters }) =>
      transport(input.id).connect({ dtlsParameters: input.dtlsParameters }),
    produce: async (input: { id: string; kind: types.MediaKind; rtpParameters: types.RtpParameters }) => {
      const { kind, rtpParameters } = input;
      const producer = await transport(input.id).produce({ kind, rtpParameters });
      socket.to(room).emit('produced', producer.id);
      return producer.id;
    },
    consume: async (input: { id: string; producerId: string; rtpCapabilities: types.RtpCapabilities }) => {
      const { producerId, rtpCapabilities } = input;
      const consumer = await transport(input.id).consume({ producerId, rtpCapabilities, paused: true });
      consumers.set(consumer.id, consumer);
      return { id: consumer.id, producerId, kind: consumer.kind, rtpParameters: consumer.rtpParameters };
    },
    resume: async (id: string) => consumers.get(id)?.resume(),
  };
  for (const [name, command] of Object.entries<(input: never) => Promise<unknown>>(commands)) {
    socket.on(name, (input: unknown, done: (reply: unknown) => void) => {
      command(input as never).then(done, (error: unknown) => console.error(name, error));
    });
  }
  socket.on('disconnect', () => {
    for (const each of transports.values()) each.close();
  });
}

http.listen(0, address, () => console.log((http.address() as AddressInfo).port));
