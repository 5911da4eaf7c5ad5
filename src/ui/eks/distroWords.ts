import * as l10n from '@vscode/l10n';
import type { Failure } from '../../core/failure.ts';
import { failureSentence } from '../failureText.ts';
import { ageWords } from '../taskdef/words.ts';

/** Why a public file could not be read: part of a sentence. */
export function releaseFailureWords(failure: Failure): string {
  switch (failure.reason) {
    case 'network':
    case 'timedOut':
      return l10n.t('its host cannot be reached');
    case 'notFound':
      return l10n.t('it is not published');
    case 'throttled':
      return l10n.t('its host limits the rate of requests');
    case 'service':
    case 'invalidRequest':
      return l10n.t('its host sent something that cannot be used');
    default:
      return failureSentence(failure);
  }
}

/** What stands there instead of newer words, how old it is, and why. */
export function sinceWords(
  { readAt, failure }: { readonly readAt: number; readonly failure: Failure },
  now: number,
  locale: string,
): string {
  const age = ageWords(readAt, true, now, locale);
  return l10n.t('{0}: it could not be read anew, since {1}.', age, releaseFailureWords(failure));
}

/** As AWS has it: by the day of UTC. */
export function releaseDate(time: number, locale: string): string {
  return new Date(time).toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' });
}
