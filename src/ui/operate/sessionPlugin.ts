import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { promisify } from 'node:util';
import type { PluginSession } from '../../core/operate/sessions.ts';

/** AWS's program that speaks with a shell. The user installs it; without it, Session Manager can't be used by anyone. */

export const pluginGuide =
  'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html';

/** The first version that takes the session's token out of its environment, where no list of processes shows it. */
export const leastVersion = '1.2.497.0';

export interface Plugin {
  readonly path: string;
  /** `1.2.650.0` */
  readonly version: string;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isFile: (path: string) => Promise<boolean>;
  /** What it says of its version; rejects where it can't be run. */
  readonly versionOf: (path: string) => Promise<string>;
}

const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  isFile: async (path) => (await stat(path).catch(() => undefined))?.isFile() === true,
  versionOf: async (path) => (await promisify(execFile)(path, ['--version'], { timeout: 10_000 })).stdout,
};

/** `undefined` where it is not installed. */
export async function findPlugin(machine: Machine = thisMachine): Promise<Plugin | undefined> {
  for (const path of places(machine)) {
    if (!(await machine.isFile(path))) continue;
    const version = await machine.versionOf(path).catch(() => undefined);
    if (version !== undefined) return { path, version: version.trim() };
  }
  return undefined;
}

function places({ platform, env }: Machine): readonly string[] {
  const isWindows = platform === 'win32';
  const path = isWindows ? win32 : posix;
  const name = isWindows ? 'session-manager-plugin.exe' : 'session-manager-plugin';
  // A relative folder would be one of the workspace, whose programs are not the user's.
  const folders = (env.PATH ?? env.Path ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  // Its installers leave it here; programs started from a desktop often don't have these in their PATH.
  const usual = isWindows
    ? [path.join(env.ProgramFiles ?? 'C:\\Program Files', 'Amazon', 'SessionManagerPlugin', 'bin')]
    : ['/usr/local/sessionmanagerplugin/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  return [...new Set([...folders, ...usual])].map((folder) => path.join(folder, name));
}

export function isNewEnough({ version }: Pick<Plugin, 'version'>): boolean {
  const parts = (text: string): readonly number[] => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const least = parts(leastVersion);
  const own = parts(version);
  for (const [index, wanted] of least.entries()) {
    const has = own[index] ?? 0;
    if (has !== wanted) return has > wanted;
  }
  return true;
}

const responseVariable = 'AWS_SSM_START_SESSION_RESPONSE';

/** How the plug-in takes over a session that was started. */
export function pluginRun(
  { path }: Pick<Plugin, 'path'>,
  { sessionId, streamUrl, tokenValue, target, region, endpoint }: PluginSession,
): { readonly shellPath: string; readonly shellArgs: string[]; readonly env: Readonly<Record<string, string>> } {
  const response = { SessionId: sessionId, StreamUrl: streamUrl, TokenValue: tokenValue };
  return {
    shellPath: path,
    // Its fifth argument names a profile of the AWS CLI, which resuming would need: there may be none.
    shellArgs: [responseVariable, region, 'StartSession', '', JSON.stringify({ Target: target }), endpoint],
    env: { [responseVariable]: JSON.stringify(response) },
  };
}
