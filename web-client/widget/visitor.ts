import type { ErrorCode, Language, Person, Reply, ShopView } from '#protocol';

/** The buyer as the service knows them, without an account. */
export interface Visitor {
  readonly person: Person;
  readonly token: string;
  readonly shop: ShopView;
}

/** The service did not let this visitor in, or could not be reached (`unavailable`). */
export class WelcomeError extends Error {
  override readonly name = 'WelcomeError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

/** Becomes a visitor of the shop, the same one as last time where the browser kept the token. */
export async function welcomeVisitor(shop: string, language: Language): Promise<Visitor> {
  const token = keptToken(shop);
  const reply = await post({ shop, language, ...(token && { token }) });
  if (!reply.ok) throw new WelcomeError(reply.error.code);
  const { visitor, token: fresh, shop: view } = reply.data;
  keepToken(shop, fresh);
  return { person: visitor, token: fresh, shop: view };
}

/** The next welcome makes a new visitor. */
export function forgetVisitor(shop: string): void {
  keepToken(shop, null);
}

type Welcome = Reply<{ visitor: Person; token: string; shop: ShopView }>;

async function post(body: object): Promise<Welcome> {
  try {
    const response = await fetch('/api/visitors', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Welcome;
  } catch {
    throw new WelcomeError('unavailable');
  }
}

function keptToken(shop: string): string | null {
  try {
    return localStorage.getItem(`kanhuo.visitor.${shop}`);
  } catch {
    return null; // Storage is refused to some embedded pages: a visitor for this page only.
  }
}

function keepToken(shop: string, token: string | null): void {
  try {
    if (token === null) localStorage.removeItem(`kanhuo.visitor.${shop}`);
    else localStorage.setItem(`kanhuo.visitor.${shop}`, token);
  } catch {
    // Not kept, then.
  }
}
