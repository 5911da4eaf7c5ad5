import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onInterrupt, runOrThrow, startOwned, type OwnedProcess } from '../lib/processes.ts';
import { chosenHost, type Host } from './hosts.ts';
import { installHost, nodeFor, type Progress } from './installHost.ts';
import { declareLanguage } from './language.ts';

export interface ServerOptions {
  /** Kept when it is given; else a temporary one is made, and removed with the server. */
  readonly dataFolder?: string;
  /** A free one by default. */
  readonly port?: number;
  /** To be there from the start: `.vsix` files, which are installed, or extension folders, which are linked. */
  readonly extensions?: readonly string[];
  /** Over the quiet ones; only where the data folder has no settings yet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Has VS Code ask whether the folder is trusted; until then it is not. */
  readonly workspaceTrust?: boolean;
  /** For the server, the extension host and its terminals. `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** VS Code's display language, such as `ja`. */
  readonly locale?: string;
  /** VS Code's own words in that language, see `installLanguage`; without it only extensions are shown in it. */
  readonly languagePack?: string;
  /**
   * VS Code's own test driver. Built versions after 1.100 heed an extension development path only with it, but it holds
   * back modal dialogs (1.100) or notifications (1.139). So the host suite has it, and the UI suites do not.
   */
  readonly testDriver?: boolean;
  /** As `code --log`: a level for all logs, or for an extension's own, such as `publisher.name:trace`. */
  readonly logLevel?: string;
  readonly progress?: Progress;
}

/** VS Code's server, listening on 127.0.0.1 alone. */
export interface Server {
  readonly host: Host;
  readonly port: number;
  /** Keeps other users of the machine, and web pages, away from a VS Code that has terminals. */
  readonly token: string;
  readonly dataFolder: string;
  readonly process: OwnedProcess;
  stop(): Promise<void>;
}

/** What makes VS Code quiet and steady: no welcome, no news, no chat, no updates, nothing sent anywhere. */
export const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false, // the demo account's port is nothing to be shown
};

const trustSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never', // else a question stands before the window
};

/**
 * A process that is just ending may still write a line into its log: `maxRetries` alone tries again to remove the folder,
 * and not what has come into it.
 */
function removeFolder(folder: string, tries = 5): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (tries <= 1) throw error;
    removeFolder(folder, tries - 1);
  }
}

/** Starts VS Code's server, installing it first where that is needed, and waits until it answers. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const host = chosenHost();
  const progress = options.progress ?? ((step) => console.error(step));
  const home = await installHost(host, progress);
  const node = await nodeFor(host, progress);
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'external-instances-'));
  const removeData = (): void => {
    if (options.dataFolder === undefined) removeFolder(dataFolder);
  };
  try {
    prepareDataFolder(dataFolder, options);
    const token = randomBytes(16).toString('hex');
    writeFileSync(join(dataFolder, 'token'), token, { mode: 0o600 });
    const main = [join(home, 'out', 'server-main.js'), ...folderArguments(dataFolder)];
    const env = serverEnvironment(dataFolder, options);
    await addExtensions(options.extensions ?? [], dataFolder, async (vsix) => {
      await runOrThrow(node, [...main, '--install-extension', vsix], { env });
    });
    const process = startOwned(node, [...main, ...serverArguments(dataFolder, options)], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const port = await untilItListens(process);
    const stop = async (): Promise<void> => {
      await process.stop();
      removeData();
    };
    onInterrupt(stop);
    return { host, port, token, dataFolder, process, stop };
  } catch (error) {
    removeData();
    throw error;
  }
}

function prepareDataFolder(dataFolder: string, options: ServerOptions): void {
  const user = join(dataFolder, 'data', 'User');
  mkdirSync(user, { recursive: true });
  mkdirSync(join(dataFolder, 'extensions'), { recursive: true });
  mkdirSync(join(dataFolder, 't'), { recursive: true });
  const settings = join(user, 'settings.json');
  const text = JSON.stringify(
    { ...quietSettings, ...(options.workspaceTrust === true && trustSettings), ...options.settings },
    undefined,
    2,
  );
  if (!existsSync(settings)) writeFileSync(settings, text);
  if (options.locale !== undefined && options.locale !== 'en') {
    declareLanguage(join(dataFolder, 'data'), options.locale, options.languagePack);
  }
}

function folderArguments(dataFolder: string): string[] {
  const extensions = join(dataFolder, 'extensions');
  return ['--accept-server-license-terms', '--server-data-dir', dataFolder, '--extensions-dir', extensions];
}

function serverArguments(dataFolder: string, options: ServerOptions): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)], // 0: any that is free
    ...['--connection-token-file', join(dataFolder, 'token')],
    ...['--telemetry-level', 'off', '--force-disable-user-env'],
    ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    ...['--disable-update-check', '--disable-getting-started-override'], // code-server's own additions
    ...(options.testDriver === true ? ['--enable-smoke-test-driver'] : []),
    ...(options.locale === undefined ? [] : ['--locale', options.locale]),
    ...(options.logLevel === undefined ? [] : ['--log', options.logLevel]),
  ];
}

function serverEnvironment(dataFolder: string, options: ServerOptions): NodeJS.ProcessEnv {
  // We may run in a terminal of another VS Code, whose variables would lead this one astray.
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name));
  return {
    ...Object.fromEntries(own),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // no Marketplace
    // VS Code leaves sockets there, on Linux, where their paths must stay short.
    ...(process.platform === 'linux' && options.dataFolder === undefined ? { TMPDIR: join(dataFolder, 't') } : {}),
    ...options.env,
  };
}

async function addExtensions(
  extensions: readonly string[],
  dataFolder: string,
  install: (vsix: string) => Promise<void>,
): Promise<void> {
  for (const extension of extensions.map((path) => resolve(path))) {
    if (extension.endsWith('.vsix')) await install(extension);
    else linkExtension(extension, join(dataFolder, 'extensions'));
  }
}

function linkExtension(folder: string, extensionsFolder: string): void {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const manifest = JSON.parse(text) as { publisher: string; name: string; version: string };
  const link = join(extensionsFolder, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  rmSync(link, { force: true, recursive: true });
  symlinkSync(folder, link, 'junction');
}

/** @returns the port: what the server says itself, as what answers on a port may be another server */
async function untilItListens(server: OwnedProcess): Promise<number> {
  let output = '';
  for (const stream of [server.child.stdout, server.child.stderr]) {
    // Read to the end, so that it can go on writing.
    stream?.on('data', (chunk: Buffer) => {
      if (output.length < 10_000) output += chunk.toString();
    });
  }
  const deadline = Date.now() + 30_000;
  for (;;) {
    const port = /^Extension host agent listening on (\d+)/m.exec(output)?.[1];
    if (port !== undefined) return Number(port);
    const { pid, exitCode, signalCode } = server.child;
    if (pid === undefined || exitCode !== null || signalCode !== null || Date.now() > deadline) {
      await server.stop();
      throw new Error(`VS Code's server did not start:\n${output}`);
    }
    await sleep(30);
  }
}
