import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { withoutIcons } from '../../core/text/label.ts';
import { commands } from '../ids.ts';
import { reachWords } from '../manifests/words.ts';
import { workloadHints, type WorkloadHints } from '../manifests/workloadHints.ts';
import { listed } from '../sentences.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { wordingNow } from './figureMarkdown.ts';
import { fitsWords, imageAgeWords, withAge } from './figures.ts';
import { definitionHints, type DefinitionHints } from './hints.ts';
import type { ImageHint } from './imageHint.ts';
import { hintForm, hintOptions } from './hintSettings.ts';
import { lensCostWords, rollOutWords, sizeWords } from './words.ts';

/** What a task definition costs and where it fits, over its first line; what an image weighs, over its container, in manifests too. */
export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #needs: FeatureNeeds;
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(needs: FeatureNeeds) {
    this.#needs = needs;
  }

  refresh(): void {
    this.#changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (hintForm(document) !== 'codeLens') return [];
    const { analyses, facts, prices } = this.#needs;
    const { version, document: tasks } = await analyses.of(document);
    // Places in a text that has changed meanwhile are others now; VS Code asks again.
    if (version !== document.version) return [];
    const options = hintOptions(prices.book);
    const at = (offset: number): vscode.Range => {
      const position = document.positionAt(offset);
      return new vscode.Range(position, position);
    };
    const overImages = (images: readonly ImageHint[]): vscode.CodeLens[] =>
      images.map((image) => imageLens(image, at(image.span.offset)));
    return [
      ...tasks.definitions.flatMap((definition, index) => {
        const hints = definitionHints(definition, tasks, facts, options);
        const lenses = definitionLenses(hints, at(definition.anchor.offset), document.uri, index);
        return [...lenses, ...overImages(hints.images)];
      }),
      ...(tasks.workloads ?? []).flatMap((workload) => {
        const hints = workloadHints(workload, facts, options);
        return [...workloadLenses(hints, at(workload.anchor.offset)), ...overImages(hints.images)];
      }),
    ];
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function definitionLenses(
  hints: DefinitionHints,
  range: vscode.Range,
  uri: vscode.Uri,
  index: number,
): vscode.CodeLens[] {
  const wording = wordingNow();
  const cost = new vscode.CodeLens(range, {
    title: lensCostWords(hints.cost, wording.locale),
    tooltip: l10n.t('Compare Cost of This Task…'),
    command: commands.compareTaskCost,
    arguments: [uri, index],
  });
  const { placement, hosts } = hints;
  if (!placement || !hosts) return [cost];
  const place = new vscode.CodeLens(range, {
    title: withoutIcons(fitsWords(hosts, placement.fits.length, wording)),
    tooltip: l10n.t('Show Where This Task Fits…'),
    command: commands.showPlacement,
    arguments: [uri, index],
  });
  // The longer one last: what is cut off in a narrow editor is the comparison.
  return [place, cost];
}

function workloadLenses(hints: WorkloadHints, range: vscode.Range): vscode.CodeLens[] {
  const title = reachWords(hints, wordingNow());
  if (title === '') return [];
  const tooltip = l10n.t('Choose Another Cluster…');
  return [new vscode.CodeLens(range, { title: withoutIcons(title), tooltip, command: commands.chooseHintCluster })];
}

function imageLens(hint: ImageHint, range: vscode.Range): vscode.CodeLens {
  const { image, known, sizes, rollOut } = hint;
  const command = commands.lookUpImage;
  if (!known) {
    return new vscode.CodeLens(range, {
      title: l10n.t('Look Up Download Size'),
      tooltip: l10n.t('Asks Amazon ECR for the manifest, which counts as a pull of this tag'),
      command,
      arguments: [image],
    });
  }
  const wording = wordingNow();
  const { locale } = wording;
  const words = sizes.map(({ architecture, size }) => l10n.t('{0}: {1}', architecture, sizeWords(size, locale)));
  const parts = [
    words.length > 0 ? l10n.t('download {0}', listed(words)) : l10n.t('no image for these hosts'),
    ...(rollOut ? [rollOutWords(rollOut, locale)] : []),
  ];
  return new vscode.CodeLens(range, {
    title: withoutIcons(withAge(parts.join(' · '), imageAgeWords(hint, wording))),
    tooltip: l10n.t('Look Up Again'),
    command,
    arguments: [image],
  });
}
