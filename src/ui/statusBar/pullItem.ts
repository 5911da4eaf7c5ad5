import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { monthKey, monthOf, monthStart } from '../../core/cost/month.ts';
import type { Subscription } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { byRepository } from '../../core/pulls/report.ts';
import { priceTransfer } from '../../core/pulls/transferShare.ts';
import { looksLikeTaskDefinition } from '../../core/taskdef/parse/sniff.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { whenPreferencesChange } from '../cost/changes.ts';
import type { CostFeatures } from '../cost/costFeatures.ts';
import type { AccountPulls } from '../cost/costs.ts';
import { wordOptions } from '../cost/preferences.ts';
import { statusItems } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { figureWords } from '../taskdef/activeImages.ts';
import { languages } from '../taskdef/languages.ts';
import { ageWords } from '../taskdef/words.ts';
import { CostItem, type ItemLook } from './item.ts';
import type { KnownPulls, LastKnown } from './lastKnown.ts';
import { pullText, pullTooltip, type MonthPulls } from './pullText.ts';

interface Needs {
  readonly services: Pick<Services, 'context' | 'fleet' | 'hints' | 'log'>;
  readonly features: Pick<CostFeatures, 'costs' | 'prices' | 'pulls' | 'onDidChangePulls'>;
  readonly lastKnown: LastKnown;
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
    const all = await Promise.all(services.fleet.accounts.map((account) => this.#month(account, now)));
    const known = all.flatMap((month) => month ?? []);
    const month = monthKey(monthOf(now));
    // Where nothing can be read, what was known of this month stands in.
    const kept = services.fleet.accounts.flatMap((account, index) => {
      const { pulls } = lastKnown.of(account.key);
      return !all[index] && features.costs.age(account).isOld && pulls?.month === month ? [pulls] : [];
    });
    const bytes = [...known, ...kept].reduce((sum, each) => sum + each.bytes, 0);
    if (bytes === 0) return undefined;
    const microUsd = [...known.map(({ priced }) => priced?.microUsd), ...kept.map((each) => each.microUsd)];
    const total = microUsd.reduce<number>((sum, each) => sum + (each ?? 0), 0);
    const isPriced = microUsd.some((each) => each !== undefined);
    const words = wordOptions();
    const age = this.#ageWords(known, kept, now);
    const text = pullText(bytes, isPriced ? total : undefined, words);
    return {
      text: `$(cloud-download) ${age === '' ? text : `${text}, ${age}`}`,
      tooltip: [
        ...(await this.#imagesInFront()),
        ...(age === '' ? [] : [escapeMarkdown(l10n.t('AWS can not be asked now: {0}', age))]),
        ...(total > 0 ? [`$(warning) ${escapeMarkdown(l10n.t('More was pulled than is free.'))}`] : []),
        pullTooltip(known, features.prices.book, words),
      ].join('\n\n'),
      spoken: l10n.t('Pulled from Amazon ECR this month: {0}', age === '' ? text : `${text}, ${age}`),
      isWarning: total > 0,
    };
  }

  async #month(account: AccountFleet, now: number): Promise<MonthPulls | undefined> {
    const pulls = await this.#pulls(account);
    const rows = pulls?.best({ from: monthStart(monthOf(now)), to: now }) ?? [];
    if (!pulls || rows.length === 0) return undefined;
    const priced = priceTransfer(byRepository(rows), account.ref.region, this.#needs.features.prices.book);
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    const month = monthKey(monthOf(now));
    const asOf = pulls.scannedAt ?? now;
    void this.#needs.lastKnown.note(account.key, { pulls: { bytes, microUsd: priced?.microUsd ?? 0, month, asOf } });
    return { ref: account.ref, rows, bytes, hostNames: pulls.hostNames, ...(priced && { priced }) };
  }

  /** As the Costs view shows them, or as the files have them. */
  async #pulls(account: AccountFleet): Promise<AccountPulls | undefined> {
    const { features, services } = this.#needs;
    const shown = features.costs.known?.accounts.find(({ key }) => key === account.key);
    if (shown) return shown.pulls;
    try {
      const { records } = await features.pulls(account);
      await records.open();
      return records.pulls([], [], new Map());
    } catch (error) {
      logFailure(services.log, 'Reading the ledger of pulls', error);
      return undefined;
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
