import type * as vscode from 'vscode';
import type { AccountRef } from '../../core/fleet/model.ts';

/** All of a created activation but its code: what it was made for. */
export interface ActivationRecord {
  /** The activation's id, a UUID. */
  readonly id: string;
  readonly account: AccountRef;
  readonly cluster: { readonly arn: string; readonly name: string };
  /** The name that hosts get which come by it. */
  readonly instanceName?: string;
  readonly registrationLimit: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** The parts of VS Code's stores that are used here. */
export type Secrets = Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;

const recordsKey = 'activations';
const secretKey = (id: string): string => `activationCode:${id}`;

/**
 * Keeps activation codes, which AWS shows once, until the activation ends: the code in `SecretStorage`, the rest of the
 * record in the extension's own storage. A code whose activation has expired is deleted and never given out.
 */
export class ActivationVault {
  readonly #secrets: Secrets;
  readonly #storage: vscode.Memento;
  readonly #now: () => number;

  constructor(secrets: Secrets, storage: vscode.Memento, now: () => number = Date.now) {
    this.#secrets = secrets;
    this.#storage = storage;
    this.#now = now;
  }

  async keep(record: ActivationRecord, code: string): Promise<void> {
    // The secret first: a record without its code would promise what can't be kept.
    await this.#secrets.store(secretKey(record.id), code);
    await this.#storage.update(recordsKey, [...this.#records().filter(({ id }) => id !== record.id), record]);
  }

  record(id: string): ActivationRecord | undefined {
    return this.#records().find((record) => record.id === id && record.expiresAt > this.#now());
  }

  /** The code, while its activation lives. */
  async code(id: string): Promise<string | undefined> {
    await this.forgetExpired();
    return this.record(id) && this.#secrets.get(secretKey(id));
  }

  async forget(id: string): Promise<void> {
    await this.#secrets.delete(secretKey(id));
    await this.#storage.update(
      recordsKey,
      this.#records().filter((record) => record.id !== id),
    );
  }

  async forgetExpired(): Promise<void> {
    const now = this.#now();
    for (const { id, expiresAt } of this.#records()) if (expiresAt <= now) await this.forget(id);
  }

  #records(): readonly ActivationRecord[] {
    const stored: unknown = this.#storage.get(recordsKey);
    return Array.isArray(stored) ? (stored as unknown[]).filter(isRecord) : [];
  }
}

/** Storage may hold what an older or newer version wrote. */
function isRecord(value: unknown): value is ActivationRecord {
  const record = (value ?? {}) as Partial<ActivationRecord>;
  return (
    typeof record.id === 'string' &&
    typeof record.expiresAt === 'number' &&
    typeof record.registrationLimit === 'number' &&
    typeof record.account?.region === 'string' &&
    typeof record.cluster?.arn === 'string' &&
    typeof record.cluster.name === 'string'
  );
}
