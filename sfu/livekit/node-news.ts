import type { EngineLog } from '../engine-log.ts';
import type { ClusterNode } from './cluster-node.ts';
import type { NodeTrouble } from './node-trouble.ts';

/** Why no call can be carried, for whoever asks how the service is: no address, no key. */
export const REASON = {
  unreachable: 'LiveKit cannot be reached',
  keyRefused: 'LiveKit refuses the API key or its secret',
  notWatched: 'what answers in place of LiveKit is something else',
  makesRooms: 'LiveKit makes rooms by itself: its room.auto_create must be false',
} as const satisfies Record<NodeTrouble, string>;

/** Tells the operator how the nodes stand, once for each change. */
export class NodeNews {
  readonly #log: EngineLog;
  readonly #told = new Map<ClusterNode, NodeTrouble | 'lost'>();

  constructor(log: EngineLog) {
    this.#log = log;
  }

  /** How a node stands is known. */
  stands(node: ClusterNode): void {
    const { trouble, apiUrl: address } = node;
    const before = this.#told.get(node);
    if (trouble === before || (trouble === 'unreachable' && before === 'lost')) return;
    if (trouble !== undefined) {
      this.#told.set(node, trouble);
      this.#log.error({ address }, sentence(trouble, address));
    } else if (node.up) {
      this.#told.delete(node);
      this.#log.info({ address }, `LiveKit is there again at ${address}`);
    }
  }

  /** A node is gone that calls could be on. */
  lost(node: ClusterNode): void {
    const { apiUrl: address, rooms: calls } = node;
    this.#told.set(node, 'lost');
    const then = calls > 0 ? `its calls (${calls}) move as soon as another is there` : 'no call was on it';
    this.#log.warn({ address, calls }, `LiveKit's node at ${address} was lost; ${then}`);
  }
}

function sentence(trouble: NodeTrouble, address: string): string {
  switch (trouble) {
    case 'unreachable':
      return `LiveKit cannot be reached at ${address}: no call can be made on it until it is there`;
    case 'keyRefused':
      return (
        `LiveKit at ${address} refuses the API key or its secret: LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be ` +
        'a pair of its keys, and the clocks of both machines must agree'
      );
    case 'notWatched':
      return `What answers at ${address} is not LiveKit, or a proxy in front of it that lets no WebSocket through`;
    case 'makesRooms':
      return (
        `LiveKit at ${address} makes rooms by itself, so that whoever left a call can come into its room again: ` +
        'no call is carried until room.auto_create is false in its configuration'
      );
  }
}
