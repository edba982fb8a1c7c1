import type { Request, Response } from 'express';
import { language, type Language } from '#protocol';

const COOKIE = 'kanhuo_lang';
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** The language of a page: asked for by `?lang=` (and kept), else chosen before, else the browser's wish. */
export function siteLanguage(request: Request, response: Response): Language {
  const asked = language.safeParse(request.query['lang']);
  if (asked.success) {
    response.cookie(COOKIE, asked.data, { maxAge: YEAR_MS, sameSite: 'lax' });
    return asked.data;
  }
  const kept = language.safeParse(/(?:^|;\s*)kanhuo_lang=(\w+)/.exec(request.headers.cookie ?? '')?.[1]);
  if (kept.success) return kept.data;
  return request.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en';
}
