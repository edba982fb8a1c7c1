import { onScopeDispose, reactive, toRefs } from 'vue';
import { listen, type Intent, type PanelSize, type ToLoader, type ToWidget } from '../loader/bridge.ts';

/** A press of one of the page's buttons. */
export type OpenMessage = Extract<ToWidget, { kanhuo: 'open' }>;

/** The shop's page around this frame. */
export interface ShopPage {
  /** How the page shows the frame now. */
  readonly size: PanelSize;
  /** On this screen the open panel covers the page. */
  readonly sheet: boolean;
  say(message: ToLoader): void;
  resize(size: PanelSize): void;
  /** Begins anew, in the call that goes on or with what is wanted now. */
  reload(intent: Intent): void;
}

/** Talks with the loader on the shop's page, of this one origin and in the window around us only.
 *  @param onOpen a button of the page was pressed. */
export function useShopPage(origin: string | undefined, onOpen: (message: OpenMessage) => void): ShopPage {
  const alone = window.parent === window;
  // Opened by its own address the widget is the whole page.
  const state = reactive<{ size: PanelSize; sheet: boolean }>({
    size: alone ? 'open' : 'hidden',
    sheet: alone,
  });

  function say(message: ToLoader): void {
    if (!alone && origin) window.parent.postMessage(message, origin);
  }
  if (alone) onOpen({ kanhuo: 'open', intent: 'home' });
  if (origin)
    onScopeDispose(
      listen<ToWidget>(
        () => (alone ? null : window.parent),
        origin,
        (message) => {
          if (message.kanhuo === 'panel') Object.assign(state, { size: message.size, sheet: message.sheet });
          else onOpen(message);
        },
      ),
    );
  return reactive({
    ...toRefs(state),
    say,
    resize: (size: PanelSize) => say({ kanhuo: 'panel', size }),
    reload(intent: Intent) {
      // Only the page knows which frame would go on with the call, and can tell when none arrives.
      if (alone) location.reload();
      else say({ kanhuo: 'reload', intent });
    },
  });
}
