import type { CapiMachine } from '../core/kubernetes/model.ts';
import type { Fields } from './narrow.ts';
import { fields, given, list, text, texts, time } from './narrow.ts';

/** A `Machine` of Cluster API, `v1beta1` or `v1beta2`, as far as it can be understood; nothing for one without a name. */
export function machineOf(wire: Fields): CapiMachine | undefined {
  const metadata = fields(wire.metadata);
  const name = text(metadata.name);
  if (name === undefined) return undefined;
  const spec = fields(wire.spec);
  const status = fields(wire.status);
  const labels = texts(metadata.labels);
  const phase = text(status.phase) ?? 'Unknown';
  return {
    name,
    namespace: text(metadata.namespace) ?? 'default',
    clusterName: text(spec.clusterName) ?? labels['cluster.x-k8s.io/cluster-name'] ?? '',
    role: roleOf(labels),
    phase,
    ...given({
      nodeName: text(fields(status.nodeRef).name),
      providerId: text(spec.providerID),
      version: text(spec.version),
      failure: failureOf(status, phase),
      createdAt: time(metadata.creationTimestamp),
    }),
  };
}

/** Both labels count by being there, whatever their value. The second is of the etcd controller that EKS Anywhere brings. */
function roleOf(labels: Readonly<Record<string, string>>): CapiMachine['role'] {
  if ('cluster.x-k8s.io/control-plane' in labels) return 'controlPlane';
  return 'cluster.x-k8s.io/etcd-cluster' in labels ? 'etcd' : 'worker';
}

/** `v1beta2` keeps what `v1beta1` said apart, and has no severities. */
function failureOf(status: Fields, phase: string): string | undefined {
  const said = [status, fields(fields(status.deprecated).v1beta1)]
    .map((each) => text(each.failureMessage) ?? text(each.failureReason))
    .find((each) => each !== undefined);
  const condition = list(status.conditions)
    .map(fields)
    .find(({ type, status: state, severity }) => {
      return type === 'Ready' && state === 'False' && (severity === 'Error' || phase === 'Failed');
    });
  return said ?? text(condition?.message) ?? text(condition?.reason);
}
