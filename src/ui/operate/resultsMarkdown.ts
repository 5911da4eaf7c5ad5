import * as l10n from '@vscode/l10n';
import type { CommandStatus } from '../../core/operate/commands.ts';
import { visible } from '../../core/text/label.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { failureSentence } from '../failureText.ts';
import { listed } from '../sentences.ts';
import { accountName } from '../tree/render.ts';
import { endedCount, type HostOutcome, type RunState } from './commandRun.ts';

/** A document of more than this would be slow to show. */
const mostCharacters = 1_000_000;

/** A run and what came of it: a table of its hosts, and all that they wrote. */
export function resultsMarkdown(state: RunState, { locale }: { readonly locale: string }): string {
  const { run, outcomes } = state;
  const lines = [`# ${escapeMarkdown(run.title)}`, '', factsLine(state, locale), '', `**${stateWords(state)}**`, ''];
  for (const { hosts, why } of run.unsent) {
    const names = listed(hosts.map(({ name }) => escapeMarkdown(name)));
    lines.push(`⚠ ${l10n.t('Not sent to {0}: {1}.', names, escapeMarkdown(why))}`, '');
  }
  if (state.failure) {
    const sentence = escapeMarkdown(failureSentence(state.failure));
    lines.push(`⚠ ${l10n.t('The last look failed: {0}. What is shown is what was known before.', sentence)}`, '');
  }
  if (outcomes.length > 0) lines.push(...table(outcomes), '');
  lines.push(...outputs(outcomes));
  if (run.script) lines.push(`## ${l10n.t('Script')}`, '', ...fenced(run.script.join('\n')));
  return `${lines.join('\n').trimEnd()}\n`;
}

function factsLine({ run, outcomes }: RunState, locale: string): string {
  const { account, sentAt, commands } = run;
  const count = outcomes.length;
  return [
    count === 1 ? l10n.t('1 host') : l10n.t('{0} hosts', count),
    listed([escapeMarkdown(accountName(account)), escapeMarkdown(account.region)]),
    sentAt > 0 ? new Date(sentAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }) : undefined,
    ...commands.map(({ commandId }) => `\`${commandId.replace(/[^\w-]/g, '')}\``),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** Where a run is, in a sentence. */
export function stateWords(state: RunState): string {
  const ended = endedCount(state);
  const all = state.outcomes.length;
  switch (state.phase) {
    case 'watching':
      return l10n.t('Running: {0} of {1} have ended', ended, all);
    case 'timedOut':
      return l10n.t('It still runs, and is not looked at any more: {0} of {1} have ended', ended, all);
    case 'stopped':
      return l10n.t('It is not looked at any more: {0} of {1} had ended', ended, all);
    case 'ended':
      return endWords(state);
  }
}

function endWords({ outcomes, run }: RunState): string {
  const good = outcomes.filter(({ result }) => result?.status === 'success').length;
  const all = outcomes.length + run.unsent.reduce((sum, { hosts }) => sum + hosts.length, 0);
  return good === all ? l10n.t('Ended well on all hosts') : l10n.t('Ended well on {0} of {1} hosts', good, all);
}

function table(outcomes: readonly HostOutcome[]): readonly string[] {
  const head = [l10n.t('Host'), l10n.t('Status'), l10n.t('Exit code'), l10n.t('First line')];
  return [
    `| ${head.join(' | ')} |`,
    '| --- | --- | ---: | --- |',
    ...outcomes.map((outcome) => {
      const { host, result } = outcome;
      const exitCode = outcome.output?.exitCode ?? result?.exitCode;
      const cells = [
        escapeMarkdown(host.name),
        statusWords(result?.status ?? 'pending', result?.statusDetails),
        exitCode === undefined ? '' : String(exitCode),
        escapeMarkdown(firstLine(outcome)),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}

function statusWords(status: CommandStatus, details: string | undefined): string {
  switch (status) {
    case 'pending':
      return `… ${l10n.t('waiting')}`;
    case 'running':
      return `… ${l10n.t('running')}`;
    case 'success':
      return `✓ ${l10n.t('success')}`;
    case 'failed':
      return `✗ ${l10n.t('failed')}`;
    case 'timedOut':
      return `✗ ${details === 'DeliveryTimedOut' ? l10n.t('not delivered in time') : l10n.t('timed out')}`;
    case 'cancelled':
      return `✗ ${l10n.t('cancelled')}`;
    case 'undeliverable':
      return `✗ ${l10n.t('could not be delivered')}`;
  }
}

const longestCell = 120;

export function firstLine(outcome: HostOutcome): string {
  const line =
    textOf(outcome)
      .split(/\r?\n/)
      .map((each) => each.trim())
      .find((each) => each.length > 0 && !/^-+ERROR-+$/.test(each)) ?? '';
  const shown = visible(line);
  return shown.length <= longestCell ? shown : `${shown.slice(0, longestCell - 1)}…`;
}

function textOf({ result, output }: HostOutcome): string {
  if (!output) return result?.output ?? '';
  return [output.stdout, output.stderr].filter((part) => part.trim() !== '').join('\n');
}

function outputs(outcomes: readonly HostOutcome[]): readonly string[] {
  let left = mostCharacters;
  return outcomes.flatMap((outcome) => {
    const text = textOf(outcome).trimEnd();
    if (text === '') return [];
    const heading = [`## ${escapeMarkdown(outcome.host.name)}`, ''];
    left -= text.length;
    if (left < 0) return [...heading, l10n.t('Left out here: this run wrote more than can be shown at once.'), ''];
    const cut = outcome.output?.isCut ? [l10n.t('AWS keeps no more of what it wrote.'), ''] : [];
    return [...heading, ...fenced(text), ...cut];
  });
}

/** As it is, whatever it holds: a fence longer than any in the text. */
function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...text.split(/\r?\n/).map(visible), fence, ''];
}
