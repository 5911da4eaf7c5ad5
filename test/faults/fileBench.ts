import { publicReleases } from '../../src/aws/gateways/publicReleases.ts';
import type { DemoAccount } from '../../src/demo/account.ts';
import { startDemoAccount } from '../../src/demo/account.ts';
import { emptyWorld } from '../../src/demo/world.ts';
import { DistroReleases } from '../../src/ui/eks/distroReleases.ts';
import { memoryStore } from '../../src/ui/eks/releaseStore.ts';
import type { Logged, Run } from './bench.ts';
import type { FileReader, FileRow } from './fileOperations.ts';

export interface FileOpening {
  /** Default: 5 s. */
  readonly timeoutMs?: number;
  /** In place of the demo account. */
  readonly endpoint?: string | undefined;
}

const start = Date.UTC(2026, 10, 22);
const threeDays = 3 * 24 * 60 * 60_000;
const twoMinutes = 2 * 60_000;

/** One reading of public files with hosts of its own, so that all can be tried at once. */
export class FileBench {
  readonly row: FileRow;
  readonly demo: DemoAccount;
  #store = memoryStore();
  #now = start;
  #log: Logged[number][] = [];
  #reader: FileReader;

  private constructor(row: FileRow, demo: DemoAccount) {
    this.row = row;
    this.demo = demo;
    this.#reader = this.#readerOf({});
  }

  static async start(row: FileRow): Promise<FileBench> {
    return new FileBench(row, await startDemoAccount({ world: emptyWorld({ clock: () => start }) }));
  }

  /** A new window, to which nothing is known but what another one read three days ago. */
  async open(opening: FileOpening = {}): Promise<void> {
    this.#store = memoryStore();
    if (this.row.isKnown) {
      await this.row.call(this.#readerOf({}), undefined);
      this.#now += threeDays;
    }
    this.#reader = this.#readerOf(opening);
  }

  /** Another window, two minutes later, with what was kept. */
  reopen(): void {
    this.#now += twoMinutes;
    this.#reader = this.#readerOf({});
  }

  async run(signal?: AbortSignal): Promise<Run> {
    this.demo.resetCalls();
    this.#log = [];
    const begin = performance.now();
    const outcome = await this.row.call(this.#reader, signal).then(
      ({ value, failure }) => ({ value, ...(failure && { error: failure }) }),
      (error: unknown) => ({ error }),
    );
    const ms = performance.now() - begin;
    return { ...outcome, requests: this.demo.calls.length, acted: 0, ms, log: this.#log, secrets: [] };
  }

  stop(): Promise<void> {
    return this.demo.stop();
  }

  #readerOf({ timeoutMs = 5_000, endpoint }: FileOpening): FileReader {
    const log = (entry: Logged[number]): unknown => this.#log.push(entry);
    const files = publicReleases({ endpoint: endpoint ?? this.demo.releasesEndpoint, timeoutMs, log });
    const releases = new DistroReleases({
      files,
      store: this.#store,
      log: () => undefined,
      now: () => this.#now,
    });
    return { releases, endpoint: endpoint ?? this.demo.endpoint, timeoutMs, log };
  }
}
