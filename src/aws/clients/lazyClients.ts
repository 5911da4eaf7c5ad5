import { Failure } from '../../core/failure.ts';

interface Destroyable {
  destroy(): void;
}

/** The clients of one account: each is made by the first call that needs it, and all are closed together. */
export class LazyClients {
  readonly #made = new Set<Destroyable>();
  #disposed = false;

  /** One that could not be made, because of a broken config file for example, is tried again by the next call. */
  add<C extends Destroyable>(make: () => Promise<C>): () => Promise<C> {
    let pending: Promise<C> | undefined;
    return async () => {
      pending ??= make().catch((error: unknown) => {
        pending = undefined;
        throw error;
      });
      const client = await pending;
      this.#made.add(client);
      if (this.#disposed) {
        client.destroy();
        throw new Failure('cancelled', 'The account was closed.');
      }
      return client;
    };
  }

  /** One for each Region that something is in, which need not be the account's. */
  byRegion<C extends Destroyable>(make: (region: string) => Promise<C>): (region: string) => Promise<C> {
    const clients = new Map<string, () => Promise<C>>();
    return (region) => {
      let client = clients.get(region);
      if (client === undefined) {
        client = this.add(() => make(region));
        clients.set(region, client);
      }
      return client();
    };
  }

  dispose(): void {
    this.#disposed = true;
    for (const client of this.#made) client.destroy();
    this.#made.clear();
  }
}
