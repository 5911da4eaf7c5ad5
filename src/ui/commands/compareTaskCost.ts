import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatUsd } from '../../core/cost/money.ts';
import type { CostComparison, PlaceCost } from '../../core/taskdef/cost/compare.ts';
import { oneLine } from '../../core/text/label.ts';
import { costName, messageWords, priceWords } from '../taskdef/words.ts';
import type { Services } from '../services.ts';
import { taskAt } from './taskHints.ts';

/** A document with a table that can be copied: what the task costs in each place, and what the figures are made of. */
export async function compareTaskCost(
  services: Pick<Services, 'hints'>,
  uri?: vscode.Uri,
  index?: number,
): Promise<void> {
  const task = await taskAt(services, uri, index);
  if (!task) return;
  const { cost, definition } = task.hints;
  const content = comparison(cost, definition.name ?? l10n.t('task'), vscode.env.language);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

function comparison(cost: CostComparison, name: string, locale: string): string {
  return [
    `# ${l10n.t('What the task {0} costs a month', inTable(name))}`,
    '',
    `| ${l10n.t('Place')} | ${l10n.t('A month')} | |`,
    '| :-- | --: | :-- |',
    ...cost.places.map((place) => row(place, place.place === cost.cheapest, locale)),
    '',
    ...cost.places.flatMap((place) => section(place, locale)),
  ].join('\n');
}

function row(place: PlaceCost, isCheapest: boolean, locale: string): string {
  const amount = place.monthlyMicroUsd === undefined ? '—' : formatUsd(place.monthlyMicroUsd, locale);
  const note = place.whyNot ? messageWords(place.whyNot) : isCheapest ? l10n.t('cheapest') : '';
  return `| ${inTable(costName(place))} | ${amount} | ${inTable(note)} |`;
}

function section(place: PlaceCost, locale: string): readonly string[] {
  if (place.inputs.length === 0) return [];
  return [
    `## ${inTable(costName(place))}`,
    '',
    ...place.inputs.map((input) => `- ${inTable(messageWords(input))}`),
    ...place.prices.map((price) => `- ${inTable(priceWords(price, locale))}`),
    '',
  ];
}

/** The document is read as it is, not rendered: only what would break its lines and columns is changed. */
function inTable(text: string): string {
  return oneLine(text, 500).replaceAll('|', '/');
}
