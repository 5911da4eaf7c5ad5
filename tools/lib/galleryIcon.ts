import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { launchBrowser } from '../vscode/browser.ts';
import { root } from './paths.ts';

/** What galleries show beside the name of the extension: they take no SVG. */
export const galleryIcon = join(root, 'media', 'icon.png');

/** Pixels, in both directions. */
export const galleryIconSize = 256;

/** A machine outside of a cloud, joined to it: the icon of the activity bar, on a ground of its own. */
export const galleryDrawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${galleryIconSize}" height="${galleryIconSize}" viewBox="0 0 128 128">
<rect width="128" height="128" rx="26" fill="#1b2a3d"/>
<path d="M44 52h-3a17 17 0 0 1-2.4-33.8A25.5 25.5 0 0 1 87.6 20.4 17 17 0 0 1 88 54h-3" fill="none" stroke="#8fd3ff" stroke-width="6" stroke-linecap="round" transform="translate(6.4 13) scale(0.9)"/>
<path d="M64 44v26" fill="none" stroke="#ffd166" stroke-width="6" stroke-linecap="round"/>
<circle cx="64" cy="42" r="6.5" fill="#ffd166"/>
<rect x="22" y="70" width="84" height="40" rx="7" fill="#24405c" stroke="#eaf2f8" stroke-width="5"/>
<path d="M22 90h84M56 80h36M56 100h36" fill="none" stroke="#eaf2f8" stroke-width="5" stroke-linecap="round"/>
<circle cx="37" cy="80" r="4.5" fill="#7ee08a"/>
<circle cx="37" cy="100" r="4.5" fill="#7ee08a"/>
</svg>
`;

const keyword = 'Drawing';

/** A PNG of a drawing, with the drawing's hash in it: whether it is stale can be told without drawing it again. */
export async function pictureOf(svg: string): Promise<Buffer> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: galleryIconSize, height: galleryIconSize } });
    await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
    return withText(await page.locator('svg').screenshot({ omitBackground: true }), keyword, hashOf(svg));
  } finally {
    await browser.close();
  }
}

export function hashOf(svg: string): string {
  return createHash('sha256').update(svg).digest('hex');
}

/** The hash of the drawing that a PNG was made of; `undefined` where it does not say. */
export function drawingOf(png: Buffer): string | undefined {
  for (let at = signatureLength; at + 8 <= png.length; at += png.readUInt32BE(at) + 12) {
    const data = png.toString('latin1', at + 8, at + 8 + png.readUInt32BE(at));
    if (png.toString('latin1', at + 4, at + 8) === 'tEXt' && data.startsWith(`${keyword}\0`))
      return data.slice(keyword.length + 1);
  }
  return undefined;
}

const signatureLength = 8;
/** Length, type, 13 bytes and checksum: always the first chunk. */
const headerLength = 25;

/** @see https://www.w3.org/TR/png-3/#11tEXt */
function withText(png: Buffer, key: string, value: string): Buffer {
  const body = Buffer.from(`tEXt${key}\0${value}`, 'latin1');
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  const at = signatureLength + headerLength;
  return Buffer.concat([png.subarray(0, at), chunk, png.subarray(at)]);
}
