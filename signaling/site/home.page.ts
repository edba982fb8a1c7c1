import type { Language, ProductView } from '#protocol';
import { html } from './html.ts';
import { page } from './page-shell.ts';
import { siteTexts } from './site-texts.ts';

/** `/`: what this is, in one screen, with the way to the demo shop and to the console. */
export function homePage(language: Language, products: readonly ProductView[]): string {
  const texts = siteTexts[language];
  const goods = products.slice(0, 3).flatMap((product) => {
    const picture = product.pictures[0];
    return picture
      ? [html`<img src="${picture.small}" alt="${picture.alt[language]}" width="480" height="480" />`]
      : [];
  });
  return page({
    language,
    title: language === 'zh' ? '看货 Kanhuo' : 'Kanhuo 看货',
    path: '/',
    brand: html`<span class="brand"
      ><img src="/favicon.svg" alt="" width="28" height="28" />Kanhuo <span lang="zh-CN">看货</span></span
    >`,
    content: html`<section class="hero">
        <div class="hero-words">
          <h1>${texts.tagline}</h1>
          <p class="lead">${texts.pitch}</p>
          <p class="actions">
            <a class="button primary" href="/shop/demo">${texts.demoShop}</a>
            <a class="button" href="/console">${texts.agentConsole}</a>
          </p>
        </div>
        <div class="hero-goods">${goods}</div>
      </section>
      <section class="steps" aria-labelledby="try">
        <h2 id="try">${texts.tryTitle}</h2>
        <ol>
          <li>${texts.tryAgent}</li>
          <li>${texts.tryBuyer}</li>
          <li>${texts.tryAnswer}</li>
        </ol>
      </section>`,
  });
}
