import type { Language } from '#protocol';
import { html, type Html } from './html.ts';
import { siteTexts } from './site-texts.ts';

/** What every rendered page has around its content. */
export interface PageFrame {
  readonly language: Language;
  readonly title: string;
  /** Path of this page, for the language link. */
  readonly path: string;
  /** What stands at the left of the top bar. */
  readonly brand: Html;
  readonly content: Html;
  /** Markup before the end of the body. */
  readonly end?: Html;
}

/** A whole document. */
export function page(frame: PageFrame): string {
  const texts = siteTexts[frame.language];
  const other = frame.language === 'en' ? 'zh' : 'en';
  const document = html`<html lang="${frame.language === 'zh' ? 'zh-CN' : 'en'}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <title>${frame.title}</title>
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/site.css" />
    </head>
    <body>
      <a class="skip" href="#content">${texts.skip}</a>
      <header class="bar">
        ${frame.brand}
        <a class="bar-link" href="${frame.path}?lang=${other}" lang="${other === 'zh' ? 'zh-CN' : 'en'}"
          >${texts.otherLanguage}</a
        >
      </header>
      <main id="content">${frame.content}</main>
      ${frame.end}
    </body>
  </html>`;
  return `<!doctype html>\n${document.markup}\n`;
}
