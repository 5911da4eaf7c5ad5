import type { Failure } from '../failure.ts';
import type { FleetGateway, OnDenied } from './gateway.ts';
import type { EcsCluster } from './model.ts';
import { allPages, Partly, type Reading } from './reading.ts';
import type { KeptList } from './snapshot.ts';

/** A list of which the caller may see some only. */
export class Permitted<T> {
  readonly #nameOf: (each: T) => string;
  /** Lists in which some are missing that there are. */
  readonly #lacking = new WeakSet<readonly T[]>();

  /** @param nameOf by which a denied one is told */
  constructor(nameOf: (each: T) => string) {
    this.#nameOf = nameOf;
  }

  /** Those that may be seen; of those that may not be seen any more, what was known. */
  async read(
    pages: (onDenied: OnDenied) => AsyncIterable<readonly T[]>,
    known: () => readonly T[] | undefined,
  ): Promise<readonly T[] | Partly<readonly T[]>> {
    const denied = new Map<string, Failure>();
    const read = await allPages(pages((name, failure) => void denied.set(name, failure)));
    const [failure] = denied.values();
    if (!failure) return read;
    const kept = (known() ?? []).filter((each) => denied.has(this.#nameOf(each)));
    const value = [...read, ...kept];
    if (value.length === 0) throw failure;
    if (kept.length < denied.size) this.#lacking.add(value);
    return new Partly(value, failure);
  }

  /** A list of an earlier window in which some were missing. */
  lacks(value: readonly T[]): void {
    this.#lacking.add(value);
  }

  /** All that there are, as far as they are known: `undefined` also where some of them could never be read. */
  whole(value: readonly T[] | undefined): readonly T[] | undefined {
    return value && !this.#lacking.has(value) ? value : undefined;
  }
}

/** The ECS clusters of an account. */
export class EcsClusters {
  readonly reading: Reading<readonly EcsCluster[]>;
  readonly #permitted = new Permitted<EcsCluster>(({ arn }) => arn);

  constructor(
    gateway: Pick<FleetGateway, 'ecsClusters'>,
    reading: <T>(read: (signal: AbortSignal) => Promise<T | Partly<T>>) => Reading<T>,
  ) {
    this.reading = reading((signal) =>
      this.#permitted.read(
        (onDenied) => gateway.ecsClusters(signal, onDenied),
        () => this.reading.value,
      ),
    );
  }

  get all(): readonly EcsCluster[] | undefined {
    return this.#permitted.whole(this.reading.value);
  }

  /** Begins with the answer of an earlier window. */
  begin({ value, asOf, isPart }: KeptList<EcsCluster>, onRenewed: () => void): void {
    if (isPart) this.#permitted.lacks(value);
    this.reading.seed(value, asOf, onRenewed);
  }
}
