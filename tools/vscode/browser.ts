import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { Complaint } from '../lib/complaint.ts';
import { onInterrupt } from '../lib/processes.ts';
import { installBrowser, type InstalledBrowser } from './installBrowser.ts';
import type { Progress } from './installHost.ts';

/** Finds a browser for the suites, or installs one. */
export async function findOrInstallBrowser(progress: Progress): Promise<InstalledBrowser> {
  const found = findBrowser();
  const browser = found === undefined ? await installBrowser(progress) : { executable: found, env: {} };
  if (browser !== undefined) return browser;
  throw new Complaint(
    'No Chromium, Chrome or Edge was found and none could be installed; install one, or name one in CHROME_PATH.',
  );
}

/** `CHROME_PATH`, else a browser where each system keeps them, else the one that Playwright has downloaded. */
function findBrowser(): string | undefined {
  const { CHROME_PATH: chosen } = process.env;
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Complaint(`CHROME_PATH names ${chosen}, which does not exist.`);
    return chosen;
  }
  return [...systemBrowsers(), chromium.executablePath()].find((path) => existsSync(path));
}

function systemBrowsers(): string[] {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '');
    const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
    return folders.flatMap((folder) => (folder === '' ? [] : programs.map((program) => join(folder, program))));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  // A snap can't read the temporary folders that Playwright gives it.
  const usable = folders.filter((folder) => folder !== '' && !folder.startsWith('/snap'));
  return usable.flatMap((folder) => names.map((name) => join(folder, name)));
}

/** Starts a browser that talks to 127.0.0.1 alone. `HEADED=1` shows it. */
export async function launchBrowser(progress: Progress = (step) => console.error(step)): Promise<Browser> {
  const { executable, env } = await findOrInstallBrowser(progress);
  const browser = await chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...env },
    headless: process.env.HEADED === undefined,
    // Ours come first: they close what else there is, in order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium refuses to have one as root
    ],
  });
  onInterrupt(() => browser.close());
  return browser;
}
