import { defineComponent, h } from 'vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchLater, later } from './later.ts';

const View = defineComponent({ render: () => h('p', 'here') });

/** Shows it once, as a template does: what it draws now. */
const draw = (view: unknown) => (view as (props: object, context: object) => unknown)({}, { slots: {} });

afterEach(() => vi.useRealTimers());

describe('a view whose code comes later', () => {
  it('draws nothing until the code is there, and fetches it once', async () => {
    const load = vi.fn(() => Promise.resolve({ default: View }));
    const view = later(load);
    expect(load).not.toHaveBeenCalled();
    expect(draw(view)).toBeNull();
    expect(draw(view)).toBeNull();
    await vi.waitFor(() => expect(draw(view)).toMatchObject({ type: View }));
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is asked for again when the network was away for a moment', async () => {
    vi.useFakeTimers();
    const load = vi
      .fn<() => Promise<{ default: typeof View }>>()
      .mockRejectedValueOnce(new Error('offline'))
      .mockResolvedValue({ default: View });
    const view = later(load);
    expect(draw(view)).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    expect(load).toHaveBeenCalledTimes(2);
    expect(draw(view)).toMatchObject({ type: View });
  });

  it('is fetched with all others while the network is there', async () => {
    const load = vi.fn(() => Promise.resolve({ default: View }));
    const view = later(load);
    fetchLater();
    await Promise.resolve();
    expect(load).toHaveBeenCalledTimes(1);
    expect(draw(view)).toMatchObject({ type: View });
  });
});
