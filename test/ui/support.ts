import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { root } from '../../tools/lib/paths.ts';
import { launchBrowser } from '../../tools/vscode/browser.ts';
import { installLanguage } from '../../tools/vscode/language.ts';
import { newProfile, openWindow } from '../../tools/vscode/page.ts';
import { startServer, type Server } from '../../tools/vscode/server.ts';
import { Workbench } from './workbench.ts';

export interface SuiteOptions {
  /** User settings, over the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For the extension host and its terminals, such as `AWS_CONFIG_FILE`; asked for when the suite starts. */
  readonly env?: () => Readonly<Record<string, string | undefined>>;
  readonly locale?: 'ja';
  /** The folder is not trusted until somebody says so. */
  readonly workspaceTrust?: boolean;
  /** As `code --log`: a level for all logs, or for an extension's own, such as `publisher.name:trace`. */
  readonly logLevel?: string;
}

/** A VS Code window with the extension installed. Its properties are there while the tests of the suite run. */
export interface Window {
  readonly workbench: Workbench;
  /** The folder that is open: a copy of the sample workspace. */
  readonly workspace: string;
  /** The folders that the window, its extension host and its terminals write to: their data, and the workspace. */
  readonly written: readonly string[];
  /** Every title of the page and every label in it, what is read aloud among them, since the window was opened. */
  readonly labels: ReadonlySet<string>;
  /** Writes a picture for the documents, `<name>.png`; does nothing unless `SCREENSHOTS` names a folder. */
  picture(name: string): Promise<void>;
}

const pictures = process.env.SCREENSHOTS;
/** The `.vsix` that users get; without it, the folder of this project, built. */
const extension = process.env.UI_EXTENSION ?? root;

// One browser for all suites of the process; each has a profile of its own in it.
let browser: Browser | undefined;
after(async () => {
  await browser?.close();
});

/**
 * Opens a VS Code window for the suite (`describe`) that it is called in, with its own server, settings and browser
 * profile, and closes it afterwards. A test that fails leaves a picture in `test-results/`.
 */
export function useWindow(options: SuiteOptions = {}): Window {
  let open: OpenWindow | undefined;
  const opened = (): OpenWindow => {
    if (open === undefined) throw new Error('The window is open only while the tests of its suite run.');
    return open;
  };
  before(async () => {
    open = await openSuiteWindow(options);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await takePicture(opened(), 'test-results', this.currentTest.fullTitle());
  });
  after(async () => {
    await open?.close();
    open = undefined;
  });
  return {
    get workbench() {
      return opened().workbench;
    },
    get workspace() {
      return opened().workspace;
    },
    get written() {
      return opened().written;
    },
    get labels() {
      return opened().labels;
    },
    async picture(name) {
      if (pictures !== undefined) await takePicture(opened(), pictures, name);
    },
  };
}

/**
 * For a suite whose steps stand on each other: once one has failed, those after it are skipped. Mocha's `bail` would leave
 * out all later suites that ask for it too, without a word.
 */
export function stepByStep(suite: Mocha.Suite): void {
  let hasFailed = false;
  suite.beforeEach(function () {
    if (hasFailed) this.skip();
  });
  suite.afterEach(function () {
    hasFailed ||= this.currentTest?.state === 'failed';
  });
}

interface OpenWindow extends Pick<Window, 'workbench' | 'workspace' | 'written' | 'labels'> {
  close(): Promise<void>;
}

async function openSuiteWindow({ settings, env, locale, logLevel, workspaceTrust }: SuiteOptions): Promise<OpenWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'external-instances-ui-'));
  const workspace = join(folder, 'workspace');
  await cp(join(root, 'workspace'), workspace, { recursive: true });
  let server: Server | undefined;
  let profile: BrowserContext | undefined;
  const close = async (): Promise<void> => {
    await profile?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    browser ??= await launchBrowser();
    server = await startServer({
      extensions: [extension],
      settings: { ...testSettings, ...settings },
      env: env?.() ?? {},
      ...(logLevel !== undefined && { logLevel }),
      ...(workspaceTrust !== undefined && { workspaceTrust }),
      ...(locale === undefined ? {} : { locale, languagePack: await installLanguage(console.error) }),
    });
    profile = await newProfile(browser, pictures === undefined ? 1 : 2);
    const labels = await recordLabels(profile);
    const page = await openWindow(profile, server, { folder: workspace, ...(logLevel !== undefined && { logLevel }) });
    return { workbench: new Workbench(page), workspace, written: [server.dataFolder, workspace], labels, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Also of windows that are closed meanwhile, and through reloads. */
async function recordLabels(profile: BrowserContext): Promise<ReadonlySet<string>> {
  const labels = new Set<string>();
  await profile.exposeFunction('recordLabels', (texts: readonly string[]) => texts.forEach((text) => labels.add(text)));
  await profile.addInitScript(`
    const seen = new Set();
    const names = ['title', 'aria-label'];
    const record = (nodes) => {
      const texts = nodes.flatMap((node) => names.map((name) => node.getAttribute?.(name)));
      const news = [document.title, ...texts].filter((text) => text && !seen.has(text));
      for (const text of news) seen.add(text);
      if (news.length > 0) recordLabels(news);
    };
    const observer = new MutationObserver((changes) =>
      record(changes.flatMap(({ target, addedNodes }) => [
        target,
        ...[...addedNodes].flatMap((node) => [node, ...(node.querySelectorAll?.('[title], [aria-label]') ?? [])]),
      ])),
    );
    const what = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: names };
    if (window === top) observer.observe(document, what);
  `);
  return labels;
}

const testSettings = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.reduceMotion': 'on',
  // Newer windows show settings over all else, out of reach of what closes editors.
  'workbench.editor.useModal': 'off',
  // What sticks at the top covers rows that are to be clicked.
  'workbench.tree.enableStickyScroll': false,
  'editor.cursorBlinking': 'solid',
  'terminal.integrated.cursorBlinking': false,
  'terminal.integrated.gpuAcceleration': 'off', // its text is in the document then
};

async function takePicture({ workbench }: OpenWindow, folder: string, name: string): Promise<void> {
  const target = join(root, folder);
  await mkdir(target, { recursive: true });
  const file = `${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120)}.png`;
  await workbench.page.screenshot({ path: join(target, file), animations: 'disabled', caret: 'hide' });
}
