import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { root } from '../../tools/lib/paths.ts';

/** What of a text is drawn: the side bar cuts off what has no room. */
export interface SeenText {
  readonly whole: string;
  readonly seen: string;
}

/** A row of a tree as it is drawn. */
export interface ShownRow {
  readonly spoken: string;
  readonly label: SeenText;
  readonly description: SeenText;
  /** The class of a codicon, or where a picture comes from: `media/icons/dark/pi-ok.svg`. */
  readonly icon: string;
}

// Strings, since there are no types of documents in tests.
const readRows = `(() => {
  const seenOf = (element, edge) => {
    let [whole, seen] = ['', ''];
    const range = document.createRange();
    const texts = element ? document.createTreeWalker(element, NodeFilter.SHOW_TEXT) : undefined;
    while (texts?.nextNode()) {
      const { currentNode: text } = texts;
      whole += text.data;
      for (let index = 0; index < text.length; index++) {
        range.setStart(text, index);
        range.setEnd(text, index + 1);
        if (range.getBoundingClientRect().right <= edge + 0.5) seen += text.data[index];
      }
    }
    return { whole, seen };
  };
  return [...document.querySelectorAll('.sidebar .monaco-list-row[role="treeitem"]')]
    .filter((row) => row.getBoundingClientRect().height > 0)
    .map((row) => {
      const edge = row.querySelector('.monaco-icon-label-container').getBoundingClientRect().right;
      const icon = row.querySelector('.custom-view-tree-node-item-icon');
      const codicon = [...icon.classList].find((name) => name.startsWith('codicon-'));
      const picture = /media\\/icons\\/[\\w-]+\\/[\\w-]+\\.svg/.exec(decodeURIComponent(getComputedStyle(icon).backgroundImage));
      return {
        spoken: row.getAttribute('aria-label') ?? '',
        label: seenOf(row.querySelector('.label-name'), edge),
        description: seenOf(row.querySelector('.label-description'), edge),
        icon: codicon ?? picture?.[0] ?? '',
      };
    });
})()`;

export async function shownRows(page: Page): Promise<readonly ShownRow[]> {
  return await page.evaluate<readonly ShownRow[]>(readRows);
}

/** The background of the first of such elements, as `#rrggbb`. */
export async function backgroundOf(page: Page, selector: string): Promise<string> {
  const script = `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).backgroundColor`;
  return hex(await page.evaluate<string>(script));
}

/** The least contrast of the colours that a picture of ours is drawn in. */
export function leastContrast(picture: string, background: string): number {
  // Those of three digits are of masks.
  const colours = readFileSync(join(root, picture), 'utf8').match(/#[0-9a-f]{6}\b/g) ?? [];
  assert.ok(colours.length > 0, picture);
  return Math.min(...colours.map((colour) => contrast(colour, background)));
}

const readTexts = `[...document.querySelectorAll('svg text')].map((text) => {
  const box = text.getBoundingClientRect();
  const point = [box.x + box.width / 2, box.y + box.height / 2];
  const fills = document.elementsFromPoint(...point)
    .filter((each) => each.tagName === 'rect')
    .map((each) => getComputedStyle(each).fill)
    .filter((fill) => fill.startsWith('rgb('));
  const page = getComputedStyle(document.body).backgroundColor;
  return { text: text.textContent, colour: getComputedStyle(text).fill, background: fills[0] ?? page };
})`;

/** Texts in the picture of a page that can hardly be read on what is behind them. */
export async function faintTexts(frame: Frame): Promise<readonly string[]> {
  const texts = await frame.evaluate<readonly { text: string; colour: string; background: string }[]>(readTexts);
  return texts
    .filter(({ colour, background }) => !(contrast(hex(colour), hex(background)) >= 4.5))
    .map(({ text, colour, background }) => `${text}: ${colour} on ${background}`);
}

/** `rgb(1, 2, 3)` as `#010203`. */
function hex(colour: string): string {
  const parts = colour.match(/[\d.]+/g)?.slice(0, 3) ?? [];
  return `#${parts.map((part) => Math.round(Number(part)).toString(16).padStart(2, '0')).join('')}`;
}

/** As WCAG 2 defines it: from 1, for the same colour, to 21, for black on white. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
