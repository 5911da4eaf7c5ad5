import * as l10n from '@vscode/l10n';
import { monthEnd, monthStart } from '../../core/cost/month.ts';
import { elsewhereBytes } from '../../core/cost/monthly/transfer.ts';
import { amountWords, byteWords, type WordOptions } from '../../core/cost/monthly/words.ts';
import { isBilledDue, requestsMicroUsd } from '../../core/pulls/billed.ts';
import { compareWhole, daysWithin, type EvidenceSum } from '../../core/pulls/compareEvidence.ts';
import { allHosts, otherHost, unknownHost, type Evidence, type TimeRange } from '../../core/pulls/gateway.ts';
import { byHost, type HostSum, type PullSum } from '../../core/pulls/report.ts';
import type { ScanProgress } from '../../core/pulls/scan.ts';
import { priceTransfer, type PricedPart } from '../../core/pulls/transferShare.ts';
import { oneLine } from '../../core/text/label.ts';
import { commands } from '../ids.ts';
import { listed } from '../sentences.ts';
import { ageWords } from '../taskdef/words.ts';
import { rowContext } from '../tree/row.ts';
import { remarkNode, type CostNode } from './costNode.ts';
import type { AccountCosts, AccountPulls, CostsState } from './costs.ts';
import { pulledWords, shortPulledWords, type PulledBytes } from './pullWords.ts';

/** What the reader of an account's pulls is at. */
export interface ReadingState {
  /** Present while pulls are read; without figures at the very beginning. */
  readonly progress?: Partial<ScanProgress>;
  readonly mostRequests: number;
  /** Older events are still to be read. */
  readonly isUnfinished: boolean;
}

interface Saying extends ReadingState {
  readonly words: WordOptions;
  readonly now: number;
}

/** Who pulled what this month, and how that is known. Nothing while nobody has looked. */
export function pullNodes(costs: AccountCosts, state: CostsState, saying: Saying): readonly CostNode[] {
  const { pulls } = costs;
  const reading = saying.progress ? [progressNode(saying.progress, saying)] : [];
  const isKnown =
    pulls.scannedAt !== undefined || pulls.billed.agreedAt !== undefined || pulls.days.pullCount !== undefined;
  if (!isKnown) return reading;
  const range = { from: monthStart(state.month), to: Math.min(saying.now, monthEnd(state.month) - 1) };
  return [...reading, ...hostsNodes(costs, state, range, saying), evidenceNode(pulls, range, saying)];
}

function progressNode({ requests = 0, counted = 0 }: Partial<ScanProgress>, { mostRequests }: Saying): CostNode {
  const label = l10n.t('Reading pulls…');
  const description = l10n.t('{0} of {1} requests, {2} layers', requests, mostRequests, counted);
  return {
    id: 'progress',
    row: {
      label,
      description,
      icon: { codicon: 'loading~spin' },
      expands: 'no',
      contextValue: rowContext('note'),
      spoken: l10n.t('{0}, {1}', label, description),
    },
    children: [],
  };
}

function hostsNodes(
  { ref, facts, pulls }: AccountCosts,
  { book }: CostsState,
  range: TimeRange,
  saying: Saying,
): readonly CostNode[] {
  const { words } = saying;
  const sums = byHost(pulls.best(range));
  if (sums.length === 0) return [];
  const priced = priceTransfer(sums, ref.region, book, elsewhereBytes(facts.transfer));
  const label = l10n.t('Pulls by Host');
  const all = allOf(sums);
  const description = withCost(shortPulledWords(all, words), priced?.microUsd, words);
  return [
    {
      id: 'hosts',
      row: {
        label,
        description,
        icon: { codicon: 'vm' },
        expands: 'collapsed',
        contextValue: rowContext('group'),
        spoken: l10n.t('{0}, {1}', label, withCost(pulledWords(all, words), priced?.microUsd, words)),
      },
      children: sums.map((sum, index) => hostNode(sum, priced?.parts[index], pulls, words)),
    },
  ];
}

function hostNode(
  sum: HostSum,
  priced: PricedPart | undefined,
  { hostNames }: AccountPulls,
  words: WordOptions,
): CostNode {
  const name = hostName(sum.key, hostNames);
  const label = shortName(sum.key) ?? name;
  const description = withCost(shortPulledWords(sum, words), priced?.microUsd, words);
  return {
    id: sum.key,
    row: {
      label,
      description,
      icon: { codicon: sum.key.startsWith('mi-') ? 'vm' : 'question' },
      expands: 'collapsed',
      contextValue: rowContext('cost'),
      spoken: l10n.t(
        'Pulls of {0}, {1}',
        name.toLowerCase().startsWith(label.toLowerCase()) ? name : listed([label, name]),
        withCost(pulledWords(sum, words), priced?.microUsd, words),
      ),
    },
    children: [
      ...(label === name ? [] : [remarkNode('name', name)]),
      ...sum.repositories.map((each) => remarkNode(`repository ${each.key}`, repositoryWords(each, words), 'package')),
      ...(priced
        ? [
            remarkNode(
              'free',
              l10n.t('Of it free, as its share: {0}', byteWords(priced.freeBytes, words)),
              'symbol-numeric',
            ),
          ]
        : []),
    ],
  };
}

