import type { KubeGateway } from '../../src/core/kubernetes/gateway.ts';
import type { CapiMachine, EksAnywhereCluster, KubeNode, KubePod } from '../../src/core/kubernetes/model.ts';

/** Literals of Kubernetes for unit tests, as `fleetLiterals.ts` has them of AWS. */

export function kubeNode(name: string, over: Partial<KubeNode> = {}): KubeNode {
  return {
    name,
    kind: 'hybrid',
    ...(name.startsWith('mi-') && { managedNodeId: name }),
    labels: {},
    conditions: [{ type: 'Ready', status: 'True' }],
    unschedulable: false,
    kubeletVersion: 'v1.35.2-eks-1234567',
    architecture: 'arm64',
    capacity: { cpuMillis: 4000, memoryMiB: 8192, pods: 110 },
    allocatable: { cpuMillis: 3900, memoryMiB: 7900, pods: 110 },
    ...over,
  };
}

export function kubePod(name: string, nodeName: string | undefined, over: Partial<KubePod> = {}): KubePod {
  return {
    uid: `uid-${name}`,
    namespace: 'default',
    name,
    ...(nodeName !== undefined && { nodeName }),
    phase: 'Running',
    containers: [],
    ...over,
  };
}

export interface KubeContents {
  readonly version?: string;
  readonly nodes?: readonly KubeNode[];
  readonly pods?: readonly KubePod[];
  readonly machines?: readonly CapiMachine[];
  readonly anywhere?: readonly EksAnywhereCluster[];
  /** Methods that fail, and with what. */
  readonly failing?: Partial<Record<keyof KubeGateway, Error>>;
  /** Methods that never answer, until they are called off. */
  readonly hanging?: readonly (keyof KubeGateway)[];
}

/** A Kubernetes API over literals that writes down what it was asked. Pages hold two records, so that paging is seen. */
export function kubeOver(contents: KubeContents): KubeGateway & { contents: KubeContents; readonly calls: string[] } {
  const calls: string[] = [];
  const self = { contents, calls };
  const ask = async (method: keyof KubeGateway, about: string, signal: AbortSignal | undefined): Promise<void> => {
    calls.push(about === '' ? method : `${method} ${about}`);
    await Promise.resolve();
    const failure = self.contents.failing?.[method];
    if (failure) throw failure;
    if (!self.contents.hanging?.includes(method)) return;
    await new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('called off')));
    });
  };
  async function* pages<T>(
    method: keyof KubeGateway,
    about: string,
    signal: AbortSignal | undefined,
    all: () => readonly T[],
  ): AsyncIterable<readonly T[]> {
    await ask(method, about, signal);
    const records = all();
    for (let start = 0; start < records.length; start += 2) yield records.slice(start, start + 2);
  }
  return Object.assign(self, {
    version: async (signal?: AbortSignal) => {
      await ask('version', '', signal);
      return self.contents.version ?? 'v1.35.6-eks-0a1b2c3';
    },
    nodes: (signal?: AbortSignal) => pages('nodes', '', signal, () => self.contents.nodes ?? []),
    pods: (nodeName: string | undefined, signal?: AbortSignal) =>
      pages('pods', nodeName ?? '', signal, () =>
        (self.contents.pods ?? []).filter((pod) => nodeName === undefined || pod.nodeName === nodeName),
      ),
    machines: async (signal?: AbortSignal) => {
      await ask('machines', '', signal);
      return self.contents.machines;
    },
    eksAnywhere: async (signal?: AbortSignal) => {
      await ask('eksAnywhere', '', signal);
      return self.contents.anywhere;
    },
  } satisfies KubeGateway);
}
