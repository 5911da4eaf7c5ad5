import type * as vscode from 'vscode';
import type { ImageDetails } from '../../core/images/gateway.ts';
import type { OwnRead } from '../../core/pulls/gateway.ts';
import type { ImageReference } from '../../core/taskdef/images/imageReference.ts';

/**
 * What this extension itself has read of images. AWS counts it among the pulls, so it is written down and left out of
 * them. Kept as long as CloudTrail keeps events, and bounded: a look at an image is a rare thing.
 */
const key = 'pulls.ownReads';
const mostReads = 500;
const keptFor = 90 * 86_400_000;

export function ownReads(storage: vscode.Memento): readonly OwnRead[] {
  const stored: unknown = storage.get(key);
  return Array.isArray(stored) ? stored.filter(isRead) : [];
}

/** Notes the reads that a look at an image took; some of them may have been known already, which does no harm. */
export async function noteOwnReads(
  storage: vscode.Memento,
  reference: ImageReference,
  details: ImageDetails,
  time: number,
): Promise<void> {
  const kept = ownReads(storage).filter((read) => time - read.time < keptFor);
  await storage.update(key, [...kept, ...readsOf(reference, details, time)].slice(-mostReads));
}

/** A request for the image; then either one for the images of an index, or one for the configuration. */
function readsOf(
  { repository, tag = 'latest', digest }: ImageReference,
  details: ImageDetails,
  time: number,
): readonly OwnRead[] {
  const [first] = details.variants;
  const asked = { time, repository, digest: digest ?? `:${tag}`, kind: 'image' } as const;
  if (!first) return [asked];
  if (first.digest !== details.digest) return [asked, { time, repository, digest: first.digest, kind: 'image' }];
  return first.config ? [asked, { time, repository, digest: first.config.digest, kind: 'layer' }] : [asked];
}

function isRead(value: unknown): value is OwnRead {
  if (typeof value !== 'object' || value === null) return false;
  const { time, repository, digest, kind } = value as Partial<Record<keyof OwnRead, unknown>>;
  return (
    typeof time === 'number' &&
    typeof repository === 'string' &&
    typeof digest === 'string' &&
    (kind === 'image' || kind === 'layer')
  );
}
