import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './claim.ts';
import { cacheFolder } from './paths.ts';
import { onInterrupt } from './processes.ts';

export interface Scratch {
  readonly folder: string;
  remove(): Promise<void>;
}

/** A new folder inside the cache for this run alone. What a killed run has left there is removed on the way. */
export async function makeScratch(label: string): Promise<Scratch> {
  await removeLeftovers();
  const folder = await mkdtemp(join(cacheFolder, `.run-${process.pid}-${label}-`));
  const remove = async (): Promise<void> => await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  onInterrupt(remove);
  return { folder, remove };
}

async function removeLeftovers(): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  for (const name of await readdir(cacheFolder)) {
    const pid = Number(/^\.run-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(cacheFolder, name), { recursive: true, force: true });
  }
}
