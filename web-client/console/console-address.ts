/** What the console shows, as its address says it. */
export type ConsolePlace =
  | { readonly pane: 'inbox' }
  | { readonly pane: 'settings' }
  | { readonly pane: 'conversation'; readonly conversationId: string }
  | { readonly pane: 'about'; readonly conversationId: string };

const ROOT = '/console';

/** Reads an address; one that is not known is the inbox. */
export function placeAt(path: string): ConsolePlace {
  const [area, id, detail] = path
    .slice(ROOT.length)
    .split('/')
    .filter((part) => part !== '');
  if (area === 'settings') return { pane: 'settings' };
  if (area !== 'c' || !id || !/^[0-9a-f-]{36}$/i.test(id)) return { pane: 'inbox' };
  return { pane: detail === 'about' ? 'about' : 'conversation', conversationId: id };
}

/** The address of a place. */
export function addressOf(place: ConsolePlace): string {
  switch (place.pane) {
    case 'inbox':
      return ROOT;
    case 'settings':
      return `${ROOT}/settings`;
    case 'conversation':
      return `${ROOT}/c/${place.conversationId}`;
    case 'about':
      return `${ROOT}/c/${place.conversationId}/about`;
  }
}
