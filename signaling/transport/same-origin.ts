import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request comes from a page of this very service, so that a cookie may count. Browsers name the page's
 *  origin on every request that another origin's page could make with consequences (Fetch standard, "append a
 *  request Origin header"); programs without one have no cookies of somebody else to misuse. */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return false;
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}
