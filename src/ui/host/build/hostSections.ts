import * as l10n from '@vscode/l10n';
import type { Host } from '../../../core/fleet/host.ts';
import type { HostPorts } from '../../../core/fleet/model.ts';
import { nodeRemarks } from '../../../core/kubernetes/nodeHealth.ts';
import { disconnectionWords } from '../../../core/operate/disconnected.ts';
import { oneLine } from '../../../core/text/label.ts';
import { messageWords } from '../../taskdef/words.ts';
import { cpuWords, dateTime, joined, memoryWords, share } from '../../tree/tooltipTable.ts';
import { ecsWords, kubeWords, machineWords, ssmWords } from '../../tree/words.ts';
import type { HostBlock, HostMeters, HostSection, HostTable } from '../hostModel.ts';
import type { HostInput } from './hostInput.ts';
import { facts, lateBlocks, percentWords, text, when, type Row } from './words.ts';
import { asSentence, listed, paragraph } from '../../sentences.ts';

export function identitySection(host: Host, input: HostInput): HostSection {
  return {
    id: 'identity',
    title: l10n.t('Identity'),
    blocks: [facts(...nameRows(host), ...machineRows(host), ...originRows(host, input))],
  };
}

function nameRows({ id, name, node, kube, instance, cluster }: Host): readonly Row[] {
  return [
    [l10n.t('ID'), id],
    [l10n.t('Container instance'), instance?.arn],
    [l10n.t('Node'), kube && ![id, name].includes(kube.name) ? kube.name : undefined],
    [l10n.t('Cluster'), cluster?.name],
    [l10n.t('Computer name'), node?.computerName === name ? undefined : node?.computerName],
  ];
}

function machineRows({ node, kube, instance, machine }: Host): readonly Row[] {
  const system = joined(' ', node?.platformName, node?.platformVersion) ?? kube?.osImage;
  const architecture = joined('', kube?.architecture) ?? node?.architecture;
  return [
    [l10n.t('Machine'), machineWords(machine)],
    [l10n.t('Operating system'), joined(' · ', system, kube?.kernelVersion)],
    [l10n.t('Architecture'), instance?.attributes['ecs.cpu-architecture'] ?? architecture],
    [l10n.t('IP address'), node?.ipAddress ?? kube?.internalIp],
  ];
}

function originRows({ node, kube, instance }: Host, input: HostInput): readonly Row[] {
  const activation = node?.activationId;
  return [
    [l10n.t('Registered in ECS'), when(instance?.registeredAt, input)],
    [l10n.t('Registered in SSM'), when(node?.registeredAt, input)],
    [l10n.t('Joined Kubernetes'), when(kube?.createdAt, input)],
    [l10n.t('Activation'), activation === undefined ? undefined : joined(' · ', input.activationName, activation)],
    [l10n.t('IAM role'), node?.iamRole],
  ];
}

export function stateSection(host: Host, input: HostInput): HostSection {
  const { state, instance, node, kube, cluster } = host;
  const { newestEcsAgent, newestSsmAgent } = input;
  return {
    id: 'state',
    title: l10n.t('State'),
    blocks: [
      facts(
        [l10n.t('ECS agent'), instance && ecsWords(state.ecs)],
        [l10n.t('Status in ECS'), instance && joined(' · ', instance.status, instance.statusReason)],
        [l10n.t('ECS agent version'), versionWords(instance?.agentVersion, newestEcsAgent)],
        [l10n.t('Docker'), instance?.dockerVersion?.replace(/^DockerVersion:\s*/, '')],
        [l10n.t('SSM agent'), state.ssm === 'none' ? undefined : ssmWords(state.ssm)],
        [l10n.t('Last seen by SSM'), when(node?.lastPingAt, input)],
        [l10n.t('SSM agent version'), versionWords(node?.agentVersion, newestSsmAgent)],
        [l10n.t('Kubernetes'), cluster?.kind === 'eks' ? kubeWords(state.kube) : undefined],
        [l10n.t('Kubelet'), kube && joined(' · ', kube.kubeletVersion, kube.containerRuntime?.replace('://', ' '))],
      ),
      ...conditionBlocks(host, input),
    ],
  };
}

/** Of hosts of the same account: nobody says which version is the newest of all. */
function versionWords(version: string | undefined, newest: string | undefined): string | undefined {
  if (version === undefined) return undefined;
  return newest === undefined || version.replace(/^v/, '').startsWith(newest)
    ? version
    : l10n.t('{0}, others have {1}', version, newest);
}

/** What it means that nobody hears of the host: the first thing that its page says. */
export function disconnectionSection({ disconnection, locale, now }: HostInput): HostSection | undefined {
  if (!disconnection) return undefined;
  const { title, since, points } = disconnectionWords(disconnection, (at) => dateTime(at, { locale, now }) ?? '');
  return {
    id: 'disconnected',
    title: l10n.t('Disconnected'),
    blocks: [
      text(paragraph([asSentence(messageWords(title)), asSentence(messageWords(since))])),
      { kind: 'list', items: points.map((point) => messageWords(point)) },
    ],
  };
}

