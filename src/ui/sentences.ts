import * as l10n from '@vscode/l10n';

/** A text with the full stop of the window's language. */
export function asSentence(text: string): string {
  return l10n.t('{0}.', text);
}

/** Texts one after the other, with the comma of the window's language; nothing of none. */
export function listed(texts: readonly string[]): string {
  return texts.join(l10n.t('{0}, {1}', '', ''));
}

/** As `listed`, of texts that may hold commas themselves. */
export function listedClauses(texts: readonly string[]): string {
  return texts.join(l10n.t('{0}; {1}', '', ''));
}

/** Sentences one after the other: not every language has a space between them. */
export function paragraph(sentences: readonly string[]): string {
  return sentences.join(l10n.t('{0} {1}', '', ''));
}
