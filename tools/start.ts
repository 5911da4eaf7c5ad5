import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawn } from 'node:child_process';
import { build } from '../esbuild.mjs';
import { claim } from './lib/claim.ts';
import { Complaint, sentence } from './lib/complaint.ts';
import { cacheFolder, root } from './lib/paths.ts';
import { isEnding } from './lib/processes.ts';
import { findDesktop, hasDisplay, openDesktop } from './vscode/desktop.ts';
import { windowAddress } from './vscode/page.ts';
import { isPortFree } from './lib/ports.ts';
import { makeScratch } from './lib/scratch.ts';
import { startServer } from './vscode/server.ts';

interface StartOptions {
  readonly where: 'desktop' | 'server' | 'either';
  readonly port: number | undefined;
  readonly open: boolean;
}

const usage = 'Use: npm start [-- [--no-open] [--port N] [--server | --desktop]]';
const usualPort = 8765;

/** `npm start`: a real VS Code with the extension and its demo account, until it is closed or interrupted. */
export async function main(args: string[]): Promise<number> {
  const options = readArguments(args);
  const desktop = options.where === 'server' ? undefined : findDesktop();
  if (desktop === undefined && options.where === 'desktop') {
    throw new Complaint('No desktop VS Code was found: put `code` on the PATH, or name its program in VSCODE_PATH.');
  }
  return desktop === undefined ? await startInServer(options) : await startOnDesktop(desktop);
}

export function readArguments(args: string[]): StartOptions {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'no-open': { type: 'boolean', default: false },
        'port': { type: 'string' },
        'server': { type: 'boolean', default: false },
        'desktop': { type: 'boolean', default: false },
      },
    });
    if (values.server && values.desktop) throw new Error('Either --server or --desktop.');
    const where = values.server || values.port !== undefined || values['no-open'] ? 'server' : 'either';
    const port = values.port === undefined ? undefined : portNumber(values.port);
    return { where: values.desktop ? 'desktop' : where, port, open: !values['no-open'] };
  } catch (error) {
    throw new Complaint(`${sentence(error)} ${usage}`);
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Error(`"${text}" is not a port: it must be a number from 1 to 65535.`);
}

async function startOnDesktop(executable: string): Promise<number> {
  const { extension, workspace } = await prepare(join(cacheFolder, 'start-desktop'));
  const window = openDesktop({
    executable,
    dataFolder: join(cacheFolder, 'start-desktop', 'data'),
    extensions: [extension, join(import.meta.dirname, 'opener')],
    folder: workspace,
  });
  console.log(`Opened VS Code (${executable}) with the extension and its demo account; Ctrl-C ends it.`);
  const code = await window.exited.catch((error: unknown) => {
    throw new Complaint(`${executable} could not be started: ${String(error)}`);
  });
  return code ?? 0;
}

async function startInServer({ port: wanted, open }: StartOptions): Promise<number> {
  if (wanted !== undefined && !(await isPortFree(wanted))) {
    throw new Complaint(`Port ${wanted} on 127.0.0.1 is in use; choose another with --port N.`);
  }
  const port = wanted ?? ((await claimUsualPort()) ? usualPort : undefined);
  // A known port has a folder that is kept: what was edited and set is there the next time.
  const home = port === undefined ? (await makeScratch('start')).folder : join(cacheFolder, `start-${port}`);
  const { extension, workspace } = await prepare(home);
  const server = await startServer({
    dataFolder: join(home, 'data'),
    extensions: [extension, join(import.meta.dirname, 'opener')],
    ...(port === undefined ? {} : { port }),
  });
  const address = windowAddress(server, { folder: workspace });
  console.log(
    `VS Code ${server.host.vscodeVersion} with the extension and its demo account runs at ${address} (Ctrl-C ends it).`,
  );
  if (open && hasDisplay()) openBrowser(address);
  const code = await server.process.exited;
  if (!isEnding()) console.error(`VS Code's server has ended by itself (${code ?? 'by a signal'}).`);
  return code ?? 1;
}

/** Of two runs that start at once both find the usual port free; the one that writes this file first takes it. */
async function claimUsualPort(): Promise<boolean> {
  if (!(await isPortFree(usualPort))) return false;
  return claim(join(cacheFolder, `start-${usualPort}.pid`));
}

/**
 * Builds the extension, and copies it and the sample workspace to a folder of this run's own: so a later build or test run
 * does not pull the chunks away from under a running VS Code, and the samples stay as they are. Edited copies are kept.
 */
async function prepare(home: string): Promise<{ extension: string; workspace: string }> {
  const extension = join(home, 'extension');
  const workspace = join(home, 'workspace');
  await rm(extension, { recursive: true, force: true });
  await mkdir(extension, { recursive: true });
  await build({ outdir: join(extension, 'dist') }).catch(() => {
    throw new Complaint('The extension could not be built, see above.');
  });
  const parts = /^(package\.json|package\.nls.*\.json|media|l10n|README\.md|LICENSE)$/;
  for (const name of await readdir(root)) {
    if (parts.test(name)) await cp(join(root, name), join(extension, name), { recursive: true });
  }
  await cp(join(root, 'workspace'), workspace, { recursive: true, force: false });
  return { extension, workspace };
}

/** In the user's own browser, which is not ours to end. */
function openBrowser(address: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : ['xdg-open', [address]];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  opener.once('error', () => {
    console.error('No browser could be opened (xdg-open is missing); open the address yourself.');
  });
  opener.unref();
}
