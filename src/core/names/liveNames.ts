import type { Failure } from '../failure.ts';
import type { AccountRef } from '../fleet/model.ts';
import { accountKey } from '../fleet/model.ts';
import { regions } from '../accounts/regions.ts';
import type { Message } from '../text/message.ts';
import type { LiveSlot } from '../taskdef/completion/liveSlot.ts';
import type { LogGroupName, Names, NamesGateway, RepositoryName, RoleName, TagName } from './gateway.ts';
import { KeptAnswers } from './keptAnswers.ts';

/** Something of AWS that can stand in a slot, and what is worth knowing of it. */
export type LiveValue =
  | { readonly kind: 'region'; readonly value: string; readonly name: Message }
  | { readonly kind: 'cluster'; readonly value: string; readonly region: string }
  | { readonly kind: 'role'; readonly value: string; readonly name: string }
  | { readonly kind: 'logGroup'; readonly value: string; readonly retentionInDays?: number }
  | { readonly kind: 'repository'; readonly value: string; readonly name: string; readonly region: string }
  | { readonly kind: 'tag'; readonly value: string; readonly pushedAt?: number; readonly bytes?: number };

export interface LiveOffer {
  /** The likeliest first. */
  readonly values: readonly LiveValue[];
  /** Another keystroke may bring more: AWS has not answered yet, or has more than it gives at once. */
  readonly isIncomplete: boolean;
}

/** What is asked of an account that is shown. */
export interface NamesAccount {
  readonly ref: AccountRef;
  /** Whose it is, once known. */
  readonly identity: { readonly accountId: string } | undefined;
  /** Never rejects. */
  clusters(): Promise<{ readonly value: { readonly ecs: readonly { readonly name: string }[] } }>;
}

const nothing: LiveOffer = { values: [], isIncomplete: false };

/** Names of the accounts that are shown, for a slot of a task definition or service. Asks AWS for what the slot needs only. */
export class LiveNames {
  readonly #open: (ref: AccountRef) => Promise<NamesGateway>;
  readonly #kept: KeptAnswers;

  /** @param onFailure is told once of what can't be read, and again only after it could */
  constructor(
    open: (ref: AccountRef) => Promise<NamesGateway>,
    onFailure: (subject: string, failure: Failure) => void,
    now?: () => number,
  ) {
    this.#open = open;
    this.#kept = new KeptAnswers({ onFailure, ...(now && { now }) });
  }

  /**
   * What is known when all accounts have answered, or at the deadline. Never rejects; what comes later is there at the
   * next call.
   */
  async offer(slot: LiveSlot, accounts: readonly NamesAccount[], deadline: Promise<void>): Promise<LiveOffer> {
    if (slot.kind === 'region')
      return { values: regions.map(({ id, name }) => ({ kind: 'region', value: id, name })), isIncomplete: false };
    const late = deadline.then((): LiveOffer => ({ values: [], isIncomplete: true }));
    const answers = this.#questions(slot, accounts).map((answer) => Promise.race([answer, late]));
    const offers = await Promise.all(answers);
    const values = new Map(offers.flatMap((each) => each.values).map((value) => [value.value, value]));
    return {
      values: [...values.values()].sort(byUse),
      isIncomplete: offers.some(({ isIncomplete }) => isIncomplete),
    };
  }

