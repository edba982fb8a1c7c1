import { rmSync } from 'node:fs';
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDatabase } from '../../signaling/db/create-database.ts';
import { seedDemo } from '../../signaling/demo/seed-demo.ts';
import { hashPassword, isPassword } from '../../signaling/members/password.ts';

/** Tests sign in hundreds of times: theirs need not be hard to guess. */
const CHEAP = { memory: 8, passes: 1, parallelism: 1 };

/** The store of a shop that was opened a moment ago; made once, since every test wants one. */
let made: Promise<string> | undefined;

/** Puts it into the folder of a service that has none yet.
 *  @param password of the demo's members */
export async function putNewStore(dataDir: string, password: string): Promise<void> {
  made ??= makeStore(password);
  await copyFile(await made, path.join(dataDir, 'kanhuo.sqlite'));
}

async function makeStore(password: string): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kanhuo-test-store-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const db = await createDatabase({ dataDir });
  const cheap = (what: string) => hashPassword(what, CHEAP);
  await seedDemo({ db, now: Date.now, password, hashPassword: cheap, isPassword });
  await db.destroy();
  return path.join(dataDir, 'kanhuo.sqlite');
}
