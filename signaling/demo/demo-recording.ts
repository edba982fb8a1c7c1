import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Kysely } from 'kysely';
import sharp from 'sharp';
import { writeSegment } from '../../recorder/write-segment.ts';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import { writeLevels } from '../recordings/recordings.service.ts';
import { DEMO_RTP, demoCamera, type DemoTrack, demoVoice, demoVoiceFile } from './demo-media.ts';

export interface DemoRecordingDeps {
  readonly db: Kysely<Database>;
  readonly recordingsDir: string;
  /** Folders of our own goods' pictures and of the voices. */
  readonly assets: { readonly pictures: string; readonly voices: string };
  /** Makes of it what is made of every recording that is over. */
  readonly ended: (recordingId: string) => void;
  readonly now: () => number;
}

const SKU = 'leather-tote';
const LENGTH_MS = 17_000;
const RANG_MS = 9000;
const AGO_MS = 20 * 3_600_000;

const WORDING = {
  zh: '店铺保存录像，用于回看通话中说过和展示过的内容。请选择您的哪些内容可以录制。',
  buyer: [9000, '看到了，缝线很密，内衬也好看。'],
  agent: [14_000, '谢谢，今天就给您寄出。'],
  markers: [
    ['chapter', 0, '整体外观'],
    ['chapter', 6000, '缝线细节'],
    ['moment', 6600, '缝线特写'],
    ['chapter', 12_500, '再看整体'],
  ],
  comment: [6900, '先答应再走近镜头，画面稳，讲得清楚。'],
} as const;

/** Puts a recorded call into the demo shop, so that the review is not empty at the first look: our own pictures, seen
 *  by a camera of its own making, through the recorder's own files. */
