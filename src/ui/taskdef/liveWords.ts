import * as l10n from '@vscode/l10n';
import type { LiveValue } from '../../core/names/liveNames.ts';
import { inPick } from '../../core/text/label.ts';
import { messageWords, sizeWords } from './words.ts';

/** How a value of the account is listed, with what tells it from others. */
export function liveLabel(value: LiveValue, locale: string): { readonly label: string; readonly description?: string } {
  switch (value.kind) {
    case 'region':
      return { label: value.value, description: messageWords(value.name) };
    case 'cluster':
      return { label: inPick(value.value), description: value.region };
    case 'role':
      return { label: inPick(value.name) };
    case 'logGroup':
      return { label: inPick(value.value), description: retentionWords(value, locale) };
    case 'repository':
      return { label: inPick(value.name), description: value.region };
    case 'tag':
      return { label: inPick(value.value), description: imageWords(value, locale) };
  }
}

/** `kept for 14 days` */
function retentionWords({ retentionInDays }: Extract<LiveValue, { kind: 'logGroup' }>, locale: string): string {
  if (retentionInDays === undefined) return l10n.t('never expires');
  const days = new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  return l10n.t('kept for {0}', days.format(retentionInDays));
}

/** `pushed Nov 13, 2026 · at most 83 MB`: for one platform or another it may be less. */
function imageWords({ pushedAt, bytes }: Extract<LiveValue, { kind: 'tag' }>, locale: string): string {
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  return [
    ...(pushedAt === undefined ? [] : [l10n.t('pushed {0}', dates.format(pushedAt))]),
    ...(bytes === undefined ? [] : [sizeWords({ bytes, basis: 'estimated' }, locale)]),
  ].join(' · ');
}
