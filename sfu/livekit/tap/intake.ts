import { parentPort } from 'node:worker_threads';
import { tapRequest, type TapReply, type TapRequest } from './messages.ts';
import { RecorderPeer } from './recorder-peer.ts';

// Receives for the recorder, in a thread of its process: deciphering packets is not to take the time of whoever
// writes them, nor a fault of it to end a file.

/** A room is left when nothing has been tapped in it for this long: after a gap it often goes on. */
const LEAVE_AFTER_MS = 3000;

const say = (reply: TapReply) => parentPort?.postMessage(reply);
const peers = new Map<string, RecorderPeer>();
const roomOf = new Map<number, string>();

function peerIn(room: string): RecorderPeer {
  const known = peers.get(room);
  if (known) return known;
  const peer = new RecorderPeer({
    opened: (tapId, shape) => say({ say: 'opened', tapId, shape }),
    passWanted: () => say({ say: 'passWanted', room }),
  });
  peers.set(room, peer);
  return peer;
}

function peerOf(tapId: number): RecorderPeer | undefined {
  return peers.get(roomOf.get(tapId) ?? '');
}

function leave(room: string): void {
  peers.get(room)?.close();
  peers.delete(room);
}

function answer(request: TapRequest): void {
  switch (request.ask) {
    case 'open': {
      const { order } = request;
      roomOf.set(order.tapId, order.room);
      peerIn(order.room).open(order);
      return;
    }
    case 'start':
      peerOf(request.tapId)?.start(request.tapId);
      return;
    case 'keyFrame':
      peerOf(request.tapId)?.requestKeyFrame(request.tapId);
      return;
    case 'close': {
      const room = roomOf.get(request.tapId) ?? '';
      peerOf(request.tapId)?.stop(request.tapId);
      say({ say: 'closed', tapId: request.tapId });
      roomOf.delete(request.tapId);
      setTimeout(() => peers.get(room)?.idle && leave(room), LEAVE_AFTER_MS);
      return;
    }
    case 'enter':
      if (request.pass) peers.get(request.room)?.enter(request.pass);
      else leave(request.room);
      return;
  }
}

parentPort?.on('message', (message) => answer(tapRequest.parse(message)));
