import { join } from 'node:path';
import type { AccountRef } from '../../core/fleet/model.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { DistroReleases } from './distroReleases.ts';
import { folderStore, memoryStore } from './releaseStore.ts';

const opened = new Map<boolean, DistroReleases>();

/** What AWS has released, or the demo account's stand-in for it. What was read stays for this window. */
export async function openReleases(
  { context, log, releases }: Pick<Services, 'context' | 'log' | 'releases'>,
  ref: AccountRef | undefined,
): Promise<DistroReleases> {
  const isDemo = ref?.source.kind === 'demo';
  const known = opened.get(isDemo);
  if (known) return known;
  const own = new DistroReleases({
    files: await releases(ref),
    store: isDemo ? memoryStore() : folderStore(join(context.globalStorageUri.fsPath, 'distro')),
    log: (what, error) => logFailure(log, what, error),
  });
  opened.set(isDemo, own);
  return own;
}
