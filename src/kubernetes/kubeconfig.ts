import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { ActionOnInvalid, newClusters, newContexts, newUsers } from '@kubernetes/client-node/dist/config_types.js';
import { parse } from 'yaml';
import { Failure } from '../core/failure.ts';
import { service } from './failures.ts';
import type { Fields } from './narrow.ts';
import { fields, given, list, text } from './narrow.ts';

/** What all files of a kubeconfig say together. */
export interface Kubeconfig {
  readonly contexts: readonly Context[];
  readonly clusters: readonly Cluster[];
  readonly users: readonly KubeUser[];
}

/** `tokenFile`: the client library knows it in another place only. */
export type KubeUser = User & { readonly tokenFile?: string };

/**
 * Reads the user's kubeconfig: `KUBECONFIG`, which may name several files, or `~/.kube/config`. Of entries with the same
 * name the first counts, and files that are not there are passed over, both as with `kubectl`. Entries that lack what
 * they need are left out, as are files that are named by a relative path. Rejects with `Failure('malformedConfig')`.
 *
 * The library's own way in would read synchronously, start programs of WSL, and refuse two files with the same user.
 *
 * @param kubeconfig what `KUBECONFIG` would say; default: what it says
 */
export async function readKubeconfig(kubeconfig = process.env.KUBECONFIG): Promise<Kubeconfig> {
  const named = (kubeconfig ?? '').split(path.delimiter).filter((file) => file !== '');
  // A relative path would be one of the folder that VS Code was started in: of a workspace, whose programs are not the user's.
  const files =
    named.length > 0 ? named.filter((file) => path.isAbsolute(file)) : [path.join(homedir(), '.kube', 'config')];
  const parts = await Promise.all(files.map(readPart));
  return {
    contexts: firstOfEach(parts.flatMap(({ contexts }) => contexts)),
    clusters: firstOfEach(parts.flatMap(({ clusters }) => clusters)),
    users: firstOfEach(parts.flatMap(({ users }) => users)),
  };
}

async function readPart(file: string): Promise<Kubeconfig> {
  const content = await readText(file);
  const config = fields(content === undefined ? undefined : parsed(content, file));
  const options = { onInvalidEntry: ActionOnInvalid.FILTER };
  const folder = path.dirname(file);
  const absolute = (name: string | undefined): string | undefined => name && path.resolve(folder, name);
  const raw = new Map(list(config.users).map((user) => [fields(user).name, fields(fields(user).user)]));
  return {
    contexts: newContexts(config.contexts, options),
    clusters: newClusters(config.clusters, options).map((cluster) =>
      replaced(cluster, { caFile: absolute(cluster.caFile) }),
    ),
    users: newUsers(config.users, options).map((user) => {
      return replaced(user, {
        certFile: absolute(user.certFile),
        keyFile: absolute(user.keyFile),
        tokenFile: absolute(text(raw.get(user.name)?.tokenFile)),
        exec: programOf(user.exec, folder),
      });
    }),
  };
}

/** A program that is named by a path is looked for from the kubeconfig's folder; one without a path, where programs are. */
function programOf(exec: unknown, folder: string): Fields | undefined {
  const program = fields(exec);
  const command = text(program.command);
  if (command === undefined) return undefined;
  return { ...program, command: /[\\/]/.test(command) ? path.resolve(folder, command) : command };
}

/** Without what is `undefined`, as the library leaves such fields out or sets them to null. */
function replaced<T extends object, R extends object>(value: T, by: R): T & { [K in keyof R]?: NonNullable<R[K]> } {
  return { ...value, ...given(by) };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Failure('malformedConfig', `${file} cannot be read: ${code}.`, { service });
  }
}

function parsed(content: string, file: string): unknown {
  try {
    return parse(content, { prettyErrors: false, logLevel: 'error' });
  } catch {
    // A parser's message quotes the line, and that may hold a token.
    throw new Failure('malformedConfig', `${file} is not valid YAML.`, { service });
  }
}

function firstOfEach<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.toReversed().map((each) => [each.name, each])).values()].toReversed();
}
