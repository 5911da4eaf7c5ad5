import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runNpm } from '../lib/npm.ts';
import { runOrThrow } from '../lib/processes.ts';
import { makeScratch } from '../lib/scratch.ts';

/** One exact package on npm. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** npm's `dist.integrity`: `sha512-` and the digest of the archive in base 64. */
  readonly integrity: string;
}

/** Downloads a package's archive into `folder` (made for it) and proves that it is the pinned one. */
export async function download(pin: PinnedPackage, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await runNpm(['pack', `${pin.name}@${pin.version}`], folder);
  const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm pack left no archive of ${pin.name} in ${folder}`);
  const file = join(folder, archive);
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== pin.integrity) {
    throw new Error(`${pin.name}@${pin.version} is not the package that was pinned: it has ${integrity}`);
  }
  return file;
}

/** Unpacks `members` (all by default) of an archive; an npm package is in the folder `package` then. */
export async function unpack(archive: string, folder: string, ...members: string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Relative, because tar takes `C:` for the name of a machine.
  const from = dirname(archive);
  await runOrThrow('tar', ['-xf', basename(archive), '-C', relative(from, folder) || '.', ...members], { cwd: from });
}

/**
 * Makes `target` once: `make` gets a folder for itself and returns what in it shall become `target`. A run that is
 * interrupted leaves no half-made `target`, and of two runs at once one wins.
 */
export async function makeOnce(target: string, make: (folder: string) => Promise<string>): Promise<string> {
  if (existsSync(target)) return target;
  const scratch = await makeScratch(basename(target));
  try {
    await moveInto(target, await make(scratch.folder));
  } finally {
    await scratch.remove();
  }
  return target;
}

async function moveInto(target: string, made: string): Promise<void> {
  try {
    await rename(made, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
