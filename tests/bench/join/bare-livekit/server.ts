/**
 * The plainest server of a livekit-client page: `server.ts ADDRESS PAGE_DIRECTORY` serves the page, makes the rooms and
 * tokens of its calls (`LIVEKIT_URL`, `LIVEKIT_API_KEY`, `LIVEKIT_API_SECRET`), passes *Answer* on, and prints its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { Server } from 'socket.io';

const [address = '127.0.0.1', pages = '.'] = process.argv.slice(2);
const { LIVEKIT_URL: url = '', LIVEKIT_API_KEY: key = '', LIVEKIT_API_SECRET: secret = '' } = process.env;
const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret);
const http = createServer(express().use(express.static(pages)));
const io = new Server(http, { transports: ['websocket'] });

io.on('connection', (socket) => {
  const name = `bare-${String(socket.handshake.query.call)}`;
  void socket.join(name);
  socket.on('answer', () => void socket.to(name).emit('answered'));
  socket.on('token', (identity: string, done: (reply: { url: string; token: string }) => void) => {
    const token = new AccessToken(key, secret, { identity, ttl: 600 });
    token.addGrant({ roomJoin: true, room: name, canPublish: true, canSubscribe: true });
    rooms
      .createRoom({ name, emptyTimeout: 120 })
      .then(() => token.toJwt())
      .then(
        (jwt) => done({ url, token: jwt }),
        (error: unknown) => console.error(error),
      );
  });
});

http.listen(0, address, () => console.log((http.address() as AddressInfo).port));
