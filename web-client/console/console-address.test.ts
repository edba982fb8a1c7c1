import { describe, expect, it } from 'vitest';
import { addressOf, placeAt, type ConsolePlace } from './console-address.ts';

const conversationId = '0199f2a0-0000-7000-8000-000000000001';

describe('addresses of the console', () => {
  it('[PAGE-35] every place has an address that leads back to it', () => {
    const places: ConsolePlace[] = [
      { pane: 'inbox' },
      { pane: 'settings' },
      { pane: 'conversation', conversationId },
      { pane: 'about', conversationId },
    ];
    for (const place of places) expect(placeAt(addressOf(place))).toEqual(place);
  });

  it('[PAGE-35] an address that is not known is the inbox', () => {
    for (const path of ['/console/', '/console/c/', '/console/c/../x', '/console/c/123', '/console/nothing'])
      expect(placeAt(path)).toEqual({ pane: 'inbox' });
  });
});
