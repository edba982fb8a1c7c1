import type { ErrorCode, Reply } from '#protocol';

/** What a question to the service came to. */
export type Answer<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly code: ErrorCode };

/** Asks the service's HTTP interface, `path` below `/api`; never rejects. */
export async function askApi<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
  try {
    const response = await fetch(`/api${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const reply = (await response.json()) as Reply<T>;
    return reply.ok ? reply : { ok: false, code: reply.error.code };
  } catch {
    return { ok: false, code: 'unavailable' };
  }
}
