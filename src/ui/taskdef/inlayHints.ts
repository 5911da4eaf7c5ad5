import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatUsd } from '../../core/cost/money.ts';
import type { Span } from '../../core/taskdef/node.ts';
import { property } from '../../core/taskdef/node.ts';
import { commands } from '../ids.ts';
import { workloadHints } from '../manifests/workloadHints.ts';
import { listed } from '../sentences.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { costMarkdown, imageMarkdown, placementMarkdown, wordingNow } from './figureMarkdown.ts';
import { fitsWords, imageAgeWords, withAge } from './figures.ts';
import { definitionHints, type DefinitionHints } from './hints.ts';
import type { ImageHint } from './imageHint.ts';
import { hintForm, hintOptions } from './hintSettings.ts';
import { sizeWords } from './words.ts';

/**
 * What the lenses say, behind the values, for those who want no lines of their own for it. VS Code cuts hints after 43
 * characters, so they are short, and all else is in their tooltips.
 */
export class InlayHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #needs: FeatureNeeds;
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(needs: FeatureNeeds) {
    this.#needs = needs;
  }

  refresh(): void {
    this.#changed.fire();
  }

  async provideInlayHints(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.InlayHint[]> {
    if (hintForm(document) !== 'inlay') return [];
    const { analyses, facts, prices } = this.#needs;
    const { version, document: tasks } = await analyses.of(document);
    if (version !== document.version) return [];
    const after = ({ offset, length }: Span, part: vscode.InlayHintLabelPart): vscode.InlayHint => {
      const hint = new vscode.InlayHint(document.positionAt(offset + length), [part]);
      hint.paddingLeft = true;
      return hint;
    };
    const options = hintOptions(prices.book);
    const behindImages = (images: readonly ImageHint[]): vscode.InlayHint[] =>
      images.filter(({ known }) => known).map((image) => after(image.node, imagePart(image)));
    const ofTasks = tasks.definitions.flatMap((definition, index) => {
      const hints = definitionHints(definition, tasks, facts, options);
      const { root } = definition;
      const family = property(root, 'family') ?? definition.anchor;
      const fits = fitsPart(hints, document.uri, index);
      return [
        after(family, costPart(hints, document.uri, index)),
        ...(fits ? [after(property(root, 'requiresCompatibilities') ?? family, fits)] : []),
        ...behindImages(hints.images),
      ];
    });
    const ofWorkloads = (tasks.workloads ?? []).flatMap((workload) =>
      behindImages(workloadHints(workload, facts, options).images),
    );
    return [...ofTasks, ...ofWorkloads].filter(({ position }) => range.contains(position));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function costPart(hints: DefinitionHints, uri: vscode.Uri, index: number): vscode.InlayHintLabelPart {
  const { places } = hints.cost;
  const amount = places.find(({ place }) => place === 'anywhere')?.monthlyMicroUsd;
  const words =
    amount === undefined ? l10n.t('Compare cost') : l10n.t('{0}/host a month', formatUsd(amount, vscode.env.language));
  const part = new vscode.InlayHintLabelPart(words);
  part.tooltip = costMarkdown(hints, uri, index);
  part.command = {
    title: l10n.t('Compare Cost of This Task…'),
    command: commands.compareTaskCost,
    arguments: [uri, index],
  };
  return part;
}

function fitsPart(hints: DefinitionHints, uri: vscode.Uri, index: number): vscode.InlayHintLabelPart | undefined {
  const { hosts, placement } = hints;
  const tooltip = placementMarkdown(hints, uri, index);
  if (!hosts || !placement || !tooltip) return undefined;
  const part = new vscode.InlayHintLabelPart(fitsWords(hosts, placement.fits.length, wordingNow()));
  part.tooltip = tooltip;
  part.command = {
    title: l10n.t('Show Where This Task Fits…'),
    command: commands.showPlacement,
    arguments: [uri, index],
  };
  return part;
}

function imagePart(hint: ImageHint): vscode.InlayHintLabelPart {
  const wording = wordingNow();
  const sizes = hint.sizes.map(({ architecture, size }) =>
    l10n.t('{0}: {1}', architecture, sizeWords(size, wording.locale)),
  );
  const words = sizes.length > 0 ? listed(sizes) : l10n.t('no image for these hosts');
  const part = new vscode.InlayHintLabelPart(withAge(words, imageAgeWords(hint, wording)));
  part.tooltip = imageMarkdown(hint);
  part.command = { title: l10n.t('Look Up Again'), command: commands.lookUpImage, arguments: [hint.image] };
  return part;
}
