import assert from 'node:assert/strict';
import axe, { type AxeResults, type ContextObject, type RunOptions } from 'axe-core';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from '../helpers.ts';
import type { Window } from './support.ts';

/** A colour theme of VS Code's own. */
export interface Theme {
  /** In its list of themes. */
  readonly name: string;
  /** For the names of pictures. */
  readonly slug: string;
  /** The class of the workbench. */
  readonly workbench: string;
  /** What the page of a webview is told. */
  readonly webview: string;
}

/** One of each kind there is, the one last that suites begin with. */
export const themes: readonly Theme[] = [
  { name: 'Light Modern', slug: 'light', workbench: 'vs', webview: 'vscode-light' },
  { name: 'Dark High Contrast', slug: 'dark-high-contrast', workbench: 'hc-black', webview: 'vscode-high-contrast' },
  {
    name: 'Light High Contrast',
    slug: 'light-high-contrast',
    workbench: 'hc-light',
    webview: 'vscode-high-contrast-light',
  },
  { name: 'Dark Modern', slug: 'dark', workbench: 'vs-dark', webview: 'vscode-dark' },
];

export async function useTheme({ workbench }: Window, theme: Theme): Promise<void> {
  const taken = workbench.page.locator(`.monaco-workbench.${theme.workbench}`);
  await eventually(async () => {
    // Not without need: a walkthrough takes the key as well, and is left.
    if (await workbench.quickInput.isVisible()) await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('Preferences: Color Theme');
    await workbench.type(/Color Theme/, theme.name);
    await workbench.quickRow(theme.name).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await taken.waitFor({ timeout: 5000 });
  }, 30_000);
}

/** Waits until the page of a webview has the colours of a theme. */
export async function tookTheme(page: FrameLocator, theme: Theme): Promise<void> {
  await page.locator(`body[data-vscode-theme-kind="${theme.webview}"]`).waitFor();
}

/** Looks at a page of a webview in one theme after the other, each time once it has taken the theme's colours. */
export async function inEachTheme(
  window: Window,
  page: () => FrameLocator,
  look: (theme: Theme) => Promise<void>,
): Promise<void> {
  for (const theme of themes) {
    await useTheme(window, theme);
    await tookTheme(page(), theme);
    await look(theme);
  }
}

/**
 * All that axe finds wrong with the document of a webview, as sentences.
 *
 * @param without ids of rules that it is not measured by
 */
export async function axeFindings(
  page: FrameLocator,
  { without = [] as readonly string[] } = {},
): Promise<readonly string[]> {
  const rules = Object.fromEntries(without.map((id) => [id, { enabled: false }]));
  return await axeIn(await frameOf(page.locator('body')), { include: [['html']] }, { rules });
}

/** What axe's rules find wrong with parts of VS Code's window, all else of which is its own. */
export async function axeFindingsOf(
  page: Page,
  include: readonly string[],
  rules: readonly string[],
): Promise<readonly string[]> {
  // Each by itself, not one within the other.
  const context = { include: include.map((selector) => [selector]) };
  return await axeIn(page.mainFrame(), context, { runOnly: [...rules], iframes: false });
}

async function axeIn(inside: Frame, context: ContextObject, options: RunOptions): Promise<readonly string[]> {
  await inside.evaluate(axe.source);
  const script = `axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)})`;
  const { violations } = await inside.evaluate<AxeResults>(script);
  return violations.map(({ id, nodes }) => {
    const found = nodes.map(({ html, any }) => [html, ...any.map(({ message }) => message)].join(' '));
    return `${id}: ${found.join(' ')}`;
  });
}

/** Where an element is, as scripts see it. */
export async function frameOf(element: Locator): Promise<Frame> {
  const owner = await (await element.elementHandle()).ownerFrame();
  assert.ok(owner);
  return owner;
}
