import { uuid } from '../world.ts';
import type { KubernetesObject, NodeFacts } from './contents.ts';

/** A `v1` `Node` in the form in which a Kubernetes API writes it, without `managedFields`. */

const pulse = 10_000;

export function nodeObject(facts: NodeFacts, now: number): KubernetesObject {
  const { name, lostAt } = facts;
  const uid = nodeUid(facts);
  const taints = [
    ...(facts.taints ?? []),
    ...(facts.unschedulable === true ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : []),
    ...(lostAt === undefined
      ? []
      : ['NoSchedule', 'NoExecute'].map((effect) => ({
          key: 'node.kubernetes.io/unreachable',
          effect,
          timeAdded: time(lostAt),
        }))),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid,
      resourceVersion: resourceVersion(uid),
      creationTimestamp: time(facts.createdAt),
      labels: labelsOf(facts),
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      providerID: facts.providerId,
      ...(facts.unschedulable === true ? { unschedulable: true } : {}),
      ...(taints.length === 0 ? {} : { taints }),
    },
    status: statusOf(facts, uid, now),
  };
}

export function labelsOf({ name, architecture, labels }: NodeFacts): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': architecture,
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': architecture,
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    ...labels,
  };
}

function statusOf(facts: NodeFacts, uid: string, now: number): object {
  const { name, cpus, memoryMiB, maxPods, architecture, kubeletVersion } = facts;
  const memory = memoryMiB * 1024;
  const disk = 61_202_244;
  const fixed = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', 'pods': String(maxPods) };
  return {
    addresses: [
      { type: 'InternalIP', address: facts.internalIp },
      { type: 'Hostname', address: name },
    ],
    // The kubelet keeps a part for the system and for itself.
    allocatable: {
      'cpu': `${cpus * 1000 - 80}m`,
      'ephemeral-storage': String(Math.floor(disk * 0.9) * 1024),
      ...fixed,
      'memory': `${memory - (255 + 11 * maxPods + 100) * 1024}Ki`,
    },
    capacity: { 'cpu': String(cpus), 'ephemeral-storage': `${disk}Ki`, ...fixed, 'memory': `${memory}Ki` },
    conditions: conditionsOf(facts, now),
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: {
      architecture,
      bootID: uid,
      containerRuntimeVersion: facts.containerRuntime,
      kernelVersion: facts.kernelVersion,
      kubeProxyVersion: '',
      kubeletVersion,
      machineID: uid.replaceAll('-', ''),
      operatingSystem: 'linux',
      osImage: facts.osImage,
      systemUUID: uid,
    },
  };
}

const conditions = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

/** Of a node that is silent nothing is known: the node controller says so forty seconds after its last word. */
function conditionsOf({ createdAt, lostAt }: NodeFacts, now: number): object[] {
  return conditions.map(([type, status, reason, message]) => {
    if (lostAt === undefined) {
      const lastHeartbeatTime = time(Math.floor(now / pulse) * pulse);
      return { type, status, reason, message, lastHeartbeatTime, lastTransitionTime: time(createdAt + 20_000) };
    }
    return {
      type,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastHeartbeatTime: time(lostAt),
      lastTransitionTime: time(lostAt + 40_000),
    };
  });
}

/** Whole seconds, as Kubernetes writes times. */
export function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Opaque to callers. */
export function resourceVersion(uid: string): string {
  return String(10_000_000 + parseInt(uid.slice(0, 6), 16));
}

export function nodeUid({ providerId }: Pick<NodeFacts, 'providerId'>): string {
  return uuid(`node ${providerId}`);
}
