import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CostComparison, PlaceCost } from '../../core/taskdef/cost/compare.ts';
import { oneLine } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import { derivedUri } from '../taskdef/derivedDocuments.ts';
import { amountWords, noteWords, sizeOfTaskWords } from '../taskdef/figures.ts';
import { costName, messageWords, priceWords } from '../taskdef/words.ts';
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
  const name = oneLine(definition.name ?? l10n.t('task'));
  const path = `/${l10n.t('Cost of {0}', name.replaceAll('/', '-'))}.md`;
  const document = derivedUri(path, comparison(cost, name, vscode.env.language));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

function comparison(cost: CostComparison, name: string, locale: string): string {
  const rows = cost.places.map((place) => [
    costName(place),
    amountWords(place, locale),
    noteWords(place, place.place === cost.cheapest),
  ]);
  const size = sizeOfTaskWords(cost);
  return [
    `# ${l10n.t('What the task {0} costs a month', inTable(name))}`,
    '',
    ...(size === '' ? [] : [size, '']),
    ...table([l10n.t('Place'), l10n.t('A month'), l10n.t('Note')], rows),
    '',
    ...cost.places.flatMap((place) => section(place, locale)),
  ].join('\n');
}

/**
 * The document is read as it is, not rendered: its columns are as wide as their widest cell, but for the last one, whose
 * notes would have all rows wrapped. The second one has the figures.
 */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [head, ...rows].map((row) => row.map(inTable));
  const last = head.length - 1;
  const widths = head.map((_, column) =>
    column === last ? 4 : Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [first = '', ...others] = all.map((row) =>
    line(
      row.map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 1 ? cell.padStart(width) : column === last ? cell : cell.padEnd(width);
      }),
    ),
  );
  const rule = line(widths.map((width, column) => (column === 1 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))));
  return [first, rule, ...others];
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

/** Only what would break its lines and columns is changed. */
function inTable(text: string): string {
  return oneLine(text, 500).replaceAll('|', '/');
}
