import type { PodContainerFacts, PodFacts } from '../kubernetes/contents.ts';
import { hexId } from '../world.ts';

/** Makes pods, named as their owners name them. */

export interface PodOptions extends Omit<PodContainerFacts, 'name'> {
  readonly namespace: string;
  /** Of what it belongs to, and of its only container. */
  readonly name: string;
  readonly nodeName?: string;
  readonly createdAt: number;
}

/** One of a ReplicaSet of a Deployment. */
export function pod(options: PodOptions): PodFacts {
  return made(options, 'ReplicaSet', `${options.name}-${letters(10, options.name)}`, 5);
}

export function replicaPods(nodes: readonly string[], options: Omit<PodOptions, 'nodeName'>): PodFacts[] {
  return nodes.map((nodeName) => pod({ ...options, nodeName }));
}

export function daemonPods(nodes: readonly string[], options: Omit<PodOptions, 'nodeName'>): PodFacts[] {
  return nodes.map((nodeName) => made({ ...options, nodeName }, 'DaemonSet', options.name, 5));
}

function made(options: PodOptions, kind: PodFacts['owner']['kind'], owner: string, length: number): PodFacts {
  const { namespace, name, nodeName, createdAt, image, restarts, waiting } = options;
  const seed = `${namespace} ${owner} ${nodeName ?? ''}`;
  return {
    namespace,
    name: `${owner}-${letters(length, seed)}`,
    labels: {
      'app.kubernetes.io/name': name,
      ...(kind === 'ReplicaSet' ? { 'pod-template-hash': owner.slice(name.length + 1) } : {}),
    },
    owner: { kind, name: owner },
    createdAt,
    containers: [
      {
        name,
        image,
        ...(restarts === undefined ? {} : { restarts }),
        ...(waiting === undefined ? {} : { waiting }),
      },
    ],
    ...(nodeName === undefined ? {} : { nodeName, podIp: `10.86.${number(seed, 0)}.${number(seed, 2)}` }),
  };
}

function number(seed: string, from: number): number {
  return parseInt(hexId(4, seed).slice(from, from + 2), 16);
}

/** Of those that Kubernetes makes names of: no vowels, no digits that look like letters. */
function letters(length: number, seed: string): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  const bytes = Buffer.from(hexId(2 * length, `letters ${seed}`), 'hex');
  return [...bytes].map((byte) => alphabet[byte % alphabet.length]).join('');
}
