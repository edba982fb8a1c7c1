import { listen, type Intent, type PanelSize, type ToLoader, type ToWidget } from './bridge.ts';
import type { Config } from './config.ts';
import { element, shadow } from './element.ts';
import css from './panel.css?inline';
import { coverPage, followKeyboard } from './sheet.ts';
import type { Words } from './words.ts';

const ALLOW =
  'camera; microphone; display-capture; autoplay; fullscreen; picture-in-picture; clipboard-write; web-share';
const PATIENCE_MS = 12_000;

/** The frame that holds the whole widget, and how the page shows it. */
export interface Panel {
  /** Loads the frame, unseen. */
  warm(): void;
  /** Shows the panel and tells the widget what its buyer wants. */
  open(intent: Intent, sku: string | undefined, from?: HTMLElement): void;
  /** Puts the panel away, as far as a call allows. */
  dismiss(): void;
  /** Goes on with what the last page left. */
  resume(size: PanelSize): void;
  readonly size: PanelSize;
}

/** What the panel asks and tells the loader. */
export interface PanelEvents {
  /** While a call goes on, closing makes the panel small. */
  isLive(): boolean;
  onMessage(message: ToLoader): void;
  onSize(size: PanelSize): void;
}

/** Makes the panel; nothing is fetched before `warm` or `open`. */
export function createPanel(config: Config, words: Words, { isLive, onMessage, onSize }: PanelEvents): Panel {
  const narrow = matchMedia('(max-width: 640px), (max-height: 480px)');
  const host = element('kanhuo-panel' as 'div', {});
  const note = element('p', { role: 'status' }, words.opening);
  const again = element('button', { type: 'button', hidden: true, onclick: () => reload() }, words.again);
  const close = element('button', { type: 'button', onclick: () => dismiss() }, words.close);
  const box = element(
    'section',
    { role: 'dialog', 'aria-label': words.panel, tabindex: '-1', onkeydown: onKey },
    element('div', { class: 'wait' }, note, again, close),
  );
  shadow(host, css).append(box);

  let frame: HTMLIFrameElement | undefined;
  let ready = false;
  let size: PanelSize = 'hidden';
  let left = false;
  let waiting: ToWidget | undefined;
  let lastSku: string | undefined;
  let cameFrom: HTMLElement | undefined;
  let uncover: (() => void) | undefined;
  let patience = 0;

  const say = (message: ToWidget) => ready && frame?.contentWindow?.postMessage(message, config.host);
  const sheet = () => narrow.matches && size !== 'mini';

  function load(): void {
    if (frame) return;
    const query = new URLSearchParams({
      shop: config.shop,
      'page-lang': config.language,
      page: location.origin,
      ...(config.sku && { product: config.sku }),
      ...(config.theme && { theme: config.theme }),
      ...((left || isLive()) && { resume: '1' }),
    });
    frame = element('iframe', { title: words.panel, allow: ALLOW, src: `${config.host}/widget/?${query}` });
    box.append(frame);
    show();
    document.body.append(host);
    clearTimeout(patience);
    patience = window.setTimeout(() => {
      note.textContent = words.failed;
      again.hidden = false;
    }, PATIENCE_MS);
  }

  function reload(): void {
    frame?.remove();
    frame = undefined;
    ready = false;
    note.textContent = words.opening;
    again.hidden = true;
    load();
  }

  function wish(intent: Intent): ToWidget {
    return { kanhuo: 'open', intent, ...(lastSku && { sku: lastSku }) };
  }

  listen<ToLoader>(
    () => frame?.contentWindow,
    config.host,
    (message) => {
      if (message.kanhuo === 'ready') {
        clearTimeout(patience);
        ready = true;
        left = false;
        show();
        if (waiting) say(waiting);
        waiting = undefined;
        if (size === 'open' || size === 'large') frame?.focus();
      } else if (message.kanhuo === 'panel') resize(message.size);
      else if (message.kanhuo === 'reload') {
        waiting = isLive() ? undefined : wish(message.intent);
        reload();
      }
      onMessage(message);
    },
  );

  function onKey(event: Event): void {
    if ((event as KeyboardEvent).key === 'Escape') dismiss();
  }

  function dismiss(): void {
    resize(isLive() ? 'mini' : 'hidden');
  }

  function resize(to: PanelSize): void {
    if (to !== 'hidden') load();
    const was = size;
    size = to;
    show();
    if (was === to) return;
    if (to === 'open' || to === 'large') (ready ? frame : box)?.focus();
    else if (box.matches(':focus-within') && cameFrom?.isConnected) cameFrom.focus();
    onSize(to);
  }

  function show(): void {
    box.className = `${size}${sheet() ? ' sheet' : ''}${ready ? ' ready' : ''}`;
    const covers = sheet() && size !== 'hidden';
    if (covers) uncover ??= coverPage(host, box);
    else {
      uncover?.();
      uncover = undefined;
    }
    say({ kanhuo: 'panel', size, sheet: sheet() });
  }

  narrow.addEventListener('change', show);
  followKeyboard(box, () => sheet() && size !== 'hidden');

  return {
    warm: load,
    open(intent, sku, from) {
      cameFrom = from;
      lastSku = sku;
      // A press is a new try where the last one has failed.
      if (again.hidden) load();
      else reload();
      if (ready) say(wish(intent));
      else waiting = wish(intent);
      resize(size === 'large' ? 'large' : 'open');
    },
    dismiss,
    resume(to) {
      left = true;
      load();
      resize(to);
    },
    get size() {
      return size;
    },
  };
}
