import * as l10n from '@vscode/l10n';
import { releaseOf } from '../../core/distro/channel.ts';
import { connectorRemark } from '../../core/eks/health.ts';
import type { CapiMachine, EksAnywhereCluster, KubeContainer, KubePod } from '../../core/kubernetes/model.ts';
import { oneLine } from '../../core/text/label.ts';
import type { Moment } from '../activations/words.ts';
import { listed } from '../sentences.ts';
import { messageWords } from '../taskdef/words.ts';
import type { AnywhereNode, MachineNode, MachinesNode, PodContainerNode, PodNode, RemarkNode } from './nodes.ts';
import { rowContext, type Row, type RowIcon } from './row.ts';

/** Rows of what Kubernetes says. Its own words (phases, reasons) are shown as they are. */

export function podRow({ pod }: PodNode): Row {
  const { namespace, name, containers } = pod;
  const ready = containers.filter((each) => each.ready).length;
  const restarts = containers.reduce((sum, each) => sum + each.restarts, 0);
  const status = oneLine(podStatus(pod));
  const label = oneLine(name);
  const path = `${oneLine(namespace)}/${label}`;
  const restarted = restarts > 0 ? [restartWords(restarts)] : [];
  const words = [status, l10n.t('{0} of {1} ready', ready, containers.length), ...restarted];
  const owner = pod.owner && `${oneLine(pod.owner.kind)} ${oneLine(pod.owner.name)}`;
  return {
    label,
    // As `kubectl` counts, since names of pods are long.
    description: [`${status} ${ready}/${containers.length}`, ...restarted, oneLine(namespace)].join(' · '),
    icon: podIcon(pod, ready),
    expands: containers.length > 0 ? 'collapsed' : 'no',
    contextValue: rowContext('pod', 'id'),
    spoken: l10n.t('Pod {0}, {1}', path, listed(words)),
    tooltip: [path, words.join(' · '), owner ?? ''].filter((line) => line !== '').join('\n'),
  };
}

/** As `kubectl get pods` says it: why a container does not run tells more than the phase. */
function podStatus({ phase, reason, containers }: KubePod): string {
  if (reason !== undefined) return reason;
  const stuck = containers.find((each) => !each.ready && each.reason !== undefined && each.reason !== 'Completed');
  return stuck?.reason ?? phase;
}

function podIcon({ phase, containers }: KubePod, ready: number): RowIcon {
  if (phase === 'Succeeded') return { codicon: 'pass' };
  if (phase === 'Failed') return { codicon: 'error', color: 'list.errorForeground' };
  if (phase === 'Running' && ready === containers.length) return { codicon: 'play-circle' };
  return containers.some(isStuck) ? { codicon: 'warning', color: 'list.warningForeground' } : { codicon: 'history' };
}

/** Waits for more than its turn: an image that can't be pulled, a program that ends at once. */
function isStuck({ state, reason }: KubeContainer): boolean {
  return (
    state !== 'running' &&
    reason !== undefined &&
    !['ContainerCreating', 'PodInitializing', 'Completed'].includes(reason)
  );
}

function restartWords(count: number): string {
  return count === 1 ? l10n.t('1 restart') : l10n.t('{0} restarts', count);
}

export function podContainerRow({ container }: PodContainerNode): Row {
  const name = oneLine(container.name);
  const state = oneLine(container.reason ?? stateWords(container));
  const image = oneLine(container.image);
  return {
    label: name,
    // A registry's address fills a narrow sidebar, and the repository says which image it is.
    description: `${state} · ${image.replace(/^\d{12}\.dkr\.ecr[^/]*\//, '')}`,
    icon: { codicon: 'package' },
    expands: 'no',
    contextValue: rowContext('container', 'id'),
    spoken: l10n.t('Container {0}, image {1}, {2}', name, image, state),
    tooltip: [`${name}: ${state}`, image, container.imageId === undefined ? '' : oneLine(container.imageId)]
      .filter((line) => line !== '')
      .join('\n'),
  };
}

function stateWords({ state, ready }: KubeContainer): string {
  switch (state) {
    case 'running':
      return ready ? l10n.t('running') : l10n.t('running, not ready');
    case 'waiting':
      return l10n.t('waiting');
    case 'terminated':
      return l10n.t('ended');
    case 'unknown':
      return l10n.t('unknown');
  }
}

export function machinesRow({ machines }: MachinesNode): Row {
  const label = l10n.t('Machines');
  const failed = machines.filter(hasFailed).length;
  const description = [String(machines.length), ...(failed > 0 ? [l10n.t('{0} failed', failed)] : [])].join(' · ');
  return {
    label,
    description,
    icon: { codicon: 'server-environment', ...(failed > 0 && { color: 'list.warningForeground' }) },
    expands: 'collapsed',
    contextValue: rowContext('group'),
    spoken: l10n.t('{0} of EKS Anywhere: {1}', label, description),
  };
}

