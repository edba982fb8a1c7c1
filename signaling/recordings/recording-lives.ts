import type { Consent, Person, RecordedPerson, RecordingView } from '#protocol';
import type { Logger } from 'pino';
import { newId } from '../db/ids.ts';
import type { CallRow } from '../db/schema.ts';
import type { RecordingRow } from '../db/schema-recordings.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import { AppError } from '#protocol/app-error';
import type { FactSender } from '../transport/fact-sender.ts';
import { newcomers, type Participant, participantsOf } from './participants.ts';
import type { RecordingWork } from './recording-work.ts';
import { latestConsents, type LiveRecording, statusOf, weakAmong } from './recording-state.ts';
import type { RecordingsStore } from './recordings.store.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { TrackTaps } from './track-taps.ts';

export interface RecordingLivesDeps {
  readonly store: RecordingsStore;
  readonly taps: TrackTaps;
  readonly files: SegmentFiles;
  readonly facts: FactSender;
  readonly visitors: { person(visitorId: string): Promise<Person> };
  readonly members: { person(memberId: string): Promise<Person> };
  /** What a full disk did not take is tried again so often. */
  readonly diskRetryMs: number;
  readonly log: Logger;
  readonly now: () => number;
}

/** The recordings that go on: how one begins, changes, is shown, and ends. */
export interface RecordingLives extends RecordingWork {
  /** Work on one call's recording goes one after the other. */
  readonly turns: OneAtATime;
  view(live: LiveRecording): Promise<RecordingView>;
  /** The call's recording, or a new one; call it in the call's turn. */
  begin(call: CallRow, startedBy: string): Promise<LiveRecording>;
  /** Goes on with one that an earlier server began. */
  adopt(row: RecordingRow, call: CallRow): Promise<LiveRecording>;
  /** Takes note of who is in the call now: whoever came is asked, the answer of whoever left counts no more. Call it in
   *  the call's turn. */
  meet(live: LiveRecording, call: CallRow): Promise<void>;
  /** Ends it; call it in the call's turn. */
  finish(live: LiveRecording): Promise<void>;
  /** Goes on with one that is over as soon as all its files are there; waits for that a moment. */
  conclude(recordingId: string): Promise<void>;
  /** What waits for a full disk is left to the next server. */
  stopRetrying(): void;
  onEnded(listener: (recordingId: string) => void): void;
}

