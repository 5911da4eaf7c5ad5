import type * as vscode from 'vscode';
import type { Profile } from '../../core/accounts/profile.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { accountKey, type AccountRef } from '../../core/fleet/model.ts';

/** What this machine's AWS configuration offers. Read anew at each call, since users edit it meanwhile. */
export interface AwsConfiguration {
  profiles(): Promise<readonly Profile[]>;
  /** The shared config file that has to be mended, or the one where profiles are set up. */
  fileToMend(): Promise<string>;
  /** The account that the AWS CLI would use here; `undefined` when nothing is configured. */
  defaultAccount(): Promise<AccountRef | undefined>;
}

/** The demo account looks like a European one. */
export const demoAccount: AccountRef = { source: { kind: 'demo' }, region: 'eu-central-1' };

const storageKey = 'accounts';

/** Which accounts are shown: the user's choice, kept over restarts, else the one that the AWS CLI would use. */
export class Accounts {
  readonly #storage: vscode.Memento;
  readonly #fleet: Fleet;
  readonly #configuration: AwsConfiguration;
  #ready: Promise<void> | undefined;

  constructor(storage: vscode.Memento, fleet: Fleet, configuration: AwsConfiguration) {
    this.#storage = storage;
    this.#fleet = fleet;
    this.#configuration = configuration;
  }

  /** Shows the accounts, the first time. Rejects with a `Failure` when the configuration can't be used as it is. */
  ensureShown(): Promise<void> {
    if (this.#fleet.accounts.length > 0) return Promise.resolve();
    this.#ready ??= this.#show().finally(() => {
      this.#ready = undefined;
    });
    return this.#ready;
  }

  /** Shows exactly these from now on, also when they are none. */
  async choose(refs: readonly AccountRef[]): Promise<void> {
    await this.#storage.update(storageKey, refs);
    await this.#fleet.show(refs);
  }

  async add(ref: AccountRef): Promise<void> {
    await this.#ensureKnown();
    const others = this.#shown().filter((shown) => accountKey(shown) !== accountKey(ref));
    await this.choose([...others, ref]);
  }

  async remove(ref: AccountRef): Promise<void> {
    await this.#ensureKnown();
    await this.choose(this.#shown().filter((shown) => accountKey(shown) !== accountKey(ref)));
  }

  /** A choice kept from before must not be overwritten only because it was not shown yet. */
  async #ensureKnown(): Promise<void> {
    // An unusable configuration is told by the view; here it only means that there is nothing to keep.
    await this.ensureShown().catch(() => undefined);
  }

  #shown(): readonly AccountRef[] {
    return this.#fleet.accounts.map((account) => account.ref);
  }

  async #show(): Promise<void> {
    const stored: unknown = this.#storage.get(storageKey);
    const refs = stored === undefined ? [await this.#configuration.defaultAccount()] : storedAccounts(stored);
    await this.#fleet.show(refs.filter((ref) => ref !== undefined));
  }
}

/** What an older or newer version, or a broken profile, left in the storage is narrowed to what can be used. */
export function storedAccounts(stored: unknown): readonly AccountRef[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each: unknown): readonly AccountRef[] => {
    const { source, region } = (each ?? {}) as Partial<AccountRef>;
    if (typeof region !== 'string' || region === '') return [];
    switch (source?.kind) {
      case 'profile':
        return typeof source.profile === 'string'
          ? [{ source: { kind: 'profile', profile: source.profile }, region }]
          : [];
      case 'environment':
      case 'demo':
        return [{ source: { kind: source.kind }, region }];
      case undefined:
      default:
        return [];
    }
  });
}
