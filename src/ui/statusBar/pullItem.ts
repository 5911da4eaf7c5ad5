import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { monthKey, monthOf } from '../../core/cost/month.ts';
import type { Subscription } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { looksLikeTaskDefinition } from '../../core/taskdef/parse/sniff.ts';
import { whenPreferencesChange } from '../cost/changes.ts';
import type { CostFeatures } from '../cost/costFeatures.ts';
import { transferFacts, twinOf, withoutTwins, type AccountPulls } from '../cost/costs.ts';
import { accountIdOf, elsewhereOf, type TransferSource } from '../cost/elsewhere.ts';
import { wordOptions } from '../cost/preferences.ts';
import { statusItems } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { figureWords } from '../taskdef/activeImages.ts';
import { languages } from '../taskdef/languages.ts';
import { ageWords } from '../taskdef/words.ts';
import { CostItem, type ItemLook } from './item.ts';
import type { KnownPulls, LastKnown } from './lastKnown.ts';
import { monthPulls, pullLook } from './pullLook.ts';
import type { MonthPulls } from './pullText.ts';

interface Needs {
  readonly services: Pick<Services, 'context' | 'fleet' | 'hints' | 'log'>;
  readonly features: Pick<CostFeatures, 'costs' | 'prices' | 'pulls' | 'onDidChangePulls'>;
  readonly lastKnown: LastKnown;
}

interface Account extends TransferSource {
  readonly account: AccountFleet;
  /** As the Costs view shows them, or as the files have them. */
  readonly pulls?: AccountPulls | undefined;
  /** Those that the profiles of an account share. */
  readonly twin?: unknown;
}

/** Keystrokes and answers in quick succession are looked at once, in milliseconds. */
const pause = 400;

/** `12.4 GB · $0.00`: what hosts pulled this month. Reads what is kept on this computer, and asks nobody. */
export class PullItem implements vscode.Disposable {
  readonly #needs: Needs;
  readonly #item = new CostItem(statusItems.pulls, l10n.t('Pulls from Amazon ECR'), 49);
  readonly #subscriptions: readonly Subscription[];
  #timer: NodeJS.Timeout | undefined;

  constructor(needs: Needs) {
    this.#needs = needs;
    const { services, features } = needs;
    const update = (): void => this.#schedule();
    this.#subscriptions = [
      this.#item,
      services.fleet.onDidRead(update),
      services.fleet.onDidFail(update),
      services.fleet.onDidChange(update),
      features.costs.onDidChange(update),
      features.onDidChangePulls(update),
      features.prices.onDidChange(update),
      whenPreferencesChange(update),
      vscode.window.onDidChangeActiveTextEditor(update),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) update();
      }),
    ];
    update();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look()
        .then((look) => this.#item.show(look))
        .catch((error: unknown) => logFailure(this.#needs.services.log, 'Showing pulls', error));
    }, pause);
  }

  async #look(): Promise<ItemLook | undefined> {
    const { services, features, lastKnown } = this.#needs;
    const now = Date.now();
    const accounts = withoutTwins(
      await Promise.all(services.fleet.accounts.map((account) => this.#account(account, now))),
    );
    const all = accounts.map((each) => this.#month(each, accounts, now));
    const known = all.flatMap((month) => month ?? []);
    const month = monthKey(monthOf(now));
    // Where nothing can be read, what was known of this month stands in.
    const kept = accounts.flatMap(({ account }, index) => {
      const { pulls } = lastKnown.of(account.key);
      return !all[index] && features.costs.age(account).isOld && pulls?.month === month ? [pulls] : [];
    });
    return pullLook({
      known,
      kept,
      age: this.#ageWords(known, kept, now),
      imagesInFront: await this.#imagesInFront(),
      book: features.prices.book,
      words: wordOptions(),
    });
  }

  #month(of: Account, all: readonly Account[], now: number): MonthPulls | undefined {
    const { features, lastKnown } = this.#needs;
    const { account, pulls } = of;
    const month = pulls && monthPulls(account.ref, pulls, features.prices.book, now, elsewhereOf(of, all));
    if (month) {
      const { bytes, priced } = month;
      const known = { bytes, microUsd: priced?.microUsd ?? 0, month: monthKey(monthOf(now)) };
      void lastKnown.note(account.key, { pulls: { ...known, asOf: pulls.scannedAt ?? now } });
    }
    return month;
  }

  async #account(account: AccountFleet, now: number): Promise<Account> {
    const { features, services } = this.#needs;
    const { region } = account.ref;
    try {
      const { records, accountId: kept } = await features.pulls(account);
      const accountId = accountIdOf(account, kept);
      await records.open();
      const shown = features.costs.known?.accounts.find(({ key }) => key === account.key);
      const pulls = shown?.pulls ?? records.pulls([], [], new Map());
      const transfer = transferFacts(pulls, now);
      return { account, region, accountId, pulls, transfer, twin: twinOf({ accountId, region }, records) };
    } catch (error) {
      logFailure(services.log, 'Reading the ledger of pulls', error);
      return { account, region };
    }
  }

  #ageWords(known: readonly MonthPulls[], kept: readonly KnownPulls[], now: number): string {
    const { features, services } = this.#needs;
    const old = services.fleet.accounts.filter((account) => features.costs.age(account).isOld);
    if (old.length === 0) return '';
    const times = [
      ...kept.map(({ asOf }) => asOf),
      ...(known.length > 0 ? old.flatMap(({ key }) => this.#needs.lastKnown.of(key).pulls?.asOf ?? []) : []),
    ];
    return times.length === 0 ? '' : ageWords(Math.min(...times), true, now, vscode.env.language);
  }

  /** While a task definition is edited: its images, with what is known of their sizes. */
  async #imagesInFront(): Promise<readonly string[]> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !languages.includes(document.languageId)) return [];
    const { languageId, fileName } = document;
    if (!looksLikeTaskDefinition({ text: document.getText(), languageId, fileName })) return [];
    const { needs } = await this.#needs.services.hints();
    return figureWords(needs, document);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }
}
