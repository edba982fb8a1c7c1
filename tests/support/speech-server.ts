import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A question that the service was asked. */
export interface Asked {
  readonly model: string | null;
  readonly format: string | null;
  readonly language: string | null;
  readonly authorization: string | undefined;
  readonly file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array };
}

/** A service on this machine that speaks the HTTP interface of speech to text. */
export interface SpeechServer {
  /** What goes into SPEECH_URL. */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Answers this status to as many questions as said, before it hears again. */
  refuse(status: number, times: number): void;
  /** Hears as many questions as said, then answers this status until told otherwise. */
  refuseAfter(questions: number, status: number): void;
  /** Loses the connection in the midst of as many answers as said. */
  cutOff(times: number): void;
  close(): Promise<void>;
}

/** @param hear what it hears in a question, times in seconds */
export async function startSpeechServer(
  hear: (asked: Asked) => { language: string; segments: { start: number; end: number; text: string }[] },
): Promise<SpeechServer> {
  const asked: Asked[] = [];
  let cuts = 0;
  let refusal = { status: 0, times: 0, after: 0 };
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (request.method !== 'POST' || request.url !== '/v1/audio/transcriptions') {
        response.writeHead(404).end();
        return;
      }
      if (refusal.after > 0) refusal = { ...refusal, after: refusal.after - 1 };
      else if (refusal.times > 0) {
        refusal = { ...refusal, times: refusal.times - 1 };
        response.writeHead(refusal.status, { 'retry-after': '0' }).end('{"error":{"message":"not now"}}');
        return;
      }
      const form = await new Response(Buffer.concat(chunks), {
        headers: { 'content-type': request.headers['content-type'] ?? '' },
      }).formData();
      const file = form.get('file');
      if (!(file instanceof File)) throw new Error('There is no file');
      const question: Asked = {
        model: form.get('model') as string | null,
        format: form.get('response_format') as string | null,
        language: form.get('language') as string | null,
        authorization: request.headers.authorization,
        file: { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) },
      };
      asked.push(question);
      if (cuts > 0) {
        cuts -= 1;
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write('{"task": "transcr', () => response.destroy());
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ task: 'transcribe', text: '', ...hear(question) }));
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    refuse: (status, times) => (refusal = { status, times, after: 0 }),
    refuseAfter: (questions, status) => (refusal = { status, times: Infinity, after: questions }),
    cutOff: (times) => (cuts = times),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
