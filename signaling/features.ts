import path from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Recorder } from '../recorder/recorder.ts';
import type { MediaEngine } from '../sfu/media-engine.ts';
import { LocalBlobStore } from './blobs/local-blob-store.ts';
import { callsHandlers } from './calls/calls.handlers.ts';
import { createCallsService } from './calls/calls.service.ts';
import { capturesHandlers } from './captures/captures.handlers.ts';
import { type CaptureTimes, createCapturesService } from './captures/captures.service.ts';
import { chatHandlers } from './chat/chat.handlers.ts';
import { createChatService } from './chat/chat.service.ts';
import type { Config } from './config.ts';
import type { Database } from './db/schema.ts';
import { secret } from './db/secrets.ts';
import { learningRoutes } from './learning/learning.routes.ts';
import { createLearning } from './learning/learning.service.ts';
import { addDemoRecording, type DemoRecordingDeps } from './demo/demo-recording.ts';
import { engineReportsRoutes } from './media-requests/engine-reports.routes.ts';
import { mediaRequestsHandlers } from './media-requests/media-requests.handlers.ts';
import { membersRoutes } from './members/members.routes.ts';
import { createMembersService } from './members/members.service.ts';
import { picturesRoutes } from './pictures/pictures.routes.ts';
import { createPicturesService } from './pictures/pictures.service.ts';
import { presenceHandlers } from './presence/presence.handlers.ts';
import { createPresenceService } from './presence/presence.service.ts';
import { productsRoutes } from './products/products.routes.ts';
import { createProductsService } from './products/products.service.ts';
import { ratingsHandlers } from './ratings/ratings.handlers.ts';
import { createRatingsService } from './ratings/ratings.service.ts';
import { recordingsHandlers } from './recordings/recordings.handlers.ts';
import { createRecordingsService, readLevels, readPictureFacts } from './recordings/recordings.service.ts';
import { captionsRoutes } from './review/captions.routes.ts';
import { clipsRoutes } from './review/clips.routes.ts';
import { mediaRoutes } from './review/media.routes.ts';
import { createReviewRoom } from './review/review-room.service.ts';
import { policyRoutes } from './review/policy.routes.ts';
import { reviewRoutes } from './review/review.routes.ts';
import { shopsRoutes } from './shops/shops.routes.ts';
import { createShopsService } from './shops/shops.service.ts';
import { createSpeechService } from './speech/create-speech-service.ts';
import type { Credentials } from './transport/authenticate.ts';
import type { AnyHandler } from './transport/handler.ts';
import type { AnyHttpRoute } from './transport/http-adapter.ts';
import type { Rates } from './rates.ts';
import { createRateLimit } from './transport/rate-limit.ts';
import type { SocketAdapter } from './transport/socket-adapter.ts';
import { visitorsRoutes } from './visitors/visitors.routes.ts';
import { createVisitorsService } from './visitors/visitors.service.ts';

/** What the features stand on. */
export interface Ground {
  readonly config: Config;
  readonly db: Kysely<Database>;
  readonly engine: MediaEngine;
  readonly recorder: Recorder;
  readonly sockets: SocketAdapter;
  readonly log: Logger;
  readonly now: () => number;
  readonly captureTimes?: CaptureTimes | undefined;
  readonly diskRetryMs?: number | undefined;
  readonly rates: Rates;
}

/** All features, connected to each other. */
export interface Features {
  readonly handlers: readonly AnyHandler[];
  readonly routes: readonly AnyHttpRoute[];
  readonly credentials: Credentials;
  readonly shops: ReturnType<typeof createShopsService>;
  readonly products: ReturnType<typeof createProductsService>;
  /** Puts a recorded call into the demo shop. */
  addExample(assets: DemoRecordingDeps['assets']): Promise<string>;
  /** Takes over what an earlier server left open. */
  start(): Promise<void>;
  /** Lets go of timers and listeners, and waits for what is going on. */
  close(): Promise<void>;
}

const SECOND = 1000;

