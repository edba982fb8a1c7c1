import type { ShopPresence } from '#protocol';
import { iconChat, iconPhone, iconVideo } from '../ui/icons.ts';
import type { Intent } from './bridge.ts';
import css from './buttons.css?inline';
import { element, picture, shadow } from './element.ts';
import { MARK } from './mark.ts';
import { whenNear } from './near.ts';
import type { Words } from './words.ts';

/** What the buttons tell the loader. */
export interface ButtonEvents {
  /** A pointer is near: what a call needs may be fetched. */
  near(): void;
  press(intent: Intent, sku: string | undefined, from: HTMLElement): void;
}

/** The three ways in, wherever the shop's page has them. */
export interface Buttons {
  /** While a call goes on in the panel (`live`) the only way is back to it. */
  show(now: { presence: ShopPresence | undefined; live: boolean; unread: number }): void;
  remove(): void;
}

const ICONS = { video: iconVideo, voice: iconPhone, chat: iconChat };

/** Draws the buttons into a place of the page, or as a launcher floating over it. */
export function drawButtons(
  host: HTMLElement,
  words: Words,
  events: ButtonEvents,
  { floating, sku }: { floating: boolean; sku?: string | undefined },
): Buttons {
  const root = shadow(host, css);
  const status = element('p', { class: 'status', role: 'status' });
  const unread = element('span', { class: 'unread', hidden: true });
  const buttons = (['video', 'voice', 'chat'] as const).map((intent) => {
    const button = element(
      'button',
      {
        type: 'button',
        part: `button ${intent}`,
        class: intent,
        title: words[intent],
        onclick: () => events.press(intent, sku, button),
      },
      picture(`<path d="${ICONS[intent]}"/>`, 20),
      element('span', {}, words[intent]),
    );
    if (intent === 'chat') button.append(unread);
    return button;
  });
  const back = element(
    'button',
    { type: 'button', class: 'back', hidden: true, onclick: () => events.press('home', sku, back) },
    words.back,
  );
  const group = element(
    'div',
    {
      class: floating ? 'group floating' : 'group',
      part: 'group',
      role: floating ? 'complementary' : 'group',
      'aria-label': words.title,
    },
    element(
      'div',
      { class: 'head' },
      picture(MARK, 24),
      element('div', {}, element('p', { class: 'title' }, words.title), status),
    ),
    element('div', { class: 'row' }, ...buttons, back),
  );
  root.append(group);
  whenNear(group, events.near);
  return {
    show({ presence, live, unread: count }) {
      group.dataset['presence'] = live ? 'live' : (presence ?? '');
      status.textContent = live ? words.live : presence ? words[presence] : '';
      for (const button of buttons) button.hidden = live;
      back.hidden = !live;
      unread.hidden = count === 0;
      unread.textContent = count > 9 ? '9+' : String(count);
    },
    remove: () => host.remove(),
  };
}
