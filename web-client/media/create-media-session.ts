import type { MediaGrant } from '#protocol';
import { FactEmitter } from './fact-emitter.ts';
import type { MediaSession, MediaSessionFacts, MediaSignaling } from './media-session.ts';

/** What every engine's session is made from. */
export interface SessionContext {
  readonly signaling: MediaSignaling;
  readonly callId: string;
  readonly facts: FactEmitter<MediaSessionFacts>;
}

/** Loads the code of an engine before it is needed, so that `connect` does not wait for it. LiveKit's is three times as
 *  much, and comes with a grant alone: it is there long before anybody answers. */
export async function preloadMediaEngine(engine: MediaGrant['engine']): Promise<void> {
  if (engine !== 'livekit') await load(engine);
}

function load(engine: MediaGrant['engine']) {
  switch (engine) {
    case 'mediasoup':
      return import('./mediasoup/mediasoup-session.ts').then(async (code) => {
        await code.preloadHandler();
        return code.MediasoupSession;
      });
    case 'livekit':
      return import('./livekit/livekit-session.ts').then((code) => code.LivekitSession);
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
  let ready: MediaSession | undefined;
  let arrived: (session: MediaSession) => void = () => {};
  const first = new Promise<MediaSession>((resolve) => (arrived = resolve));
  /** Without a turn of the event loop where that is possible: at *Answer* the page has much else to do. */
  const carryOut = (work: (session: MediaSession) => Promise<void>) =>
    ready ? work(ready) : first.then(work);

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
      ready = session;
      arrived(session);
      await connected;
    },
    prepare: (...args) => carryOut((session) => session.prepare(...args)),
    publish: (...args) => carryOut((session) => session.publish(...args)),
    replace: (...args) => carryOut((session) => session.replace(...args)),
    setMuted: (...args) => carryOut((session) => session.setMuted(...args)),
    unpublish: (...args) => carryOut((session) => session.unpublish(...args)),
    setQuality: (...args) => carryOut((session) => session.setQuality(...args)),
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
