import { createRecorder } from '../../../recorder/create-recorder.ts';
import type { LivekitEngine } from '../../../sfu/livekit/engine.ts';
import { CallScene, changedTo } from '../../support/call-scene.ts';
import type { TestClient } from '../../support/client.ts';
import { engineOn } from '../../support/livekit/livekit-engine.ts';
import type { LivekitServers } from '../../support/livekit/livekit-servers.ts';
import { type MediaClient, type MediaClients, startMediaClients } from '../../support/media/media-client.ts';
import {
  heardFor,
  played,
  recordAll,
  recordingTold,
  type SeenCall,
  seenCall,
  segmentsOf,
  writing,
} from '../../support/recorded-call.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** The camera and the microphone of two. */
const TRACKS = 4;
/** What a file must hold before something is done to its call, and to count as one that plays. */
const [BEFORE_MS, PLAYS_MS] = [1500, 300];

/** A call of the whole product, both cameras on, everything recorded. */
export interface ProductCall {
  readonly engine: LivekitEngine;
  readonly pages: readonly [agent: MediaClient, buyer: MediaClient];
  /** When each side was told that its call goes on elsewhere, since the Unix epoch. */
  readonly movedAt: readonly number[];
  /** Waits until every track is written to a second file; answers when the last of them began. */
  recordingGoesOn(): Promise<number>;
  /** Hangs up; answers how many files there are and how many of them play. */
  end(): Promise<{ files: number; playable: number }>;
}

/** The service on a cluster, and two browser windows: a page that is not in front is shown one frame a second. */
export class Product {
  readonly engine: LivekitEngine;
  readonly #scene: CallScene;
  readonly #windows: readonly MediaClients[];

  private constructor(engine: LivekitEngine, scene: CallScene, windows: readonly MediaClients[]) {
    this.engine = engine;
    this.#scene = scene;
    this.#windows = windows;
  }

  static async start(servers: LivekitServers): Promise<Product> {
    const windows = await Promise.all([startMediaClients(), startMediaClients()]);
    const engine = await engineOn(servers);
    const parts = { mediaEngine: engine, recorder: await createRecorder(engine.intake) };
    const scene = await CallScene.start({ ...servers.variables, LOG_LEVEL: 'fatal' }, parts);
    return new Product(engine, scene, windows);
  }

  /** Has a call on which `work` is done. */
  async withCall<T>(work: (call: ProductCall) => Promise<T>): Promise<T> {
    const [buyer, agent] = [await this.#scene.buyer(), await this.#scene.agent()];
    const call = await seenCall(this.#inTurn(), buyer, agent, { simulcast: true });
    try {
      await call.pages.agent.sees();
      return await work(await this.#recorded(call));
    } finally {
      await call.close();
      agent.close();
      buyer.close();
    }
  }

  async close(): Promise<void> {
    await this.#scene.close();
    await Promise.all(this.#windows.map((window) => window.close()));
  }

  async #recorded(call: SeenCall): Promise<ProductCall> {
    const scene = this.#scene;
    const { agent, buyer, callId, pages } = call;
    const movedAt: number[] = [];
    const told = (client: TestClient) => client.socket.on('call:moved', () => void movedAt.push(Date.now()));
    told(agent);
    told(buyer);
    const { id } = await recordAll(call);
    await writing(scene, id, TRACKS);
    await heardFor(scene, id, BEFORE_MS);
    return {
      engine: this.engine,
      pages: [pages.agent, pages.buyer],
      movedAt,
      async recordingGoesOn() {
        let begun: number[] = [];
        await waitUntil(async () => {
          begun = (await segmentsOf(scene, id)).flatMap(({ started_at }) => started_at ?? []);
          return begun.length === 2 * TRACKS || `${begun.length} files`;
        }, 30_000);
        return Math.max(...begun);
      },
      async end() {
        await buyer.command('call:hangUp', { callId });
        await changedTo(agent, callId, 'ended');
        await recordingTold(agent, ({ status }) => status === 'ended');
        const seconds = await played(scene, id);
        return { files: seconds.length, playable: seconds.filter((each) => each * 1000 > PLAYS_MS).length };
      },
    };
  }

  /** Each page in the next window. */
  #inTurn(): Pick<MediaClients, 'create'> {
    let next = 0;
    const window = () => this.#windows[(next += 1) % this.#windows.length];
    return {
      create: () => window()?.create() ?? Promise.reject(new Error('there is no window')),
    };
  }
}
