import * as l10n from '@vscode/l10n';
import type { ExtendedSupport } from '../../core/cost/monthly/extendedSupport.ts';
import { nothing, plus } from '../../core/cost/monthly/lines.ts';
import { amountWords, say, type WordOptions } from '../../core/cost/monthly/words.ts';
import { oneLine } from '../../core/text/label.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { dayOf } from '../../core/text/message.ts';
import { listed, listedClauses } from '../sentences.ts';
import { amountOf, eksCostSpoken, eksCostText, eksCostTooltip, type AccountCost } from './eksCostText.ts';
import type { ItemLook } from './item.ts';
import type { KnownEks } from './lastKnown.ts';

export interface EksLookOptions {
  readonly known: readonly AccountCost[];
  /** What was known last of accounts that can't be asked. */
  readonly kept: readonly KnownEks[];
  /** Of the oldest of it; empty while AWS can be asked. */
  readonly age: string;
  /** Clusters whose extended support is near. */
  readonly soon: readonly ExtendedSupport[];
  readonly hoursPerMonth: number;
  readonly words: WordOptions;
}

/** Nothing while nothing costs anything; a warning where it is about to cost more. */
export function eksLook({ known, kept, age, soon, hoursPerMonth, words }: EksLookOptions): ItemLook | undefined {
  const total = [...known.map(amountOf), ...kept].reduce(plus, nothing);
  if (total.maxMicroUsd === 0) return undefined;
  const text = listed([eksCostText(total, words), ...(age === '' ? [] : [age])]);
  const isWarning = soon.length > 0;
  return {
    text: `$(${isWarning ? 'warning' : 'server'}) ${text}`,
    tooltip: [
      ...(age === '' ? [] : [escapeMarkdown(l10n.t('AWS can not be asked now: {0}', age))]),
      ...soon.map((each) => `$(warning) ${soonWords(each, escapeMarkdown, words)}`),
      eksCostTooltip(known, hoursPerMonth, words),
    ].join('\n\n'),
    spoken: listedClauses([
      eksCostSpoken(total, known, words),
      ...(age === '' ? [] : [age]),
      ...soon.map((each) => soonWords(each, oneLine, words)),
    ]),
    isWarning,
  };
}

function soonWords(
  { cluster, begins, addsMicroUsd }: ExtendedSupport,
  shown: (name: string) => string,
  words: WordOptions,
): string {
  const day = say(dayOf(begins), words);
  const name = shown(cluster.name);
  return addsMicroUsd === undefined
    ? l10n.t('{0}: extended support begins on {1}', name, day)
    : l10n.t('{0}: extended support begins on {1} and adds {2} a month', name, day, amountWords(addsMicroUsd, words));
}