function repositoryWords(sum: PullSum, words: WordOptions): string {
  const { key, pulls, unsized } = sum;
  if (unsized > 0 && unsized === pulls) return l10n.t('{0}: {1} pulls of a size that is not known', key, pulls);
  const size = pulledWords(sum, words);
  return unsized === 0
    ? l10n.t('{0}: {1} in {2} pulls', key, size, pulls)
    : l10n.t('{0}: {1} in {2} pulls, and {3} of a size that is not known', key, size, pulls - unsized, unsized);
}

function allOf(sums: readonly PullSum[]): PulledBytes {
  const bytes = sums.reduce((sum, each) => sum + each.bytes, 0);
  if (sums.every(({ mostBytes }) => mostBytes === undefined)) return { bytes };
  return { bytes, mostBytes: sums.reduce((sum, each) => sum + (each.mostBytes ?? each.bytes), 0) };
}

/** The view is narrow. */
function shortName(key: string): string | undefined {
  switch (key) {
    case unknownHost:
      return l10n.t('Unknown Host');
    case otherHost:
      return l10n.t('Others');
    case allHosts:
      return l10n.t('All Hosts');
    default:
      return undefined;
  }
}

/** What a host is called in costs: there are pulls that no host can be told of. */
export function hostName(key: string, names: ReadonlyMap<string, string>): string {
  switch (key) {
    case unknownHost:
      return l10n.t('Tasks whose host is not known any more');
    case otherHost:
      return l10n.t('Others, such as a laptop');
    case allHosts:
      return l10n.t('All hosts, not told apart');
    default:
      return oneLine(names.get(key) ?? key);
  }
}

function withCost(size: string, microUsd: number | undefined, words: WordOptions): string {
  return microUsd === undefined ? size : `${size} · ${amountWords(microUsd, words)}`;
}

/** All kinds of evidence side by side, over the days that all of them cover. */
function evidenceNode(pulls: AccountPulls, range: TimeRange, saying: Saying): CostNode {
  const { words } = saying;
  const label = l10n.t('How Pulls Are Known');
  const compared = compareWhole(pulls.rows(range), daysWithin(pulls.days, range));
  const sides = compared
    ? [
        remarkNode('days', l10n.t('Days of this month that they have in common: {0}', compared.days), 'symbol-numeric'),
        ...compared.sums.map((sum) => remarkNode(sum.evidence, sumWords(sum, words), 'law')),
        ...compared.differences.map(({ of, than, bytes }) =>
          remarkNode(`${of} ${than}`, differenceWords(of, than, bytes, words), 'diff'),
        ),
      ]
    : [];
  const age = pulls.scannedAt === undefined ? '' : ageWords(pulls.scannedAt, true, saying.now, words.locale ?? 'en');
  const description = age === '' ? '' : l10n.t('CloudTrail {0}', age);
  return {
    id: 'evidence',
    row: {
      label,
      ...(description !== '' && { description }),
      icon: { codicon: 'law' },
      expands: 'collapsed',
      contextValue: rowContext('group'),
      spoken: description === '' ? label : l10n.t('{0}, {1}', label, description),
    },
    children: [
      ...sides,
      ...(saying.isUnfinished
        ? [
            remarkNode(
              'unread',
              l10n.t('Older events are still to be read: Read Pulls Now'),
              'cloud-download',
              commands.readPulls,
            ),
          ]
        : []),
      ...(pulls.metrics === undefined
        ? []
        : [
            remarkNode(
              'metrics',
              l10n.t('Pull counts take {0} metrics of CloudWatch a read, which AWS may bill', pulls.metrics),
              'symbol-numeric',
            ),
          ]),
      billedNode(pulls, saying),
    ],
  };
}

function billedNode({ billed }: AccountPulls, { words, now }: Saying): CostNode {
  const label = l10n.t('Cost Explorer');
  const spent = amountWords(requestsMicroUsd(billed), words);
  const requests =
    billed.requests === 1
      ? l10n.t('1 request so far, {0}', spent)
      : l10n.t('{0} requests so far, {1}', billed.requests, spent);
  const description =
    billed.agreedAt === undefined
      ? [l10n.t('off'), ...(billed.requests > 0 ? [requests] : [])].join(' · ')
      : [requests, ...(isBilledDue(billed, now) ? [] : [l10n.t('read today')])].join(' · ');
  return {
    id: 'billed',
    row: {
      label,
      description,
      icon: { codicon: 'credit-card' },
      expands: 'no',
      contextValue: rowContext('billed'),
      spoken: l10n.t('{0}, {1}', label, description),
      command: commands.showBilled,
    },
    children: [],
  };
}

export function evidenceName(evidence: Evidence): string {
  switch (evidence) {
    case 'layers':
      return l10n.t('Measured by layer');
    case 'pullCount':
      return l10n.t('Estimated from pull counts');
    case 'billed':
      return l10n.t('Billed');
  }
}

function sumWords(sum: EvidenceSum, words: WordOptions): string {
  const [name, size] = [evidenceName(sum.evidence), pulledWords(sum, words)];
  return sum.unsized === 0
    ? l10n.t('{0}: {1}', name, size)
    : l10n.t('{0}: {1}, and {2} pulls of a size that is not known', name, size, sum.unsized);
}

function differenceWords(of: Evidence, than: Evidence, bytes: number, words: WordOptions): string {
  const [first, second] = [evidenceName(of), evidenceName(than)];
  const size = byteWords(Math.abs(bytes), words);
  if (bytes === 0) return l10n.t('{0} and {1} say the same', first, second);
  return bytes > 0
    ? l10n.t('{0} is {1} more than {2}', first, size, second)
    : l10n.t('{0} is {1} less than {2}', first, size, second);
}
