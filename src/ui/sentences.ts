import * as l10n from '@vscode/l10n';

/** A text with the full stop of the window's language. */
export function asSentence(text: string): string {
  return l10n.t('{0}.', text);
}
