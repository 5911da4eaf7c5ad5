import * as l10n from '@vscode/l10n';
import {
  checkAttributeName,
  checkAttributeValue,
  checkTagKey,
  checkTagValue,
} from '../../core/registration/hostOptions.ts';
import { labelLimits, type LabelChange, type LabelKind, type LabelRow } from '../../core/operate/labels/labels.ts';
import { inPick, oneLine } from '../../core/text/label.ts';
import { optionProblemSentence } from '../registration/wizard/words.ts';

export function kindWords(kind: LabelKind): string {
  switch (kind) {
    case 'attribute':
      return l10n.t('ECS attributes');
    case 'ecsTag':
      return l10n.t('ECS tags');
    case 'ssmTag':
      return l10n.t('SSM tags');
  }
}

export function addWords(kind: LabelKind): string {
  switch (kind) {
    case 'attribute':
      return l10n.t('Add ECS Attribute…');
    case 'ecsTag':
      return l10n.t('Add ECS Tag…');
    case 'ssmTag':
      return l10n.t('Add SSM Tag…');
  }
}

export function tooManyWords(kind: LabelKind): string {
  return kind === 'attribute'
    ? l10n.t('A container instance has at most {0} custom attributes.', labelLimits[kind])
    : l10n.t('AWS takes at most {0} tags.', labelLimits[kind]);
}

/** What is wrong with a name, as it is typed. */
export function nameProblem(kind: LabelKind, name: string): string | undefined {
  const { problem } = kind === 'attribute' ? checkAttributeName(name) : checkTagKey(name);
  return problem && optionProblemSentence(problem);
}

export function valueProblem(kind: LabelKind, value: string): string | undefined {
  // An attribute without a value is a name that tasks can be placed by.
  if (value === '') return undefined;
  const { problem } = kind === 'attribute' ? checkAttributeValue(value) : checkTagValue(value);
  return problem && optionProblemSentence(problem);
}

/** Of a row of the editor: its value, or how hosts differ in it. */
export function rowWords({ value, count }: LabelRow, hosts: number): string {
  if (value !== undefined) return value === '' ? l10n.t('without a value') : inPick(value);
  return count === hosts ? l10n.t('differs') : l10n.t('on {0} of {1} hosts', count, hosts);
}

/** A line of what is going to be done, for a dialog. */
export function changeWords({ kind, name, value }: LabelChange, before: string | undefined): string {
  const what = kindNoun(kind);
  const shown = oneLine(name);
  if (value === undefined) return l10n.t('Remove the {0} {1}', what, shown);
  const next = value === '' ? l10n.t('without a value') : oneLine(value);
  return before === undefined || before === value
    ? l10n.t('Set the {0} {1}: {2}', what, shown, next)
    : l10n.t(
        'Set the {0} {1}: {2} (was {3})',
        what,
        shown,
        next,
        before === '' ? l10n.t('without a value') : oneLine(before),
      );
}

export function kindNoun(kind: LabelKind): string {
  switch (kind) {
    case 'attribute':
      return l10n.t('ECS attribute');
    case 'ecsTag':
      return l10n.t('ECS tag');
    case 'ssmTag':
      return l10n.t('SSM tag');
  }
}

export function countWords(count: number): string {
  return count === 1 ? l10n.t('1 change') : l10n.t('{0} changes', count);
}
