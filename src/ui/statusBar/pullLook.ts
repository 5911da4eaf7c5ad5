import * as l10n from '@vscode/l10n';
import { monthOf, monthStart } from '../../core/cost/month.ts';
import type { RegionTransfer } from '../../core/cost/monthly/model.ts';
import { elsewhereBytes } from '../../core/cost/monthly/transfer.ts';
import type { WordOptions } from '../../core/cost/monthly/words.ts';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { byRepository } from '../../core/pulls/report.ts';
import { priceTransfer } from '../../core/pulls/transferShare.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import type { AccountPulls } from '../cost/costs.ts';
import { listed, listedClauses } from '../sentences.ts';
import type { ItemLook } from './item.ts';
import type { KnownPulls } from './lastKnown.ts';
import { pullText, pullTooltip, type MonthPulls } from './pullText.ts';

export interface PullLookOptions {
  readonly known: readonly MonthPulls[];
  /** What was known last of accounts that can't be asked. */
  readonly kept: readonly KnownPulls[];
  /** Of the oldest of it; empty while AWS can be asked. */
  readonly age: string;
  /** Markdown of what the task definition in front pulls. */
  readonly imagesInFront: readonly string[];
  readonly book: PriceBook;
  readonly words: WordOptions;
}

/**
 * Nothing where nothing was pulled in the month.
 *
 * @param elsewhere of the account's other Regions, which share what is free; absent where it is not known which these are
 */
export function monthPulls(
  ref: AccountRef,
  pulls: Pick<AccountPulls, 'best' | 'hostNames'>,
  book: PriceBook,
  now: number,
  elsewhere?: readonly RegionTransfer[],
): MonthPulls | undefined {
  const rows = pulls.best({ from: monthStart(monthOf(now)), to: now });
  if (rows.length === 0) return undefined;
  const priced = priceTransfer(byRepository(rows), ref.region, book, elsewhereBytes(elsewhere && { elsewhere }));
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  return { ref, rows, bytes, hostNames: pulls.hostNames, ...(priced && { priced }), ...(elsewhere && { elsewhere }) };
}

/** Nothing while there is nothing to say; a warning once transfer is not free any more. */
export function pullLook({ known, kept, age, imagesInFront, book, words }: PullLookOptions): ItemLook | undefined {
  const bytes = [...known, ...kept].reduce((sum, each) => sum + each.bytes, 0);
  if (bytes === 0) return undefined;
  const microUsd = [...known.map(({ priced }) => priced?.microUsd), ...kept.map((each) => each.microUsd)];
  const total = microUsd.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const isPriced = microUsd.some((each) => each !== undefined);
  const text = listed([pullText(bytes, isPriced ? total : undefined, words), ...(age === '' ? [] : [age])]);
  const isWarning = total > 0;
  const more = isWarning ? [l10n.t('More was pulled than is free.')] : [];
  return {
    text: `$(${isWarning ? 'warning' : 'cloud-download'}) ${text}`,
    tooltip: [
      ...imagesInFront,
      ...(age === '' ? [] : [escapeMarkdown(l10n.t('AWS can not be asked now: {0}', age))]),
      ...more.map((each) => `$(warning) ${escapeMarkdown(each)}`),
      pullTooltip(known, book, words),
    ].join('\n\n'),
    spoken: listedClauses([l10n.t('Pulled from Amazon ECR this month: {0}', text), ...more]),
    isWarning,
  };
}
