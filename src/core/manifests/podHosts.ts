import { itemsOf, property, textOf, type ObjectNode, type ValueNode } from '../taskdef/node.ts';
import { lookUp, podSpecOf, type WorkloadSource } from './workload.ts';

/** A machine outside AWS that is a node of a Kubernetes cluster. Survives `JSON.stringify`. */
export interface PodHost {
  /** What people call it. */
  readonly name: string;
  /** What Kubernetes calls it: `mi-…` of a hybrid node. */
  readonly nodeName: string;
  /** As images name it: `arm64`, `amd64`. */
  readonly architecture?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Kubernetes itself has said them; else they are those that every such node has. */
  readonly hasAllLabels: boolean;
}

/** On which hosts the pods of a workload may run. */
export interface HostChoice {
  readonly hosts: readonly PodHost[];
  /** Of all others it is known that they may not. */
  readonly isComplete: boolean;
}

/** `undefined`: it can't be told. */
type Truth = boolean | undefined;

/**
 * The hosts that `nodeName`, `nodeSelector` and the required node affinity of a workload's pods leave. Taints, and what a
 * host has free, are not looked at.
 */
export function hostChoice(workload: WorkloadSource, hosts: readonly PodHost[]): HostChoice {
  const pod = podSpecOf(workload);
  if (pod === undefined || workload.isPartial) return { hosts: [], isComplete: hosts.length === 0 };
  const truths = hosts.map((host) => mayRunOn(pod, host));
  return {
    hosts: hosts.filter((_, index) => truths[index] === true),
    isComplete: !truths.includes(undefined),
  };
}

/** Names of architectures that images for hosts outside AWS have. */
const usual = ['amd64', 'arm64'];

/** The architectures that a workload's pods ask for by themselves; none where they run on any. */
export function askedArchitectures(workload: WorkloadSource): readonly string[] {
  const pod = podSpecOf(workload);
  if (pod === undefined) return [];
  const isRefused = (architecture: string): boolean => mayRunOn(pod, { ...anyHost, architecture }) === false;
  return isRefused('another') ? usual.filter((each) => !isRefused(each)) : [];
}

const osLabel = 'kubernetes.io/os';
const architectureLabels = ['kubernetes.io/arch', 'beta.kubernetes.io/arch'];
const computeType = 'eks.amazonaws.com/compute-type';

/** What every hybrid node has. */
export const hybridLabels: Readonly<Record<string, string>> = { [osLabel]: 'linux', [computeType]: 'hybrid' };

const anyHost: PodHost = { name: '', nodeName: '', labels: { [osLabel]: 'linux' }, hasAllLabels: false };

/** Whether a workload's pods ask for EKS Hybrid Nodes, which are outside AWS. */
export function asksForHybridNodes(workload: WorkloadSource): boolean {
  const pod = podSpecOf(workload);
  if (pod === undefined) return false;
  if (textOf(property(property(pod, 'nodeSelector'), computeType)) === 'hybrid') return true;
  const terms = lookUp(pod, ...affinityPath);
  if (typeof terms === 'string' || itemsOf(terms).length === 0) return false;
  return itemsOf(terms).every((term) =>
    itemsOf(property(term, 'matchExpressions')).some(
      (each) =>
        textOf(property(each, 'key')) === computeType &&
        textOf(property(each, 'operator')) === 'In' &&
        valuesOf(each)?.every((value) => value === 'hybrid') === true,
    ),
  );
}

function mayRunOn(pod: ObjectNode, host: PodHost): Truth {
  return all([isNamed(pod, host), isSelected(pod, host), hasAffinity(pod, host)]);
}

function isNamed(pod: ObjectNode, { nodeName }: PodHost): Truth {
  const found = lookUp(pod, 'nodeName');
  if (found === 'absent') return true;
  const name = found === 'unknown' ? undefined : textOf(found);
  return name === undefined ? undefined : name === nodeName;
}

function isSelected(pod: ObjectNode, host: PodHost): Truth {
  const found = lookUp(pod, 'nodeSelector');
  if (found === 'absent') return true;
  if (found === 'unknown' || found.kind !== 'object') return undefined;
  return all(
    found.properties.map(({ name, value }) => {
      const wanted = textOf(value);
      const label = labelOf(host, name);
      return wanted === undefined || label === undefined ? undefined : label === wanted;
    }),
  );
}

const affinityPath = [
  'affinity',
  'nodeAffinity',
  'requiredDuringSchedulingIgnoredDuringExecution',
  'nodeSelectorTerms',
];

/** One of the terms has to be met. */
function hasAffinity(pod: ObjectNode, host: PodHost): Truth {
  const found = lookUp(pod, ...affinityPath);
  if (found === 'absent') return true;
  if (found === 'unknown' || found.kind !== 'array' || found.items.length === 0) return undefined;
  const truths = found.items.map((term) => meetsTerm(term, host));
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

function meetsTerm(term: ValueNode, host: PodHost): Truth {
  const truths = [
    ...itemsOf(property(term, 'matchExpressions')).map((each) => meets(each, (key) => labelOf(host, key))),
    ...itemsOf(property(term, 'matchFields')).map((each) =>
      meets(each, (key) => (key === 'metadata.name' ? host.nodeName : undefined)),
    ),
  ];
  return truths.length === 0 ? undefined : all(truths);
}

/** Source: Kubernetes API, `NodeSelectorRequirement`. */
function meets(requirement: ValueNode, labelAt: (key: string) => string | null | undefined): Truth {
  const key = textOf(property(requirement, 'key'));
  const label = key === undefined ? undefined : labelAt(key);
  if (label === undefined) return undefined;
  const values = valuesOf(requirement);
  switch (textOf(property(requirement, 'operator'))) {
    case 'Exists':
      return label !== null;
    case 'DoesNotExist':
      return label === null;
    case 'In':
      return values && (label === null ? false : values.includes(label));
    case 'NotIn':
      return values && (label === null ? true : !values.includes(label));
    case 'Gt':
      return compared(label, values, (a, b) => a > b);
    case 'Lt':
      return compared(label, values, (a, b) => a < b);
    default:
      return undefined;
  }
}

function compared(
  label: string | null,
  values: readonly string[] | undefined,
  compare: (a: number, b: number) => boolean,
): Truth {
  const [left, right] = [label ?? '', values?.[0] ?? ''].map(Number);
  if (values?.length !== 1 || left === undefined || right === undefined || !Number.isInteger(right)) return undefined;
  return label !== null && Number.isInteger(left) && compare(left, right);
}

/** Nothing where one of them can't be told, or none is there yet. */
function valuesOf(requirement: ValueNode): readonly string[] | undefined {
  const texts = itemsOf(property(requirement, 'values')).map(textOf);
  return texts.length === 0 || texts.includes(undefined) ? undefined : texts.flatMap((each) => each ?? []);
}

/** `null` where it is not there, nothing where that is not known. */
function labelOf({ labels, architecture, hasAllLabels }: PodHost, name: string): string | null | undefined {
  if (Object.hasOwn(labels, name)) return labels[name];
  if (architectureLabels.includes(name) && architecture !== undefined) return architecture;
  return hasAllLabels ? null : undefined;
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}
