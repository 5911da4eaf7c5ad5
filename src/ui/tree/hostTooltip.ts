import * as l10n from '@vscode/l10n';
import type { Host } from '../../core/fleet/host.ts';
import type { KubeNode } from '../../core/kubernetes/model.ts';
import { nodeRemarks, type NodeRemark } from '../../core/kubernetes/nodeHealth.ts';
import { kubeletSkew, skewRemark } from '../../core/kubernetes/skew.ts';
import { disconnectionWords, type Disconnection } from '../../core/operate/disconnected.ts';
import { oneLine } from '../../core/text/label.ts';
import type { Moment } from '../activations/words.ts';
import { messageWords } from '../taskdef/words.ts';
import type { HostNode } from './nodes.ts';
import { ago, cpuWords, dateTime, joined, memoryWords, share, tooltipTable, type TooltipRow } from './tooltipTable.ts';
import { ecsWords, kubeWords, machineWords, ssmWords } from './words.ts';

type Subject = Pick<HostNode, 'host' | 'controlPlaneVersion'>;

/**
 * A host's tooltip as Markdown.
 *
 * @param disconnection what it means that the host is disconnected, where it is
 */
export function hostTooltip(of: Subject, at: Moment, disconnection?: Disconnection): string {
  const { host } = of;
  const notices = disconnection ? disconnectionNotices(disconnection, at) : [];
  return tooltipTable(host.name, notices, [...machineRows(host), ...channelRows(of, at), ...capacityRows(host, at)]);
}

function disconnectionNotices(disconnection: Disconnection, at: Moment): readonly string[] {
  const { title, since, points } = disconnectionWords(disconnection, (time) => dateTime(time, at) ?? '');
  return [[title, since].map(messageWords).join(' · '), ...points.map(messageWords)];
}

function machineRows(host: Host): readonly TooltipRow[] {
  const { id, name, machine, node, kube } = host;
  const system = joined(' ', node?.platformName, node?.platformVersion) ?? kube?.osImage;
  return [
    [l10n.t('ID'), id],
    [l10n.t('Node'), kube && ![id, name].includes(kube.name) ? kube.name : undefined],
    [l10n.t('Machine'), machineWords(machine)],
    [l10n.t('Operating system'), joined(' · ', system, kube?.kernelVersion)],
    [l10n.t('Architecture'), architecture(host)],
    [l10n.t('IP address'), node?.ipAddress ?? kube?.internalIp],
  ];
}

function architecture({ instance, kube, node }: Host): string | undefined {
  return instance?.attributes['ecs.cpu-architecture'] ?? joined('', kube?.architecture) ?? node?.architecture;
}

function channelRows(of: Subject, at: Moment): readonly TooltipRow[] {
  const { state, node, instance, cluster } = of.host;
  return [
    [l10n.t('ECS agent'), instance && joined(' · ', ecsWords(state.ecs), instance.agentVersion)],
    ...(cluster?.kind === 'eks' ? kubeletRows(of, at) : []),
    [l10n.t('SSM agent'), state.ssm === 'none' ? undefined : joined(' · ', ssmWords(state.ssm), node?.agentVersion)],
    [l10n.t('Last seen by SSM'), node?.lastPingAt === undefined ? undefined : ago(node.lastPingAt, at)],
    [l10n.t('Docker'), instance?.dockerVersion?.replace(/^DockerVersion:\s*/, '')],
  ];
}

function kubeletRows({ host, controlPlaneVersion }: Subject, at: Moment): readonly TooltipRow[] {
  const { kube, state } = host;
  const remarks = kube ? nodeRemarks(kube) : [];
  const ready = remarks.find(({ about }) => about === 'Ready');
  return [
    [l10n.t('Kubernetes'), joined(' · ', kubeWords(state.kube), ...(ready ? remarkDetail(ready, at) : []))],
    [l10n.t('Kubelet'), kube && joined(' · ', kube.kubeletVersion, kube.containerRuntime?.replace('://', ' '))],
    [l10n.t('Version skew'), kube && skewWords(kube, controlPlaneVersion)],
    ...remarks.filter((each) => each !== ready).map((each) => remarkRow(each, at)),
  ];
}

function skewWords({ kubeletVersion }: KubeNode, controlPlaneVersion: string | undefined): string | undefined {
  const skew = kubeletSkew(kubeletVersion, controlPlaneVersion);
  const remark = skew && skewRemark(skew);
  return remark && messageWords(remark.message);
}

/** What is well is not said: a node has five conditions that are well. */
function remarkRow(remark: NodeRemark, at: Moment): TooltipRow {
  const { about, message } = remark;
  const title = about === 'cordoned' ? l10n.t('Cordoned') : about;
  return [title, joined(' · ', messageWords(message), ...remarkDetail(remark, at))];
}

function remarkDetail({ since, detail }: NodeRemark, at: Moment): readonly (string | undefined)[] {
  return [since === undefined ? undefined : ago(since, at), detail === undefined ? undefined : oneLine(detail, 400)];
}

function capacityRows({ instance, kube }: Host, { locale }: Moment): readonly TooltipRow[] {
  if (kube) return resourceRows(kube, locale);
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

function resourceRows({ allocatable, capacity }: KubeNode, locale: string): readonly TooltipRow[] {
  const cpu = cpuWords(locale);
  const pods = new Intl.NumberFormat(locale);
  return [
    [l10n.t('CPU for pods'), share(allocatable.cpuMillis, capacity.cpuMillis, (millis) => cpu(millis / 1000))],
    [l10n.t('Memory for pods'), share(allocatable.memoryMiB, capacity.memoryMiB, memoryWords(locale))],
    [l10n.t('Pods at most'), allocatable.pods > 0 ? pods.format(allocatable.pods) : undefined],
  ];
}
