import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands, type CommandId } from '../ids.ts';
import type { DefinitionHints } from './hints.ts';
import type { ImageHint } from './imageHint.ts';
import { costTable, imageWords, placementWords, type Wording } from './figures.ts';

/** Figures with links to the commands that tell more, as they stand in hovers and in the tooltips of inlay hints. */

export function wordingNow(): Wording {
  return { locale: vscode.env.language, now: Date.now() };
}

/** The cost in each place. */
export function costMarkdown(hints: DefinitionHints, uri: vscode.Uri, index: number): vscode.MarkdownString {
  const compare = link(l10n.t('Compare Cost of This Task…'), commands.compareTaskCost, [uri, index]);
  return markdown([costTable(hints, wordingNow()), compare]);
}

/** On which hosts it fits. `undefined` while no hosts are known. */
export function placementMarkdown(
  hints: DefinitionHints,
  uri: vscode.Uri,
  index: number,
): vscode.MarkdownString | undefined {
  const words = placementWords(hints, wordingNow());
  const show = link(l10n.t('Show Where This Task Fits…'), commands.showPlacement, [uri, index]);
  return words === '' ? undefined : markdown([words, show]);
}

export function imageMarkdown(hint: ImageHint): vscode.MarkdownString {
  const title = hint.known ? l10n.t('Look Up Again') : l10n.t('Look Up Download Size');
  return markdown([imageWords(hint, wordingNow()), link(title, commands.lookUpImage, [hint.image])]);
}

const linked: readonly CommandId[] = [commands.compareTaskCost, commands.lookUpImage, commands.showPlacement];

/** All that came from outside is escaped in the parts; of commands, none but these are run. */
function markdown(parts: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString(parts.join('\n\n'), true);
  text.isTrusted = { enabledCommands: linked };
  return text;
}

function link(title: string, command: CommandId, args: readonly unknown[]): string {
  // Parentheses, which stay as they are otherwise, would end the address.
  const query = encodeURIComponent(JSON.stringify(args)).replace(/[()]/g, (each) => (each === '(' ? '%28' : '%29'));
  return `[${title}](command:${command}?${query})`;
}
