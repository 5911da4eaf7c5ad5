import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, relative, resolve, sep } from 'node:path';
import * as vscode from 'vscode';
import { parse } from 'yaml';
import { sshHosts } from '../../core/registration/sshConfig.ts';

/** What the user's own files on this machine name, to choose from. A file that is not there names nothing. */

/** The hosts of `~/.ssh/config`. Rejects with a `Failure` where that file is malformed. */
export async function sshConfigHosts(): Promise<readonly string[]> {
  const folder = join(homedir(), '.ssh');
  return sshHosts(await textOf(join(folder, 'config')), async (pattern) => {
    const expanded = pattern.startsWith('~/') ? join(homedir(), pattern.slice(2)) : resolve(folder, pattern);
    const files = await filesLike(expanded);
    return Promise.all(files.map(textOf));
  });
}

/** An absolute path that may hold wildcards. */
async function filesLike(pattern: string): Promise<readonly string[]> {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const parts = pattern.split(sep);
  const plain = parts.slice(
    0,
    parts.findIndex((part) => /[*?[]/.test(part)),
  );
  const folder = plain.join(sep);
  const inFolder = relative(folder, pattern).replaceAll(sep, '/');
  // Not what the workspace hides: these are not its files.
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(vscode.Uri.file(folder), inFolder), null);
  return found.map(({ fsPath }) => fsPath).sort();
}

export interface PublicKey {
  readonly file: string;
  /** `ssh-ed25519 AAAA… comment` */
  readonly text: string;
}

/** The public SSH keys in `~/.ssh`. */
export async function publicKeys(): Promise<readonly PublicKey[]> {
  const folder = join(homedir(), '.ssh');
  const names = await readdir(folder).catch(() => []);
  const keys = await Promise.all(
    names
      .filter((name) => name.endsWith('.pub'))
      .sort()
      .map(async (name) => ({ file: name, text: (await textOf(join(folder, name))).trim() })),
  );
  return keys.filter(({ text }) => /^(ssh-|ecdsa-|sk-)[\w@.-]+ [A-Za-z0-9+/=]+( [^\n]*)?$/.test(text));
}

export interface KubeContext {
  readonly name: string;
  readonly isCurrent: boolean;
}

/** The contexts that kubectl has here: those of `KUBECONFIG`, or of `~/.kube/config`. */
export async function kubeContexts(): Promise<readonly KubeContext[]> {
  const configured = process.env.KUBECONFIG?.split(delimiter).filter((file) => file !== '');
  const files = configured && configured.length > 0 ? configured : [join(homedir(), '.kube', 'config')];
  const configs = await Promise.all(files.map(async (file) => kubeConfig(await textOf(resolve(file)))));
  // Of two that set it, the first counts, as for kubectl.
  const current = configs.find((config) => config.current !== undefined)?.current;
  const names = new Set(configs.flatMap(({ contexts }) => contexts));
  return [...names].map((name) => ({ name, isCurrent: name === current }));
}

function kubeConfig(text: string): { readonly contexts: readonly string[]; readonly current: string | undefined } {
  let config: unknown;
  try {
    config = parse(text);
  } catch {
    // kubectl itself says best what is wrong with it.
    config = undefined;
  }
  const { contexts, 'current-context': current } = (config ?? {}) as Readonly<Record<string, unknown>>;
  const all: readonly unknown[] = Array.isArray(contexts) ? contexts : [];
  return {
    contexts: all.flatMap((each) => {
      const { name } = (each ?? {}) as { readonly name?: unknown };
      return typeof name === 'string' ? name : [];
    }),
    current: typeof current === 'string' && current !== '' ? current : undefined,
  };
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
