import * as l10n from '@vscode/l10n';
import { amountWords, byteWords, priceWords, type WordOptions } from '../../core/cost/monthly/words.ts';
import type { RegionTransfer } from '../../core/cost/monthly/model.ts';
import { elsewhereBytes } from '../../core/cost/monthly/transfer.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { PullRow } from '../../core/pulls/gateway.ts';
import { byHost } from '../../core/pulls/report.ts';
import { priceTransfer, type PricedTransfer } from '../../core/pulls/transferShare.ts';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { hostName } from '../cost/pullNodes.ts';
import { pulledWords } from '../cost/pullWords.ts';
import { accountName } from '../tree/render.ts';

/** What is known of an account's pulls in this month. */
export interface MonthPulls {
  readonly ref: AccountRef;
  /** Of the best evidence of each day. */
  readonly rows: readonly PullRow[];
  /** By repository; absent where no price is known. */
  readonly priced?: PricedTransfer;
  readonly bytes: number;
  readonly hostNames: ReadonlyMap<string, string>;
  /** Of the account's other Regions, which share what is free; absent where it is not known which these are. */
  readonly elsewhere?: readonly RegionTransfer[];
}

/** In a tooltip; the Costs view has all of them. */
const mostRows = 8;

/** `12.4 GB · $0.00` */
export function pullText(bytes: number, microUsd: number | undefined, words: WordOptions): string {
  const size = byteWords(bytes, words);
  return microUsd === undefined ? size : `${size} · ${amountWords(microUsd, words)}`;
}

/** Repositories and hosts with bytes and cost, then what the figures are made of. */
export function pullTooltip(accounts: readonly MonthPulls[], book: PriceBook, words: WordOptions): string {
  const isPlural = accounts.length > 1;
  return [
    `**${escapeMarkdown(l10n.t('Pulled from Amazon ECR this month'))}**`,
    ...accounts.flatMap((account) => [
      ...(isPlural ? [escapeMarkdown(`${accountName(account.ref)} · ${account.ref.region}`)] : []),
      ...accountTables(account, book, words),
    ]),
  ].join('\n\n');
}

function accountTables(account: MonthPulls, book: PriceBook, words: WordOptions): readonly string[] {
  const { ref, rows, priced, hostNames } = account;
  const byHosts = priceTransfer(byHost(rows), ref.region, book, elsewhereBytes(account));
  const cells = (name: string, bytes: number, microUsd: number): readonly string[] => [
    name,
    byteWords(bytes, words),
    amountWords(microUsd, words),
  ];
  if (!priced || !byHosts) {
    return [escapeMarkdown(`${byteWords(account.bytes, words)}: ${l10n.t('no price known for {0}', ref.region)}`)];
  }
  return [
    table(
      l10n.t('Repository'),
      priced.parts.map(({ key, bytes, microUsd }) => cells(key, bytes, microUsd)),
    ),
    table(
      l10n.t('Host'),
      byHosts.parts.map(({ key, bytes, microUsd }) => cells(hostName(key, hostNames), bytes, microUsd)),
    ),
    ...inputs(account, priced, words).map(escapeMarkdown),
  ];
}

/** VS Code draws cells without any space between them. The cells are Markdown. */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | &nbsp;&nbsp;')} |`;
}

function table(first: string, rows: readonly (readonly string[])[]): string {
  const more = rows.length - mostRows;
  return [
    tableRow([first, l10n.t('Pulled'), l10n.t('Cost')].map(escapeMarkdown)),
    '| :-- | --: | --: |',
    ...rows.slice(0, mostRows).map((row) => tableRow(row.map(escapeMarkdown))),
    ...(more > 0 ? [tableRow([escapeMarkdown(l10n.t('and {0} more', more)), '', ''])] : []),
  ].join('\n');
}

function inputs({ rows, elsewhere }: MonthPulls, priced: PricedTransfer, words: WordOptions): readonly string[] {
  const isEstimated = rows.some(({ evidence }) => evidence === 'pullCount');
  const unsized = rows.reduce((sum, row) => sum + row.unsized, 0);
  return [
    isEstimated
      ? l10n.t(
          'Some days are estimated from the number of pulls: {0} in all.',
          pulledWords(
            {
              bytes: rows.reduce((sum, row) => sum + row.bytes, 0),
              mostBytes: rows.reduce((sum, row) => sum + (row.mostBytes ?? row.bytes), 0),
            },
            words,
          ),
        )
      : l10n.t('Measured by layer, from CloudTrail and manifests.'),
    l10n.t('Of it free: {0}; {1} are left.', byteWords(priced.freeBytes, words), byteWords(priced.freeLeft, words)),
    ...(elsewhere
      ? elsewhere.map((each) =>
          l10n.t(
            'Shared with {0}, out of which {1} were pulled.',
            each.region,
            byteWords(elsewhereBytes({ elsewhere: [each] }), words),
          ),
        )
      : [l10n.t('Which account it is, AWS could not say yet: shared with no other Region.')]),
    l10n.t('The free amount is for all services and Regions of the account; what else it sends is not known here.'),
    priceWords(priced.price, words),
    ...(unsized > 0 ? [l10n.t('{0} pulls are not counted, since their size is not known.', unsized)] : []),
  ];
}
