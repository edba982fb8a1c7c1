import { describe, expect, it } from 'vitest';
import { presenceOf } from './shop-presence.ts';

const member = (state: Partial<Parameters<typeof presenceOf>[0][number]>) => ({
  online: true,
  status: 'available' as const,
  inCall: false,
  ...state,
});

describe('what a buyer sees of a shop', () => {
  it('[PRES-1] is available when somebody online is available and not in a call', () => {
    expect(presenceOf([member({ status: 'away' }), member({})])).toBe('available');
  });

  it('[PRES-1] is busy when everybody who is there is occupied', () => {
    expect(presenceOf([member({ inCall: true })])).toBe('busy');
    expect(presenceOf([member({ status: 'busy' }), member({ online: false })])).toBe('busy');
  });

  it('[PRES-1] is offline when nobody is there, or all are away', () => {
    expect(presenceOf([])).toBe('offline');
    expect(presenceOf([member({ online: false })])).toBe('offline');
    expect(presenceOf([member({ status: 'away' })])).toBe('offline');
  });
});
