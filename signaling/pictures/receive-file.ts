import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#protocol/app-error';

/** Writes `body` to a new file in `folder` and gives its path to `use`; the file is gone afterwards.
 *  @throws AppError `too_large` as soon as one byte too many has come, `invalid_input` when the sender breaks off
 *  or sends nothing. */
export async function withReceivedFile<T>(
  body: Readable,
  options: { readonly folder: string; readonly maxBytes: number },
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(options.folder, `${randomUUID()}.part`);
  try {
    const bytes = await receive(body, path, options.maxBytes);
    if (bytes === 0) throw new AppError('invalid_input', 'body: is empty');
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

async function receive(body: Readable, path: string, maxBytes: number): Promise<number> {
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new AppError('too_large', `at most ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
  const brokeOff = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(new AppError('invalid_input', 'body: broke off'));
    body.once('aborted', fail).once('error', fail);
    body.once('close', () => {
      if (!body.readableEnded) fail();
    });
  });
  brokeOff.catch(() => {});
  // `pipe` instead of a pipeline from the body: on a refusal the request must live on, to carry the answer.
  body.pipe(counted);
  try {
    await Promise.race([pipeline(counted, createWriteStream(path, { flags: 'wx' })), brokeOff]);
  } catch (error) {
    counted.destroy();
    throw error;
  } finally {
    body.unpipe(counted);
  }
  return bytes;
}
