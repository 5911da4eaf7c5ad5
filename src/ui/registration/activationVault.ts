import type * as vscode from 'vscode';
import { Emitter, type Subscription } from '../../core/event.ts';
import { accountKey, type AccountRef } from '../../core/fleet/model.ts';
import type { ProxyOptions } from '../../core/registration/hostOptions.ts';
import type { HostPlan } from '../../core/registration/plan.ts';
import { storedAccounts } from '../accounts/accounts.ts';
import { toPlan } from './storedPlan.ts';

/** All of a created activation but its secret: what it was made for. */
export interface ActivationRecord {
  /** The activation's id, a UUID. */
  readonly id: string;
  readonly account: AccountRef;
  /** Twelve digits, where known. */
  readonly accountId?: string;
  readonly plan: HostPlan;
  /** None for hosts of Systems Manager alone. */
  readonly cluster?: { readonly arn: string; readonly name: string };
  /** The name that hosts get which come by it. */
  readonly instanceName?: string;
  readonly registrationLimit: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What a register script needs and nobody else may know. */
export interface ActivationSecret {
  readonly code: string;
  /** Its address may hold a password. */
  readonly proxy?: ProxyOptions;
}

/** The parts of VS Code's stores that are used here. */
export type Secrets = Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;

const recordsKey = 'activations';
const secretKey = (id: string): string => `activationCode:${id}`;

/** Timers of more than 24.8 days would fire at once. */
const longestTimer = 24 * 3_600_000;

/** How long to leave a keychain alone that would not delete a code. */
const retry = 10 * 60_000;

/**
 * VS Code keeps all that an extension stores as one value, which each window writes whole. Of two that write in the same
 * moment one loses what it wrote, and is told within so many milliseconds.
 */
const settling = 5_000;

/**
 * Keeps activation codes, which AWS shows once, until the activation ends: the secret in `SecretStorage`, the record in the
 * extension's own storage. A code whose activation has expired is deleted and never given out.
 */
export class ActivationVault {
  readonly #secrets: Secrets;
  readonly #storage: vscode.Memento;
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  readonly #settling: number;
  readonly #checks = new Set<NodeJS.Timeout>();
  #timer: NodeJS.Timeout | undefined;
  #onTrouble: ((error: unknown) => void) | undefined;

  /** A record came or went. */
  readonly onDidChange = this.#changed.event;

  /** @param settlingMs after so long a record is looked for that was kept */
  constructor(secrets: Secrets, storage: vscode.Memento, now: () => number = Date.now, settlingMs = settling) {
    this.#settling = settlingMs;
    this.#secrets = secrets;
    this.#storage = storage;
    this.#now = now;
  }

