import { later } from '../ui/later.ts';

const load = {
  home: () => import('./HomeView.vue'),
  chat: () => import('./ChatPane.vue'),
  outcome: () => import('./CallOutcome.vue'),
};

/** The views that the making of a call does not wait for. */
export const HomeView = later(load.home);
export const ChatPane = later(load.chat);
export const CallOutcome = later(load.outcome);

/** Fetches a view before it is shown. */
export function fetchView(view: keyof typeof load): void {
  load[view]().catch(() => undefined); // Asked for again when it is shown.
}
