import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { extendedSupportSoon, type ExtendedSupport } from '../../core/cost/monthly/extendedSupport.ts';
import type { WordOptions } from '../../core/cost/monthly/words.ts';
import type { Subscription } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { whenPreferencesChange } from '../cost/changes.ts';
import type { Costs } from '../cost/costs.ts';
import { hoursPerMonth, wordOptions } from '../cost/preferences.ts';
import type { Prices } from '../cost/prices.ts';
import { statusItems } from '../ids.ts';
import { ageWords } from '../taskdef/words.ts';
import { accountCosts, amountOf, nextChange, type AccountCost } from './eksCostText.ts';
import { eksLook } from './eksLook.ts';
import { CostItem, type ItemLook } from './item.ts';
import type { KnownEks, LastKnown } from './lastKnown.ts';

interface Needs {
  readonly fleet: Fleet;
  readonly prices: Prices;
  readonly costs: Pick<Costs, 'age' | 'onDidChange'>;
  readonly lastKnown: LastKnown;
}

/** A timer can't wait longer than 24 days, and a computer that slept wakes at another time. */
const longestWait = 3_600_000;

/** `EKS $73.00/mo` for the control planes of all accounts shown; absent until there is a cluster that costs something. */
export class EksItem implements vscode.Disposable {
  readonly #needs: Needs;
  readonly #item = new CostItem(statusItems.eksCost, l10n.t('EKS Control Plane Cost'), 50);
  readonly #subscriptions: readonly Subscription[];
  #timer: NodeJS.Timeout | undefined;

  constructor(needs: Needs) {
    this.#needs = needs;
    const { costs, fleet, prices } = needs;
    const update = (): void => this.#update();
    this.#subscriptions = [
      this.#item,
      fleet.onDidRead(update),
      fleet.onDidFail(update),
      fleet.onDidChange(update),
      prices.onDidChange(update),
      costs.onDidChange(update),
      whenPreferencesChange(update),
    ];
    // It is made when something was read already.
    update();
  }

  #update(): void {
    this.#item.show(this.#look());
    // Dates come while nobody asks AWS: a window may be open for weeks.
    clearTimeout(this.#timer);
    const now = Date.now();
    const next = nextChange(this.#needs.fleet.accounts, now);
    if (next !== undefined) this.#timer = setTimeout(() => this.#update(), Math.min(next - now, longestWait));
  }

  #look(): ItemLook | undefined {
    const { fleet, prices, costs, lastKnown } = this.#needs;
    const known = accountCosts(fleet.accounts, hoursPerMonth(), prices.book, Date.now());
    this.#note(known);
    // Where AWS could not be asked, what was known last stands in.
    const missing = fleet.accounts.filter((account) => account.eksClusters === undefined && costs.age(account).isOld);
    const kept = missing.flatMap(({ key }) => lastKnown.of(key).eks ?? []);
    const words = wordOptions();
    return eksLook({
      known,
      kept,
      age: this.#ageWords(known, kept, words),
      soon: this.#soon(),
      hoursPerMonth: hoursPerMonth(),
      words,
    });
  }

  #note(known: readonly AccountCost[]): void {
    const { costs, fleet, lastKnown } = this.#needs;
    for (const cost of known) {
      const { key } = cost;
      const account = fleet.account(key);
      const { asOf = Date.now(), isOld } = account ? costs.age(account) : { isOld: true };
      if (!isOld) void lastKnown.note(key, { eks: { ...amountOf(cost), asOf } });
    }
  }

  #ageWords(known: readonly AccountCost[], kept: readonly KnownEks[], { locale = 'en' }: WordOptions): string {
    const { costs, fleet } = this.#needs;
    const old = known.flatMap(({ key }) => {
      const account = fleet.account(key);
      const { asOf, isOld } = account ? costs.age(account) : { asOf: undefined, isOld: false };
      return isOld && asOf !== undefined ? [asOf] : [];
    });
    const times = [...old, ...kept.map(({ asOf }) => asOf)];
    return times.length === 0 ? '' : ageWords(Math.min(...times), true, Date.now(), locale);
  }

  #soon(): readonly ExtendedSupport[] {
    const { fleet, prices } = this.#needs;
    const facts = ({ ref, eksClusters }: AccountFleet): Parameters<typeof extendedSupportSoon>[0] => ({
      region: ref.region,
      hoursPerMonth: hoursPerMonth(),
      ...(eksClusters && { eksClusters }),
    });
    const soon = fleet.accounts.flatMap((account) => extendedSupportSoon(facts(account), prices.book, Date.now()));
    return [...new Map(soon.map((each) => [each.cluster.arn, each])).values()];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }
}
