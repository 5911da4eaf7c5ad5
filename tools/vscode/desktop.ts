import { existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Complaint } from '../lib/complaint.ts';
import { onInterrupt, startOwned, type OwnedProcess } from '../lib/processes.ts';
import { quietSettings } from './server.ts';

export interface DesktopOptions {
  readonly executable: string;
  /** Kept: settings and open editors are there the next time. */
  readonly dataFolder: string;
  readonly extensions: readonly string[];
  readonly folder: string;
}

/**
 * The desktop VS Code of this machine: the one in `VSCODE_PATH`, else `code` on the PATH where a window can be shown.
 * @throws Complaint when `VSCODE_PATH` names nothing
 */
export function findDesktop(): string | undefined {
  const { VSCODE_PATH: chosen } = process.env;
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Complaint(`VSCODE_PATH names ${chosen}, which does not exist.`);
    return programOf(chosen);
  }
  // In a terminal of a remote window `code` is a messenger to that window, which can't load extensions from here.
  if (!hasDisplay() || process.env.VSCODE_IPC_HOOK_CLI !== undefined) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(delimiter);
  const command = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  return command === undefined ? undefined : programOf(command);
}

export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

/**
 * The program behind the command `code`, which is a script that starts it and leaves: only what we start ourselves can we
 * end. The script itself where its place tells nothing.
 */
export function programOf(command: string): string {
  const script = realpathSync(command);
  const folder = dirname(script);
  const candidates = [
    join(folder, '..', 'code'), // Linux: bin/code
    join(folder, '..', 'Code.exe'), // Windows: bin\code.cmd
    join(folder, '..', '..', '..', 'MacOS', 'Electron'), // macOS: Contents/Resources/app/bin/code
  ];
  return candidates.find((path) => path !== script && isFile(path)) ?? script;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Opens a window that runs apart from the user's own VS Code, with its own settings and extensions. */
export function openDesktop(options: DesktopOptions): OwnedProcess {
  const { executable, dataFolder } = options;
  const settings = join(dataFolder, 'User', 'settings.json');
  mkdirSync(dirname(settings), { recursive: true });
  if (!existsSync(settings)) writeFileSync(settings, JSON.stringify(quietSettings, undefined, 2));
  const args = [
    ...['--user-data-dir', dataFolder, '--extensions-dir', join(dataFolder, 'extensions')],
    ...options.extensions.map((extension) => `--extensionDevelopmentPath=${extension}`),
    ...['--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', '--new-window', '--wait'],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    options.folder,
  ];
  const window = startOwned(executable, args, { stdio: 'ignore', shell: executable.endsWith('.cmd') });
  const stop = async (): Promise<void> => {
    await window.stop();
    endMainProcess(dataFolder);
  };
  onInterrupt(stop);
  return { ...window, stop };
}

/** VS Code leaves the id of its main process in its data folder. It may not be a child of the command that we ran. */
function endMainProcess(dataFolder: string): void {
  try {
    const pid = Number(readFileSync(join(dataFolder, 'code.lock'), 'utf8'));
    if (pid > 0) process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended, and has taken the file with it.
  }
}
