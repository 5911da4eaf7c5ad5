import { cp, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser } from 'playwright-core';
import { build } from '../../esbuild.mjs';
import { root } from '../lib/paths.ts';
import { makeScratch } from '../lib/scratch.ts';
import { launchBrowser } from '../vscode/browser.ts';
import { newProfile, windowAddress } from '../vscode/page.ts';
import { startServer, type Server } from '../vscode/server.ts';
import { probeVariable, type ActivationTimes, type ProbeOptions } from './activationTimes.ts';
import { atMost, exactly, information, median, type Benchmark, type Figure } from './figure.ts';
import { chunkOf, sdkOutputs } from './sizes.ts';

/** Each in a window of its own, with an extension host of its own: only the first activation of a host is a real one. */
const windows = 7;

/** The production build in VS Code's extension host. */
export const activation: Benchmark = {
  name: 'activate',
  async measure() {
    const scratch = await makeScratch('activate');
    try {
      // As Node resolves links before it names what it has loaded.
      const folder = await realpath(scratch.folder);
      const staged = await stageExtension(join(folder, 'extension'));
      const times = await inWindows(staged, await compileProbe(folder, 'activationProbe'), join(folder, 'times.json'));
      return figures(times);
    } finally {
      await scratch.remove();
    }
  },
};

interface Staged {
  readonly folder: string;
  readonly id: string;
  readonly sdkFiles: readonly string[];
  readonly sdkEntry: string;
}

/** A copy of the extension with a clock around `activate`, as VS Code's own marks are whole milliseconds. */
async function stageExtension(folder: string): Promise<Staged> {
  await mkdir(folder);
  const metafile = await build({ production: true, outdir: join(folder, 'dist') });
  for (const name of await readdir(root)) {
    if (/^package\.nls\.|^l10n$|^media$/.test(name))
      await cp(join(root, name), join(folder, name), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, string>;
  const timed = { ...manifest, main: './dist/timed.js' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(timed));
  await writeFile(join(folder, 'dist', 'timed.js'), clock);
  return {
    folder,
    id: `${manifest.publisher ?? ''}.${manifest.name ?? ''}`,
    sdkFiles: sdkOutputs(metafile).map((output) => join(root, output)),
    sdkEntry: join(root, chunkOf(metafile, 'src/aws/openAccount.ts')),
  };
}

const clock = `import * as extension from './extension.js';
export function activate(context) {
  const start = performance.now();
  try {
    return extension.activate(context);
  } finally {
    globalThis.activateMilliseconds = performance.now() - start;
  }
}
`;

/** @param name of a file here that exports `run` */
export async function compileProbe(folder: string, name: string): Promise<string> {
  const outfile = join(folder, 'probe', `${name}.mjs`);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [`tools/bench/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}

async function inWindows(staged: Staged, probe: string, result: string): Promise<readonly ActivationTimes[]> {
  const { folder, id, sdkFiles, sdkEntry } = staged;
  const options: ProbeOptions = { id, sdkFiles, sdkEntry, result };
  const browser = await launchBrowser();
  const server = await startServer({ testDriver: true, env: { [probeVariable]: JSON.stringify(options) } });
  try {
    const times: ActivationTimes[] = [];
    for (let window = 0; window < windows; window++) {
      await inWindow(browser, server, { extensionDevelopmentPath: folder, extensionTestsPath: probe });
      times.push(JSON.parse(await readFile(result, 'utf8')) as ActivationTimes);
    }
    return times;
  } finally {
    await browser.close();
    await server.stop();
  }
}

const limitMs = 60_000;

/** A window from its start until the probe in its extension host has ended. */
export async function inWindow(
  browser: Browser,
  server: Server,
  paths: { readonly extensionDevelopmentPath: string; readonly extensionTestsPath: string },
): Promise<void> {
  const profile = await newProfile(browser);
  const log: string[] = [];
  let late: NodeJS.Timeout | undefined;
  try {
    const page = await profile.newPage();
    const ended = new Promise<number | string>((resolve) => {
      late = setTimeout(() => resolve('nothing for a minute'), limitMs);
      page.once('crash', () => resolve('a crash of its page'));
      // A VS Code window calls these two where they are defined.
      void page.exposeFunction('codeAutomationExit', resolve);
      void page.exposeFunction('codeAutomationLog', (_type: string, line: unknown[]) => log.push(line.join(' ')));
    });
    await page.goto(windowAddress(server, paths));
    const outcome = await ended;
    if (outcome !== 0) throw new Error(`The window ended with ${outcome}:\n${log.slice(-50).join('\n')}`);
  } finally {
    clearTimeout(late);
    await profile.close();
  }
}

function figures(times: readonly ActivationTimes[]): readonly Figure[] {
  const middle = (of: (each: ActivationTimes) => number): number => median(times.map(of));
  const host = `median of ${times.length} extension hosts`;
  return [
    atMost(
      5,
      `activate: activate(), ${host}`,
      middle(({ activate }) => activate),
      'ms',
    ),
    atMost(
      5,
      `activate: activate() by VS Code's own clock, ${host}`,
      middle(({ byVsCode }) => byVsCode),
      'ms',
    ),
    information('activate: activate(), slowest', Math.max(...times.map(({ activate }) => activate)), 'ms'),
    information(
      `activate: loading the entry chunk, ${host}`,
      middle(({ loadEntry }) => loadEntry),
      'ms',
    ),
    exactly(
      0,
      'activate: SDK files loaded by it',
      Math.max(...times.map(({ sdkLoaded }) => sdkLoaded.length)),
      'files',
    ),
    information(
      `activate: loading the SDK chunk afterwards, ${host}`,
      middle(({ loadSdk }) => loadSdk),
      'ms',
    ),
  ];
}
