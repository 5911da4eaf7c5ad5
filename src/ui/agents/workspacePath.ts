import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

export interface WorkspaceFolder {
  /** On this computer's disk; `undefined` for a folder of another file system, which has no links. */
  readonly folder: string | undefined;
  /** What VS Code calls it, and puts before paths where several folders are open. */
  readonly name: string;
}

/**
 * The names that lead from a folder to a file in it; `undefined` where the path leads out of it, by itself or by a link.
 *
 * @param path relative to the folder, with the folder's name before it or not; or absolute on disk
 */
export async function pathInside(path: string, { folder, name }: WorkspaceFolder): Promise<string[] | undefined> {
  if (path.includes('\0')) return undefined;
  if (folder === undefined) return isAbsolute(path) ? undefined : namesOf(path);
  const inside = isAbsolute(path) ? namesOf(relative(folder, resolve(path))) : namesOf(path);
  if (!inside) return undefined;
  const isThere = await isInside(folder, inside);
  if (isThere !== undefined || inside[0] !== name) return isThere === false ? undefined : inside;
  const rest = inside.slice(1);
  return (await isInside(folder, rest)) === true ? rest : inside;
}

/** @returns `undefined` where nothing is there */
async function isInside(folder: string, names: readonly string[]): Promise<boolean | undefined> {
  try {
    const [real, root] = await Promise.all([realpath(resolve(folder, ...names)), realpath(folder)]);
    return real.startsWith(root.endsWith(sep) ? root : root + sep);
  } catch {
    return undefined;
  }
}

function namesOf(path: string): string[] | undefined {
  if (isAbsolute(path)) return undefined;
  const names: string[] = [];
  for (const part of path.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && names.pop() === undefined) return undefined;
    if (part !== '..') names.push(part);
  }
  return names.length > 0 ? names : undefined;
}
