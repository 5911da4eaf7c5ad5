import * as l10n from '@vscode/l10n';
import { connectorRemark, healthRemarks, type ConnectorRemark } from '../../core/eks/health.ts';
import { supportNotice, type SupportNotice } from '../../core/eks/support.ts';
import type { EcsCluster, EksCluster } from '../../core/fleet/model.ts';
import { oneLine } from '../../core/text/label.ts';
import { timeLeftWords, type Moment } from '../activations/words.ts';
import type { RowFlag } from '../ids.ts';
import { listed } from '../sentences.ts';
import { messageWords } from '../taskdef/words.ts';
import type { ClusterNode } from './nodes.ts';
import { inConsole, rowContext, type Row, type RowIcon } from './row.ts';
import { providerWords, supportDay } from './words.ts';

export function clusterRow({ account, cluster }: ClusterNode, at: Moment): Row {
  const name = oneLine(cluster.name);
  const context = (...flags: readonly (RowFlag | false)[]): string =>
    rowContext('cluster', 'id', 'arn', inConsole(account.ref), ...flags);
  if (cluster.kind === 'ecs') {
    const description = ecsWords(cluster);
    return {
      label: name,
      description,
      icon: { codicon: 'layers' },
      expands: 'collapsed',
      contextValue: context('ecs'),
      spoken: l10n.t('ECS cluster {0}, {1}', name, description),
    };
  }
  const words = cluster.connector ? connectedLook(cluster, at) : eksLook(cluster, at);
  return {
    label: name,
    description: words.description,
    icon: words.icon,
    expands: 'collapsed',
    contextValue: context(...words.flags),
    spoken: listed([l10n.t('EKS cluster {0}, {1}', name, words.description), ...words.more]),
  };
}

function ecsWords({ containerInstanceCount: instances, status }: EcsCluster): string {
  const words = instances === 1 ? l10n.t('1 instance') : l10n.t('{0} instances', instances);
  return joined('ECS', instances > 0 && words, status !== 'ACTIVE' && oneLine(status));
}

interface EksLook {
  readonly description: string;
  readonly icon: RowIcon;
  readonly flags: readonly (RowFlag | false)[];
  /** What only fits where it is heard. */
  readonly more: readonly string[];
}

function eksLook(cluster: EksCluster, at: Moment): EksLook {
  const { status, version, hybridNodesEnabled } = cluster;
  const notice = supportNotice(cluster, at.now);
  const issues = healthRemarks(cluster).length;
  return {
    description: joined(
      version === undefined ? 'EKS' : `EKS ${oneLine(version)}`,
      issues > 0 && (issues === 1 ? l10n.t('1 issue') : l10n.t('{0} issues', issues)),
      status !== 'ACTIVE' && oneLine(status),
      notice && noticeWords(notice, at),
    ),
    icon: icon(issues > 0 || (notice !== undefined && notice.severity !== 'info')),
    flags: ['eks', hybridNodesEnabled && 'hybrid'],
    more: notice ? [messageWords(notice.message)] : [],
  };
}

/** Beside a name in a narrow sidebar; the tooltip has it in full. */
function noticeWords({ kind, at: time }: SupportNotice, at: Moment): string {
  const day = time === undefined ? '' : supportDay(time, at);
  switch (kind) {
    case 'standardEnds':
      return l10n.t('supported until {0}', day);
    case 'extendedBegins':
      return l10n.t('extended from {0}', day);
    case 'extended':
      return l10n.t('extended support');
    case 'extendedEnds':
      return l10n.t('extended until {0}', day);
    case 'unsupported':
      return l10n.t('not supported');
  }
}

/** It runs elsewhere: EKS knows who made it, and whether its agents are connected. */
function connectedLook(cluster: EksCluster, at: Moment): EksLook {
  const provider = providerWords(cluster.connector?.provider);
  const remark = connectorRemark(cluster, at.now);
  const isLost = remark?.kind === 'expired' || remark?.kind === 'failed';
  const state = remark ? connectorWords(remark, at) : [stateWords(cluster.status)];
  const isAnywhere = cluster.connector?.provider === 'EKS_ANYWHERE';
  return {
    description: isAnywhere ? joined(provider, ...state) : joined('EKS', ...state, provider),
    icon: icon(isLost),
    flags: ['connected', isLost && 'lost'],
    more: isLost ? [messageWords(remark.message)] : [],
  };
}

function stateWords(status: string): string {
  return status === 'ACTIVE' ? l10n.t('connected') : oneLine(status);
}

function connectorWords({ kind, expiresAt }: ConnectorRemark, { locale, now }: Moment): readonly string[] {
  switch (kind) {
    case 'pending':
      return [
        expiresAt === undefined
          ? l10n.t('not connected yet')
          : l10n.t('{0} to connect', timeLeftWords(expiresAt - now, locale)),
      ];
    case 'expired':
      return [l10n.t('not connected in time')];
    case 'failed':
      return [l10n.t('connection failed')];
  }
}

function icon(isWarning: boolean): RowIcon {
  return { codicon: 'type-hierarchy', ...(isWarning && { color: 'list.warningForeground' }) };
}

function joined(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' · ');
}
