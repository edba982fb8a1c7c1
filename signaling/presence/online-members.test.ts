import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../transport/actor.ts';
import { Connections } from '../transport/connections.ts';
import { OnlineMembers } from './online-members.ts';

const lan: Actor = { kind: 'member', memberId: 'lan', shopId: 's', role: 'agent', sessionId: 'x' };

describe('a member who is online', () => {
  let connections: Connections;
  let changes: string[];
  let online: OnlineMembers;

  beforeEach(() => {
    vi.useFakeTimers();
    connections = new Connections();
    changes = [];
    online = new OnlineMembers(connections, 4000, (id) => changes.push(`${id} ${online.has(id)}`));
  });
  afterEach(() => {
    online.close();
    vi.useRealTimers();
  });

  it('[PRES-2] stays online over a reload, without anybody being told', () => {
    connections.opened(lan);
    connections.closed(lan, 'page 1');
    vi.advanceTimersByTime(3999);
    expect(online.has('lan')).toBe(true);
    connections.opened(lan);
    vi.advanceTimersByTime(10_000);
    expect(changes).toEqual(['lan true']);
  });

  it('[PRES-2] is offline when no page came back in time', () => {
    connections.opened(lan);
    connections.closed(lan, 'page 1');
    vi.advanceTimersByTime(4000);
    expect(changes).toEqual(['lan true', 'lan false']);
  });

  it('[PRES-3] with several pages goes with the last one', () => {
    connections.opened(lan);
    connections.opened(lan);
    connections.closed(lan, 'page 1');
    vi.advanceTimersByTime(10_000);
    expect(changes).toEqual(['lan true']);
    expect(connections.isConnected({ member: 'lan' })).toBe(true);
  });
});