/** Puts the features together. */
export async function createFeatures(ground: Ground): Promise<Features> {
  const { config, db, engine, recorder, sockets, log, now, rates } = ground;
  const { connections } = sockets;
  const facts = sockets;

  const products = createProductsService({ db });
  const visitors = await createVisitorsService({ db, now });
  const members = createMembersService({ db, now, endSession: (id) => sockets.endSession(id) });
  // Presence asks the calls who is in one, the calls ask presence who is free.
  const inCall = (memberId: string): Promise<boolean> => calls.inCall(memberId);
  const presence = createPresenceService({ db, facts, connections, log, inCall });
  const shops = createShopsService({ db, presence });

  const pictures = await createPicturesService({
    db,
    blobs: new LocalBlobStore(path.join(config.dataDir, 'blobs')),
    uploadsDir: path.join(config.dataDir, 'uploads'),
    addressSecret: await secret(db, 'picture-addresses'),
    log,
    now,
  });
  const people = { visitors, members, products, pictures };
  const chat = createChatService({ ...people, db, facts, connections, log, now });
  const calls = createCallsService({
    ...people,
    db,
    engine,
    videoCodecs: config.media.videoCodecs,
    facts,
    connections,
    chat,
    presence,
    times: {
      offerMs: config.offerMs,
      graceMs: config.graceMs,
      offerGraceMs: Math.min(5 * SECOND, config.graceMs),
      connectMs: 20 * SECOND,
      sweepMs: SECOND / 5,
    },
    rates: {
      visitor: createRateLimit(rates.calls),
      address: createRateLimit(rates.callsOfAddress),
    },
    log,
    now,
  });

  const captures = createCapturesService({
    calls,
    chat,
    facts,
    times: ground.captureTimes ?? { answerMs: 8 * SECOND, uploadMs: 30 * SECOND },
  });

  const recordingsDir = path.join(config.dataDir, 'recordings');
  const recordings = createRecordingsService({
    ...people,
    db,
    recorder,
    exports: engine.exports,
    recordingsDir,
    diskRetryMs: ground.diskRetryMs ?? 15 * SECOND,
    calls,
    facts,
    log,
    now,
  });
  const reviewRoom = createReviewRoom({
    ...people,
    db,
    recordingsDir,
    chat,
    levels: readLevels,
    pictureFacts: readPictureFacts,
    addressSecret: await secret(db, 'recording-addresses'),
    ffmpeg: config.ffmpeg,
    speech: createSpeechService(config.speech),
    log,
    now,
  });
  const learning = createLearning({ db, review: reviewRoom, members, now });
  recordings.onEnded((recordingId) => reviewRoom.ended(recordingId));
  let example: Promise<unknown> = Promise.resolve();

  return {
    handlers: [
      ...presenceHandlers(presence, { visitors, shops, mediaEngine: engine.name, now }),
      ...chatHandlers(chat),
      ...callsHandlers(calls),
      ...capturesHandlers(captures),
      ...mediaRequestsHandlers(calls),
      ...recordingsHandlers(recordings),
      ...ratingsHandlers(createRatingsService({ db, chat, rated: reviewRoom.rated, now })),
    ],
    routes: [
      ...membersRoutes(members, { member: presence.memberView, shop: shops.view }),
      ...visitorsRoutes(visitors, shops),
      ...shopsRoutes(shops),
      ...productsRoutes(products, shops),
      ...picturesRoutes({
        pictures,
        conversation: chat.conversation,
        deliversCapture: captures.isDelivering,
        uploadRate: createRateLimit({ points: 30, seconds: 60 }),
      }),
      ...reviewRoutes(reviewRoom),
      ...policyRoutes(reviewRoom),
      ...captionsRoutes(reviewRoom),
      ...mediaRoutes(reviewRoom.media),
      ...clipsRoutes(reviewRoom),
      ...learningRoutes(learning),
      ...engineReportsRoutes(engine.reports),
    ],
    credentials: { memberBySession: members.bySession, visitorByToken: visitors.byToken },
    shops,
    products,
    addExample(assets) {
      const ended = (id: string): void => reviewRoom.ended(id);
      const added = addDemoRecording({ db, recordingsDir, assets, now, ended });
      example = added.catch(() => {});
      return added;
    },
    async start() {
      await recordings.start();
      await calls.start();
      await reviewRoom.start();
    },
    async close() {
      await example;
      captures.close();
      await calls.close();
      await recordings.close();
      await reviewRoom.close();
      await chat.close();
      await presence.close();
      await pictures.close();
    },
  };
}
