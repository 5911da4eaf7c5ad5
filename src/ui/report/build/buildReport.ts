import * as l10n from '@vscode/l10n';
import { monthEnd, monthKey } from '../../../core/cost/month.ts';
import { oneLine } from '../../../core/text/label.ts';
import { monthWords } from '../../cost/costNodes.ts';
import { failureSentence } from '../../failureText.ts';
import { ageWords } from '../../taskdef/words.ts';
import { accountName } from '../../tree/render.ts';
import type { ReportModel, ReportNotice, ReportSection } from '../reportModel.ts';
import { daySection, monthSection } from './costSections.ts';
import { forecastSection } from './forecastSection.ts';
import { priceSection } from './priceSection.ts';
import { pullSection } from './pullSection.ts';
import { languageOf, type ReportInput } from './reportInput.ts';
import { whatIfSection } from './whatIfSection.ts';
import { asSentence, listed } from '../../sentences.ts';

/** The report of a month, in the words of the window's language. */
export function buildReport(input: ReportInput): ReportModel {
  const { state } = input;
  const language = languageOf(input);
  return {
    language,
    title: l10n.t('Costs and pulls, {0}', monthWords(state.month, language)),
    fileName: `cost-report-${monthKey(state.month)}`,
    lead: leadOf(input),
    words: {
      sections: l10n.t('Sections'),
      saving: l10n.t('Report'),
      saveHtml: l10n.t('Save as HTML…'),
      saveCsv: l10n.t('Save as CSV…'),
      refresh: l10n.t('Refresh'),
    },
    notices: noticesOf(input),
    sections: state.accounts.length === 0 ? [emptySection()] : sectionsOf(input),
  };
}

function sectionsOf(given: ReportInput): readonly ReportSection[] {
  // What was worked out in the last minutes of a month is of that month, whenever it is shown.
  const input = { ...given, now: Math.min(given.now, monthEnd(given.state.month) - 1) };
  return [
    monthSection(input),
    daySection(input),
    pullSection(input),
    forecastSection(input),
    whatIfSection(input),
    priceSection(input),
  ];
}

function emptySection(): ReportSection {
  const text = l10n.t('No AWS account is shown, so there is nothing to report. Select one in the Clusters view.');
  return { id: 'month', title: l10n.t('This month'), blocks: [{ kind: 'text', text }] };
}

function leadOf({ state, words, now }: ReportInput): readonly string[] {
  if (state.accounts.length === 0) return [];
  const time = new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeStyle: 'short' });
  const age = ageWords(state.asOf, state.isOld, now, words.locale ?? 'en');
  return [
    state.accounts.map(({ ref }) => listed([accountName(ref), oneLine(ref.region)])).join(' · '),
    l10n.t('As of {0}', time.format(state.asOf)) + (age === '' ? '' : ` (${age})`),
    ...(words.currency
      ? [
          l10n.t(
            'Amounts in {0}, at your rate of {1} for a US dollar. AWS bills in US dollars.',
            words.currency.code,
            words.currency.perUsd,
          ),
        ]
      : []),
  ];
}

function noticesOf({ state }: ReportInput): readonly ReportNotice[] {
  const sentences = new Set(state.failures.map((failure) => asSentence(failureSentence(failure))));
  return [
    ...(state.isOld
      ? [
          {
            severity: 'warning',
            label: l10n.t('Offline'),
            text: l10n.t('AWS could not be asked again. These are the figures of the last time.'),
          } as const,
        ]
      : []),
    ...[...sentences].map((text) => ({ severity: 'error', label: l10n.t('Not read'), text }) as const),
  ];
}
