import * as l10n from '@vscode/l10n';
import { byteWords, type WordOptions } from '../../core/cost/monthly/words.ts';

export interface PulledBytes {
  readonly bytes: number;
  /** Present where some of it is estimated. */
  readonly mostBytes?: number;
}

/** `1 GB–5 GB`, for narrow places. */
export function shortPulledWords({ bytes, mostBytes = bytes }: PulledBytes, words: WordOptions): string {
  const [least, most] = [byteWords(bytes, words), byteWords(mostBytes, words)];
  return least === most ? least : `${least}–${most}`;
}

/** What was measured as such, what was estimated always with its bound. */
export function pulledWords({ bytes, mostBytes }: PulledBytes, words: WordOptions): string {
  const size = byteWords(bytes, words);
  return mostBytes === undefined ? size : l10n.t('likely {0}, at most {1}', size, byteWords(mostBytes, words));
}