function hasFailed({ failure, phase }: CapiMachine): boolean {
  return failure !== undefined || phase === 'Failed';
}

export function machineRow({ machine }: MachineNode): Row {
  const { name, role, phase, version, nodeName, failure } = machine;
  const label = oneLine(name);
  const words = [
    oneLine(phase),
    roleWords(role),
    ...(version === undefined ? [] : [oneLine(version)]),
    ...(nodeName === undefined || nodeName === name ? [] : [l10n.t('node {0}', oneLine(nodeName))]),
  ];
  const why = failure === undefined ? [] : [oneLine(failure, 1000)];
  return {
    label,
    description: [...words.slice(0, 1), ...why.map((each) => oneLine(each, 80)), ...words.slice(1)].join(' · '),
    icon: machineIcon(machine),
    expands: 'no',
    contextValue: rowContext('machine', 'id'),
    spoken: l10n.t('Machine {0}, {1}', label, listed([...words, ...why])),
    tooltip: [label, words.join(' · '), ...why].join('\n'),
  };
}

function machineIcon(machine: CapiMachine): RowIcon {
  if (hasFailed(machine)) return { codicon: 'error', color: 'list.errorForeground' };
  return { codicon: machine.phase === 'Running' ? 'vm-running' : 'vm-outline' };
}

function roleWords(role: CapiMachine['role']): string {
  switch (role) {
    case 'controlPlane':
      return l10n.t('control plane');
    case 'etcd':
      return 'etcd';
    case 'worker':
      return l10n.t('worker');
  }
}

export function anywhereRow({ anywhere, isOneOfMany }: AnywhereNode): Row {
  const { name, kubernetesVersion, eksAnywhereVersion, bundleNumber, isManagement } = anywhere;
  const label = isOneOfMany ? oneLine(name) : 'EKS Anywhere';
  const facts = [
    ...(eksAnywhereVersion === undefined ? [] : [oneLine(eksAnywhereVersion)]),
    ...(bundleNumber === undefined ? [] : [l10n.t('bundle {0}', String(bundleNumber))]),
    ...distroWords(anywhere),
  ];
  const role = isManagement ? l10n.t('management cluster') : l10n.t('workload cluster');
  return {
    label,
    description: facts.join(' · '),
    icon: { codicon: 'versions' },
    expands: 'collapsed',
    contextValue: rowContext('anywhere', 'id'),
    spoken: listed([l10n.t('EKS Anywhere {0}', oneLine(name)), role, ...facts]),
    tooltip: [oneLine(name), `${role} · Kubernetes ${oneLine(kubernetesVersion)}`, facts.join(' · ')].join('\n'),
  };
}

function distroWords({ distroRelease }: EksAnywhereCluster): readonly string[] {
  if (distroRelease === undefined) return [];
  const release = releaseOf(distroRelease);
  return [release ? `EKS Distro ${release.channel}-${String(release.number)}` : oneLine(distroRelease)];
}

export function remarkRow({ remark, steps }: RemarkNode, at: Moment): Row {
  const { label, detail, isInfo } = remarkWords(remark, at);
  const tooltip = [label, ...detail].join('\n');
  return {
    label,
    icon: isInfo ? { codicon: 'info' } : { codicon: 'warning', color: 'list.warningForeground' },
    expands: steps.length > 0 ? 'expanded' : 'no',
    contextValue: rowContext('remark'),
    spoken: isInfo ? label : l10n.t('Problem: {0}', listed([label, ...detail])),
    tooltip,
  };
}

interface RemarkWords {
  readonly label: string;
  readonly detail: readonly string[];
  readonly isInfo: boolean;
}

function remarkWords(remark: RemarkNode['remark'], { now }: Moment): RemarkWords {
  switch (remark.about) {
    case 'health': {
      const { message, detail, resourceIds = [] } = remark.of;
      const ids = listed(resourceIds.map((id) => oneLine(id)));
      return {
        label: messageWords(message),
        detail: [...(detail === undefined ? [] : [oneLine(detail, 1000)]), ...(ids === '' ? [] : [ids])],
        isInfo: false,
      };
    }
    case 'connector': {
      const of = connectorRemark(remark.cluster, now);
      return { label: of ? messageWords(of.message) : '', detail: [], isInfo: of?.severity === 'info' };
    }
    case 'noContext': {
      const detail = l10n.t(
        'It runs outside AWS. A context of your kubeconfig leads to its own Kubernetes API, which can.',
      );
      return { label: l10n.t('EKS cannot list its nodes'), detail: [detail], isInfo: true };
    }
  }
}
