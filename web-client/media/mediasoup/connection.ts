import type { types } from 'mediasoup-client';
import type { MediasoupGrant } from '#protocol';
import type { ConnectionState } from '../media-session.ts';
import { loadDevice } from './device.ts';
import { IceRecovery } from './ice-recovery.ts';
import type { Room } from './room.ts';

/** The two transports of one admission. */
export class Connection {
  readonly device: types.Device;
  readonly send: types.Transport;
  readonly receive: types.Transport;
  readonly #recovery: IceRecovery;

  private constructor(
    device: types.Device,
    grant: MediasoupGrant,
    room: Room,
    changed: (s: ConnectionState) => void,
  ) {
    this.device = device;
    this.send = device.createSendTransport(transportOptions(grant, 'send'));
    this.receive = device.createRecvTransport(transportOptions(grant, 'receive'));
    const transports = [
      { direction: 'send', transport: this.send },
      { direction: 'receive', transport: this.receive },
    ] as const;
    for (const { direction, transport } of transports) {
      transport.on('connect', ({ dtlsParameters }, done) => {
        // Not awaited: the server takes the packets that follow as soon as this message is there.
        room
          .request({ type: 'connectTransport', direction, dtlsParameters: { ...dtlsParameters } })
          .catch(() => this.#recovery.restart(direction));
        done();
      });
    }
    this.#recovery = new IceRecovery(transports, room, changed);
  }

  /** @param changed told the state of both transports together. */
  static async open(
    grant: MediasoupGrant,
    room: Room,
    changed: (state: ConnectionState) => void,
  ): Promise<Connection> {
    return new Connection(await loadDevice(grant.routerRtpCapabilities), grant, room, changed);
  }

  close(): void {
    this.#recovery.close();
    this.send.close();
    this.receive.close();
  }
}

function transportOptions(grant: MediasoupGrant, direction: 'send' | 'receive'): types.TransportOptions {
  // mediasoup's own structures come as they were made in the server.
  return { ...grant[direction], iceServers: grant.iceServers } as unknown as types.TransportOptions;
}
