import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { monthKey } from '../../core/cost/month.ts';
import { costCsv, costTable, totalRow, type CostRow } from '../../core/cost/monthly/costTable.ts';
import type { WordOptions } from '../../core/cost/monthly/words.ts';
import { oneLine } from '../../core/text/label.ts';
import type { CostsState } from '../cost/costs.ts';
import { wordOptions } from '../cost/preferences.ts';
import { listed } from '../sentences.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { accountName } from '../tree/render.ts';
import { hasAccount } from './askForAccount.ts';

/** A document with all lines of the month, to be saved wherever the user likes. */
export async function exportCosts({
  accounts,
  costFeatures,
  fleet,
}: Pick<Services, 'accounts' | 'costFeatures' | 'fleet'>): Promise<void> {
  if (!(await hasAccount({ accounts, fleet }))) return;
  const picked = await pickOne({
    title: l10n.t('Export Costs'),
    placeholder: l10n.t('In which form?'),
    items: [
      { label: 'Markdown', description: l10n.t('a table to read'), write: markdown, language: 'markdown' },
      { label: 'CSV', description: l10n.t('for a spreadsheet'), write: table, language: 'plaintext' },
    ],
  });
  if (typeof picked !== 'object') return;
  const { costs } = await costFeatures();
  const content = picked.write(await costs.current(), wordOptions());
  const document = await vscode.workspace.openTextDocument({ content, language: picked.language });
  await vscode.window.showTextDocument(document);
}

function table({ lines }: CostsState, words: WordOptions): string {
  return costCsv(lines, words);
}

function markdown({ month, accounts, lines }: CostsState, words: WordOptions): string {
  const head = [l10n.t('Cost'), l10n.t('So far'), l10n.t('Whole month'), l10n.t('Basis')];
  return [
    `# ${l10n.t('Costs in {0}', monthKey(month))}`,
    ...accounts.map(({ ref, lines: own }) =>
      [
        `## ${inTable(`${accountName(ref)} · ${ref.region}`)}`,
        '',
        `| ${head.join(' | ')} |`,
        '| :-- | --: | --: | :-- |',
        ...[...costTable(own, { ...words, depth: 1 }), totalRow(own, words)].map(row),
      ].join('\n'),
    ),
    ...(accounts.length > 1 ? [l10n.t('All accounts together: {0}', totalRow(lines, words).projected)] : []),
    `## ${l10n.t('What the figures are made of')}`,
    ...costTable(lines, words).flatMap(details),
    '',
  ].join('\n\n');
}

function row({ depth, label, soFar, projected, basis, without }: CostRow): string {
  const name = `${'– '.repeat(depth)}${inTable(label)}`;
  const note = listed([basis, without].filter((part) => part !== ''));
  return `| ${[name, soFar, projected, note].map(inTable).join(' | ')} |`;
}

function details({ label, inputs, prices }: CostRow): readonly string[] {
  const all = [...inputs, ...prices];
  return all.length === 0 ? [] : [[`**${inTable(label)}**`, '', ...all.map((each) => `- ${inTable(each)}`)].join('\n')];
}

/** Only what would break lines and columns is changed: the document is read as it is. */
function inTable(text: string): string {
  return oneLine(text, 500).replaceAll('|', '/');
}
