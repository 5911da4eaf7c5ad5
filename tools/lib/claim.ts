import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Takes `file` for this process, until it ends: it holds the id of the process that has it.
 * @returns whether it is ours now
 */
export function claim(file: string): boolean {
  mkdirSync(dirname(file), { recursive: true });
  for (let tries = 0; tries < 2; tries++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      process.once('exit', () => rmSync(file, { force: true }));
      return true;
    } catch {
      const owner = ownerOf(file);
      if (owner === 0 || isAlive(owner)) return false;
      rmSync(file, { force: true }); // left behind by a process that was killed
    }
  }
  return false;
}

/** @returns 0 while the file is being written or has just gone: somebody has, or had, it */
function ownerOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
