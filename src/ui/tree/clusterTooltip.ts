import * as l10n from '@vscode/l10n';
import { connectorRemark, healthRemarks } from '../../core/eks/health.ts';
import { supportAt, supportNotice } from '../../core/eks/support.ts';
import type { EksCluster, EksSupport } from '../../core/fleet/model.ts';
import { oneLine } from '../../core/text/label.ts';
import { expiryWords, type Moment } from '../activations/words.ts';
import { listed } from '../sentences.ts';
import { messageWords } from '../taskdef/words.ts';
import { dateTime, joined, tooltipTable, type TooltipRow } from './tooltipTable.ts';
import { providerWords } from './words.ts';

/** The tooltip of an EKS cluster as Markdown: all that `DescribeCluster` and `DescribeClusterVersions` tell of it. */
export function clusterTooltip(cluster: EksCluster, at: Moment): string {
  return tooltipTable(cluster.name, notices(cluster, at), [
    [l10n.t('Status'), cluster.status],
    ...(cluster.connector ? connectorRows(cluster, at) : eksRows(cluster, at)),
    [l10n.t('Created'), dateTime(cluster.createdAt, at)],
  ]);
}

function notices(cluster: EksCluster, { now }: Moment): readonly string[] {
  const health = healthRemarks(cluster).map(({ message, detail, resourceIds = [] }) =>
    [messageWords(message), detail === undefined ? '' : oneLine(detail, 1000), listed(resourceIds)]
      .filter((part) => part !== '')
      .join(' · '),
  );
  const others = [supportNotice(cluster, now), connectorRemark(cluster, now)];
  return [...health, ...others.flatMap((each) => (each ? [messageWords(each.message)] : []))];
}

function eksRows(cluster: EksCluster, at: Moment): readonly TooltipRow[] {
  const { version, platformVersion, controlPlaneTier, autoMode, hybridNodesEnabled, endpointAccess } = cluster;
  const support = supportAt(cluster, at.now);
  return [
    [l10n.t('Kubernetes'), version],
    [l10n.t('Platform version'), platformVersion],
    [l10n.t('Support'), supportWords(support)],
    [l10n.t('Standard support'), untilDay(cluster.endOfStandardSupport, at)],
    [l10n.t('Extended support'), untilDay(cluster.endOfExtendedSupport, at)],
    [l10n.t('After standard support'), support === 'standard' ? policyWords(cluster) : undefined],
    [l10n.t('Control plane tier'), controlPlaneTier],
    [l10n.t('Auto Mode'), autoMode === undefined ? undefined : onOff(autoMode)],
    [l10n.t('Hybrid nodes'), hybridNodesEnabled ? l10n.t('enabled') : l10n.t('not enabled')],
    [l10n.t('Networks of hybrid nodes'), cidrs(cluster.remoteNetworks?.nodes)],
    [l10n.t('Networks of their pods'), cidrs(cluster.remoteNetworks?.pods)],
    [l10n.t('API server'), endpointAccess && accessWords(endpointAccess)],
  ];
}

function connectorRows({ connector }: EksCluster, at: Moment): readonly TooltipRow[] {
  const expiresAt = connector?.activationExpiresAt;
  const expiry = expiresAt === undefined ? {} : { expiresAt };
  return [
    [l10n.t('Provider'), providerWords(connector?.provider) ?? connector?.provider],
    [l10n.t('Runs'), l10n.t('outside AWS; connected by the EKS Connector')],
    [l10n.t('Activation'), joined(' · ', dateTime(expiresAt, at), expiryWords(expiry, at))],
  ];
}

function supportWords(support: EksSupport): string | undefined {
  switch (support) {
    case 'standard':
      return l10n.t('standard');
    case 'extended':
      return l10n.t('extended, which costs more');
    case 'unsupported':
      return l10n.t('ended');
    case 'unknown':
      return undefined;
  }
}

function policyWords({ atEndOfStandardSupport: policy }: EksCluster): string | undefined {
  switch (policy) {
    case 'upgrade':
      return l10n.t('AWS upgrades the cluster');
    case 'extend':
      return l10n.t('extended support, which costs more');
    default:
      return undefined;
  }
}

/** AWS ends support with a day in UTC. */
function untilDay(time: number | undefined, { locale }: Moment): string | undefined {
  if (time === undefined) return undefined;
  return l10n.t('until {0}', new Date(time).toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' }));
}

function onOff(isOn: boolean): string {
  return isOn ? l10n.t('on') : l10n.t('off');
}

function cidrs(all: readonly string[] | undefined): string | undefined {
  return all === undefined || all.length === 0 ? undefined : listed(all);
}

function accessWords(access: NonNullable<EksCluster['endpointAccess']>): string {
  if (access.public && access.private) return l10n.t('public and private');
  return access.public ? l10n.t('public') : l10n.t('private: from its VPC only');
}
