import type { KubeGateway } from '../../src/core/kubernetes/gateway.ts';
import { allPages } from '../../src/core/fleet/reading.ts';

/** One question to a Kubernetes API, by one of the ways to it. */
export interface KubeRow {
  /** `eks.nodes`, `context.machines`, … */
  readonly path: string;
  readonly way: KubeWay;
  /** Of the demo account's standard world. */
  readonly clusterName: string;
  readonly call: (gateway: KubeGateway, nodeName: string, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** With a token of EKS, or with what a context of a kubeconfig says. */
export type KubeWay = 'eks' | 'context';

const calls: Readonly<Record<string, KubeRow['call']>> = {
  version: (gateway, _, signal) => gateway.version(signal),
  nodes: (gateway, _, signal) => allPages(gateway.nodes(signal)),
  pods: (gateway, _, signal) => allPages(gateway.pods(undefined, signal)),
  podsOfNode: (gateway, nodeName, signal) => allPages(gateway.pods(nodeName, signal)),
  machines: (gateway, _, signal) => gateway.machines(signal),
  eksAnywhere: (gateway, _, signal) => gateway.eksAnywhere(signal),
};

const clusters = { eks: 'orchard', context: 'mill' } as const;

/** Everything that can be asked, by each way: a test fails where one is missing. */
export const kubeOperations: readonly KubeRow[] = (['eks', 'context'] as const).flatMap((way) =>
  Object.entries(calls).map(([name, call]) => ({ path: `${way}.${name}`, way, clusterName: clusters[way], call })),
);
