import * as l10n from '@vscode/l10n';
import type { CostLine } from '../../../core/cost/monthly/model.ts';
import { priceWords, say } from '../../../core/cost/monthly/words.ts';
import type { Price } from '../../../core/cost/prices.ts';
import { sourceWords } from '../../../core/cost/priceSources.ts';
import { oneLine } from '../../../core/text/label.ts';
import { dayOf } from '../../../core/text/message.ts';
import type { ReportSection } from '../reportModel.ts';
import type { ReportInput } from './reportInput.ts';

/** Where all prices of the month are from. Those of "What if" stand with each of its rows. */
export function priceSection(input: ReportInput): ReportSection {
  const { state, words } = input;
  const { refreshedAt } = state.book;
  const date = new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium' });
  const prices = distinct(pricesOf(state.lines));
  return {
    id: 'prices',
    title: l10n.t('Prices and their sources'),
    blocks: [
      {
        kind: 'text',
        text:
          refreshedAt === undefined
            ? l10n.t(
                'Prices are those that came with the extension; "Refresh Prices…" in the Costs view reads them anew.',
              )
            : l10n.t('Prices were last read from AWS on {0}.', date.format(refreshedAt)),
      },
      ...(prices.length === 0
        ? []
        : [
            {
              kind: 'table',
              id: 'prices',
              caption: l10n.t('Prices that the costs of this month are made of'),
              columns: [
                { title: l10n.t('Usage type') },
                { title: l10n.t('Region'), isShort: true },
                { title: l10n.t('Price') },
                { title: l10n.t('Source') },
                { title: l10n.t('As of'), isShort: true },
              ],
              rows: prices.map((price) => ({
                cells: [
                  price.usageType,
                  price.region,
                  rateWords(price, input),
                  price.basis === 'proven'
                    ? sourceOf(price, input)
                    : l10n.t('{0}, assumed for this Region', sourceOf(price, input)),
                  say(dayOf(price.asOf), words),
                ].map((text) => ({ text: oneLine(text, 500) })),
              })),
            } as const,
          ]),
    ],
  };
}

/** Without the source, which has a column of its own. */
function rateWords(price: Price, { words }: ReportInput): string {
  return priceWords(price, words).split(' · ')[0] ?? '';
}

function sourceOf({ source }: Price, { words }: ReportInput): string {
  return say(sourceWords(source), words);
}

function pricesOf(lines: readonly CostLine[]): readonly Price[] {
  return lines.flatMap(({ prices, children = [] }) => [...prices, ...pricesOf(children)]);
}

function distinct(prices: readonly Price[]): readonly Price[] {
  const byKey = new Map(prices.map((price) => [`${price.item} ${price.region} ${price.usageType}`, price]));
  return [...byKey.values()].sort((a, b) => (a.usageType < b.usageType ? -1 : a.usageType > b.usageType ? 1 : 0));
}
