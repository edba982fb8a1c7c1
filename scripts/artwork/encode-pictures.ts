/**
 * Makes the demo shop's pictures, 1200 and 480 px WebP, of rendered PNGs:
 * `node scripts/run.mjs scripts/artwork/encode-pictures.ts FOLDER`, where FOLDER holds `<sku>-<view>.png`.
 */
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Which folder holds the rendered pictures?');
const target = fileURLToPath(new URL('../../demo-assets/pictures/', import.meta.url));
await mkdir(target, { recursive: true });

for (const file of (await readdir(source)).filter((name) => name.endsWith('.png')).toSorted()) {
  for (const size of [1200, 480]) {
    const name = `${path.basename(file, '.png')}-${size}.webp`;
    const { size: bytes } = await sharp(path.join(source, file))
      .resize(size, size, { kernel: 'lanczos3' })
      .sharpen({ sigma: 0.6, m1: 0.4, m2: 0.8 })
      .webp({ quality: size === 1200 ? 84 : 80, effort: 6, smartSubsample: true })
      .toFile(target + name);
    console.log(`${name} ${Math.round(bytes / 1024)} KiB`);
  }
}