export async function addDemoRecording(deps: DemoRecordingDeps): Promise<string> {
  const { db, recordingsDir, assets } = deps;
  const whose = await peopleOf(db);
  const id = newId();
  const startedAt = deps.now() - AGO_MS;
  const folder = path.join(recordingsDir, id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pictureOf = (view: string) => path.join(assets.pictures, `${SKU}-${view}-1200.webp`);
  await sharp(pictureOf('front'))
    .resize(480, 360, { fit: 'cover' })
    .jpeg()
    .toFile(path.join(folder, 'poster.jpg'));
  const voiceOf = (side: 'seller' | 'buyer') => demoVoice(demoVoiceFile(assets.voices, side));
  const tracks = [
    { side: 'agent', source: 'camera', person: whose.agent, track: await demoCamera(pictureOf, LENGTH_MS) },
    { side: 'agent', source: 'microphone', person: whose.agent, track: await voiceOf('seller') },
    { side: 'buyer', source: 'microphone', person: whose.buyer, track: await voiceOf('buyer') },
  ] as const;
  const segments = await Promise.all(
    tracks.map(async ({ side, source, person, track }) => ({
      ...(await written(folder, id, track, startedAt)),
      recording_id: id,
      side,
      source,
      person_id: person,
    })),
  );

  await db.transaction().execute(async (tx) => {
    const call = callOf(whose, startedAt);
    await tx.insertInto('calls').values(call).execute();
    const steps = [
      ['answered', -2000],
      ['seen', -600],
      ['connected', 0],
      ['ended', LENGTH_MS],
    ] as const;
    for (const [type, at] of steps) {
      const event = { id: newId(), call_id: call.id, at: startedAt + at, type, data: '{}' };
      await tx.insertInto('call_events').values(event).execute();
    }
    await tx
      .insertInto('recordings')
      .values({
        id,
        shop_id: whose.shop,
        call_id: call.id,
        revision: 3,
        started_at: startedAt,
        started_by: whose.agent,
        ended_at: startedAt + LENGTH_MS,
        legal_hold: 0,
        waveform: '',
        has_poster: 1,
        words: '',
        example: 1,
      })
      .execute();
    await tx
      .insertInto('recording_consents')
      .values(
        (['buyer', 'agent'] as const).map((side, index) => ({
          id: newId(),
          recording_id: id,
          at: startedAt + index * 300,
          side,
          person_id: whose[side],
          voice: 1,
          picture: Number(side === 'agent'),
          screen: 0,
          language: 'zh' as const,
          wording: WORDING.zh,
        })),
      )
      .execute();
    await tx.insertInto('recording_segments').values(segments).execute();
    await tx
      .insertInto('recording_markers')
      .values(
        WORDING.markers.map(([kind, at, label]) => ({
          id: newId(),
          recording_id: id,
          kind,
          at,
          label,
          member_id: whose.agent,
        })),
      )
      .execute();
    await tx
      .insertInto('recording_comments')
      .values({
        id: newId(),
        recording_id: id,
        at: WORDING.comment[0],
        member_id: whose.owner,
        text: WORDING.comment[1],
        mentions: '[]',
        reply_to: null,
        created_at: startedAt + LENGTH_MS,
      })
      .execute();
    const { last_seq: seq } = await tx
      .selectFrom('conversations')
      .select('last_seq')
      .where('id', '=', whose.conversation)
      .executeTakeFirstOrThrow();
    const said = [
      ['buyer', whose.buyer, ...WORDING.buyer],
      ['member', whose.agent, ...WORDING.agent],
    ] as const;
    for (const [index, [kind, author, at, text]] of said.entries()) {
      const message = {
        id: newId(),
        conversation_id: whose.conversation,
        seq: seq + index + 1,
        author_kind: kind,
        author_id: author,
      };
      await tx
        .insertInto('messages')
        .values({ ...message, body: JSON.stringify({ kind: 'text', text }), sent_at: startedAt + at })
        .execute();
    }
    const last = seq + said.length;
    await tx
      .updateTable('conversations')
      .set({ last_seq: last, buyer_read_seq: last, shop_read_seq: last, updated_at: startedAt + LENGTH_MS })
      .where('id', '=', whose.conversation)
      .execute();
  });
  deps.ended(id);
  return id;
}

interface Whose {
  readonly shop: string;
  readonly owner: string;
  readonly agent: string;
  readonly buyer: string;
  readonly conversation: string;
  readonly product: string;
}

/** Those of the past conversation that the demo begins with. */
async function peopleOf(db: Kysely<Database>): Promise<Whose> {
  const conversation = await db.selectFrom('conversations').selectAll().executeTakeFirstOrThrow();
  const member = (login: string) =>
    db
      .selectFrom('members')
      .select('id')
      .where('shop_id', '=', conversation.shop_id)
      .where('login', '=', login)
      .executeTakeFirstOrThrow();
  const product = await db
    .selectFrom('products')
    .select('id')
    .where('shop_id', '=', conversation.shop_id)
    .where('sku', '=', SKU)
    .executeTakeFirstOrThrow();
  return {
    shop: conversation.shop_id,
    owner: (await member('owner')).id,
    agent: (await member('lan')).id,
    buyer: conversation.visitor_id,
    conversation: conversation.id,
    product: product.id,
  };
}

function callOf(whose: Whose, startedAt: number) {
  return {
    id: newId(),
    shop_id: whose.shop,
    conversation_id: whose.conversation,
    visitor_id: whose.buyer,
    product_id: whose.product,
    kind: 'video' as const,
    status: 'ended' as const,
    revision: 4,
    agent_id: whose.agent,
    passed_by: '[]',
    reason: 'buyer_hung_up',
    requested_at: startedAt - RANG_MS,
    offered_at: startedAt - RANG_MS,
    answered_at: startedAt - 2000,
    active_at: startedAt,
    ended_at: startedAt + LENGTH_MS,
  };
}

/** One track through the recorder, with its loudness beside it. */
async function written(folder: string, recordingId: string, track: DemoTrack, startedAt: number) {
  const segmentId = newId();
  const { mimeType, clockRate, packets } = track;
  const kind = mimeType === 'audio/opus' ? 'audio' : 'video';
  const heard: Promise<void>[] = [];
  const summary = await writeSegment(
    { segmentId, recordingId, kind, mimeType, clockRate, folder },
    DEMO_RTP,
    packets,
    startedAt,
    (fact) => {
      if (fact.type === 'levels') heard.push(writeLevels(folder, segmentId, fact.from, fact.levels));
    },
  );
  await Promise.all(heard);
  if (!summary) throw new Error('The example could not be written');
  return {
    id: segmentId,
    mime_type: mimeType,
    opened_at: startedAt,
    started_at: Math.round(summary.startedAt),
    closed_at: startedAt + Math.round(summary.durationMs),
    duration_ms: Math.round(summary.durationMs),
    file: summary.file,
    bytes: summary.bytes,
    lost_frames: summary.lostFrames,
  };
}
