import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

export type DiskFault =
  /** May not be read. */
  | 'EACCES'
  /** Takes half of what is written. */
  | 'ENOSPC'
  /** May not be written. */
  | 'EROFS'
  /** Writes, and fails to give the file its name. */
  | 'EIO';

/** Has Node's own file functions fail below a folder, for all code that imports them. @returns ends it */
export function breakDisk(fault: DiskFault, folder: string): () => void {
  const { promises } = fs;
  const { readFile, writeFile, rename, mkdir, open } = promises;
  const concerns = (path: unknown): boolean => String(path).startsWith(folder);
  const fail = (path: unknown): never => {
    throw Object.assign(new Error(`${fault}: ${String(path)}`), { code: fault });
  };
  const broken: Readonly<Record<DiskFault, object>> = {
    EACCES: {
      readFile: (async (path, ...others) =>
        concerns(path) ? fail(path) : readFile(path, ...others)) as typeof readFile,
      open: (async (path, ...others) => (concerns(path) ? fail(path) : open(path, ...others))) as typeof open,
    },
    ENOSPC: {
      writeFile: (async (path, content, ...others) => {
        if (!concerns(path)) return writeFile(path, content, ...others);
        const all = Buffer.from(content as Uint8Array);
        await writeFile(path, all.subarray(0, all.length / 2));
        fail(path);
      }) satisfies typeof writeFile,
    },
    EROFS: {
      writeFile: (async (path, ...others) =>
        concerns(path) ? fail(path) : writeFile(path, ...others)) satisfies typeof writeFile,
      mkdir: (async (path: fs.PathLike, options?: fs.MakeDirectoryOptions) =>
        // A folder that is there is no write.
        concerns(path) && !fs.existsSync(path) ? fail(path) : mkdir(path, options)) as typeof mkdir,
    },
    EIO: {
      rename: (async (from, to) => (concerns(from) ? fail(from) : rename(from, to))) satisfies typeof rename,
    },
  };
  Object.assign(promises, broken[fault]);
  syncBuiltinESMExports();
  return () => {
    Object.assign(promises, { readFile, writeFile, rename, mkdir, open });
    syncBuiltinESMExports();
  };
}
