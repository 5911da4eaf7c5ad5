import type { CostSettingsGateway, ManagedInstanceTier } from '../../core/cost/costSettings.ts';
import { monthKey, monthOf, monthStart, type Month } from '../../core/cost/month.ts';
import type { FleetTask } from '../../core/cost/monthly/fleetCost.ts';
import type { CostFacts, CostLine, TransferFacts } from '../../core/cost/monthly/model.ts';
import { monthlyCosts } from '../../core/cost/monthly/monthlyCosts.ts';
import { looksOf, withSeenClusters, withSeenHosts } from '../../core/cost/seen/seenFacts.ts';
import { elsewhereBytes } from '../../core/cost/monthly/transfer.ts';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import { Emitter, type Subscription } from '../../core/event.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { Reading } from '../../core/fleet/reading.ts';
import type { BilledState } from '../../core/pulls/billed.ts';
import type { EvidenceDays } from '../../core/pulls/compareEvidence.ts';
import type { OwnRead, PullRow, TimeRange } from '../../core/pulls/gateway.ts';
import { groupedBy } from '../../core/pulls/grouped.ts';
import { byRepository } from '../../core/pulls/report.ts';
import { priceTransfer, type PricedTransfer } from '../../core/pulls/transferShare.ts';
import { accountIdOf, elsewhereOf, type TransferSource } from './elsewhere.ts';
import { distinct, readFleet, type FleetReading } from './fleetReading.ts';
import { NodeVcpus } from './nodeVcpus.ts';
import type { Prices } from './prices.ts';
import type { PullReader } from './pullReader.ts';
import type { PullRecords } from './pullRecords.ts';
import type { SeenRecords } from './seenRecords.ts';

/** What is known of the pulls of an account and Region. Asks nobody. */
export interface AccountPulls {
  /** Of all kinds of evidence, side by side. */
  rows(range: TimeRange): readonly PullRow[];
  /** Of each day the best evidence only, which may be summed. */
  best(range: TimeRange): readonly PullRow[];
  /** Of which days each kind of evidence says all it can. */
  readonly days: EvidenceDays;
  /** When CloudTrail was last read, and since when all of it is; absent: never. */
  readonly scannedAt?: number;
  readonly readFrom?: number;
  /** Of how many metrics CloudWatch was asked for pull counts, which AWS may bill; absent: of none. */
  readonly metrics?: number;
  /** What Cost Explorer said, and how often it was asked. */
  readonly billed: BilledState;
  /** Host names by `mi-…`. */
  readonly hostNames: ReadonlyMap<string, string>;
}

/** This month of one account in one Region. */
export interface AccountCosts {
  readonly ref: AccountRef;
  /** `accountKey` of the ref. */
  readonly key: string;
  readonly facts: CostFacts;
  readonly lines: readonly CostLine[];
  /** Those that run on its external hosts now, for the question of what they would cost elsewhere. */
  readonly tasks: readonly FleetTask[];
  readonly pulls: AccountPulls;
  /** This month's, shared among repositories; absent while nothing is known of pulls, or where no price is. */
  readonly transfer?: PricedTransfer;
  readonly failures: readonly Failure[];
}

export interface CostsState {
  readonly month: Month;
  readonly accounts: readonly AccountCosts[];
  /** Of all accounts together. */
  readonly lines: readonly CostLine[];
  readonly book: PriceBook;
  /** When the oldest of it was read, in milliseconds since the epoch. */
  readonly asOf: number;
  /** AWS could not be asked again. */
  readonly isOld: boolean;
  /** What could not be read, of all accounts. */
  readonly failures: readonly Failure[];
}

export interface CostsSource {
  /** As far as it is known; reads what was never read. Rejects never: failures are in it. */
  current(): Promise<CostsState>;
  /** What `current` answers is another now. */
  onDidChange(listener: () => void): Subscription;
}

export interface CostsNeeds {
  readonly fleet: Pick<Fleet, 'accounts' | 'onDidChange' | 'onDidRead' | 'onDidFail'>;
  readonly ensureShown: () => Promise<void>;
  readonly prices: Pick<Prices, 'book' | 'onDidChange'>;
  readonly costSettings: (ref: AccountRef) => Promise<CostSettingsGateway>;
  readonly pulls: (account: AccountFleet) => Promise<PullParts>;
  readonly ownReads: () => readonly OwnRead[];
  readonly hoursPerMonth: () => number;
  readonly now?: () => number;
}

/** The pulls of an account and Region: what is kept of them, and who reads more. */
export interface PullParts {
  readonly records: PullRecords;
  readonly reader: PullReader;
  /** What was seen of hosts and clusters. */
  readonly seen: SeenRecords;
  /** Twelve digits; absent where AWS could not say it yet. */
  readonly accountId?: string;
}

