import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatUsd } from '../../core/cost/money.ts';
import { hoverAt, type HoverTarget } from '../../core/taskdef/hover/hover.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { definitionHints, type DefinitionHints, type ImageHint } from './hints.ts';
import { hintForm, hintOptions } from './hintSettings.ts';
import { rangeOf } from './ranges.ts';
import { costName, messageWords, priceWords, rollOutWords, sizeWords } from './words.ts';

/** AWS's own words on a field, and every input of the figures that it has a part in. */
export class Hovers implements vscode.HoverProvider {
  readonly #needs: FeatureNeeds;

  constructor(needs: FeatureNeeds) {
    this.#needs = needs;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    if (hintForm() === 'off') return undefined;
    const { analyses, facts } = this.#needs;
    const { document: tasks } = await analyses.of(document);
    const target = hoverAt(tasks, document.offsetAt(position));
    if (!target) return undefined;
    const hints = definitionHints(target.definition, tasks, facts, hintOptions());
    const parts = [figures(target, hints), schemaWords(target)].filter((part) => part !== '');
    if (parts.length === 0) return undefined;
    return new vscode.Hover(
      parts.map((part) => new vscode.MarkdownString(part)),
      rangeOf(document, target.span),
    );
  }
}

function schemaWords({ entry }: HoverTarget): string {
  if (!entry) return '';
  const values = entry.values ? `\n\n${entry.values.map((value) => `\`${value}\``).join(' · ')}` : '';
  const readOnly = entry.readOnly ? `${l10n.t('AWS fills this in; it cannot be registered.')}\n\n` : '';
  return `${readOnly}${entry.docs}${values}\n\n[${l10n.t('AWS documentation')}](${entry.link})`;
}

/** Fields whose values have a part in what the task costs. */
const costFields = new Set(['family', 'cpu', 'memory', 'memoryReservation', 'requiresCompatibilities']);

function figures({ path, value }: HoverTarget, hints: DefinitionHints): string {
  const names = path.filter((part) => typeof part === 'string');
  const name = names.at(-1) ?? '';
  if (costFields.has(name)) return costWords(hints);
  if (name !== 'image' || !value) return '';
  const image = hints.images.find(({ node }) => node.offset === value.offset);
  return image ? imageWords(image) : '';
}

function costWords({ cost }: DefinitionHints): string {
  const locale = vscode.env.language;
  const rows = cost.places.map((place) => {
    const amount = place.monthlyMicroUsd === undefined ? '—' : formatUsd(place.monthlyMicroUsd, locale);
    const name = escapeMarkdown(costName(place));
    return place.place === cost.cheapest ? `| **${name}** | **${amount}** |` : `| ${name} | ${amount} |`;
  });
  const inputs = cost.places.flatMap((place) => [
    `**${escapeMarkdown(costName(place))}**: ${[...(place.whyNot ? [place.whyNot] : []), ...place.inputs].map(messageWords).map(escapeMarkdown).join(' ')}`,
    ...place.prices.map((price) => `- ${escapeMarkdown(priceWords(price, locale))}`),
  ]);
  const head = `| ${l10n.t('Place')} | ${l10n.t('A month')} |\n| :-- | --: |`;
  return [head, ...rows].join('\n') + `\n\n${inputs.join('\n\n')}`;
}

function imageWords({ known, sizes, rollOut }: ImageHint): string {
  if (!known) return l10n.t('Nobody has looked yet how large this image is.');
  const locale = vscode.env.language;
  const lines = sizes.map(({ architecture, size }) =>
    l10n.t('{0}: {1} to download', architecture, sizeWords(size, locale)),
  );
  const price = rollOut?.cost?.price;
  return [
    ...lines.map(escapeMarkdown),
    ...(rollOut ? [escapeMarkdown(rollOutWords(rollOut, locale))] : []),
    ...(price ? [escapeMarkdown(priceWords(price, locale))] : []),
    l10n.t(
      'The sum of the compressed layers in the manifest. Layers that a host has already are not downloaded again.',
    ),
  ].join('\n\n');
}
