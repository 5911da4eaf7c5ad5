import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { drawingOf, galleryDrawing, galleryIcon, hashOf, pictureOf } from './lib/galleryIcon.ts';

/**
 * Draws the hosts' tree icons: one a kind of machine, state and theme. The state is a shape as well as a colour, cut out
 * of the lower right corner, so that it can be told apart without seeing colours. And the icon for galleries.
 */

const folder = path.join(import.meta.dirname, '..', 'media', 'icons');

/** On a grid of 16 × 16; drawn with `stroke="currentColor"`'s stand-in, the theme's own foreground. */
const machines = {
  /** A single-board computer: pin header, processor, two ports. */
  pi: `<rect x="1.5" y="3" width="13" height="10" rx="1.5"/><path d="M4 5.25h.01M6 5.25h.01M8 5.25h.01M10 5.25h.01" stroke-linecap="round" stroke-width="1.3"/><rect x="4" y="7.5" width="3.5" height="3.5"/><path d="M14.5 6h-2v2.5h2"/>`,
  /** A processor with pins on all sides. */
  arm: `<rect x="3.5" y="3.5" width="9" height="9" rx="1"/><rect x="6.25" y="6.25" width="3.5" height="3.5"/><path d="M6 3.5v-2M10 3.5v-2M6 14.5v-2M10 14.5v-2M3.5 6h-2M3.5 10h-2M14.5 6h-2M14.5 10h-2"/>`,
  /** Two units of a rack. */
  x86: `<rect x="1.5" y="2.5" width="13" height="4.5" rx="1"/><rect x="1.5" y="9" width="13" height="4.5" rx="1"/><path d="M4 4.75h.01M4 11.25h.01" stroke-linecap="round" stroke-width="1.4"/><path d="M7 4.75h5M7 11.25h5"/>`,
  /** A machine of unknown kind. */
  host: `<rect x="1.5" y="2.5" width="13" height="8.5" rx="1"/><path d="M5.5 13.5h5M8 11v2.5"/>`,
} as const;

const themes = {
  light: {
    foreground: '#424242',
    ok: '#2a7f26',
    draining: '#005fb8',
    degraded: '#9a6700',
    offline: '#c72e0f',
    changing: '#616161',
  },
  dark: {
    foreground: '#c5c5c5',
    ok: '#89d185',
    draining: '#4daafc',
    degraded: '#e2b93d',
    offline: '#f48771',
    changing: '#a0a0a0',
  },
} as const;

/** In the corner around (12, 12). */
const states = {
  ok: (colour: string) => `<circle cx="12" cy="12" r="3" fill="${colour}"/>`,
  draining: (colour: string) =>
    `<path d="M12 9v5.5M9.4 12l2.6 2.75L14.6 12" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
  degraded: (colour: string) => `<path d="M12 8.6 15.7 15H8.3z" fill="${colour}"/>`,
  offline: (colour: string) =>
    `<path d="m9.5 9.5 5 5m0-5-5 5" fill="none" stroke="${colour}" stroke-width="1.7" stroke-linecap="round"/>`,
  changing: (colour: string) => `<circle cx="12" cy="12" r="2.5" fill="none" stroke="${colour}" stroke-width="1.4"/>`,
} as const;

function icon(machine: keyof typeof machines, state: keyof typeof states, theme: keyof typeof themes): string {
  const colours = themes[theme];
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">',
    '<mask id="m"><path fill="#fff" d="M0 0h16v16H0z"/><circle cx="12" cy="12" r="4.6" fill="#000"/></mask>',
    `<g fill="none" stroke="${colours.foreground}" mask="url(#m)">${machines[machine]}</g>`,
    states[state](colours[state]),
    '</svg>\n',
  ].join('');
}

/** All icons by their path under `media/icons`. */
function icons(): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const theme of keys(themes)) {
    for (const machine of keys(machines)) {
      for (const state of keys(states)) {
        all.set(`${theme}/${machine}-${state}.svg`, icon(machine, state, theme));
      }
    }
  }
  return all;
}

function keys<T extends object>(of: T): readonly (keyof T & string)[] {
  return Object.keys(of) as (keyof T & string)[];
}

/** Writes the icons, or with `--check` ends with 1 when files are out of step. */
export async function main(args: readonly string[] = []): Promise<number> {
  const stale = await staleIcons();
  if (args.includes('--check')) {
    if (stale.length > 0) console.error(`Out of step, run tools/generateIcons.ts: ${stale.join(', ')}`);
    return stale.length > 0 ? 1 : 0;
  }
  for (const [name, svg] of icons()) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, svg);
  }
  // Only when its drawing has changed: another browser would draw other pixels.
  if (stale.includes(path.basename(galleryIcon))) await writeFile(galleryIcon, await pictureOf(galleryDrawing));
  return 0;
}

/** Names of the files that are not there, or not as they would be drawn now. */
export async function staleIcons(): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [name, svg] of icons())
    if ((await readFile(path.join(folder, name), 'utf8').catch(() => undefined)) !== svg) stale.push(name);
  const picture = await readFile(galleryIcon).catch(() => undefined);
  if (!picture || drawingOf(picture) !== hashOf(galleryDrawing)) stale.push(path.basename(galleryIcon));
  return stale;
}
