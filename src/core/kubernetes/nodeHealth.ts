import type { Severity } from '../taskdef/rule.ts';
import { message, type Message } from '../text/message.ts';
import type { KubeCondition, KubeNode } from './model.ts';

/** Something that a node says of itself, or the control plane of it, worth a word. */
export interface NodeRemark {
  /** `Ready`, `MemoryPressure`, …; `cordoned` where nothing is placed on the node any more. */
  readonly about: 'Ready' | 'MemoryPressure' | 'DiskPressure' | 'PIDPressure' | 'NetworkUnavailable' | 'cordoned';
  readonly severity: Severity;
  readonly message: Message;
  /** Milliseconds since the epoch; since when it is so, where that is known. */
  readonly since?: number;
  /** In Kubernetes' own words, which are not translated. */
  readonly detail?: string;
}

/** The node's `Ready` condition; a node that has just joined may have none, and is not ready then. */
export function readiness({ conditions }: Pick<KubeNode, 'conditions'>): KubeCondition {
  return conditions.find(({ type }) => type === 'Ready') ?? { type: 'Ready', status: 'False' };
}

/** What is wrong with a node, the worst first; nothing where all is well. Conditions of the user's own are not judged. */
export function nodeRemarks(node: Pick<KubeNode, 'conditions' | 'unschedulable'>): readonly NodeRemark[] {
  const ready = readiness(node);
  return [
    ...(ready.status === 'True' ? [] : [readyRemark(ready)]),
    ...pressures.flatMap(([about, words]) => {
      const condition = node.conditions.find(({ type }) => type === about);
      // Of a node that is not heard of, every condition is Unknown: that says nothing more.
      return condition?.status === 'True' ? [remark(about, 'warning', words, condition)] : [];
    }),
    ...(node.unschedulable
      ? [{ about: 'cordoned', severity: 'info', message: message('Cordoned: no new pods are placed on it') } as const]
      : []),
  ];
}

const pressures = [
  ['NetworkUnavailable', message('Its network is not set up: pods on it have no connections')],
  ['MemoryPressure', message('It is short of memory: pods may be evicted')],
  ['DiskPressure', message('It is short of disk space: pods may be evicted, and images deleted')],
  ['PIDPressure', message('It is short of process ids: pods may be evicted')],
] as const;

function readyRemark(ready: KubeCondition): NodeRemark {
  const words =
    ready.status === 'Unknown'
      ? message('Not ready: its kubelet is not heard of')
      : message('Not ready: its kubelet says that it can run no pods');
  return remark('Ready', 'error', words, ready);
}

function remark(
  about: NodeRemark['about'],
  severity: Severity,
  words: Message,
  { since, reason, message: told }: KubeCondition,
): NodeRemark {
  const detail = [reason, told].filter((part) => part !== undefined && part !== '').join(': ');
  return {
    about,
    severity,
    message: words,
    ...(since !== undefined && { since }),
    ...(detail !== '' && { detail }),
  };
}
