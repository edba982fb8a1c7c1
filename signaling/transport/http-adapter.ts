import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { Language, Reply } from '#protocol';
import { ERRORS } from '#protocol/errors';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Actor, MemberActor, VisitorActor } from './actor.ts';
import { actorKey } from './actor-key.ts';
import { AppError } from '#protocol/app-error';
import { addressKey } from './client-address.ts';
import { maskError } from './mask-error.ts';
import { parse } from './parse.ts';
import type { RateLimit } from './rate-limit.ts';
import { readJson } from './read-body.ts';

interface CallerByName {
  visitor: VisitorActor;
  member: MemberActor;
  anyone: Actor;
  /** Nobody needs to be known. */
  public: undefined;
}

/** What a route's handler knows of the request it answers. */
export interface HttpContext<A = Actor | undefined> {
  readonly actor: A;
  readonly language: Language;
  /** Parts of the path, `/api/shops/:shop`. */
  readonly params: Readonly<Record<string, string>>;
  /** What limits per address count by. */
  readonly addressKey: string;
  readonly request: Request;
  /** For headers (cookies, caching); the body is what the handler answers. */
  readonly response: Response;
}

/** One method of one path: who may call it, what its body is, and what answers it. */
export interface HttpRoute<I = unknown, P extends keyof CallerByName = keyof CallerByName> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly allow: P;
  /** Schema of a JSON body; without it `handle` may read `request` as a stream. */
  readonly input?: z.ZodType<I>;
  handle(context: HttpContext<CallerByName[P]>, input: I): Promise<unknown>;
}

/** Any route, as features list them. */
export type AnyHttpRoute = HttpRoute<never, never>;

/** Declares a route; its `handle` answers the data of the reply, or has sent its own answer. */
export function httpRoute<P extends keyof CallerByName, I = undefined>(route: HttpRoute<I, P>): AnyHttpRoute {
  // The adapter parses by `input` and checks `allow` before it calls, which restores the types.
  return route as unknown as AnyHttpRoute;
}

export interface HttpAdapterDeps {
  authenticate(request: Request): Promise<Actor>;
  /** Of one person. */
  readonly rateLimit: RateLimit;
  /** Of one address, before anybody is looked up. */
  readonly addressRate: RateLimit;
  readonly log: Logger;
}

/** Puts routes behind the one way in: rate → authorise → rate → parse → handle → reply → mask. A known path answers
 *  `method_not_allowed` to every method it does not have. */
export function createHttpRouter(routes: readonly AnyHttpRoute[], deps: HttpAdapterDeps): Router {
  const router = Router();
  const methodsByPath = new Map<string, string[]>();
  for (const route of routes as readonly unknown[] as readonly HttpRoute[]) {
    router[route.method](route.path, serve(route, deps));
    methodsByPath.set(route.path, [...(methodsByPath.get(route.path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, methods] of methodsByPath) {
    router.all(path, (request, response) => {
      response.setHeader('allow', methods.join(', '));
      refuse(response, new AppError('method_not_allowed'), requestLanguage(request), deps.log);
    });
  }
  return router;
}

/** Answers `not_found` in the shape of a reply, for addresses under `/api` that nothing else answered. */
export function unknownApi(log: Logger): RequestHandler {
  return (request, response) => refuse(response, new AppError('not_found'), requestLanguage(request), log);
}

/** The last resort for requests that fail outside of a route: a path that cannot be decoded, a page that throws. */
export function requestFailed(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const known =
      error instanceof URIError ? new AppError('invalid_input', 'the address is malformed') : error;
    refuse(response, known, requestLanguage(request), log);
  };
}

function serve(route: HttpRoute, deps: HttpAdapterDeps): RequestHandler {
  return async (request, response) => {
    const language = requestLanguage(request);
    try {
      const address = addressKey(request.ip ?? 'unknown');
      await deps.addressRate.take(address);
      const actor = route.allow === 'public' ? undefined : await deps.authenticate(request);
      if (actor && route.allow !== 'anyone' && route.allow !== actor.kind) throw new AppError('forbidden');
      if (actor) await deps.rateLimit.take(actorKey(actor));
      const input = await readInput(route, request);
      const params = request.params as Record<string, string>;
      const answer = await route.handle(
        { actor, language, params, addressKey: address, request, response },
        input,
      );
      if (response.headersSent) return;
      const reply: Reply<unknown> = { ok: true, data: answer };
      response.json(reply);
    } catch (error) {
      if (!request.readableEnded) request.resume();
      refuse(response, error, language, deps.log.child({ route: route.path }));
    }
  };
}

async function readInput(route: HttpRoute, request: Request): Promise<unknown> {
  return route.input ? parse(route.input, await readJson(request)) : undefined;
}

function refuse(response: Response, why: unknown, language: Language, log: Logger): void {
  const error = maskError(why, language, log);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (why instanceof AppError && why.retryAfterMs !== undefined) {
    response.setHeader('retry-after', Math.ceil(why.retryAfterMs / 1000));
  }
  const reply: Reply<never> = { ok: false, error };
  response.status(ERRORS[error.code].status).json(reply);
}

/** The language in which a request wants its sentences. */
function requestLanguage(request: Request): Language {
  return request.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en';
}
