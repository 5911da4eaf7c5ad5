import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { workloadHints } from '../manifests/workloadHints.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { imageWords } from './figures.ts';
import { definitionHints } from './hints.ts';
import { hintOptions } from './hintSettings.ts';

/** What is known of the images of a text's task definitions or manifests, as Markdown; nothing of those in other registries. */
export async function figureWords(
  { analyses, facts, prices }: Pick<FeatureNeeds, 'analyses' | 'facts' | 'prices'>,
  document: vscode.TextDocument,
): Promise<readonly string[]> {
  const { document: tasks } = await analyses.of(document);
  const options = hintOptions(prices.book);
  const hints = [
    ...tasks.definitions.flatMap((definition) => definitionHints(definition, tasks, facts, options).images),
    ...(tasks.workloads ?? []).flatMap((workload) => workloadHints(workload, facts, options).images),
  ];
  const byImage = new Map(hints.map((hint) => [hint.image, hint]));
  if (byImage.size === 0) return [];
  const wording = { locale: vscode.env.language, now: Date.now() };
  return [
    `**${escapeMarkdown(tasks.workloads ? l10n.t('Images of the manifest in front') : l10n.t('Images of the task definition in front'))}**`,
    ...[...byImage.values()].flatMap((hint) => [escapeMarkdown(hint.image), imageWords(hint, wording)]),
    '---',
  ];
}
