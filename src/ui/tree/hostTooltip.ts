import * as l10n from '@vscode/l10n';
import type { Host } from '../../core/fleet/host.ts';
import type { KubeNode } from '../../core/kubernetes/model.ts';
import { nodeRemarks, type NodeRemark } from '../../core/kubernetes/nodeHealth.ts';
import { kubeletSkew, skewRemark } from '../../core/kubernetes/skew.ts';
import { oneLine } from '../../core/text/label.ts';
import type { Moment } from '../activations/words.ts';
import { messageWords } from '../taskdef/words.ts';
import type { HostNode } from './nodes.ts';
import { ago, cpuWords, joined, memoryWords, share, tooltipTable, type TooltipRow } from './tooltipTable.ts';
import { ecsWords, kubeWords, machineWords, ssmWords } from './words.ts';

/** A host's tooltip as Markdown. */
export function hostTooltip(node: Pick<HostNode, 'host' | 'controlPlaneVersion'>, at: Moment): string {
  const { host } = node;
  return tooltipTable(
    host.name,
    [],
    [...machineRows(host), ...channelRows(host, at), ...capacityRows(host, at), ...kubeRows(node, at)],
  );
}

function machineRows(host: Host): readonly TooltipRow[] {
  const { id, name, machine, node, kube } = host;
  return [
    [l10n.t('ID'), id],
    [l10n.t('Node'), kube && ![id, name].includes(kube.name) ? kube.name : undefined],
    [l10n.t('Machine'), machineWords(machine)],
    [l10n.t('Operating system'), joined(' ', node?.platformName, node?.platformVersion) ?? kube?.osImage],
    [l10n.t('Kernel'), kube?.kernelVersion],
    [l10n.t('Architecture'), architecture(host)],
    [l10n.t('IP address'), node?.ipAddress ?? kube?.internalIp],
  ];
}

function architecture({ instance, kube, node }: Host): string | undefined {
  return instance?.attributes['ecs.cpu-architecture'] ?? joined('', kube?.architecture) ?? node?.architecture;
}

function channelRows({ state, node, instance, cluster }: Host, at: Moment): readonly TooltipRow[] {
  return [
    [l10n.t('ECS agent'), instance && joined(' · ', ecsWords(state.ecs), instance.agentVersion)],
    [l10n.t('Kubernetes'), cluster?.kind === 'eks' ? kubeWords(state.kube) : undefined],
    [l10n.t('SSM agent'), state.ssm === 'none' ? undefined : joined(' · ', ssmWords(state.ssm), node?.agentVersion)],
    [l10n.t('Last seen by SSM'), node?.lastPingAt === undefined ? undefined : ago(node.lastPingAt, at)],
    [l10n.t('Docker'), instance?.dockerVersion?.replace(/^DockerVersion:\s*/, '')],
  ];
}

function capacityRows({ instance }: Host, { locale }: Moment): readonly TooltipRow[] {
  if (!instance) return [];
  const { free, total, runningTaskCount, pendingTaskCount } = instance;
  // ECS counts 1,024 CPU units to a vCPU.
  const cpu = cpuWords(locale);
  return [
    [l10n.t('CPU free'), share(free.cpu, total.cpu, (cpuUnits) => cpu(cpuUnits / 1024))],
    [l10n.t('Memory free'), share(free.memoryMiB, total.memoryMiB, memoryWords(locale))],
    [l10n.t('Running tasks'), String(runningTaskCount)],
    [l10n.t('Pending tasks'), pendingTaskCount > 0 ? String(pendingTaskCount) : undefined],
  ];
}

function kubeRows(
  { host, controlPlaneVersion }: Pick<HostNode, 'host' | 'controlPlaneVersion'>,
  at: Moment,
): readonly TooltipRow[] {
  const { kube } = host;
  if (!kube) return [];
  return [
    [l10n.t('Kubelet'), kube.kubeletVersion],
    [l10n.t('Version skew'), skewWords(kube, controlPlaneVersion)],
    ...nodeRemarks(kube).map((remark) => remarkRow(remark, at)),
    [l10n.t('Container runtime'), kube.containerRuntime?.replace('://', ' ')],
    ...resourceRows(kube, at),
  ];
}

function skewWords({ kubeletVersion }: KubeNode, controlPlaneVersion: string | undefined): string | undefined {
  const skew = kubeletSkew(kubeletVersion, controlPlaneVersion);
  const remark = skew && skewRemark(skew);
  return remark && messageWords(remark.message);
}

/** What is well is not said: a node has five conditions that are well. */
function remarkRow({ about, message, since, detail }: NodeRemark, at: Moment): TooltipRow {
  return [
    about === 'cordoned' ? l10n.t('Cordoned') : about,
    joined(
      ' · ',
      messageWords(message),
      since === undefined ? undefined : ago(since, at),
      detail === undefined ? undefined : oneLine(detail, 400),
    ),
  ];
}

function resourceRows({ allocatable, capacity }: KubeNode, { locale }: Moment): readonly TooltipRow[] {
  const cpu = cpuWords(locale);
  const pods = new Intl.NumberFormat(locale);
  return [
    [l10n.t('CPU for pods'), share(allocatable.cpuMillis, capacity.cpuMillis, (millis) => cpu(millis / 1000))],
    [l10n.t('Memory for pods'), share(allocatable.memoryMiB, capacity.memoryMiB, memoryWords(locale))],
    [l10n.t('Pods at most'), allocatable.pods > 0 ? pods.format(allocatable.pods) : undefined],
  ];
}
