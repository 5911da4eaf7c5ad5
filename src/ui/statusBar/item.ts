import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { views } from '../ids.ts';

/** What a status bar item says. */
export interface ItemLook {
  /** With its icon. */
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  /** All that text, icon and colour say to the eye. */
  readonly spoken: string;
  readonly isWarning: boolean;
}

/** An item that is there while it has something to say, and opens the Costs view. */
export class CostItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #shown: string | undefined;

  constructor(id: string, name: string, priority: number) {
    // On the right, where VS Code wants what is not about the file at hand.
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Right, priority);
    this.#item.name = name;
    this.#item.command = { command: `${views.costs}.focus`, title: l10n.t('Show Costs') };
  }

  show(look: ItemLook | undefined): void {
    const shown = JSON.stringify(look);
    // Every answer of every account comes by here; most change nothing.
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (!look) {
      this.#item.hide();
      return;
    }
    const { text, tooltip, spoken, isWarning } = look;
    this.#item.text = text;
    this.#item.tooltip = new vscode.MarkdownString(tooltip, true);
    this.#item.accessibilityInformation = { label: spoken, role: 'button' };
    this.#item.backgroundColor = isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
