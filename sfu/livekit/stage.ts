import { setTimeout as delay } from 'node:timers/promises';
import { type ParticipantInfo, RoomServiceClient } from 'livekit-server-sdk';
import type { MediaPermissions } from '../media-engine.ts';
import { nextGeneration } from '../generation.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterNode } from './cluster-node.ts';
import type { LivekitConfig } from './config.ts';
import { participantPermission } from './rights.ts';
import { asAppError, isGone, unlessGone } from './vendor-error.ts';

/** How long LiveKit keeps a room that nobody has come into, and one that everybody has left. Rooms are closed by
 *  us long before; this is for a server of ours that died. */
const EMPTY_SECONDS = 300;
const DEPARTURE_SECONDS = 120;

const AGAIN_AFTER_MS = 100;

/** Where a room plays right now: one room of LiveKit, on one node, under a name that is never used again. */
export class Stage {
  readonly name: string;
  readonly node: ClusterNode;
  readonly #rooms: RoomServiceClient;
  #closing: Promise<void> | undefined;

  private constructor(name: string, node: ClusterNode, rooms: RoomServiceClient) {
    this.name = name;
    this.node = node;
    this.#rooms = rooms;
  }

  static async create(roomId: string, node: ClusterNode, config: LivekitConfig): Promise<Stage> {
    const rooms = roomService(node, config);
    const name = nameOf(config.owner, roomId, nextGeneration());
    node.rooms += 1;
    try {
      await rooms.createRoom({
        name,
        emptyTimeout: EMPTY_SECONDS,
        departureTimeout: DEPARTURE_SECONDS,
        // Left to itself the cluster may choose a node that died a moment ago.
        ...(node.id === undefined ? {} : { nodeId: node.id }),
      });
    } catch (error) {
      node.rooms -= 1;
      throw error;
    }
    return new Stage(name, node, rooms);
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  participants(): Promise<ParticipantInfo[]> {
    return this.#rooms.listParticipants(this.name);
  }

  /** Gives somebody who is in exactly these rights; whoever is not in gets them with their token. */
  async permit(peerId: string, rights: MediaPermissions): Promise<void> {
    const permission = participantPermission(rights);
    await unlessGone(this.#rooms.updateParticipant(this.name, peerId, { permission }));
  }

  /** Puts somebody out; with a token that is still good they may come in again. */
  async dismiss(peerId: string): Promise<void> {
    await unlessGone(this.#rooms.removeParticipant(this.name, peerId));
  }

  /** Ends the room with everybody in it; nobody comes in again under this name. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.node.rooms -= 1;
    await unlessGone(this.#rooms.deleteRoom(this.name));
  }
}

/** Opens a room of LiveKit on the node that suits best, or on another where that one turns out to be dead.
 *  @throws AppError `unavailable` when that has failed for so long, or is not wanted any more. */
export async function openStage(
  roomId: string,
  cluster: Cluster,
  config: LivekitConfig,
  { withinMs, isWanted }: { readonly withinMs: number; readonly isWanted: () => boolean },
): Promise<Stage> {
  const end = Date.now() + withinMs;
  for (;;) {
    const node = await cluster.pick(end - Date.now());
    try {
      return await Stage.create(roomId, node, config);
    } catch (error) {
      // The node may have died a moment before we notice.
      if (!isWanted() || Date.now() + AGAIN_AFTER_MS >= end) throw asAppError(error);
      await delay(AGAIN_AFTER_MS);
    }
  }
}

/** Ends a room whose node has died, by way of another: while the cluster knows its name, tokens for it are good.
 *  @returns whether it is known to be gone. */
export async function bury(name: string, node: ClusterNode, config: LivekitConfig): Promise<boolean> {
  const rooms = roomService(node, config);
  try {
    // A room that its dead node still holds is given to this one, so that there is somebody to end it.
    const [known] = await rooms.listRooms([name]);
    if (!known) return true;
    await rooms.createRoom({ name, ...(node.id === undefined ? {} : { nodeId: node.id }) });
    await rooms.deleteRoom(name);
    return true;
  } catch (error) {
    return isGone(error);
  }
}

/** Ends what an earlier run of this server left when it was killed: people may still be talking in there.
 *  @param begun when this run began, by the numbers that end the names of rooms
 *  @returns whether all of it is known to be gone */
export async function endLeftRooms(
  node: ClusterNode,
  config: LivekitConfig,
  begun: number,
): Promise<boolean> {
  const rooms = roomService(node, config);
  const isLeft = (name: string) => {
    const { owner, generation } = partsOf(name);
    return owner === config.owner && generation < begun;
  };
  const left = (await rooms.listRooms()).filter(({ name }) => isLeft(name));
  const ended = await Promise.allSettled(left.map(({ name }) => unlessGone(rooms.deleteRoom(name))));
  return ended.every(({ status }) => status === 'fulfilled');
}

function nameOf(owner: string, roomId: string, generation: number): string {
  return [owner, roomId, generation].join('.');
}

function partsOf(name: string): { owner: string | undefined; generation: number } {
  const parts = name.split('.');
  return { owner: parts[0], generation: Number(parts.at(-1)) };
}

function roomService(node: ClusterNode, { apiKey, apiSecret }: LivekitConfig): RoomServiceClient {
  return new RoomServiceClient(node.apiUrl, apiKey, apiSecret, { requestTimeout: 4, failover: false });
}
