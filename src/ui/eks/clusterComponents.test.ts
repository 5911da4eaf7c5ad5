import assert from 'node:assert/strict';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import { kubeNode, kubePod } from '../../../test/unit/kubeLiterals.ts';
import type { RunningComponents } from '../../core/distro/running.ts';
import { Failure } from '../../core/failure.ts';
import type { KubeState } from '../../core/kubernetes/kubeCluster.ts';
import type { EksAnywhereCluster } from '../../core/kubernetes/model.ts';
import { lookAtCluster } from './clusterComponents.ts';

describe('what a cluster says of its components', () => {
  const cluster = eksCluster('edge');
  const anywhere = (name: string, isManagement = false): EksAnywhereCluster => ({
    name,
    namespace: 'default',
    kubernetesVersion: '1.35',
    isManagement,
  });

  function account(
    state: KubeState,
    options: { readonly clusters?: readonly EksAnywhereCluster[]; readonly failing?: string } = {},
  ): Parameters<typeof lookAtCluster>[0] & { readonly asked: string[] } {
    const asked: string[] = [];
    return {
      asked,
      readKube: () => Promise.resolve(state),
      eksAnywhere: () => Promise.resolve({ value: options.clusters, failures: [] }),
      pods: ({ kube }) => {
        const name = kube?.name ?? '';
        asked.push(name);
        if (name === options.failing)
          return Promise.resolve({ value: [], failures: [new Failure('accessDenied', '')] });
        const image = 'public.ecr.aws/eks-distro/kubernetes/kube-proxy:v1.35.2-eks-1-35-13';
        const container = { name: 'kube-proxy', image, ready: true, state: 'running' as const, restarts: 0 };
        const pod = kubePod(`kube-proxy-${name}`, name, { namespace: 'kube-system', containers: [container] });
        return Promise.resolve({ value: [pod], failures: [] });
      },
    };
  }

  it('is the kubelets of all nodes, and the containers of each', async () => {
    const nodes = [kubeNode('mi-1'), kubeNode('ip-10-0-0-1', { kind: 'ec2' })];
    const { running, version } = await lookAtCluster(
      account({ status: 'answered', nodes, version: 'v1.35.6' }),
      cluster,
    );
    assert.equal(version, 'v1.35.6');
    assert.ok(!('reason' in running));
    assert.deepEqual(
      running.containers.map(({ nodeName }) => nodeName),
      ['mi-1', 'ip-10-0-0-1'],
    );
    assert.equal(running.nodesLookedAt, undefined);
  });

  it('is the containers of forty nodes where there are more, and of those that answer', async () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => kubeNode(`n${index}`));
    const many = account({ status: 'answered', nodes }, { failing: 'n3' });
    const running = (await lookAtCluster(many, cluster)).running as RunningComponents;
    assert.equal(many.asked.length, 40);
    assert.equal(running.nodes.length, 10_000);
    assert.equal(running.nodesLookedAt, 39);
  });

  it('has a reason where the cluster says nothing', async () => {
    const reason = async (state: KubeState): Promise<unknown> => (await lookAtCluster(account(state), cluster)).running;
    assert.deepEqual(await reason({ status: 'failed', failure: new Failure('network', '') }), {
      reason: 'AWS cannot be reached',
    });
    assert.deepEqual(await reason({ status: 'noContext' }), {
      reason: 'no context of a kubeconfig is chosen for this cluster',
    });
    assert.deepEqual(await reason({ status: 'notYet' }), { reason: 'its Kubernetes API does not answer yet' });
  });

  it('names its own cluster of EKS Anywhere, else the one that manages the others', async () => {
    const named = async (...clusters: EksAnywhereCluster[]): Promise<string | undefined> =>
      (await lookAtCluster(account({ status: 'noContext' }, { clusters }), cluster)).anywhere?.name;
    assert.equal(await named(anywhere('a'), anywhere('m', true), anywhere('edge')), 'edge');
    assert.equal(await named(anywhere('a'), anywhere('m', true)), 'm');
    assert.equal(await named(), undefined);
  });
});
