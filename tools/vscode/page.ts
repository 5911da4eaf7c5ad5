import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Server } from './server.ts';

export interface PageOptions {
  /** The folder that VS Code opens; an empty window without it. */
  readonly folder?: string;
  /** As `code --extensionDevelopmentPath`; needs the server's `testDriver`. */
  readonly extensionDevelopmentPath?: string;
  /** A module that exports `run()`, as `code --extensionTestsPath`. */
  readonly extensionTestsPath?: string;
  /** As `code --log`: a level for all logs, or for an extension's own, such as `publisher.name:trace`. */
  readonly logLevel?: string;
}

/** The address of a VS Code window on a server, with its access token. */
export function windowAddress(server: Server, options: PageOptions = {}): string {
  const url = new URL(`http://127.0.0.1:${server.port}/`);
  url.searchParams.set('tkn', server.token);
  if (options.folder === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set('folder', pathToFileURL(options.folder).pathname);
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  for (const name of ['extensionDevelopmentPath', 'extensionTestsPath'] as const) {
    const path = options[name];
    if (path === undefined) continue;
    payload.push([name, `vscode-remote://127.0.0.1:${server.port}${pathToFileURL(path).pathname}`]);
  }
  if (options.logLevel !== undefined) payload.push(['logLevel', options.logLevel]);
  const { extensionDevelopmentPath, logLevel } = options;
  if (extensionDevelopmentPath !== undefined || logLevel !== undefined)
    url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** A browser profile of its own, in which nothing moves or blinks. */
export async function newProfile(browser: Browser, deviceScaleFactor = 1): Promise<BrowserContext> {
  return await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
}

/** Opens a VS Code window and waits until it is restored. */
export async function openWindow(profile: BrowserContext, server: Server, options: PageOptions): Promise<Page> {
  const page = await profile.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(windowAddress(server, options));
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  await page.locator('.statusbar-item[id="status.notifications"]').waitFor({ state: 'attached' });
  return page;
}
