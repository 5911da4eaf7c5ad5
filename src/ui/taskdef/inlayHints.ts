import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { property } from '../../core/taskdef/node.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { definitionHints } from './hints.ts';
import { hintForm, hintOptions } from './hintSettings.ts';
import { lensCostWords, sizeWords } from './words.ts';

/** The same as the lenses, behind the values, for those who want no lines of their own for it. */
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
    if (hintForm() !== 'inlay') return [];
    const { analyses, facts } = this.#needs;
    const { document: tasks } = await analyses.of(document);
    const locale = vscode.env.language;
    const hints = tasks.definitions.flatMap((definition) => {
      const { cost, images } = definitionHints(definition, tasks, facts, hintOptions());
      const family = property(definition.root, 'family') ?? definition.anchor;
      return [
        inlay(document, family.offset + family.length, lensCostWords(cost, locale)),
        ...images.flatMap(({ node, sizes }) =>
          sizes.length === 0
            ? []
            : [
                inlay(
                  document,
                  node.offset + node.length,
                  sizes
                    .map(({ architecture, size }) => l10n.t('{0}: {1}', architecture, sizeWords(size, locale)))
                    .join(', '),
                ),
              ],
        ),
      ];
    });
    return hints.filter(({ position }) => range.contains(position));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function inlay(document: vscode.TextDocument, offset: number, words: string): vscode.InlayHint {
  const hint = new vscode.InlayHint(document.positionAt(offset), words);
  hint.paddingLeft = true;
  return hint;
}
