import type { Fleet } from '../../core/fleet/fleet.ts';
import { logFailure, type Log } from '../log.ts';
import type { SnapshotStore } from './snapshotStore.ts';

/** What was known of accounts when the last window was closed. */
export class LastFleets {
  readonly #fleet: Fleet;
  readonly #folder: string;
  readonly #log: Log;
  #store: Promise<SnapshotStore> | undefined;
  #isDisposed = false;

  constructor(fleet: Fleet, folder: string, log: Log) {
    this.#fleet = fleet;
    this.#folder = folder;
    this.#log = log;
  }

  /** Has accounts that are shown for the first time begin with it. Never rejects. */
  async begin(): Promise<void> {
    if (this.#isDisposed || this.#fleet.accounts.length === 0) return;
    try {
      await (await this.#load()).begin();
    } catch (error) {
      this.#complain(error);
    }
  }

  /** Loads what reads it, while accounts are looked for that it may be about. */
  prepare(): void {
    if (!this.#isDisposed) this.#load().catch(() => undefined);
  }

  #load(): Promise<SnapshotStore> {
    this.#store ??= import('./snapshotStore.ts').then(
      (module) => new module.SnapshotStore(this.#fleet, this.#folder, (error) => this.#complain(error)),
    );
    return this.#store;
  }

  #complain(error: unknown): void {
    logFailure(this.#log, 'Keeping what is known of accounts', error);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#store?.then(
      (store) => store.dispose(),
      () => undefined,
    );
  }
}
