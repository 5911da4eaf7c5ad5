import { readFile } from 'node:fs/promises';
import os from 'node:os';
import * as vscode from 'vscode';

/** The machine that "this host" means in this window: the one on which its integrated terminal runs. */
export interface ThisHost {
  readonly name: string;
  readonly remote: boolean;
  /** Absent for a remote machine, which this process can't ask. */
  readonly machine?: LocalMachine;
}

export interface LocalMachine {
  /** As Node names it. */
  readonly platform: NodeJS.Platform;
  /** What the board calls itself, where it has a device tree: `Raspberry Pi 5 Model B Rev 1.0`. */
  readonly board?: string;
}

/**
 * The extension prefers to run where the user's credentials are, which in a Remote-SSH, WSL or container window is not
 * the machine of the terminal. `env.remoteName` alone does not tell: it is also set when both are on the same remote.
 */
export async function thisHost(extensionKind: vscode.ExtensionKind): Promise<ThisHost> {
  const { remoteName } = vscode.env;
  if (remoteName !== undefined && terminalIsElsewhere(extensionKind)) {
    return { name: remoteAuthority() ?? remoteName, remote: true };
  }
  const board = await readFile('/proc/device-tree/model', 'utf8').catch(() => undefined);
  const machine: LocalMachine = {
    platform: process.platform,
    // A string of C, with its NUL.
    ...(board !== undefined && { board: board.replaceAll('\0', '').trim() }),
  };
  return { name: os.hostname(), remote: remoteName !== undefined, machine };
}

/** Whether terminals of this window run on another machine than this code, and the user's credentials and programs. */
export function terminalIsElsewhere(extensionKind: vscode.ExtensionKind, remoteName = vscode.env.remoteName): boolean {
  return remoteName !== undefined && extensionKind === vscode.ExtensionKind.UI;
}

/** `ssh-remote+rack-7` is told as `rack-7`. Some remotes write their authority in hexadecimal: then there is no name. */
function remoteAuthority(): string | undefined {
  const authority = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'vscode-remote')?.uri.authority;
  const name = authority?.slice(authority.indexOf('+') + 1);
  return name === undefined || name === '' || /^[0-9a-f]{16,}$/i.test(name) ? undefined : name;
}