function conditionBlocks({ kube }: Host, input: HostInput): readonly HostBlock[] {
  if (!kube) return [];
  const bad: ReadonlySet<string> = new Set(nodeRemarks(kube).map(({ about }) => about));
  const table: HostTable = {
    kind: 'table',
    id: 'conditions',
    caption: l10n.t('Conditions in Kubernetes'),
    columns: [
      { title: l10n.t('Condition'), isShort: true },
      { title: l10n.t('Status'), isShort: true },
      { title: l10n.t('Since') },
      { title: l10n.t('Reason') },
    ],
    rows: kube.conditions.map(({ type, status, since, reason, message }) => ({
      cells: [
        oneLine(type),
        bad.has(type) ? l10n.t('{0} (not well)', status) : status,
        when(since, input) ?? '',
        oneLine([reason, message].filter((part) => part !== undefined && part !== '').join(': '), 600),
      ],
    })),
  };
  return [table, ...(kube.unschedulable ? [text(l10n.t('It is cordoned: no new pods come.'))] : [])];
}

export function resourcesSection({ instance, kube }: Host, { locale }: HostInput): HostSection | undefined {
  const cpu = cpuWords(locale);
  const memory = memoryWords(locale);
  const id = 'resources';
  const title = l10n.t('Resources');
  if (kube) {
    const { allocatable, capacity } = kube;
    const pods = new Intl.NumberFormat(locale);
    const rows = facts(
      [l10n.t('CPU for pods'), share(allocatable.cpuMillis, capacity.cpuMillis, (millis) => cpu(millis / 1000))],
      [l10n.t('Memory for pods'), share(allocatable.memoryMiB, capacity.memoryMiB, memory)],
      [l10n.t('Pods at most'), allocatable.pods > 0 ? pods.format(allocatable.pods) : undefined],
    );
    return { id, title, blocks: [rows] };
  }
  if (!instance) return undefined;
  const { free, total, reservedPorts, usedPorts } = instance;
  const meter = (label: string, left: number, all: number, words: (value: number) => string) => {
    const used = all > 0 ? Math.min(1, Math.max(0, (all - left) / all)) : 0;
    const texts = [percentWords(used, locale), words(all), words(left)] as const;
    return { label, used, text: l10n.t('{0} of {1} reserved by tasks, {2} free', ...texts) };
  };
  const meters: HostMeters = {
    kind: 'meters',
    meters: [
      meter(l10n.t('CPU'), free.cpu, total.cpu, (units) => cpu(units / 1024)),
      meter(l10n.t('Memory'), free.memoryMiB, total.memoryMiB, memory),
    ],
  };
  const kept = new Set(reservedPorts?.tcp);
  const byTasks = usedPorts && { ...usedPorts, tcp: usedPorts.tcp.filter((port) => !kept.has(port)) };
  const ports = facts(
    [l10n.t('GPUs'), total.gpus === undefined ? undefined : String(total.gpus)],
    [l10n.t('Ports kept for the host'), portWords(reservedPorts)],
    [l10n.t('Ports of tasks'), portWords(byTasks)],
  );
  return { id, title, blocks: [meters, ...(ports.facts.length > 0 ? [ports] : [])] };
}

function portWords(ports: HostPorts | undefined): string | undefined {
  const tcp = ports?.tcp.map(String) ?? [];
  const udp = ports?.udp.map((port) => `${port}/udp`) ?? [];
  const all = [...tcp, ...udp];
  return all.length > 0 ? listed(all) : undefined;
}

/** Those that AWS and the agent made are many, and folded. */
export function labelsSection({ instance, node, kube }: Host, input: HostInput): HostSection {
  const attributes = Object.entries(instance?.attributes ?? {}).sort(byName);
  const own = attributes.filter(([name]) => !isReserved(name));
  const reserved = attributes.filter(([name]) => isReserved(name));
  const tags = Object.entries(instance?.tags ?? {}).sort(byName);
  const ssmTags = Object.entries(input.nodeTags.value ?? {}).sort(byName);
  const labels = Object.entries(kube?.labels ?? {}).sort(byName);
  const blocks: readonly HostBlock[] = [
    ...(instance
      ? [
          ...pairs('attributes', l10n.t('ECS attributes'), own),
          ...pairs('ecs-tags', l10n.t('ECS tags'), tags),
          ...pairs('reserved', l10n.t('Attributes made by AWS and the agent ({0})', reserved.length), reserved, true),
        ]
      : []),
    ...pairs('ssm-tags', l10n.t('SSM tags'), ssmTags),
    ...(node ? lateBlocks(input.nodeTags, l10n.t('SSM tags')) : []),
    ...pairs('labels', l10n.t('Labels in Kubernetes ({0})', labels.length), labels, true),
  ];
  const none = text(l10n.t('It has no attributes and no tags of its own.'));
  return { id: 'labels', title: l10n.t('Attributes and Tags'), blocks: blocks.length > 0 ? blocks : [none] };
}

function isReserved(attribute: string): boolean {
  return /^(?:ecs\.|com\.amazonaws\.)/.test(attribute);
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1;
}

function pairs(
  id: string,
  caption: string,
  entries: readonly (readonly [string, string])[],
  isFolded = false,
): readonly HostTable[] {
  if (entries.length === 0) return [];
  const rows = entries.map(([name, value]) => ({ cells: [oneLine(name, 512), oneLine(value, 1024)] }));
  const columns = [{ title: l10n.t('Name') }, { title: l10n.t('Value') }];
  return [{ kind: 'table', id, caption, columns, rows, ...(isFolded && { isFolded }) }];
}
