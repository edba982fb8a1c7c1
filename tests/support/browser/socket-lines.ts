import type { Page, WebSocketRoute } from 'playwright-core';

/** The sockets of a page's frames, in the test's hand. */
export interface SocketLines {
  /** `outdated`: pages say that they speak another protocol; `broken`: no connection comes about. */
  become(state: 'whole' | 'outdated' | 'broken'): Promise<void>;
}

/** Takes the sockets of all frames that are opened from now on. */
export async function holdSockets(page: Page): Promise<SocketLines> {
  const open = new Set<WebSocketRoute>();
  let state: 'whole' | 'outdated' | 'broken' = 'whole';
  await page.routeWebSocket(/\/socket\.io\//, (near) => {
    if (state === 'broken') return void near.close();
    const far = near.connectToServer();
    open.add(near).add(far);
    near.onMessage((message) =>
      far.send(state === 'outdated' ? String(message).replace(/"protocol":\d+/, '"protocol":999') : message),
    );
  });
  return {
    /** What is open breaks off. */
    async become(next) {
      state = next;
      const closing = [...open];
      open.clear();
      await Promise.all(closing.map((line) => line.close()));
    },
  };
}
