import assert from 'node:assert/strict';
import { countLoop } from '../../test/helpers.ts';
import { failureOf } from '../../test/unit/demoConnection.ts';
import type { Signed } from '../../test/unit/kubeServer.ts';
import { certificate, KubeServer, sendJson, sendStatus } from '../../test/unit/kubeServer.ts';
import type { KubeGateway } from '../core/kubernetes/gateway.ts';
import type { KubeNode } from '../core/kubernetes/model.ts';
import { openKube } from './openKube.ts';

describe('lists of a Kubernetes API', () => {
  let authority: Signed;
  let server: KubeServer;
  let gateway: KubeGateway;

  before(async () => {
    authority = await certificate('kubernetes', { isAuthority: true });
    server = await KubeServer.start(await certificate('kube-apiserver', { by: authority }));
  });
  after(() => server.stop());
  beforeEach(async () => {
    server.seen.length = 0;
    gateway = await openKube(server.target(authority), { token: () => Promise.resolve('t'), timeoutMs: 5_000 });
  });

  it('has all of 10,000 nodes with 20 requests, and others have their turn after each', async () => {
    const prepared = Array.from({ length: 20 }, (_, page) => JSON.stringify(nodePage(page * 500, 10_000)));
    server.answer = ({ url }, response) => response.end(prepared[Number(url.searchParams.get('continue') ?? 0) / 500]);
    const loop = countLoop();
    const turns = new Set<number>();
    const nodes: KubeNode[] = [];
    for await (const page of gateway.nodes()) {
      turns.add(loop.count());
      nodes.push(...page);
    }
    loop.end();
    assert.equal(new Set(nodes.map(({ name }) => name)).size, 10_000);
    assert.deepEqual(
      [nodes[9_999]?.kind, nodes[9_999]?.kubeletVersion, nodes[9_999]?.capacity.memoryMiB],
      ['hybrid', 'v1.35.2', 8_000],
    );
    assert.equal(turns.size, 20);
    assert.equal(server.seen.length, 20);
    assert.ok(server.seen.every(({ url }) => url.searchParams.get('limit') === '500'));
  });

  it('asks for the pods of one node, or of all', async () => {
    server.answer = (_, response) => sendJson(response, { items: [{ metadata: { name: 'web', uid: 'u' } }] });
    assert.equal((await all(gateway.pods('mi-0123456789abcdef0')))[0]?.name, 'web');
    assert.equal((await all(gateway.pods(undefined))).length, 1);
    assert.deepEqual(
      server.seen.map(({ url }) => url.searchParams.get('fieldSelector')),
      ['spec.nodeName=mi-0123456789abcdef0', null],
    );
  });

  it('refuses a list that leads to the same page again', async () => {
    server.answer = (_, response) => sendJson(response, { metadata: { continue: 'again' }, items: [] });
    const { reason, message } = await failureOf(all(gateway.nodes()));
    assert.deepEqual([reason, message.includes('repeats a page'), server.seen.length], ['service', true, 2]);
  });

  it('starts anew once when a list expired', async () => {
    let expired = false;
    server.answer = ({ url }, response) => {
      const start = Number(url.searchParams.get('continue') ?? 0);
      if (start === 0 || expired) {
        sendJson(response, nodePage(start, 1_000));
        return;
      }
      expired = true;
      sendStatus(response, 410, 'Expired', 'The provided continue parameter is too old');
    };
    const nodes = await all(gateway.nodes());
    assert.deepEqual([nodes.length, new Set(nodes.map(({ name }) => name)).size], [1_500, 1_000]);
    assert.equal(server.seen.length, 4);
  });

  it('does not start anew for ever', async () => {
    server.answer = ({ url }, response) => {
      if (!url.searchParams.has('continue')) {
        sendJson(response, nodePage(0, 1_000));
        return;
      }
      sendStatus(response, 410, 'Expired', 'The provided continue parameter is too old');
    };
    const { reason, code } = await failureOf(all(gateway.nodes()));
    assert.deepEqual([reason, code, server.seen.length], ['service', 'Expired', 4]);
  });

  it('ends with the page in which it is called off', async () => {
    const controller = new AbortController();
    server.answer = ({ url }, response) => {
      if (!url.searchParams.has('continue')) {
        sendJson(response, nodePage(0, 1_000));
        return;
      }
      response.write('{"items":[', () => controller.abort());
    };
    const seen: number[] = [];
    const reading = (async () => {
      for await (const page of gateway.nodes(controller.signal)) seen.push(page.length);
    })();
    assert.equal((await failureOf(reading)).reason, 'cancelled');
    assert.deepEqual([seen, server.seen.length], [[500], 2]);
  });

  it('asks for no further page when nobody wants it', async () => {
    server.answer = (_, response) => sendJson(response, nodePage(0, 1_000));
    for await (const page of gateway.nodes()) {
      assert.equal(page.length, 500);
      break;
    }
    assert.equal(server.seen.length, 1);
  });

  it('maps the nodes that can be understood, and leaves out what has no name', async () => {
    const items = [null, 7, { metadata: 'x' }, { metadata: { name: 'bare' }, spec: [], status: { conditions: {} } }];
    server.answer = (_, response) => sendJson(response, { items });
    assert.deepEqual(
      (await all(gateway.nodes())).map(({ name, kind, conditions }) => [name, kind, conditions.length]),
      [['bare', 'other', 0]],
    );
  });

  describe('of custom resources', () => {
    const groups = [
      { name: 'cluster.x-k8s.io', preferredVersion: { groupVersion: 'cluster.x-k8s.io/v1beta1', version: 'v1beta1' } },
      { name: 'anywhere.eks.amazonaws.com', preferredVersion: { version: 'v1alpha1' } },
    ];
    const serve = (objects: Readonly<Record<string, unknown>>): void => {
      server.answer = ({ url }, response) => {
        const found = objects[url.pathname];
        if (found === 'forbidden') sendStatus(response, 403, 'Forbidden', 'forbidden');
        else if (found === undefined) sendStatus(response, 404, 'NotFound', 'the server could not find it');
        else sendJson(response, found);
      };
    };
    const base = '/apis/anywhere.eks.amazonaws.com/v1alpha1';
    const cluster = {
      metadata: { name: 'mgmt', namespace: 'default' },
      spec: { kubernetesVersion: '1.35', eksaVersion: 'v0.25.1', managementCluster: { name: 'mgmt' } },
    };
    const workload = { ...cluster, metadata: { name: 'edge' } };
    const bundle = {
      spec: { number: 97, versionsBundles: [{ kubeVersion: '1.35', eksD: { name: 'kubernetes-1-35-eks-13' } }] },
    };

    it('are none where the API is not there, also for those who may list nothing', async () => {
      serve({ '/apis': { groups: [] }, '/apis/cluster.x-k8s.io/v1beta1/machines': 'forbidden' });
      assert.deepEqual([await gateway.machines(), await gateway.eksAnywhere()], [undefined, undefined]);
    });

    it('are asked for in the version that the server prefers', async () => {
      const machine = { metadata: { name: 'edge-md-0', namespace: 'eksa-system' }, spec: { clusterName: 'edge' } };
      serve({ '/apis': { groups }, '/apis/cluster.x-k8s.io/v1beta1/machines': { items: [machine] } });
      assert.deepEqual(
        (await gateway.machines())?.map(({ name, clusterName, role }) => [name, clusterName, role]),
        [['edge-md-0', 'edge', 'worker']],
      );
    });

    it('of EKS Anywhere come with their release and bundle, each read once', async () => {
      serve({
        '/apis': { groups },
        [`${base}/clusters`]: { items: [cluster, workload] },
        [`${base}/namespaces/eksa-system/eksareleases/eksa-v0-25-1`]: {
          spec: { version: 'v0.25.1', bundlesRef: { name: 'bundles-97', namespace: 'eksa-system' } },
        },
        [`${base}/namespaces/eksa-system/bundles/bundles-97`]: bundle,
      });
      const common = {
        namespace: 'default',
        kubernetesVersion: '1.35',
        eksAnywhereVersion: 'v0.25.1',
        bundleNumber: 97,
        distroRelease: 'kubernetes-1-35-eks-13',
      };
      assert.deepEqual(await gateway.eksAnywhere(), [
        { name: 'mgmt', isManagement: true, ...common },
        { name: 'edge', isManagement: false, ...common },
      ]);
      assert.equal(server.seen.length, 4);
    });

    it('of EKS Anywhere are there without a bundle that may not be read', async () => {
      serve({
        '/apis': { groups },
        [`${base}/clusters`]: { items: [cluster] },
        [`${base}/namespaces/eksa-system/eksareleases/eksa-v0-25-1`]: 'forbidden',
      });
      assert.deepEqual(await gateway.eksAnywhere(), [
        {
          name: 'mgmt',
          namespace: 'default',
          kubernetesVersion: '1.35',
          eksAnywhereVersion: 'v0.25.1',
          isManagement: true,
        },
      ]);
    });

    it('that may not be listed are a failure that says which', async () => {
      serve({ '/apis': { groups }, [`${base}/clusters`]: 'forbidden' });
      const { reason, operation } = await failureOf(gateway.eksAnywhere());
      assert.deepEqual([reason, operation], ['accessDenied', 'list clusters']);
    });
  });
});

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

function nodePage(start: number, total: number): object {
  const end = Math.min(start + 500, total);
  return {
    kind: 'NodeList',
    metadata: end < total ? { continue: String(end) } : {},
    items: Array.from({ length: end - start }, (_, index) => wireNode(start + index)),
  };
}

function wireNode(index: number): object {
  const name = `mi-${String(index).padStart(17, '0')}`;
  return {
    metadata: { name, labels: { 'eks.amazonaws.com/compute-type': 'hybrid', 'kubernetes.io/hostname': name } },
    spec: { providerID: `eks-hybrid:///eu-central-1/prod/${name}` },
    status: {
      capacity: { cpu: '4', memory: '8192000Ki', pods: '110' },
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      nodeInfo: { architecture: 'arm64', kubeletVersion: 'v1.35.2' },
      images: Array.from({ length: 8 }, (_, image) => ({ names: [`registry.example/image-${image}@sha256:${name}`] })),
    },
  };
}
