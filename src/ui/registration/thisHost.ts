import os from 'node:os';
import * as vscode from 'vscode';

/** The machine that "this host" means in this window: the one on which its integrated terminal runs. */
export interface ThisHost {
  readonly name: string;
  /** As Node names it; `undefined` for a remote machine, which this process can't ask. */
  readonly platform: NodeJS.Platform | undefined;
  readonly remote: boolean;
}

/**
 * The extension prefers to run where the user's credentials are, which in a Remote-SSH, WSL or container window is not
 * the machine of the terminal. `env.remoteName` alone does not tell: it is also set when both are on the same remote.
 */
export function thisHost(extensionKind: vscode.ExtensionKind): ThisHost {
  const { remoteName } = vscode.env;
  if (remoteName !== undefined && extensionKind === vscode.ExtensionKind.UI) {
    return { name: remoteAuthority() ?? remoteName, platform: undefined, remote: true };
  }
  return { name: os.hostname(), platform: process.platform, remote: remoteName !== undefined };
}

/** `ssh-remote+rack-7` is told as `rack-7`. Some remotes write their authority in hexadecimal: then there is no name. */
function remoteAuthority(): string | undefined {
  const authority = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'vscode-remote')?.uri.authority;
  const name = authority?.slice(authority.indexOf('+') + 1);
  return name === undefined || name === '' || /^[0-9a-f]{16,}$/i.test(name) ? undefined : name;
}