  #questions(slot: LiveSlot, accounts: readonly NamesAccount[]): readonly Promise<LiveOffer>[] {
    switch (slot.kind) {
      case 'cluster':
        return accounts.map(clusters);
      case 'role':
        // IAM is the same in all Regions.
        return distinct(accounts, ({ ref }) => sourceKey(ref)).map(({ ref }) => this.#roles(slot, ref));
      case 'logGroup':
        return distinct(accounts, ({ ref }) => accountKey({ ...ref, region: slot.region ?? ref.region })).map(
          ({ ref }) => this.#logGroups(slot, ref),
        );
      case 'ecrImage':
        return accounts.map(({ ref }) => this.#repositories(ref));
      case 'ecrTag': {
        const owners = accounts.filter(({ identity }) => identity?.accountId === slot.repository?.account);
        const asked = owners.length > 0 ? owners : accounts;
        return distinct(asked, ({ ref }) => sourceKey(ref)).map(({ ref }) => this.#tags(slot, ref));
      }
      default:
        return [];
    }
  }

  #ask<T>(
    ref: AccountRef,
    { subject, detail = '' }: { readonly subject: string; readonly detail?: string },
    read: (gateway: NamesGateway, signal: AbortSignal) => Promise<Names<T>>,
  ): Promise<Names<T> | undefined> {
    const whose = `${subject} of ${accountKey(ref)}`;
    return this.#kept.ask({ key: `${whose} ${detail}`, subject: whose }, async (signal) =>
      read(await this.#open(ref), signal),
    );
  }

  async #roles({ taker }: LiveSlot, ref: AccountRef): Promise<LiveOffer> {
    const names = await this.#ask<RoleName>(ref, { subject: 'Roles' }, (gateway, signal) => gateway.roles(signal));
    return offerOf(names, ({ arn: value, name, trustedServices }) =>
      trustedServices.some((each) => each === taker) ? [{ kind: 'role', value, name }] : [],
    );
  }

  /** All of them where they are few; else those that begin with what is typed, too. */
  async #logGroups({ region: said, prefix }: LiveSlot, ref: AccountRef): Promise<LiveOffer> {
    const region = said ?? ref.region;
    const read = async (subject: string, detail: string): Promise<LiveOffer> => {
      const names = await this.#ask<LogGroupName>(ref, { subject, detail }, (gateway, signal) =>
        gateway.logGroups(region, detail, signal),
      );
      return offerOf(names, ({ name: value, ...rest }) => [{ kind: 'logGroup', value, ...rest }]);
    };
    const first = await read(`Log groups in ${region}`, '');
    if (!first.isIncomplete || prefix === '') return first;
    const more = await read(`Log groups by name in ${region}`, prefix);
    return { values: [...first.values, ...more.values], isIncomplete: more.isIncomplete };
  }

  async #repositories(ref: AccountRef): Promise<LiveOffer> {
    const names = await this.#ask<RepositoryName>(ref, { subject: 'Repositories' }, (gateway, signal) =>
      gateway.repositories(signal),
    );
    const { region } = ref;
    return offerOf(names, ({ uri: value, name }) => [{ kind: 'repository', value, name, region }]);
  }

  async #tags({ repository }: LiveSlot, ref: AccountRef): Promise<LiveOffer> {
    if (repository === undefined) return nothing;
    const { registry, account: accountId, region, name } = repository;
    const names = await this.#ask<TagName>(ref, { subject: `Tags of ${registry}/${name}` }, (gateway, signal) =>
      gateway.tags({ accountId, region, name }, signal),
    );
    return offerOf(names, ({ tag: value, ...rest }) => [{ kind: 'tag', value, ...rest }]);
  }

  dispose(): void {
    this.#kept.dispose();
  }
}

async function clusters(account: NamesAccount): Promise<LiveOffer> {
  const { value } = await account.clusters();
  const { region } = account.ref;
  return { ...nothing, values: value.ecs.map(({ name }) => ({ kind: 'cluster', value: name, region })) };
}

/** Nothing where it could not be read. */
function offerOf<T>(names: Names<T> | undefined, valuesOf: (item: T) => readonly LiveValue[]): LiveOffer {
  return names ? { values: names.items.flatMap(valuesOf), isIncomplete: names.hasMore } : nothing;
}

/** Tags by the time of their push, the newest first; all else by name. */
function byUse(one: LiveValue, other: LiveValue): number {
  const newest = (other.kind === 'tag' ? (other.pushedAt ?? 0) : 0) - (one.kind === 'tag' ? (one.pushedAt ?? 0) : 0);
  return newest || (one.value < other.value ? -1 : 1);
}

function sourceKey({ source }: AccountRef): string {
  return accountKey({ source, region: '' });
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
