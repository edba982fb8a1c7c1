import type { RecordingDetail, RecordingSummary, Reply } from '#protocol';
import { RefusedError } from './client.ts';
import type { TestServer } from './test-server.ts';

/** What review answers to one member, over plain HTTP. */
export class ReviewClient {
  readonly #server: Pick<TestServer, 'url'>;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers `{cookie}` of a member, `{authorization}` of a visitor, or none. */
  constructor(server: Pick<TestServer, 'url'>, headers: Readonly<Record<string, string>> = {}) {
    this.#server = server;
    this.#headers = headers;
  }

  /** The data of a reply; rejects with a RefusedError. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { ...this.#headers, 'content-type': 'application/json' };
    const response = await fetch(this.#server.url + path, { method, headers, ...json });
    const reply = (await response.json()) as Reply<T>;
    if (!reply.ok) throw new RefusedError(reply.error);
    return reply.data;
  }

  async list(query: Readonly<Record<string, string>> = {}): Promise<RecordingSummary[]> {
    const path = `/api/recordings?${new URLSearchParams(query).toString()}`;
    return (await this.ask<{ recordings: RecordingSummary[] }>('GET', path)).recordings;
  }

  async detail(recordingId: string): Promise<RecordingDetail> {
    const path = `/api/recordings/${recordingId}`;
    return (await this.ask<{ recording: RecordingDetail }>('GET', path)).recording;
  }

  /** Fetches a file by the address in a view. */
  file(
    address: string,
    headers: Readonly<Record<string, string>> = {},
    init: Omit<RequestInit, 'headers'> = {},
  ): Promise<Response> {
    return fetch(this.#server.url + address, { ...init, headers: { ...this.#headers, ...headers } });
  }

  /** The code with which something is refused; fails when it is not. */
  async refused(method: string, path: string, body?: unknown): Promise<string> {
    try {
      const data = await this.ask(method, path, body);
      throw new Error(`${method} ${path} was answered: ${JSON.stringify(data)}`);
    } catch (error) {
      if (error instanceof RefusedError) return error.code;
      throw error;
    }
  }
}
