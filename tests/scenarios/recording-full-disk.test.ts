import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CallScene } from '../support/call-scene.ts';
import { type MediaClients, startMediaClients } from '../support/media/media-client.ts';
import { recordAll, recordingTold, seenCall, segmentsOf, writing } from '../support/recorded-call.ts';

const root = process.getuid?.() === 0 && process.platform === 'linux';

let clients: MediaClients;
beforeAll(async () => {
  clients = await startMediaClients();
}, 60_000);
afterAll(() => clients.close());

it.skipIf(!root)(
  '[CONS-21] a full disk is told to both sides, and with room again the recording goes on as new files',
  async () => {
    const scene = await CallScene.start({ LOG_LEVEL: 'fatal' }, { diskRetryMs: 500 });
    const disk = path.join(scene.server.dataDir, 'recordings');
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]);
    try {
      const [buyer, agent] = [await scene.buyer(), await scene.agent()];
      const call = await seenCall(clients, buyer, agent);
      const { id } = await recordAll(call);
      let full = 0;
      for (const side of [buyer, agent]) {
        full = (await recordingTold(side, (recording) => recording.trouble === 'disk_full')).revision;
      }
      execFileSync('mount', ['-o', 'remount,size=64m', disk]);
      for (const side of [buyer, agent]) {
        await recordingTold(side, (recording) => recording.trouble === null && recording.revision > full);
      }
      await writing(scene, id, 4);
      const gaps = await scene.server.db
        .selectFrom('recording_events')
        .select('data')
        .where('recording_id', '=', id)
        .where('type', '=', 'gap')
        .execute();
      expect(gaps.map(({ data }) => (JSON.parse(data) as { reason: string }).reason)).toContain('disk_full');
      expect((await segmentsOf(scene, id)).length).toBeGreaterThan(4);
      await buyer.command('call:hangUp', { callId: call.callId });
      await recordingTold(buyer, ({ status }) => status === 'ended');
      await call.close();
    } finally {
      await scene.server.app.close();
      execFileSync('umount', [disk]);
      await scene.close();
    }
  },
  60_000,
);
