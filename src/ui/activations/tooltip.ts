import * as l10n from '@vscode/l10n';
import { activationStatus, clusterNameOf, usesLeft, widths } from '../../core/registration/activationList.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { activationPurposeWords } from '../registration/recordWords.ts';
import { listed } from '../sentences.ts';
import type { ActivationNode } from '../tree/nodes.ts';
import { activationName, codeWords, expiryWords, roleWords, usesLeftWords, widthWords, type Moment } from './words.ts';

/** An activation's tooltip as Markdown. Every value that comes from AWS is escaped; the code is not among them. */
export function activationTooltip({ activation, codeKnown, purpose }: ActivationNode, at: Moment): string {
  const { description, defaultInstanceName, createdAt, expiresAt, id } = activation;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Description'), description],
    [l10n.t('Name of its hosts'), defaultInstanceName],
    [l10n.t('For'), purpose && activationPurposeWords(purpose)],
    [l10n.t('Cluster'), clusterNameOf(activation)],
    [l10n.t('Role'), roleWords(activation)],
    [l10n.t('Registrations'), usesLeftWords(activation)],
    [l10n.t('Created'), date(createdAt, at)],
    [l10n.t('Expires'), joined(date(expiresAt, at), expiryWords(activation, at))],
    [l10n.t('Code'), codeWords(codeKnown)],
    [l10n.t('ID'), id],
  ];
  const table = rows.flatMap(([title, value]) =>
    value === undefined || value === '' ? [] : [`| ${escapeMarkdown(title)} | ${escapeMarkdown(value)} |`],
  );
  const notice = riskSentence(activation, at) ?? ownerSentence(purpose) ?? lostSentence(activation, codeKnown, at);
  return [
    `**${escapeMarkdown(activationName(activation))}**`,
    '',
    ...(notice === undefined ? [] : [escapeMarkdown(notice), '']),
    '| | |',
    '|:--|:--|',
    ...table,
  ].join('\n');
}

function riskSentence(activation: ActivationNode['activation'], { now }: Moment): string | undefined {
  const wide = widths(activation, now);
  if (wide.length === 0) return undefined;
  const why = listed(wide.map(widthWords));
  const left = usesLeft(activation);
  return left === 1
    ? l10n.t('Wide ({0}): whoever has the code can register a host with it.', why)
    : l10n.t('Wide ({0}): whoever has the code can register {1} hosts with it.', why, left);
}

function ownerSentence(purpose: ActivationNode['purpose']): string | undefined {
  return purpose === 'connector'
    ? l10n.t('It belongs to EKS, which deletes it when the connected cluster is deregistered.')
    : undefined;
}

function lostSentence(
  activation: ActivationNode['activation'],
  codeKnown: boolean,
  { now }: Moment,
): string | undefined {
  if (codeKnown || activationStatus(activation, now) !== 'open') return undefined;
  return l10n.t('AWS shows a code once, and this computer does not have it. If nobody has, delete the activation.');
}

function date(time: number | undefined, { locale }: Moment): string | undefined {
  return time === undefined
    ? undefined
    : new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

function joined(...parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length > 0 ? known.join(' · ') : undefined;
}
