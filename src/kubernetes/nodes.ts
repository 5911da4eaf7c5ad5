import type { KubeCondition, KubeNode, KubeResources, NodeKind } from '../core/kubernetes/model.ts';
import type { Fields } from './narrow.ts';
import { fields, given, list, mapped, text, texts, time } from './narrow.ts';
import { quantity } from './quantity.ts';

/** A `v1` `Node`, as far as it can be understood; nothing for one without a name. */
export function nodeOf(wire: Fields): KubeNode | undefined {
  const metadata = fields(wire.metadata);
  const name = text(metadata.name);
  if (name === undefined) return undefined;
  const spec = fields(wire.spec);
  const status = fields(wire.status);
  const info = fields(status.nodeInfo);
  const labels = texts(metadata.labels);
  const providerId = text(spec.providerID);
  const kind = kindOf(labels, providerId);
  return {
    name,
    kind,
    labels,
    conditions: mapped(status.conditions, conditionOf),
    unschedulable: spec.unschedulable === true,
    kubeletVersion: text(info.kubeletVersion) ?? '',
    architecture: text(info.architecture) ?? labels['kubernetes.io/arch'] ?? '',
    capacity: resourcesOf(status.capacity),
    allocatable: resourcesOf(status.allocatable),
    ...given({
      managedNodeId: kind === 'hybrid' ? managedNodeId(name, providerId) : undefined,
      providerId,
      containerRuntime: text(info.containerRuntimeVersion),
      osImage: text(info.osImage),
      kernelVersion: text(info.kernelVersion),
      internalIp: internalIp(status.addresses),
      createdAt: time(metadata.creationTimestamp),
    }),
  };
}

/**
 * Hybrid, Fargate and Auto Mode nodes have a label that says so; nodes of managed node groups and self-managed ones are
 * known by their provider's id, `aws:///ZONE/i-…`.
 */
function kindOf(labels: Readonly<Record<string, string>>, providerId = ''): NodeKind {
  const computeType = labels['eks.amazonaws.com/compute-type'];
  if (computeType === 'hybrid' || computeType === 'fargate' || computeType === 'auto') return computeType;
  if (providerId.startsWith('eks-hybrid://')) return 'hybrid';
  const instance = /^aws:\/\/.*\/([^/]+)$/.exec(providerId)?.[1] ?? '';
  if (instance.startsWith('fargate-')) return 'fargate';
  return instance.startsWith('i-') ? 'ec2' : 'other';
}

/** Nodes with credentials from IAM Roles Anywhere have names of the user's own, and no such id. */
function managedNodeId(name: string, providerId = ''): string | undefined {
  const last = providerId.slice(providerId.lastIndexOf('/') + 1);
  return [name, last].find((id) => /^mi-[0-9a-f]{8,40}$/.test(id));
}

function conditionOf(wire: Fields): KubeCondition | undefined {
  const type = text(wire.type);
  if (type === undefined) return undefined;
  const status = wire.status === 'True' || wire.status === 'False' ? wire.status : 'Unknown';
  return {
    type,
    status,
    ...given({ reason: text(wire.reason), message: text(wire.message), since: time(wire.lastTransitionTime) }),
  };
}

function resourcesOf(value: unknown): KubeResources {
  const wire = fields(value);
  return {
    cpuMillis: Math.round((quantity(wire.cpu) ?? 0) * 1000),
    memoryMiB: Math.floor((quantity(wire.memory) ?? 0) / 2 ** 20),
    pods: Math.floor(quantity(wire.pods) ?? 0),
  };
}

function internalIp(addresses: unknown): string | undefined {
  const found = list(addresses).find((each) => fields(each).type === 'InternalIP');
  return text(fields(found).address);
}
