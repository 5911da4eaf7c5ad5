import type { Fleet } from '../../core/fleet/fleet.ts';
import { logFailure, type Log } from '../log.ts';
import type { SnapshotStore } from './snapshotStore.ts';

/** What was known of accounts when the last window was closed. Loaded with the first account that is shown. */
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
      this.#store ??= import('./snapshotStore.ts').then(
        (module) => new module.SnapshotStore(this.#fleet, this.#folder, (error) => this.#complain(error)),
      );
      await (await this.#store).begin();
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    logFailure(this.#log, 'Keeping what is known of accounts', error);
  }

  dispose(): void {
    this.#isDisposed = true;
    void this.#store?.then((store) => store.dispose());
  }
}
