import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LiveOffer, LiveValue } from '../../core/names/liveNames.ts';
import { LiveNames } from '../../core/names/liveNames.ts';
import { complete, type CompletionItem } from '../../core/taskdef/completion/complete.ts';
import { liveItem } from '../../core/taskdef/completion/liveItem.ts';
import type { LiveSlot } from '../../core/taskdef/completion/liveSlot.ts';
import { inPick } from '../../core/text/label.ts';
import { logFailure } from '../log.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { rangeOf } from './ranges.ts';
import { liveLabel } from './liveWords.ts';

/** Milliseconds. What AWS says later is offered at the next keystroke. */
const patience = 1500;

/** Names and values that AWS takes at the cursor, and what the accounts shown have of them. */
export class Completions implements vscode.CompletionItemProvider, vscode.Disposable {
  readonly #needs: FeatureNeeds;
  readonly #names: LiveNames;

  constructor(needs: FeatureNeeds) {
    const { services } = needs;
    this.#needs = needs;
    this.#names = new LiveNames(
      (ref) => services.names(ref),
      (subject, failure) => logFailure(services.log, `Reading names for completion: ${subject}`, failure),
    );
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionList | undefined> {
    // Before anything is waited for: both are of the same moment.
    const text = document.getText();
    const offset = document.offsetAt(position);
    const { document: tasks } = await this.#needs.analyses.of(document);
    if (token.isCancellationRequested) return undefined;
    const { items, slot } = complete(text, offset, tasks);
    const known = items.map((item) => toItem(document, item));
    if (!slot || !this.#needs.facts.mayAsk) return new vscode.CompletionList(known);
    const { values, isIncomplete } = await this.#offer(slot, token);
    const live = values.flatMap((value, index) => toLiveItem(document, slot, value, index));
    return new vscode.CompletionList([...known, ...live], isIncomplete);
  }

  /** Within a moment, whatever AWS does. */
  async #offer(slot: LiveSlot, token: vscode.CancellationToken): Promise<LiveOffer> {
    let timer: NodeJS.Timeout | undefined;
    let subscription: vscode.Disposable | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
      subscription = token.onCancellationRequested(() => resolve());
    });
    try {
      await Promise.race([this.#ensureAccounts(slot), deadline]);
      return await this.#names.offer(slot, this.#needs.services.fleet.accounts, deadline);
    } finally {
      clearTimeout(timer);
      subscription?.dispose();
    }
  }

  /** The view, which shows them otherwise, may be hidden. An unusable configuration is told there. */
  async #ensureAccounts({ kind }: LiveSlot): Promise<void> {
    if (kind !== 'region') await this.#needs.services.accounts.ensureShown().catch(() => undefined);
  }

  dispose(): void {
    this.#names.dispose();
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
  // Not trusted, as all Markdown unless said otherwise: it can't run commands.
  const link = `[${l10n.t('AWS documentation')}](${item.link})`;
  completion.documentation = new vscode.MarkdownString(item.docs === '' ? link : `${item.docs}\n\n${link}`);
  if (item.isDeprecated) completion.tags = [vscode.CompletionItemTag.Deprecated];
  return completion;
}

function toLiveItem(
  document: vscode.TextDocument,
  slot: LiveSlot,
  value: LiveValue,
  index: number,
): readonly vscode.CompletionItem[] {
  const item = liveItem(slot, value.value);
  if (!item) return [];
  const label = liveLabel(value, vscode.env.language);
  const completion = new vscode.CompletionItem(label, vscode.CompletionItemKind.Value);
  if (label.label !== inPick(value.value)) completion.detail = inPick(value.value);
  completion.insertText = new vscode.SnippetString(item.insertText);
  completion.filterText = item.filterText;
  completion.sortText = String(index).padStart(5, '0');
  completion.range = rangeOf(document, item.span);
  if (item.goesOn) completion.command = { command: 'editor.action.triggerSuggest', title: l10n.t('Suggest Tags') };
  return [completion];
}
