import path from 'node:path';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { BuiltFiles, type Encoding } from './built-files.ts';

/** Folders of what is served as it lies. */
export interface StaticFolders {
  /** What the build made. */
  readonly web: string;
  readonly demoPictures: string;
}

const YEAR = 'public, max-age=31536000, immutable';
const HOUR = 'public, max-age=3600';

/** The apps, their assets, the loader that shops embed, and the demo shop's pictures. */
export function staticFiles(folders: StaticFolders): Router {
  const files = new BuiltFiles(folders.web);
  // Strict: `/widget` without its slash is another address, whose relative links would lead elsewhere.
  const router = Router({ strict: true });

  /** Sends a built file, or passes on when it is not there. */
  const send =
    (name: string, cacheControl: string, headers: Record<string, string> = {}): RequestHandler =>
    async (request, response, next) => {
      const file = await files.read(name, acceptedEncoding(request));
      if (!file) return next();
      response.type(path.extname(name));
      response.set({ 'cache-control': cacheControl, etag: file.etag, vary: 'accept-encoding', ...headers });
      if (file.encoding) response.set('content-encoding', file.encoding);
      response.send(file.body);
    };

  const loader = send('widget.js', 'public, max-age=300', {
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
  router.get('/widget.js', loader);
  // Each app has one document; what follows in the path is the app's own affair.
  router.get('/widget', redirect('/widget/'));
  router.get('/widget/', send('widget/index.html', 'no-cache'));
  router.get(['/console', '/console/{*path}'], send('console/index.html', 'no-cache'));
  router.get(['/review', '/review/{*path}'], send('review/index.html', 'no-cache'));

  router.use('/demo-assets', express.static(folders.demoPictures, { index: false, maxAge: '1d' }));

  router.get('/{*path}', (request, response, next) => {
    const name = decode(request.path).slice(1);
    // The build's own notes, and documents that have an address above.
    if (name === '' || name.endsWith('.html') || name.split('/').some((part) => part.startsWith('.'))) {
      return next();
    }
    return send(name, name.startsWith('assets/') ? YEAR : HOUR)(request, response, next);
  });
  return router;
}

function redirect(to: string) {
  return (_request: unknown, response: Response) => response.redirect(308, to);
}

function acceptedEncoding(request: Request): Encoding | undefined {
  // Browsers say both are equally welcome; ours to prefer the smaller one.
  return (['br', 'gzip'] as const).find((encoding) => request.acceptsEncodings(encoding) === encoding);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
