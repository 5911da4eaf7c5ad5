import { fetchOffer } from '../../src/aws/gateways/priceOffers.ts';
import type { Failure } from '../../src/core/failure.ts';
import type { DistroReleases } from '../../src/ui/eks/distroReleases.ts';

/** What reads the public files, for which nobody is signed in. */
export interface FileReader {
  readonly releases: DistroReleases;
  /** Of the offer files. */
  readonly endpoint: string;
  readonly timeoutMs: number;
  readonly log: (entry: { readonly outcome: string }) => unknown;
}

export interface FileRow {
  readonly path: string;
  /** What it gives, and why that may be no longer so. */
  readonly call: (reader: FileReader, signal: AbortSignal | undefined) => Promise<Read>;
  /** It was read three days ago by another window: what was known must not be lost. */
  readonly isKnown?: true;
}

interface Read {
  readonly value: unknown;
  readonly failure?: Failure | undefined;
}

const channel = '1-35';

const releases: readonly FileRow[] = [
  {
    path: 'releases.overview',
    call: async ({ releases: r }, signal) => {
      const { value, failure } = await r.overview(signal);
      // What is not known of one channel stands in its row.
      return { value, failure: failure ?? value.channels.find((each) => each.failure)?.failure };
    },
  },
  { path: 'releases.newest', call: ({ releases: r }, signal) => r.newest(channel, signal) },
  {
    path: 'releases.release',
    call: async ({ releases: r }, signal) => ({ value: await r.release({ channel, number: 13 }, signal) }),
  },
  { path: 'releases.anywhere', call: ({ releases: r }, signal) => r.anywhere(signal) },
  { path: 'releases.bundle', call: async ({ releases: r }, signal) => ({ value: await r.bundle(115, signal) }) },
];

/** All that is read of public files: a test fails where one is missing. */
export const fileOperations: readonly FileRow[] = [
  ...releases,
  ...releases.map((row) => ({ ...row, path: `${row.path}, known`, isKnown: true }) as const),
  {
    path: 'prices.offer',
    call: async ({ endpoint, timeoutMs, log }, signal) => ({
      value: await fetchOffer('AmazonECR', 'eu-central-1', { endpoint, timeoutMs, log, ...(signal && { signal }) }),
    }),
  },
];
