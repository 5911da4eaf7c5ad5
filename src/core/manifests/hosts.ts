import { compact } from '../compact.ts';
import type { Host } from '../fleet/host.ts';
import { imageArchitecture } from '../taskdef/images/imageSize.ts';
import { hybridLabels, type PodHost } from './podHosts.ts';

/** What hints know of a host in a Kubernetes cluster: from its API, else from SSM. */
export function podHost({ id, name, node, kube }: Pick<Host, 'id' | 'name' | 'node' | 'kube'>): PodHost {
  const told = kube?.architecture ?? '';
  const architecture = imageArchitecture(told === '' ? (node?.architecture ?? '') : told);
  // A hybrid node that signs in by SSM has its id as its name.
  const known = kube ? { nodeName: kube.name, labels: kube.labels } : { nodeName: id, labels: hybridLabels };
  return compact({ name, ...known, architecture, hasAllLabels: kube !== undefined });
}
