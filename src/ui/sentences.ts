import * as l10n from '@vscode/l10n';

/** A text with the full stop of the window's language. */
export function asSentence(text: string): string {
  return l10n.t('{0}.', text);
}

/** Texts one after the other, with the comma of the window's language; nothing of none. */
export function listed([first = '', ...others]: readonly string[]): string {
  return others.reduce((all, each) => l10n.t('{0}, {1}', all, each), first);
}

/** As `listed`, of texts that may hold commas themselves. */
export function listedClauses([first = '', ...others]: readonly string[]): string {
  return others.reduce((all, each) => l10n.t('{0}; {1}', all, each), first);
}

/** Sentences one after the other: not every language has a space between them. */
export function paragraph([first = '', ...others]: readonly string[]): string {
  return others.reduce((all, each) => l10n.t('{0} {1}', all, each), first);
}
