import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file that only its owner can read, in one go: at no time is there half of it, or a readable one, and a file
 * that was there before keeps nothing, not even its mode.
 *
 * Rejects with Node's own errors.
 */
export async function writePrivately(
  file: string,
  text: string,
  { executable }: { readonly executable: boolean },
): Promise<void> {
  const beside = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(beside, text, { mode: executable ? 0o700 : 0o600, flag: 'wx' });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
