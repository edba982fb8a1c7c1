import type { IncomingMessage } from 'node:http';
import { AppError } from '#protocol/app-error';

const JSON_BYTES = 64 * 1024;

/** Reads a body of at most `limit` bytes; rejects with `too_large`, naming the limit, as soon as it is passed. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new AppError('too_large', `the body may have at most ${limit} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else {
        // What still comes is read and dropped, so that the sender gets to hear the answer.
        chunks.length = 0;
        reject(tooLarge());
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('aborted', () => reject(new AppError('invalid_input', 'the body ended early')));
  });
}

/** Reads a JSON body. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  // Forms cannot send this type, which keeps other sites' forms out.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new AppError('invalid_input', 'content-type: must be application/json');
  }
  const body = await readBody(request, JSON_BYTES);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AppError('invalid_input', 'the body is not JSON');
  }
}
