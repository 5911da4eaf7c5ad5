import type { LedgerStore, StoredLedger } from '../gateway.ts';

/** Keeps bytes as the extension's files do, shared by all windows that are given it. */
export class MemoryStore implements LedgerStore {
  bytes: Uint8Array | undefined;
  readonly setAsides: Uint8Array[] = [];
  writes = 0;
  #version = 0;

  constructor(bytes?: Uint8Array) {
    this.bytes = bytes;
  }

  read(): Promise<StoredLedger> {
    return Promise.resolve({ version: String(this.#version), ...(this.bytes && { bytes: this.bytes }) });
  }

  write(bytes: Uint8Array, expectedVersion: string): Promise<string | undefined> {
    if (expectedVersion !== String(this.#version)) return Promise.resolve(undefined);
    this.bytes = bytes;
    this.writes++;
    return Promise.resolve(String(++this.#version));
  }

  setAside(expectedVersion: string): Promise<void> {
    if (this.bytes && expectedVersion === String(this.#version)) {
      this.setAsides.push(this.bytes);
      this.bytes = undefined;
      this.#version++;
    }
    return Promise.resolve();
  }
}

/** The store as one window has it, until that window crashes. */
export function windowOf(store: LedgerStore, isDead: () => boolean): LedgerStore {
  const alive = async <T>(act: () => Promise<T>): Promise<T> => {
    if (isDead()) throw new Error('The window has crashed.');
    return act();
  };
  return {
    read: async () => alive(async () => store.read()),
    write: async (bytes, version) => alive(async () => store.write(bytes, version)),
    setAside: async (version) => alive(async () => store.setAside(version)),
  };
}
