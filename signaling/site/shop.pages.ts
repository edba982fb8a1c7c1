import type { Language, ProductView, ShopView } from '#protocol';
import { html, type Html } from './html.ts';
import { page } from './page-shell.ts';
import { siteTexts } from './site-texts.ts';

/** `/shop/demo`: the products of the demo shop. */
export function shopPage(language: Language, shop: ShopView, products: readonly ProductView[]): string {
  const texts = siteTexts[language];
  return page({
    language,
    title: shop.name,
    path: `/shop/${shop.slug}`,
    brand: shopBrand(shop),
    content: html`<h1>${texts.allProducts}</h1>
      <p class="lead">${texts.shopIntro}</p>
      <ul class="goods">
        ${products.map((product) => productTile(language, shop, product))}
      </ul>
      <p class="note">${texts.demoNote} <a href="/">Kanhuo</a></p>`,
    end: widgetTag(shop, language),
  });
}

/** `/shop/demo/:sku`: one product, with the widget embedded as any shop would embed it. */
export function productPage(language: Language, shop: ShopView, product: ProductView): string {
  const texts = siteTexts[language];
  return page({
    language,
    title: `${product.name[language]} · ${shop.name}`,
    path: `/shop/${shop.slug}/${product.sku}`,
    brand: shopBrand(shop),
    content: html`<article class="product">
      <div class="product-pictures">
        ${product.pictures.map((p) => html`<img src="${p.large}" alt="${p.alt[language]}" width="1200" height="1200" />`)}
      </div>
      <div class="product-words">
        <p class="crumb"><a href="/shop/${shop.slug}">${texts.allProducts}</a></p>
        <h1>${product.name[language]}</h1>
        <p class="price">${formatPrice(product, language)}</p>
        ${variants(product, language)}
        <section class="live" aria-label="${texts.seeLive}">
          <p>${texts.seeLiveHint}</p>
          <div data-kanhuo></div>
        </section>
        <h2>${texts.details}</h2>
        <p>${product.description[language]}</p>
        <details>
          <summary>${texts.embed}</summary>
          <p>${texts.embedHint}</p>
          <pre><code>${embedCode(shop, product)}</code></pre>
        </details>
        <p class="note">${texts.demoNote} <a href="/">Kanhuo</a></p>
      </div>
    </article>`,
    end: widgetTag(shop, language, product),
  });
}

/** What stands at an address that has no page. */
export function notFoundPage(language: Language): string {
  const texts = siteTexts[language];
  return page({
    language,
    title: texts.notFound,
    // In the other language this page again, whatever address led here.
    path: '/not-found',
    brand: html`<a class="brand" href="/"><img src="/favicon.svg" alt="" width="28" height="28" />Kanhuo</a>`,
    content: html`<section class="missing">
      <h1>${texts.notFound}</h1>
      <p class="lead">${texts.notFoundHint}</p>
      <p class="actions"><a class="button primary" href="/">${texts.home}</a></p>
    </section>`,
  });
}

function shopBrand(shop: ShopView): Html {
  return html`<a class="brand" href="/shop/${shop.slug}">${shop.name}</a>`;
}

function productTile(language: Language, shop: ShopView, product: ProductView): Html {
  const picture = product.pictures[0];
  return html`<li>
    <a href="/shop/${shop.slug}/${product.sku}">
      ${picture && html`<img src="${picture.small}" alt="" width="480" height="480" loading="lazy" />`}
      <span class="goods-name">${product.name[language]}</span>
      <span class="goods-price">${formatPrice(product, language)}</span>
    </a>
  </li>`;
}

function variants(product: ProductView, language: Language): Html | undefined {
  if (product.variants.length === 0) return undefined;
  return html`<fieldset class="variants">
    <legend>${siteTexts[language].choose}</legend>
    ${product.variants.map(
      (variant, index) =>
        html`<label
          ><input type="radio" name="variant" ${index === 0 && html`checked`} /><span
            >${variant[language]}</span
          ></label
        >`,
    )}
  </fieldset>`;
}

/** Data attributes tell the widget which shop, which product, and the language of the page around it. */
function widgetTag(shop: ShopView, language: Language, product?: ProductView): Html {
  const sku = product && html` data-product="${product.sku}"`;
  return html`<script
    src="/widget.js"
    data-shop="${shop.slug}"
    ${sku}
    data-lang="${language}"
    async
  ></script>`;
}

function embedCode(shop: ShopView, product: ProductView): string {
  return `<div data-kanhuo></div>
<script src="https://…/widget.js"
  data-shop="${shop.slug}" data-product="${product.sku}" async></script>`;
}

function formatPrice(product: ProductView, language: Language): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en';
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: product.currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: 'stripIfInteger',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(product.price / 10 ** digits);
}
