import type { Reply, ShopPresence } from '#protocol';
import type { KanhuoApi } from './api.ts';
import type { ToLoader } from './bridge.ts';
import { drawButtons, type Buttons } from './buttons.ts';
import { readConfig, type Config } from './config.ts';
import { element } from './element.ts';
import { found, leave } from './live-flag.ts';
import { createPanel } from './panel.ts';
import { WORDS } from './words.ts';

/** A buyer who reads a page for minutes is told when somebody has come. */
const PRESENCE_EVERY_MS = 60_000;

function start(config: Config): KanhuoApi {
  const words = WORDS[config.language];
  const mounted = new Map<HTMLElement, Buttons>();
  let sku = config.sku;
  let presence: ShopPresence | undefined;
  let widgetTells = false;
  let askedAt = 0;
  const left = found(config.shop);
  let live = left?.live ?? false;
  let unread = 0;
  let launcher: HTMLElement | undefined;

  const panel = createPanel(config, words, {
    isLive: () => live,
    onMessage,
    onSize(size) {
      remember();
      launcher?.toggleAttribute('hidden', size !== 'hidden');
      tell('panel', { size });
    },
  });

  function onMessage(message: ToLoader): void {
    if (message.kanhuo === 'call') {
      live = message.live;
      remember();
    } else if (message.kanhuo === 'unread') unread = message.count;
    else if (message.kanhuo === 'presence') [presence, widgetTells] = [message.presence, true];
    else return;
    tell(message.kanhuo, message);
    mounted.forEach(update);
  }

  /** The shop's page hears what happens as events of its document. */
  function tell(name: string, detail: object): void {
    document.dispatchEvent(new CustomEvent(`kanhuo:${name}`, { detail }));
  }

  function remember(): void {
    leave(live || panel.size !== 'hidden' ? { shop: config.shop, size: panel.size, live } : null);
  }

  function update(buttons: Buttons): void {
    buttons.show({ presence, live, unread });
  }

  function mount(place: HTMLElement, floating = false): void {
    if (mounted.has(place)) return;
    const buttons = drawButtons(
      place,
      words,
      {
        near: panel.warm,
        press: (intent, product, from) => panel.open(intent, product ?? sku, from),
      },
      { floating, sku: place.dataset['product'] ?? place.getAttribute('product') ?? undefined },
    );
    mounted.set(place, buttons);
    update(buttons);
    if (!floating && launcher) {
      mounted.delete(launcher);
      launcher.remove();
      launcher = undefined;
    }
  }

  function mountAll(): void {
    for (const place of document.querySelectorAll<HTMLElement>('[data-kanhuo]')) mount(place);
    // Defined only now, so that elements of the page are drawn with all of this ready; later ones draw themselves.
    if (!customElements.get('kanhuo-call'))
      customElements.define(
        'kanhuo-call',
        class extends HTMLElement {
          connectedCallback(): void {
            mount(this);
          }
        },
      );
    if (mounted.size === 0 && config.launcher) {
      launcher = element('kanhuo-launcher' as 'div', { hidden: panel.size !== 'hidden' });
      document.body.append(launcher);
      mount(launcher, true);
    }
    goOn();
  }

  /** Back into what the last page left, as early as this page can hold a frame. */
  function goOn(): void {
    if (left && panel.size === 'hidden') panel.resume(left.size);
  }

  if (document.body) goOn();
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', mountAll);
  else mountAll();

  /** Once the widget is there it tells, and at once. */
  function askPresence(): void {
    askedAt = Date.now();
    fetch(`${config.host}/api/shops/${encodeURIComponent(config.shop)}/presence`, { credentials: 'omit' })
      .then((response) => response.json() as Promise<Reply<{ presence: ShopPresence }>>)
      .then((reply) => {
        if (reply.ok && !widgetTells) presence = reply.data.presence;
        mounted.forEach(update);
      })
      .catch(() => {
        // The buttons work without the word.
      });
  }
  function askAgain(): void {
    const isOld = Date.now() - askedAt >= PRESENCE_EVERY_MS;
    if (isOld && !widgetTells && !document.hidden) askPresence();
  }
  askPresence();
  setInterval(askAgain, PRESENCE_EVERY_MS);
  document.addEventListener('visibilitychange', askAgain);

  return {
    open: (intent = 'home', options) => panel.open(intent, options?.product ?? sku),
    close: panel.dismiss,
    setProduct: (next) => (sku = next),
    mount,
  };
}

if (!window.Kanhuo) {
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>('script[data-shop][src*="widget.js"]');
  window.Kanhuo = start(readConfig(script));
  document.dispatchEvent(new CustomEvent('kanhuo:ready'));
}
