import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CallScene } from '../support/call-scene.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  gapsOf,
  heardFor,
  playedCall,
  recordAll,
  recordingTold,
  segmentsOf,
  writing,
} from '../support/recorded-call.ts';

const root = process.getuid?.() === 0 && process.platform === 'linux';

it.skipIf(!root)(
  '[CONS-21] a full disk is told to both sides, and with room again the recording goes on as new files',
  async () => {
    const scene = await CallScene.start({ LOG_LEVEL: 'fatal' }, { diskRetryMs: 500 });
    const disk = path.join(scene.server.dataDir, 'recordings');
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', disk]);
    try {
      const [buyer, agent] = [await scene.buyer(), await scene.agent()];
      const call = await playedCall(scene, buyer, agent);
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
      expect(await gapsOf(scene, id)).toContain('disk_full');
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

/** Takes all the room there is on a disk, down to the last bytes; answers how it is given back. */
function fill(disk: string): () => void {
  const file = path.join(disk, 'filler');
  const filler = openSync(file, 'w');
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeSync(filler, Buffer.alloc(size));
    } catch {
      // Smaller pieces may still fit.
    }
  }
  return () => {
    closeSync(filler);
    rmSync(file);
  };
}

it.skipIf(!root)(
  '[CONS-21] so it is where the store lies on the same disk, and an end that could not be noted is noted later',
  async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'kanhuo-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', dataDir]);
    const scene = await CallScene.start({ LOG_LEVEL: 'fatal' }, { diskRetryMs: 500, dataDir });
    try {
      const [buyer, agent] = [await scene.buyer(), await scene.agent()];
      const call = await playedCall(scene, buyer, agent);
      const { id } = await recordAll(call);
      await writing(scene, id, 4);
      // Of a file of which nothing is on the disk yet nothing would be left to find.
      await heardFor(scene, id, 1000);
      let giveBack = fill(dataDir);
      let full = 0;
      for (const side of [buyer, agent]) {
        full = (await recordingTold(side, ({ trouble }) => trouble === 'disk_full')).revision;
      }
      giveBack();
      for (const side of [buyer, agent]) {
        await recordingTold(side, ({ trouble, revision }) => trouble === null && revision > full);
      }
      await writing(scene, id, 4);
      expect(await gapsOf(scene, id)).toContain('disk_full');
      const segments = await segmentsOf(scene, id);
      expect(segments.length).toBeGreaterThan(4);
      expect(segments.filter(({ file }) => file !== null).length).toBe(segments.length - 4);

      giveBack = fill(dataDir);
      const { recording } = await agent.command('recording:stop', { callId: call.callId });
      expect(recording.status).toBe('ended');
      await recordingTold(buyer, ({ status }) => status === 'ended');
      giveBack();
      await waitUntil(async () => {
        const row = await scene.server.db
          .selectFrom('recordings')
          .select('ended_at')
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        const open = (await segmentsOf(scene, id)).filter(({ closed_at }) => closed_at === null);
        return (row.ended_at !== null && open.length === 0) || `${row.ended_at}, ${open.length} open`;
      });
      await buyer.command('call:hangUp', { callId: call.callId });
      await call.close();
    } finally {
      await scene.close();
      execFileSync('umount', ['-l', dataDir]);
      rmdirSync(dataDir);
    }
  },
  90_000,
);
