import sharp from 'sharp';
import type { PictureView, Reply } from '#protocol';
import { RefusedError } from './client.ts';
import type { TestServer } from './test-server.ts';

/** Who uploads: a visitor by token, a member by cookie, or nobody. */
export interface Uploader {
  readonly token?: string;
  readonly cookie?: string;
}

/** A JPEG of one colour. */
export function jpeg(width = 64, height = 48, background = '#c2410c'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** Sends a file; a stream is sent in chunks whose number nobody knows before. */
export async function upload(
  server: Pick<TestServer, 'url'>,
  uploader: Uploader,
  conversationId: string,
  body: Buffer | ReadableStream<Uint8Array>,
  query = '',
): Promise<PictureView> {
  const response = await fetch(`${server.url}/api/conversations/${conversationId}/pictures${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      ...(uploader.token ? { authorization: `Bearer ${uploader.token}` } : {}),
      ...(uploader.cookie ? { cookie: uploader.cookie } : {}),
    },
    body: body instanceof Buffer ? new Uint8Array(body) : body,
    ...(body instanceof Buffer ? {} : { duplex: 'half' }),
  } as RequestInit);
  const reply = (await response.json()) as Reply<{ picture: PictureView }>;
  if (!reply.ok) throw new RefusedError(reply.error);
  return reply.data.picture;
}
