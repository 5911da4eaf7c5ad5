import { isOfNewerVersion } from '../../core/fileVersion.ts';
import type { LedgerStore, PullCount } from '../../core/pulls/gateway.ts';
import type { Span } from '../../core/pulls/timeSpans.ts';

/** What is kept beside a ledger: when pulls were read, of which time, and what CloudWatch counted. */
export interface PullNotes {
  /** When CloudTrail was last read to where it was asked for; absent: never. */
  readonly scannedAt?: number;
  /** Of this time every event was read. */
  readonly read: readonly Span[];
  /** The UTC days of the counts: from and to, both included. */
  readonly counted?: { readonly from: number; readonly to: number };
  readonly counts: readonly PullCount[];
  /** Of how many metrics CloudWatch was asked for these. */
  readonly metrics?: number;
  /** The last read of CloudTrail ended early, or goes on somewhere. */
  readonly isUnfinished?: boolean;
}

export const noNotes: PullNotes = { read: [], counts: [] };

/** Goes up whenever the form of the file changes. */
const version = 1;

export async function readNotes(store: LedgerStore): Promise<PullNotes> {
  const { bytes } = await store.read();
  return (bytes && fromBytes(bytes)) ?? noNotes;
}

/** Another window writes in between at most so often. */
const mostTries = 5;

/** The newest notes: what another window noted meanwhile can be read again. What a newer version noted is set aside. */
export async function writeNotes(store: LedgerStore, notes: PullNotes): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify({ version, ...notes }));
  for (let tries = 0; tries < mostTries; tries++) {
    const { version: kept, bytes: there } = await store.read();
    if (there && isOfNewerVersion(new TextDecoder().decode(there.subarray(0, 64)), version)) {
      // As the ledger is, that they are about.
      await store.setAside(kept);
      continue;
    }
    if ((await store.write(bytes, kept)) !== undefined) return;
  }
}

function fromBytes(bytes: Uint8Array): PullNotes | undefined {
  try {
    const data = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
    return data.version === version ? narrowed(data) : undefined;
  } catch {
    return undefined;
  }
}

function narrowed(data: Readonly<Record<string, unknown>>): PullNotes | undefined {
  const { scannedAt, read, counted, counts, metrics, isUnfinished } = data;
  if (!Array.isArray(read) || !read.every(isSpan) || !Array.isArray(counts) || !counts.every(isCount)) return undefined;
  return {
    ...(typeof scannedAt === 'number' && { scannedAt }),
    ...(isSpan(counted) && { counted }),
    ...(typeof metrics === 'number' && { metrics }),
    ...(typeof isUnfinished === 'boolean' && { isUnfinished }),
    read,
    counts,
  };
}

function isSpan(value: unknown): value is Span {
  if (typeof value !== 'object' || value === null) return false;
  const { from, to } = value as Partial<Record<keyof Span, unknown>>;
  return typeof from === 'number' && typeof to === 'number';
}

function isCount(value: unknown): value is PullCount {
  if (typeof value !== 'object' || value === null) return false;
  const { repository, day, count } = value as Partial<Record<keyof PullCount, unknown>>;
  return typeof repository === 'string' && typeof day === 'string' && typeof count === 'number';
}
