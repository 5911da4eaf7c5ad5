import * as l10n from '@vscode/l10n';
import pLimit from 'p-limit';
import { runningComponents } from '../../core/distro/running.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { EksCluster } from '../../core/fleet/model.ts';
import type { KubeState } from '../../core/kubernetes/kubeCluster.ts';
import type { EksAnywhereCluster } from '../../core/kubernetes/model.ts';
import { failureSentence } from '../failureText.ts';
import type { ClusterSubject } from './distroMarkdown.ts';

/** What a cluster's own API says that the document needs. */
export interface ClusterLook {
  readonly running: NonNullable<ClusterSubject['running']>;
  /** `v1.35.6-eks-…`, of the API server. */
  readonly version?: string;
  readonly anywhere?: EksAnywhereCluster;
}

/** Kube-proxy and its like are the same on all nodes but during an update: the containers of so many are looked at. */
const mostNodes = 40;
const concurrency = 4;

/** Asks a cluster's Kubernetes API. Never rejects: what it does not say has a reason. */
export async function lookAtCluster(
  account: Pick<AccountFleet, 'eksAnywhere' | 'pods' | 'readKube'>,
  cluster: EksCluster,
): Promise<ClusterLook> {
  const [state, { value: all = [] }] = await Promise.all([account.readKube(cluster), account.eksAnywhere(cluster)]);
  const { nodes, version } = state;
  const anywhere = ofCluster(all, cluster.name);
  const known = { ...(version !== undefined && { version }), ...(anywhere && { anywhere }) };
  if (!nodes) return { ...known, running: { reason: reasonOf(state) } };
  const limit = pLimit(concurrency);
  const looked = nodes.slice(0, mostNodes);
  const answers = await Promise.all(looked.map((kube) => limit(() => account.pods({ cluster, kube }))));
  const lookedAt = answers.filter(({ failures }) => failures.length === 0).length;
  return {
    ...known,
    running: {
      ...runningComponents(
        nodes,
        answers.flatMap(({ value }) => value),
      ),
      ...(lookedAt < nodes.length && { nodesLookedAt: lookedAt }),
    },
  };
}

function reasonOf({ status, failure }: KubeState): string {
  if (failure) return failureSentence(failure);
  return status === 'noContext'
    ? l10n.t('no context of a kubeconfig is chosen for this cluster')
    : l10n.t('its Kubernetes API does not answer yet');
}

/** The API of a cluster that manages others names all of them. */
function ofCluster(all: readonly EksAnywhereCluster[], name: string): EksAnywhereCluster | undefined {
  return all.find((each) => each.name === name) ?? all.find(({ isManagement }) => isManagement) ?? all[0];
}
