import type { KubeNode, KubePod } from '../kubernetes/model.ts';

/** What a cluster runs of what EKS Distro consists of, as far as its Kubernetes API shows it. */
export interface RunningComponents {
  readonly nodes: readonly RunningNode[];
  readonly containers: readonly RunningContainer[];
  /** Whose containers were looked at; absent: all. */
  readonly nodesLookedAt?: number;
}

export interface RunningNode {
  readonly name: string;
  /** `v1.35.2-eks-…`; empty where the node does not say. */
  readonly kubeletVersion: string;
}

export interface RunningContainer {
  /** As the pod names it. */
  readonly image: string;
  /** With its digest, as the runtime has it. */
  readonly imageId?: string;
  readonly nodeName?: string;
}

/** Where Kubernetes' own components run: an `etcd` elsewhere is somebody's own. */
const systemNamespace = 'kube-system';

export function runningComponents(nodes: readonly KubeNode[], pods: readonly KubePod[]): RunningComponents {
  return {
    nodes: nodes.map(({ name, kubeletVersion }) => ({ name, kubeletVersion })),
    containers: pods
      .filter(({ namespace, phase }) => namespace === systemNamespace && phase === 'Running')
      .flatMap(({ containers, nodeName }) =>
        containers.map(({ image, imageId }) => ({
          image,
          ...(imageId !== undefined && { imageId }),
          ...(nodeName !== undefined && { nodeName }),
        })),
      ),
  };
}
