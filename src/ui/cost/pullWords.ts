import * as l10n from '@vscode/l10n';
import { byteWords, type WordOptions } from '../../core/cost/monthly/words.ts';

export interface PulledBytes {
  readonly bytes: number;
  /** Present where some of it is estimated. */
  readonly mostBytes?: number;
}

/** What was measured as such, what was estimated always with its bound. */
export function pulledWords({ bytes, mostBytes }: PulledBytes, words: WordOptions): string {
  const size = byteWords(bytes, words);
  return mostBytes === undefined ? size : l10n.t('likely {0}, at most {1}', size, byteWords(mostBytes, words));
}
