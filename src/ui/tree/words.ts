import * as l10n from '@vscode/l10n';
import type { EcsChannel, HostState, KubeChannel, SsmChannel } from '../../core/fleet/host.ts';
import type { Machine } from '../../core/fleet/machine.ts';
import { oneLine } from '../../core/text/label.ts';
import type { Moment } from '../activations/words.ts';

/** A host's state in as few words as fit beside its name. */
export function hostStateWords(state: HostState): string {
  switch (state.health) {
    case 'agentDisconnected':
      return l10n.t('ECS lost');
    case 'ssmLost':
      return state.ssm === 'unlisted' ? l10n.t('not in SSM') : l10n.t('SSM lost');
    case 'notReady':
      return l10n.t('not ready');
    case 'notJoined':
      return l10n.t('not joined');
    default:
      return hostStateSpoken(state);
  }
}

/** A host's state in full: what is wrong, or that all is well. */
export function hostStateSpoken({ ecs, ssm, kube, health }: HostState): string {
  switch (health) {
    case 'connected':
      return l10n.t('connected');
    case 'draining':
      return kube === 'cordoned' ? l10n.t('cordoned') : l10n.t('draining');
    case 'notReady':
      return kube === 'unreachable' ? l10n.t('not ready, its kubelet is not heard of') : l10n.t('not ready');
    case 'notJoined':
      return l10n.t('has not joined the cluster');
    case 'agentDisconnected':
      return l10n.t('ECS agent disconnected');
    case 'ssmLost':
      return ssm === 'unlisted' ? l10n.t('not known to SSM') : l10n.t('SSM connection lost');
    case 'offline':
      return l10n.t('offline');
    case 'failed':
      return l10n.t('registration failed');
    case 'changing':
      return ecsWords(ecs);
    case 'unknown':
      return ssmWords(ssm);
  }
}

/** The ECS channel by itself, for the tooltip. */
export function ecsWords(ecs: EcsChannel): string {
  switch (ecs) {
    case 'connected':
      return l10n.t('connected');
    case 'disconnected':
      return l10n.t('disconnected');
    case 'draining':
      return l10n.t('connected, draining');
    case 'registering':
      return l10n.t('registering');
    case 'deregistering':
      return l10n.t('deregistering');
    case 'registrationFailed':
      return l10n.t('registration failed');
    case 'none':
      return l10n.t('not in a cluster');
  }
}

/** The SSM channel by itself, for the tooltip. */
export function ssmWords(ssm: SsmChannel): string {
  switch (ssm) {
    case 'online':
      return l10n.t('online');
    case 'connectionLost':
      return l10n.t('connection lost');
    case 'inactive':
      return l10n.t('inactive');
    case 'unlisted':
      return l10n.t('not known to SSM');
    case 'unknown':
      return l10n.t('unknown');
    case 'none':
      return l10n.t('not used');
  }
}

/** The kubelet by itself, for the tooltip. */
export function kubeWords(kube: KubeChannel | undefined): string {
  switch (kube) {
    case 'ready':
      return l10n.t('ready');
    case 'cordoned':
      return l10n.t('ready, cordoned');
    case 'notReady':
      return l10n.t('not ready');
    case 'unreachable':
      return l10n.t('not ready, its kubelet is not heard of');
    case 'notJoined':
      return l10n.t('has not joined the cluster');
    case undefined:
      return l10n.t('not asked, or not reached');
  }
}

export function machineWords({ kind, board, certain }: Machine): string | undefined {
  if (board !== undefined) return oneLine(board);
  switch (kind) {
    case 'raspberryPi':
      return certain ? 'Raspberry Pi' : l10n.t('Raspberry Pi (by its name)');
    case 'arm64':
      return l10n.t('arm64 machine');
    case 'x86':
      return l10n.t('x86 server');
    case 'unknown':
      return undefined;
  }
}

const providers: Readonly<Record<string, string>> = {
  EKS_ANYWHERE: 'EKS Anywhere',
  ANTHOS: 'Anthos',
  GKE: 'GKE',
  AKS: 'AKS',
  OPENSHIFT: 'OpenShift',
  TANZU: 'Tanzu',
  RANCHER: 'Rancher',
  EC2: 'EC2',
};

/** Who made a connected cluster. EKS says `OTHER` of what it has no name for. */
export function providerWords(provider: string | undefined): string | undefined {
  if (provider === undefined || provider === 'OTHER') return undefined;
  return providers[provider] ?? oneLine(provider);
}

/** AWS ends support with a day in UTC. The year is said where it is another one. */
export function supportDay(time: number, { locale, now }: Moment): string {
  const isThisYear = new Date(time).getUTCFullYear() === new Date(now).getUTCFullYear();
  const date: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' };
  return new Date(time).toLocaleDateString(locale, isThisYear ? date : { ...date, year: 'numeric' });
}
