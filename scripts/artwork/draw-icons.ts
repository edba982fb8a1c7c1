/**
 * Draws the icons of an installed page from the mark in favicon.svg: white on the accent, with the margin that a
 * maskable icon may lose. Run by hand when the mark changes: `node scripts/run.mjs scripts/artwork/draw-icons.ts`.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const folder = fileURLToPath(new URL('../../web-client/public/', import.meta.url));
const favicon = await readFile(`${folder}favicon.svg`, 'utf8');
const outline = /<path[^>]* d="([^"]+)"/.exec(favicon)?.[1];
if (outline === undefined) throw new Error('favicon.svg has no path with a d attribute.');

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">
  <rect width="512" height="512" fill="#c2410c"/>
  <path transform="translate(96 96) scale(5)" fill="#ffffff" fill-rule="evenodd" d="${outline}"/>
</svg>`;

for (const size of [180, 192, 512]) {
  const name = size === 180 ? 'apple-touch-icon.png' : `icon-${size}.png`;
  const picture = sharp(Buffer.from(svg), { density: 288 }).resize(size, size);
  await picture.png({ compressionLevel: 9, palette: true }).toFile(folder + name);
  console.log(name);
}
