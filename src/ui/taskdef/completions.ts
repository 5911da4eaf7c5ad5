import * as vscode from 'vscode';
import { complete, type CompletionItem } from '../../core/taskdef/completion/complete.ts';
import type { LiveSlot } from '../../core/taskdef/completion/liveSlot.ts';
import { regions } from '../../core/accounts/regions.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { rangeOf } from './ranges.ts';

/** Names and values that AWS takes at the cursor, and what the accounts shown have of them. */
export class Completions implements vscode.CompletionItemProvider {
  readonly #needs: FeatureNeeds;

  constructor(needs: FeatureNeeds) {
    this.#needs = needs;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    // Before anything is waited for: both are of the same moment.
    const text = document.getText();
    const offset = document.offsetAt(position);
    const { document: tasks } = await this.#needs.analyses.of(document);
    const { items, slot } = complete(text, offset, tasks);
    return [...items.map((item) => toItem(document, item)), ...(slot ? await this.#live(document, slot) : [])];
  }

  async #live(document: vscode.TextDocument, slot: LiveSlot): Promise<readonly vscode.CompletionItem[]> {
    const values = await this.#values(slot);
    return values.map((value) => {
      const item = new vscode.CompletionItem(value, vscode.CompletionItemKind.Value);
      const text = `${slot.quote}${slot.base}${value}${slot.quote}`;
      item.insertText = text;
      item.filterText = text;
      item.range = rangeOf(document, slot.span);
      return item;
    });
  }

  async #values({ kind }: LiveSlot): Promise<readonly string[]> {
    switch (kind) {
      case 'region':
        return regions.map(({ id }) => id);
      case 'cluster': {
        const answers = await Promise.all(this.#needs.services.fleet.accounts.map((account) => account.clusters()));
        return [...new Set(answers.flatMap(({ value }) => value.ecs.map(({ name }) => name)))].sort();
      }
      default:
        return [];
    }
  }
}

const kinds: Readonly<Record<CompletionItem['kind'], vscode.CompletionItemKind>> = {
  property: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  snippet: vscode.CompletionItemKind.Snippet,
};

function toItem(document: vscode.TextDocument, item: CompletionItem): vscode.CompletionItem {
  const completion = new vscode.CompletionItem(item.label, kinds[item.kind]);
  completion.insertText = new vscode.SnippetString(item.insertText);
  completion.filterText = item.filterText;
  completion.sortText = item.sortText;
  completion.range = rangeOf(document, item.span);
  if (item.docs !== '') completion.documentation = new vscode.MarkdownString(item.docs);
  if (item.isDeprecated) completion.tags = [vscode.CompletionItemTag.Deprecated];
  return completion;
}