export function createRecordingLives(deps: RecordingLivesDeps): RecordingLives {
  const { store, taps, files, facts, log, now } = deps;
  const turns = new OneAtATime();
  const lives = new Map<string, LiveRecording>();
  const retries = new Set<NodeJS.Timeout>();
  const endedListeners = new Set<(recordingId: string) => void>();

  async function entry(
    { id, side }: Participant,
    consents: LiveRecording['consents'],
  ): Promise<RecordedPerson> {
    const person = await (side === 'buyer' ? deps.visitors : deps.members).person(id);
    return { person, side, consent: consents.get(id) ?? null };
  }

  async function view({ row, participants, consents }: LiveRecording): Promise<RecordingView> {
    return {
      id: row.id,
      callId: row.call_id,
      revision: row.revision,
      status: statusOf({ row, consents }),
      startedAt: row.started_at,
      reason: await store.reason(row.shop_id),
      people: await Promise.all(participants.map((one) => entry(one, consents))),
      trouble: row.trouble,
    };
  }

  async function announce(live: LiveRecording): Promise<{ recording: RecordingView }> {
    const recording = await view(live);
    for (const { audience } of live.participants) facts.send(audience, 'recording:changed', { recording });
    return { recording };
  }

  async function change(live: LiveRecording, columns: Partial<RecordingRow>): Promise<void> {
    live.row = { ...live.row, ...columns, revision: live.row.revision + 1 };
    const { revision, paused_at, ended_at, trouble } = live.row;
    // All of it: what a full disk did not take before comes along.
    await store.change(live.row.id, { revision, paused_at, ended_at, trouble });
  }

  async function hinder(live: LiveRecording, trouble: RecordingRow['trouble']): Promise<void> {
    if (live.row.trouble === trouble) return;
    try {
      await change(live, { trouble });
    } finally {
      await announce(live);
    }
  }

  function inTurn(callId: string, work: () => Promise<unknown>): void {
    turns
      .run(callId, work)
      .catch((error: unknown) => log.error({ err: error, callId }, 'A recording got stuck'));
  }

  function later(callId: string, work: (live: LiveRecording) => Promise<unknown>): void {
    inTurn(callId, async () => {
      const live = lives.get(callId);
      if (live) await work(live);
    });
  }

  function retry(callId: string, work: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      retries.delete(timer);
      inTurn(callId, work);
    }, deps.diskRetryMs).unref();
    retries.add(timer);
  }

  async function begin(call: CallRow, startedBy: string): Promise<LiveRecording> {
    const known = lives.get(call.id);
    if (known) return known;
    // Ready when they have answered.
    taps.prepare();
    const row = await store.create({
      id: newId(),
      shop_id: call.shop_id,
      call_id: call.id,
      revision: 0,
      started_at: now(),
      started_by: startedBy,
      legal_hold: 0,
      waveform: '',
      has_poster: 0,
      words: '',
    });
    if (!row) throw new AppError('conflict', 'another server records this call');
    const live = liveFrom(row, call, new Map());
    lives.set(call.id, live);
    return live;
  }

  async function meet(live: LiveRecording, call: CallRow): Promise<void> {
    const before = live.participants;
    const present = participantsOf(call);
    const [came, left] = [newcomers(before, present), newcomers(present, before)];
    if (came.length === 0 && left.length === 0) return;
    live.participants = present;
    // Whoever comes back is somebody who joins, and is asked as such.
    for (const { id } of left) live.consents.delete(id);
    void taps.stopForbidden(live);
    for (const { id: personId } of came) {
      await store.addEvent(live.row.id, { at: now(), type: 'joined', data: { personId } });
    }
    await change(live, {});
    await announce(live);
    await taps.settle(live);
  }

  async function finish(live: LiveRecording): Promise<void> {
    // First, so that nothing is written that nobody is told of.
    live.row = { ...live.row, ended_at: now() };
    lives.delete(live.row.call_id);
    await taps.closeAll(live);
    await noteEnd(live);
  }

  /** Told at once; what a full disk does not take is tried again. */
  async function noteEnd(live: LiveRecording): Promise<void> {
    try {
      await change(live, { paused_at: null, trouble: null });
      await conclude(live.row.id);
    } catch (error) {
      log.error({ err: error, recordingId: live.row.id }, 'The end of a recording could not be noted');
      retry(live.row.call_id, () => noteEnd(live));
    } finally {
      await announce(live);
    }
  }

  async function conclude(recordingId: string): Promise<void> {
    await files.whenFiled(recordingId, async () => {
      const isEmpty = (await store.segments(recordingId)).length === 0;
      if (isEmpty && (await store.remove(recordingId))) await files.removeFolder(recordingId);
      else for (const listener of endedListeners) listener(recordingId);
    });
  }

  return {
    store,
    taps,
    files,
    lives,
    turns,
    log,
    now,
    later,
    retry,
    view,
    announce,
    change,
    hinder,
    begin,
    meet,
    finish,
    conclude,

    async adopt(row, call) {
      const consents = latestConsents(await store.consents(row.id), await store.joinings(row.id));
      const live = liveFrom(row, call, consents, weakAmong(await store.events(row.id)));
      lives.set(call.id, live);
      return live;
    },

    stopRetrying() {
      for (const timer of retries) clearTimeout(timer);
    },

    onEnded(listener) {
      endedListeners.add(listener);
    },
  };
}

function liveFrom(
  row: RecordingRow,
  call: CallRow,
  consents: Map<string, Consent>,
  weak = new Set<string>(),
): LiveRecording {
  return {
    row,
    participants: participantsOf(call),
    consents,
    taps: new Map(),
    ended: new Map(),
    weak,
    pauses: 0,
    answers: new Set(),
    failing: new Map(),
  };
}
