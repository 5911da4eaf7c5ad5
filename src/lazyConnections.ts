import type { Connections } from './connections.ts';

/** The open connections, whose code is loaded with the first that is asked for. */
export class LazyConnections {
  readonly #parts: ConstructorParameters<typeof Connections>;
  #loaded: Promise<Connections> | undefined;
  #isDisposed = false;

  constructor(...parts: ConstructorParameters<typeof Connections>) {
    this.#parts = parts;
  }

  /** Rejects where the code can't be loaded; the next call tries again. */
  get(): Promise<Connections> {
    this.#loaded ??= import('./connections.ts').then((module) => {
      const connections = new module.Connections(...this.#parts);
      // It came when nobody wanted it any more.
      if (this.#isDisposed) connections.dispose();
      return connections;
    });
    this.#loaded.catch(() => (this.#loaded = undefined));
    return this.#loaded;
  }

  /** Closes what is open. */
  close(): void {
    this.#loaded?.then((connections) => connections.close()).catch(() => undefined);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#loaded?.then((connections) => connections.dispose()).catch(() => undefined);
  }
}
