import { join } from 'node:path';
import { shippedPrices } from '../../src/core/cost/shippedPrices.ts';
import type { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import { Costs, type PullParts } from '../../src/ui/cost/costs.ts';
import { readFleet } from '../../src/ui/cost/fleetReading.ts';
import { FleetWatch } from '../../src/ui/cost/fleetWatch.ts';
import { KnownImages } from '../../src/ui/cost/knownImages.ts';
import { PullReader } from '../../src/ui/cost/pullReader.ts';
import { PullRecords } from '../../src/ui/cost/pullRecords.ts';
import { SeenRecords } from '../../src/ui/cost/seenRecords.ts';
import { StoredFile } from '../../src/ui/cost/storedFile.ts';
import type { Clouds } from './clouds.ts';
import type { SoakWindow } from './soakWindow.ts';

const msPerDay = 86_400_000;

/** Costs and pulls of a window, put together as `CostFeatures` does. */
export class CostParts {
  readonly costs: Costs;
  readonly #window: SoakWindow;
  readonly #clouds: Clouds;
  readonly #folder: string;
  readonly #images: KnownImages;
  readonly #parts = new Map<string, PullParts>();
  readonly #watch: FleetWatch;

  constructor(window: SoakWindow, clouds: Clouds, folder: string) {
    this.#window = window;
    this.#clouds = clouds;
    this.#folder = join(folder, 'pulls');
    const { fleet } = window;
    this.#images = new KnownImages(this.#folder, this.#problem);
    const pulls = (account: AccountFleet): Promise<PullParts> => Promise.resolve(this.#of(account));
    this.costs = new Costs({
      ...{ fleet, pulls },
      ensureShown: () => Promise.resolve(),
      prices: { book: shippedPrices, onDidChange: () => ({ dispose: () => undefined }) },
      costSettings: async (ref) => (await clouds.of(ref)).account.costSettings,
      ownReads: () => [],
      hoursPerMonth: () => 730,
    });
    this.#watch = new FleetWatch(fleet, async (account) => (await pulls(account)).seen, 1);
  }

  readonly #problem = (_: string, error: unknown): void => void this.#window.problems.push(error);

  #of(account: AccountFleet): PullParts {
    const known = this.#parts.get(account.key);
    if (known) return known;
    const file = (name: string): StoredFile =>
      new StoredFile(join(this.#folder, `${account.ref.region}.${name}`), (error) => this.#problem(name, error));
    const stores = { ledger: file('ledger'), billed: file('billed'), notes: file('notes') };
    const records = new PullRecords(account.ref.region, stores, this.#images);
    const reader = new PullReader({
      records,
      images: this.#images,
      pulls: async () => (await this.#clouds.of(account.ref)).account.pulls,
      imageGateway: async () => (await this.#clouds.of(account.ref)).account.images,
      fleet: () => readFleet(account),
      ownReads: () => [],
      noteOwnReads: () => Promise.resolve(),
      log: () => undefined,
    });
    const parts = { records, reader, seen: new SeenRecords(file('seen'), this.#problem) };
    this.#parts.set(account.key, parts);
    return parts;
  }

  /** Pulls of all accounts where it is time to, and what a month costs. */
  async read(): Promise<void> {
    const now = Date.now();
    for (const account of this.#window.fleet.accounts) {
      const { reader, seen } = this.#of(account);
      const from = now - 35 * msPerDay;
      if (reader.isDue(now)) await reader.read({ now, from, keepFrom: from, mostRequests: 20 });
      await seen.flush();
    }
    this.costs.outdate();
    await this.costs.current();
  }

  dispose(): void {
    this.#watch.dispose();
    this.costs.dispose();
  }
}
