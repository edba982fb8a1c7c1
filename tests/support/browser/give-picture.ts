import type { Locator } from 'playwright-core';
import sharp from 'sharp';

/** A picture that cannot be packed small, as PNG. */
export function noise(width: number, height: number): Promise<Buffer> {
  const look = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise: look } })
    .png()
    .toBuffer();
}

/** Drops or pastes a screenshot where one writes. */
export async function givePicture(to: Locator, way: 'drop' | 'paste', png: Buffer): Promise<void> {
  await to.evaluate(
    (target, { base64, type }) => {
      const data = new DataTransfer();
      const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([binary], 'screenshot.png', { type: 'image/png' }));
      const init = { bubbles: true, cancelable: true };
      target.dispatchEvent(
        type === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: data })
          : new ClipboardEvent('paste', { ...init, clipboardData: data }),
      );
    },
    { base64: png.toString('base64'), type: way },
  );
}
