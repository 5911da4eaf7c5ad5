import * as l10n from '@vscode/l10n';
import { needsAttention, type HostGrouping, type HostStanding } from '../../core/fleet/arrange.ts';
import { oneLine } from '../../core/text/label.ts';
import { listed } from '../sentences.ts';
import type { HostGroupNode } from './nodes.ts';
import { rowContext, type Row } from './row.ts';

/** The label has no number in it: by it, VS Code knows the row again and keeps it unfolded. */
export function hostGroupRow({ grouping, value, rows, worst, worstCount, startsUnfolded }: HostGroupNode): Row {
  const label = grouping.by === 'state' ? standingWords(worst) : groupLabel(grouping, value);
  const count = rows.length;
  const state = worstCount === count ? standingWords(worst) : `${worstCount} ${standingWords(worst)}`;
  const words = grouping.by === 'state' ? [] : [state];
  const hosts = rows.map(({ host }) => host).filter(({ stale }) => !stale);
  return {
    label,
    description: [String(count), ...words].join(' · '),
    icon: { codicon: 'server-environment', ...(needsAttention(worst) && { color: 'list.warningForeground' }) },
    expands: startsUnfolded ? 'expanded' : 'collapsed',
    contextValue: rowContext(
      'hostGroup',
      hosts.some(({ instance }) => instance?.status === 'ACTIVE') && 'active',
      hosts.some(({ instance }) => instance?.status === 'DRAINING') && 'draining',
    ),
    spoken: listed([l10n.t('Group {0}', label), count === 1 ? l10n.t('1 host') : l10n.t('{0} hosts', count), ...words]),
  };
}

function groupLabel(grouping: HostGrouping, value: string | undefined): string {
  if (value === undefined) return withoutValue(grouping.by);
  if (grouping.by === 'prefix') return `${oneLine(value)}…`;
  return value.trim() === '' ? l10n.t('(empty)') : oneLine(value);
}

function withoutValue(by: HostGrouping['by']): string {
  switch (by) {
    case 'architecture':
      return l10n.t('(architecture not known)');
    case 'board':
      return l10n.t('(board not known)');
    case 'tag':
      return l10n.t('(no tag)');
    default:
      return l10n.t('(other names)');
  }
}

/** As the rows of hosts say it. */
function standingWords(standing: HostStanding): string {
  switch (standing) {
    case 'connected':
      return l10n.t('connected');
    case 'draining':
      return l10n.t('draining');
    case 'changing':
      return l10n.t('registering or deregistering');
    case 'failed':
      return l10n.t('registration failed');
    case 'agentDisconnected':
      return l10n.t('ECS lost');
    case 'notReady':
      return l10n.t('not ready');
    case 'notJoined':
      return l10n.t('not joined');
    case 'ssmLost':
      return l10n.t('SSM lost');
    case 'offline':
      return l10n.t('offline');
    case 'unknown':
      return l10n.t('unknown');
    case 'replaced':
      return l10n.t('replaced');
  }
}
