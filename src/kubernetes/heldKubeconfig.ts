import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A kubeconfig that is a file for a while. */
export interface HeldKubeconfig {
  readonly file: string;
  /** Deletes it at once: nobody waits for anything when a window is closed. */
  readonly dispose: () => void;
}

/**
 * Kubeconfigs are read from files, each time that somebody signs in: one that exists as text only, as the demo
 * account's, becomes a file that nobody but its owner can read. Rejects with Node's own errors.
 */
export async function holdKubeconfig(text: string): Promise<HeldKubeconfig> {
  const folder = await mkdtemp(path.join(tmpdir(), 'external-instances-kubeconfig-'));
  const dispose = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const file = path.join(folder, 'config');
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    return { file, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
