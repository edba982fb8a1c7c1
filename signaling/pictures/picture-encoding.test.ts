import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePicture } from './picture-encoding.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kanhuo-encoding-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function encode(data: Uint8Array | string, fullResolution = false) {
  const path = join(folder, 'upload');
  await writeFile(path, data);
  return encodePicture(path, fullResolution);
}

/** Left half red, right half blue. */
function twoColours(width: number, height: number) {
  const right = { create: { width: width / 2, height, channels: 3 as const, background: '#0000ff' } };
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: right, left: width / 2, top: 0 },
  ]);
}

async function colourAt(picture: Buffer, x: number, y: number): Promise<'red' | 'blue'> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * 3;
  return (data[at] ?? 0) > (data[at + 2] ?? 0) ? 'red' : 'blue';
}

describe('a picture that was sent', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('[CHAT-20] as %s becomes WebP', async (format) => {
    const { full, preview, width, height } = await encode(
      await twoColours(640, 480).toFormat(format).toBuffer(),
    );
    expect({ width, height }).toEqual({ width: 640, height: 480 });
    expect(await sharp(full).metadata()).toMatchObject({ format: 'webp', width: 640, height: 480 });
    expect(await sharp(preview).metadata()).toMatchObject({ format: 'webp', width: 480, height: 360 });
    expect([await colourAt(full, 0.1, 0.5), await colourAt(full, 0.9, 0.5)]).toEqual(['red', 'blue']);
  });

  it('[CHAT-20] stands upright and tells nothing of its maker', async () => {
    const sent = await twoColours(400, 200)
      .jpeg()
      .withExif({ IFD0: { Make: 'Secret phone' }, IFD3: { GPSLatitude: '1/1 2/1 3/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { full, preview, width, height } = await encode(sent);
    expect({ width, height }).toEqual({ width: 200, height: 400 });
    // Orientation 6: what was left is up.
    expect([await colourAt(full, 0.5, 0.1), await colourAt(full, 0.5, 0.9)]).toEqual(['red', 'blue']);
    for (const picture of [full, preview]) {
      const { exif, orientation, icc, xmp } = await sharp(picture).metadata();
      expect({ exif, orientation, icc, xmp }).toEqual({});
      expect(picture.includes('Secret phone')).toBe(false);
    }
  });

  it('[CHAT-20] is fitted into 2560 pixels, a capture keeps every pixel', async () => {
    const large = await twoColours(3000, 2250).jpeg().toBuffer();
    expect(await encode(large)).toMatchObject({ width: 2560, height: 1920 });
    expect(await encode(large, true)).toMatchObject({ width: 3000, height: 2250 });
    expect(await encode(await twoColours(20, 10).png().toBuffer())).toMatchObject({ width: 20, height: 10 });
  });

  it('[CHAT-20] keeps moving when it moves, with a still preview', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
        sharp({ create: { width: 64, height: 48, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const gif = await sharp(frames, { join: { animated: true } })
      .gif({ delay: 100 })
      .toBuffer();
    const { full, preview, width, height } = await encode(gif);
    expect({ width, height }).toEqual({ width: 64, height: 48 });
    expect((await sharp(full).metadata()).pages).toBe(3);
    expect((await sharp(preview).metadata()).pages ?? 1).toBe(1);
  });
});

describe('a file that is no picture we show', () => {
  const heic = Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from('ftypheic\0\0\0\0mif1heic'),
    Buffer.alloc(100),
  ]);
  const files: Record<string, string | Buffer> = {
    SVG: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    'XML with SVG': '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    HTML: '<!doctype html><html><body><img src=x onerror=alert(1)></body></html>',
    HEIC: heic,
    PDF: '%PDF-1.7\n1 0 obj\n<<>>\nendobj',
    text: 'just some words',
    'an empty PNG': Buffer.from('89504e470d0a1a0a', 'hex'),
    'a JPEG that only says so': Buffer.concat([
      Buffer.from('ffd8ffe000104a464946', 'hex'),
      Buffer.alloc(500),
    ]),
  };

  it.each(Object.keys(files))('[CHAT-21] is refused: %s', async (name) => {
    await expect(encode(files[name] ?? '')).rejects.toMatchObject({ code: 'unsupported_picture' });
  });

  it('[CHAT-21] is refused: a JPEG that was cut off', async () => {
    const whole = await twoColours(800, 600).jpeg().toBuffer();
    const cut = whole.subarray(0, whole.length / 2);
    await expect(encode(cut)).rejects.toMatchObject({ code: 'unsupported_picture' });
  });

  it('[CHAT-21] is refused: one whose pixels would fill the memory, and the limit is named', async () => {
    const bomb = await sharp({ create: { width: 12_000, height: 6_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(bomb.length).toBeLessThan(2_000_000);
    await expect(encode(bomb)).rejects.toMatchObject({
      code: 'too_large',
      details: 'at most 64 megapixels',
    });
  });
});
