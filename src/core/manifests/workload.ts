import { property, propertyNode, type ObjectNode, type Span, type ValueNode } from '../taskdef/node.ts';

/** Kinds of Kubernetes that run pods of their own, whatever version their API has. */
export type WorkloadKind =
  'Pod' | 'Deployment' | 'ReplicaSet' | 'ReplicationController' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob';

/** A manifest of which the image hints have something to say. */
export interface WorkloadSource {
  readonly format: 'yaml' | 'json';
  readonly kind: WorkloadKind;
  /** All of it, with the names of the text, which are those of the API. */
  readonly root: ObjectNode;
  /** Where it begins for a reader. */
  readonly anchor: Span;
  /** `metadata.name` */
  readonly name?: string;
  /** A template brings parts of it (`{{- include … }}` on a line of its own): what is not in the text may be there. */
  readonly isPartial?: true;
}

const specOfTemplate = ['spec', 'template', 'spec'];

const podSpecs: Readonly<Record<WorkloadKind, readonly string[]>> = {
  Pod: ['spec'],
  Deployment: specOfTemplate,
  ReplicaSet: specOfTemplate,
  ReplicationController: specOfTemplate,
  StatefulSet: specOfTemplate,
  DaemonSet: specOfTemplate,
  Job: specOfTemplate,
  CronJob: ['spec', 'jobTemplate', ...specOfTemplate],
};

export function workloadKind(text: string | undefined): WorkloadKind | undefined {
  return text !== undefined && Object.hasOwn(podSpecs, text) ? (text as WorkloadKind) : undefined;
}

/** The `PodSpec` of a manifest. Source: Kubernetes API, `core/v1`, `apps/v1` and `batch/v1`. */
export function podSpecOf({ kind, root }: Pick<WorkloadSource, 'kind' | 'root'>): ObjectNode | undefined {
  const node = podSpecs[kind].reduce<ValueNode | undefined>(property, root);
  return node?.kind === 'object' ? node : undefined;
}

/** The containers that can be looked into; those first that run before the others. */
export function podContainers(workload: WorkloadSource): readonly ObjectNode[] {
  const spec = podSpecOf(workload);
  return ['initContainers', 'containers'].flatMap((name) => {
    const list = property(spec, name);
    return list?.kind === 'array' ? list.items.filter((item) => item.kind === 'object') : [];
  });
}

/** What is there of a property. `unknown`: only deploying tells, or it is still to be typed. */
export type Found = ValueNode | 'absent' | 'unknown';

export function lookUp(node: ValueNode, ...path: readonly string[]): Found {
  let current: ValueNode = node;
  for (const name of path) {
    if (current.kind !== 'object') return isNull(current) ? 'absent' : 'unknown';
    const found = propertyNode(current, name);
    // What could not be merged may have it.
    if (found === undefined) return current.properties.some((each) => each.name === '<<') ? 'unknown' : 'absent';
    if (found.value === undefined || found.value.kind === 'reference') return 'unknown';
    current = found.value;
  }
  return isNull(current) ? 'absent' : current;
}

function isNull(node: ValueNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}
