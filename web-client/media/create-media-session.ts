import type { MediaGrant } from '#protocol';
import { FactEmitter } from './fact-emitter.ts';
import type { MediaSession, MediaSessionFacts, MediaSignaling } from './media-session.ts';

/** What every engine's session is made from. */
export interface SessionContext {
  readonly signaling: MediaSignaling;
  readonly callId: string;
  readonly facts: FactEmitter<MediaSessionFacts>;
}

/** Loads the code of an engine before it is needed, so that `connect` does not wait for it. */
export function preloadMediaEngine(engine: MediaGrant['engine']): Promise<unknown> {
  return load(engine);
}

function load(engine: MediaGrant['engine']) {
  switch (engine) {
    case 'mediasoup':
      return import('./mediasoup/mediasoup-session.ts').then(async (code) => {
        await code.preloadHandler();
        return code.MediasoupSession;
      });
  }
}

/** One participant's media in one call; the grant of `connect` says which engine carries it. Calls made before
 *  are carried out once the session has its engine. */
export function createMediaSession(
  signaling: MediaSignaling,
  { callId }: { readonly callId: string },
): MediaSession {
  const facts = new FactEmitter<MediaSessionFacts>();
  let engine: Promise<MediaSession> | undefined;
  let current: MediaSession | undefined;
  let closed = false;
  let arrived: (session: MediaSession) => void = () => {};
  const first = new Promise<MediaSession>((resolve) => (arrived = resolve));

  const create = async (name: MediaGrant['engine']): Promise<MediaSession> => {
    const Session = await load(name);
    if (closed) throw new Error('the session is closed');
    current = new Session({ signaling, callId, facts });
    return current;
  };

  return {
    async connect(grant) {
      engine ??= create(grant.engine);
      const session = await engine;
      const connected = session.connect(grant);
      arrived(session);
      await connected;
    },
    prepare: async (...args) => (await first).prepare(...args),
    publish: async (...args) => (await first).publish(...args),
    replace: async (...args) => (await first).replace(...args),
    setMuted: async (...args) => (await first).setMuted(...args),
    unpublish: async (...args) => (await first).unpublish(...args),
    setQuality: async (...args) => (await first).setQuality(...args),
    remoteTracks: () => current?.remoteTracks() ?? [],
    stats: async () => (await current?.stats()) ?? [],
    on: (fact, listener) => facts.on(fact, listener),
    close() {
      if (closed) return;
      closed = true;
      current?.close();
      facts.clear();
    },
  };
}
