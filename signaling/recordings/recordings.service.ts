import type { CommandOutput, Consent, ParsedInput } from '#protocol';
import type { Kysely } from 'kysely';
import type { Recorder } from '../../recorder/recorder.ts';
import type { TrackExports } from '../../sfu/media-engine.ts';
import type { CallWatcher, Side } from '../calls/calls.service.ts';
import type { CallRow, Database } from '../db/schema.ts';
import type { Actor, MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import { adoptRecordings } from './adopt-recordings.ts';
import { gapOf } from './gap.ts';
import { createTrackWriter } from './create-track-writer.ts';
import { createRecorderListener } from './recorder-listener.ts';
import { createRecordingLives, type RecordingLivesDeps } from './recording-lives.ts';
import { narrowed } from './recording-state.ts';
import { createRoomListener } from './room-listener.ts';
import { createRecordingsStore } from './recordings.store.ts';
import { SegmentFiles } from './segment-files.ts';
import { TrackTaps } from './track-taps.ts';
import type { RecordedRoom } from './track-writer.ts';

export { readLevels, writeLevels } from './level-file.ts';
export { readPictureFacts, type PictureFacts } from './picture-facts.ts';

export interface RecordingsDeps extends Omit<RecordingLivesDeps, 'store' | 'taps' | 'files'> {
  readonly db: Kysely<Database>;
  readonly recorder: Recorder;
  /** The media engine's own service for files of tracks, where it is to write them. */
  readonly exports: TrackExports | undefined;
  /** Folder of all recordings, each in one of its own. */
  readonly recordingsDir: string;
  readonly calls: {
    forRecording(actor: Actor, callId: string): Promise<{ call: CallRow; side: Side }>;
    room(callId: string): RecordedRoom | undefined;
    watch(watcher: CallWatcher): () => void;
  };
}

/** Recordings of calls while they are made: who allows what, and nothing else reaches the disk. */
export type RecordingsService = ReturnType<typeof createRecordingsService>;

/** Creates the service; `start` takes over what an earlier server left open, `close` leaves recordings open for the
 *  next, their files closed. */
export function createRecordingsService(deps: RecordingsDeps) {
  const { calls, log, now } = deps;
  const store = createRecordingsStore(deps.db);
  const writer = createTrackWriter(deps);
  const files = new SegmentFiles({ ...deps, writer, store });
  const taps = new TrackTaps({ writer, store, files, room: (callId) => calls.room(callId), log, now });
  const work = createRecordingLives({ ...deps, store, taps, files });
  const heard = createRecorderListener(work);
  taps.onBroken = heard;
  const { turns, lives, later, view, announce, change, begin, meet, finish } = work;

  /** The recording that goes on in this call, for somebody who is in it. */
  async function ongoing(actor: Actor, callId: string, need?: Side) {
    const { call, side } = await calls.forRecording(actor, callId);
    if (need !== undefined && side !== need) throw new AppError('forbidden', 'callId');
    const live = lives.get(callId);
    if (!live) throw new AppError('conflict', 'the call is not being recorded');
    return { live, call, side };
  }

  const listening = [
    writer.onFact(heard),
    calls.watch({
      happened: createRoomListener(work),
      changed: (call) => {
        if (call.status === 'ended') return later(call.id, finish);
        later(call.id, (live) => meet(live, call));
        if (call.agent_id !== null) offerAutomatically(call, call.agent_id);
      },
    }),
  ];

  /** A shop that wants every call recorded: asked once, nobody is asked less. */
  function offerAutomatically(call: CallRow, agentId: string): void {
    turns
      .run(call.id, async () => {
        if (!(await store.isAutomatic(call.shop_id)) || (await store.everOf(call.id))) return;
        await announce(await begin(call, agentId));
      })
      .catch((error: unknown) => log.error({ err: error, callId: call.id }, 'A call could not be recorded'));
  }

  return {
    /** The agent wants a recording: everybody in the call is asked. */
    async record(actor: MemberActor, callId: string): Promise<CommandOutput<'recording:start'>> {
      const { call, side } = await calls.forRecording(actor, callId);
      if (side !== 'agent') throw new AppError('forbidden', 'callId');
      return turns.run(callId, async () => {
        const known = lives.get(callId);
        return known ? { recording: await view(known) } : announce(await begin(call, actor.memberId));
      });
    },

    async consent(
      actor: Actor,
      input: ParsedInput<'recording:consent'>,
    ): Promise<CommandOutput<'recording:consent'>> {
      const { callId, consent, wording, language } = input;
      const { live, side } = await ongoing(actor, callId);
      const personId = actor.kind === 'visitor' ? actor.visitorId : actor.memberId;
      const answer = { personId, consent };
      // What is taken back stops now, whatever else is under way, and stays so until this answer's turn.
      live.answers.add(answer);
      const stopped = taps.stopForbidden(live);
      return turns.run(callId, async () => {
        const at = await stopped;
        if (live.row.ended_at !== null) throw new AppError('conflict', 'the call is not being recorded');
        const before = live.consents.get(personId);
        try {
          // Also when it cannot be noted.
          if (before) live.consents.set(personId, narrowed(before, consent));
          await store.addConsent({
            recording_id: live.row.id,
            at,
            side,
            person_id: personId,
            ...asFlags(consent),
            language,
            wording,
          });
          live.consents.set(personId, consent);
          await change(live, {});
          return await announce(live);
        } finally {
          live.answers.delete(answer);
          await taps.settle(live);
        }
      });
    },

    async pause(actor: MemberActor, callId: string): Promise<CommandOutput<'recording:pause'>> {
      const { live } = await ongoing(actor, callId, 'agent');
      // It counts now, whatever else is under way, and stays so until its turn.
      live.pauses += 1;
      const stopped = taps.stopForbidden(live);
      return turns.run(callId, async () => {
        const at = await stopped;
        try {
          if (live.row.paused_at === null) {
            await store.addEvent(live.row.id, { at, type: 'paused' });
            await change(live, { paused_at: at });
          }
        } finally {
          live.pauses -= 1;
          await taps.settle(live);
        }
        return announce(live);
      });
    },

    async resume(actor: MemberActor, callId: string): Promise<CommandOutput<'recording:resume'>> {
      const { live } = await ongoing(actor, callId, 'agent');
      return turns.run(callId, async () => {
        if (live.row.paused_at !== null) {
          await change(live, { paused_at: null });
          await store.addEvent(live.row.id, { at: now(), type: 'resumed' });
        }
        const told = await announce(live);
        await taps.settle(live);
        return told;
      });
    },

    async stop(actor: MemberActor, callId: string): Promise<CommandOutput<'recording:stop'>> {
      const { live } = await ongoing(actor, callId, 'agent');
      return turns.run(callId, async () => {
        if (live.row.ended_at === null) await finish(live);
        return { recording: await view(live) };
      });
    },

    async mark(
      actor: MemberActor,
      { callId, label }: ParsedInput<'recording:mark'>,
    ): Promise<CommandOutput<'recording:mark'>> {
      const { live } = await ongoing(actor, callId, 'agent');
      const at = Math.max(0, now() - live.row.started_at);
      await store.addMarker({ recording_id: live.row.id, at, label, member_id: actor.memberId });
      return {};
    },

    async current(actor: Actor, callId: string): Promise<CommandOutput<'recording:current'>> {
      await calls.forRecording(actor, callId);
      const live = lives.get(callId);
      return { recording: live ? await view(live) : null };
    },

    /** Registers somebody who goes on working with a recording that is over. */
    onEnded: (listener: (recordingId: string) => void): void => work.onEnded(listener),

    /** Takes over the recordings that an earlier server left open. */
    start: () => adoptRecordings(work),

    /** Closes all files; the recordings stay open for the next server. */
    async close(): Promise<void> {
      for (const stop of listening) stop();
      work.stopRetrying();
      await turns.idle();
      for (const live of lives.values()) {
        const tracks = [...live.taps.values()].map(({ track }) => track);
        await taps.closeAll(live);
        for (const track of tracks) await store.addEvent(live.row.id, gapOf(track, now(), 'server_stopped'));
      }
      await files.leave();
    },
  };
}

function asFlags({ voice, picture, screen }: Consent) {
  return { voice: Number(voice), picture: Number(picture), screen: Number(screen) };
}