/** What is known of an account in a Region, before it is put together with the others. */
interface Known extends TransferSource {
  readonly account: AccountFleet;
  readonly reading: FleetReading;
  readonly facts: FleetReading['facts'];
  /** Of what the fleet itself does not read. */
  readonly failure?: Failure | undefined;
  readonly tier: ManagedInstanceTier | Failure | undefined;
  readonly parts: PullParts | Failure;
  readonly pulls: AccountPulls;
  readonly twin: unknown;
}

/** In quick succession, in milliseconds: answers come one by one, and each would have all of it worked out anew. */
const settling = 150;

/**
 * What the accounts cost this month. Works out a state when it is asked for, reads what was never read for it, and tells
 * when another would come of it; nothing is read because time passes.
 */
export class Costs implements CostsSource {
  readonly #needs: CostsNeeds;
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  readonly #workedOut = new Emitter<CostsState>();
  readonly #vcpus: NodeVcpus;
  readonly #tiers = new WeakMap<AccountFleet, Reading<ManagedInstanceTier>>();
  readonly #readAt = new WeakMap<AccountFleet, number>();
  readonly #failedAt = new WeakMap<AccountFleet, number>();
  readonly #subscriptions: readonly Subscription[];
  #state: Promise<CostsState> | undefined;
  /** That the state is of: nothing needs to be told for another one to begin. */
  #month = '';
  #known: CostsState | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(needs: CostsNeeds) {
    this.#needs = needs;
    this.#now = needs.now ?? Date.now;
    this.#vcpus = new NodeVcpus(needs.costSettings, this.#now);
    const { fleet, prices } = needs;
    for (const account of fleet.accounts) this.#readAt.set(account, this.#now());
    this.#subscriptions = [
      fleet.onDidRead((account) => {
        this.#readAt.set(account, this.#now());
        this.#failedAt.delete(account);
      }),
      fleet.onDidFail(({ account }) => this.#failedAt.set(account, this.#now())),
      fleet.onDidChange(({ account }) => {
        // After a refresh, which is for all that is shown.
        if (account) {
          this.#tiers.get(account)?.outdate();
          this.#vcpus.refresh(account);
        }
        this.outdate();
      }),
      prices.onDidChange(() => this.outdate()),
    ];
  }

  readonly onDidChange = this.#changed.event;

  /** A state was worked out. */
  readonly onDidWorkOut = this.#workedOut.event;

  /** The state that was worked out last. */
  get known(): CostsState | undefined {
    return this.#known;
  }

  current(): Promise<CostsState> {
    const month = monthKey(monthOf(this.#now()));
    if (month !== this.#month) this.#state = undefined;
    this.#month = month;
    this.#state ??= this.#workOut();
    return this.#state;
  }

  /** Something that it rests on is another now. */
  outdate(): void {
    this.#state = undefined;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, settling);
  }

  /** When AWS last answered for an account, and whether it could be asked since. */
  age(account: AccountFleet): { readonly asOf: number | undefined; readonly isOld: boolean } {
    return { asOf: this.#readAt.get(account), isOld: this.#failedAt.has(account) };
  }

  async #workOut(): Promise<CostsState> {
    const { fleet, ensureShown, prices } = this.#needs;
    // What is wrong with the configuration is told by the Clusters view.
    await ensureShown().catch(() => undefined);
    const now = this.#now();
    const all = withoutTwins(await Promise.all(fleet.accounts.map((account) => this.#read(account, now))));
    const accounts = all.map((known) => this.#account(known, all, now));
    const state: CostsState = {
      month: monthOf(now),
      accounts,
      lines: accounts.flatMap(({ lines }) => lines),
      book: prices.book,
      asOf: Math.min(now, ...fleet.accounts.map((account) => this.#readAt.get(account) ?? now)),
      isOld: fleet.accounts.some((account) => this.#failedAt.has(account)),
      failures: distinct(accounts.flatMap(({ failures }) => failures)),
    };
    this.#known = state;
    this.#workedOut.fire(state);
    return state;
  }

  async #read(account: AccountFleet, now: number): Promise<Known> {
    const [reading, tier, parts] = await Promise.all([readFleet(account), this.#tier(account), this.#pulls(account)]);
    const kept = Failure.is(parts) ? undefined : parts;
    const { images, hostNames } = reading;
    const { nodes: hybridNodes, failure } = await this.#vcpus.filled(account, reading.facts.hybridNodes ?? []);
    const facts = { ...reading.facts, hybridNodes };
    const pulls = kept?.records.pulls(images, this.#needs.ownReads(), hostNames) ?? noPulls(hostNames);
    const known = {
      account,
      region: account.ref.region,
      accountId: accountIdOf(account, kept?.accountId),
      reading,
      facts: kept ? await this.#withSeen(account, facts, kept.seen, now) : facts,
      failure,
      tier,
      parts,
      pulls,
      transfer: transferFacts(pulls, now),
    };
    return { ...known, twin: twinOf(known, kept?.records) };
  }

  /** With what was seen of them, now and before, by whichever window. */
  async #withSeen(
    account: AccountFleet,
    facts: FleetReading['facts'],
    records: SeenRecords,
    now: number,
  ): Promise<FleetReading['facts']> {
    await records.open();
    records.note(looksOf(await account.known.lastRead()));
    const { seen } = records;
    const { anywhereHosts, eksClusters } = facts;
    return {
      ...facts,
      ...(anywhereHosts && { anywhereHosts: withSeenHosts(anywhereHosts, seen, now) }),
      ...(eksClusters && { eksClusters: withSeenClusters(eksClusters, seen, now) }),
    };
  }

  #account(known: Known, all: readonly Known[], now: number): AccountCosts {
    const { prices, hoursPerMonth } = this.#needs;
    const { account, reading, region, tier, parts, pulls } = known;
    const elsewhere = elsewhereOf(known, all);
    const transfer = known.transfer && { ...known.transfer, ...(elsewhere && { elsewhere }) };
    const facts: CostFacts = {
      region,
      hoursPerMonth: hoursPerMonth(),
      ...known.facts,
      ...(typeof tier === 'string' && { managedInstanceTier: tier }),
      ...(transfer && { transfer }),
    };
    const priced = transfer && priceTransfer(transfer.parts, region, prices.book, elsewhereBytes(transfer));
    const failures = [tier, parts, known.failure].filter((each) => Failure.is(each));
    const ofReader = Failure.is(parts) ? [] : parts.reader.failures;
    return {
      ref: account.ref,
      key: account.key,
      facts,
      lines: monthlyCosts(facts, prices.book, now),
      tasks: reading.tasks,
      pulls,
      ...(priced && { transfer: priced }),
      failures: distinct([...reading.failures, ...failures, ...ofReader]),
    };
  }

  async #pulls(account: AccountFleet): Promise<PullParts | Failure> {
    try {
      const parts = await this.#needs.pulls(account);
      await parts.records.open();
      return parts;
    } catch (error) {
      return Failure.from(error);
    }
  }

  /** Asked only where it makes a difference: of an account that has nodes. */
  async #tier(account: AccountFleet): Promise<ManagedInstanceTier | Failure | undefined> {
    await account.readNodes().catch(() => undefined);
    if (!account.nodesIfKnown?.size) return undefined;
    const reading = this.#tiers.get(account) ?? this.#tierReading(account);
    this.#tiers.set(account, reading);
    return reading.get().catch((error: unknown) => reading.value ?? Failure.from(error));
  }

  #tierReading({ ref }: AccountFleet): Reading<ManagedInstanceTier> {
    const nothing = (): void => undefined;
    return new Reading(
      async (signal) => (await this.#needs.costSettings(ref)).managedInstanceTier(signal),
      this.#now,
      nothing,
      nothing,
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }
}

/** The same for profiles that lead to the same account and Region: these share its records. */
export function twinOf({ accountId, region }: TransferSource, records: PullRecords | undefined): unknown {
  return accountId === undefined ? records : `${accountId} ${region}`;
}

/** Two profiles may lead to the same account, which is billed once. The first one stays. */
export function withoutTwins<T extends { readonly twin?: unknown }>(accounts: readonly T[]): readonly T[] {
  return accounts.filter(
    ({ twin }, index) => twin === undefined || accounts.findIndex((each) => each.twin === twin) === index,
  );
}

function noPulls(hostNames: ReadonlyMap<string, string>): AccountPulls {
  return { rows: () => [], best: () => [], days: {}, billed: { requests: 0, days: [] }, hostNames };
}

/** This month's by repository; nothing while no pull is known. */
export function transferFacts(pulls: Pick<AccountPulls, 'best'>, now: number): TransferFacts | undefined {
  const rows = pulls.best({ from: monthStart(monthOf(now)), to: now });
  if (rows.length === 0) return undefined;
  const isEstimated = rows.some(({ evidence }) => evidence === 'pullCount');
  return {
    parts: byRepository(rows).map(({ key, bytes }) => ({ key, bytes })),
    evidence: isEstimated ? 'pullCount' : 'layers',
    ...(isEstimated && { mostBytes: rows.reduce((sum, row) => sum + (row.mostBytes ?? row.bytes), 0) }),
    days: [...groupedBy(rows, ({ day }) => day)].map(([day, own]) => ({
      day,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
    })),
  };
}