  async keep(record: ActivationRecord, { code, proxy }: ActivationSecret): Promise<void> {
    // Narrowed on the way in too, so that nothing secret is written that a plan from elsewhere may carry.
    const narrowed = toRecord(record);
    if (!narrowed) throw new TypeError('This is not the record of an activation.');
    // The secret first: a record without its code would promise what can't be kept.
    await this.#secrets.store(secretKey(record.id), JSON.stringify({ code, proxy }));
    try {
      await this.#update((entries) => [...entries.filter(({ id }) => id !== record.id), narrowed]);
    } catch (error) {
      // Without its record, nobody would ever delete it. Why the record was not taken tells more than why that fails too.
      await this.#secrets.delete(secretKey(record.id)).then(undefined, () => undefined);
      throw error;
    }
    const check = setTimeout(() => {
      this.#checks.delete(check);
      this.#restore(narrowed).catch((error: unknown) => this.#onTrouble?.(error));
    }, this.#settling).unref();
    this.#checks.add(check);
  }

  /** A record that another window wrote over. One that was forgotten has no secret any more. */
  async #restore(record: ActivationRecord): Promise<void> {
    const isThere = this.#entries().some(({ id }) => id === record.id);
    if (isThere || (await this.#secrets.get(secretKey(record.id))) === undefined) return;
    await this.#update((entries) => [...entries.filter(({ id }) => id !== record.id), record]);
  }

  /** Activations that have not expired, of one account or of all. */
  records(account?: AccountRef): readonly ActivationRecord[] {
    const now = this.#now();
    return this.#entries()
      .flatMap((entry) => toRecord(entry) ?? [])
      .filter((record) => record.expiresAt > now && (!account || accountKey(record.account) === accountKey(account)));
  }

  record(id: string): ActivationRecord | undefined {
    return this.records().find((record) => record.id === id);
  }

  /** The secret, while its activation lives. It can be gone before: some browsers keep secrets only until a reload. */
  async secret(id: string): Promise<ActivationSecret | undefined> {
    await this.sweep();
    return this.record(id) && toSecret(await this.#secrets.get(secretKey(id)));
  }

  /** The activation has ended: its code and its record are deleted. */
  async forget(id: string): Promise<void> {
    // The secret first here too: with its record gone, nobody would ever delete it.
    await this.#secrets.delete(secretKey(id));
    if (this.#entries().some((entry) => entry.id === id)) {
      await this.#update((entries) => entries.filter((entry) => entry.id !== id));
    }
  }

  /** Forgets what has expired. */
  async sweep(): Promise<void> {
    const now = this.#now();
    for (const { id, expiresAt } of this.#entries()) if (expiresAt <= now) await this.forget(id);
  }

  /**
   * Forgets what ended while VS Code was closed, and from now on each activation as it expires. Asks AWS nothing.
   *
   * @param onTrouble is told when a code could not be deleted; it is tried again later
   */
  watch(onTrouble: (error: unknown) => void): Subscription {
    this.#onTrouble = onTrouble;
    void this.#sweepNow(true);
    return {
      dispose: () => {
        this.#onTrouble = undefined;
        clearTimeout(this.#timer);
        for (const check of this.#checks) clearTimeout(check);
      },
    };
  }

  async #sweepNow(isStart: boolean): Promise<void> {
    try {
      // The demo account begins anew with each window, without what was made in an earlier one.
      if (isStart) {
        for (const { id, account } of this.records()) if (account.source.kind === 'demo') await this.forget(id);
      }
      await this.sweep();
    } catch (error) {
      this.#onTrouble?.(error);
    } finally {
      this.#schedule();
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const next = Math.min(...this.#entries().map(({ expiresAt }) => expiresAt));
    if (!this.#onTrouble || next === Infinity) return;
    const wait = next - this.#now();
    this.#timer = setTimeout(() => void this.#sweepNow(false), wait > 0 ? Math.min(wait, longestTimer) : retry).unref();
  }

  async #update(change: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    await this.#storage.update(recordsKey, change(this.#entries()));
    this.#schedule();
    this.#changed.fire();
  }

  #entries(): readonly Entry[] {
    const stored: unknown = this.#storage.get(recordsKey);
    return Array.isArray(stored) ? (stored as unknown[]).filter(isEntry) : [];
  }
}

/** What every version writes: enough to delete a code in time, also one of a kind that this version does not know. */
interface Entry {
  readonly id: string;
  readonly expiresAt: number;
}

function isEntry(value: unknown): value is Entry {
  const { id, expiresAt } = (value ?? {}) as Partial<Entry>;
  return typeof id === 'string' && typeof expiresAt === 'number' && Number.isFinite(expiresAt);
}

/** Storage may hold what an older or newer version wrote. */
function toRecord(entry: Entry): ActivationRecord | undefined {
  const { id, expiresAt, ...rest } = entry as Entry & Partial<ActivationRecord>;
  const { accountId, cluster, instanceName, registrationLimit, createdAt } = rest;
  const [account] = storedAccounts([rest.account]);
  const plan = toPlan(rest.plan);
  if (!account || !plan || typeof registrationLimit !== 'number') return undefined;
  if (cluster ? !isCluster(cluster) : plan.kind !== 'ssmOnly') return undefined;
  return {
    id,
    account,
    ...(typeof accountId === 'string' && /^\d{12}$/.test(accountId) && { accountId }),
    plan,
    ...(cluster && { cluster: { arn: cluster.arn, name: cluster.name } }),
    ...(typeof instanceName === 'string' && { instanceName }),
    registrationLimit,
    createdAt: typeof createdAt === 'number' ? createdAt : 0,
    expiresAt,
  };
}

function isCluster({ arn, name }: { readonly arn?: unknown; readonly name?: unknown }): boolean {
  return typeof arn === 'string' && typeof name === 'string';
}

function toSecret(stored: string | undefined): ActivationSecret | undefined {
  const { code, proxy } = parsed(stored) ?? {};
  if (typeof code !== 'string') return undefined;
  if (proxy === undefined) return { code };
  const { url, noProxy } = (proxy ?? {}) as Partial<ProxyOptions>;
  // Without the proxy that was asked for, the script would be another one.
  if (typeof url !== 'string') return undefined;
  return { code, proxy: { url, ...(typeof noProxy === 'string' && { noProxy }) } };
}

function parsed(json: string | undefined): { readonly code?: unknown; readonly proxy?: unknown } | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as { code?: unknown; proxy?: unknown } | undefined);
  } catch {
    return undefined;
  }
}
