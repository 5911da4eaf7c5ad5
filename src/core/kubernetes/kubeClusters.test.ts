import assert from 'node:assert/strict';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import { kubeNode, kubeOver, kubePod, type KubeContents } from '../../../test/unit/kubeLiterals.ts';
import { Failure } from '../failure.ts';
import type { EksCluster } from '../fleet/model.ts';
import { KubeClusters } from './kubeClusters.ts';
import type { KubeGateway } from './gateway.ts';
import type { OpenKube } from './kubeCluster.ts';

const cluster = eksCluster('hybrid', { hybridNodesEnabled: true, endpoint: 'https://one' });
const connected = eksCluster('barn', { connector: { provider: 'EKS_ANYWHERE' } });
const denied = (): Failure =>
  new Failure('accessDenied', 'nodes is forbidden', { service: 'Kubernetes', operation: 'list nodes' });

/** Lets all that needs no time be done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Harness {
  readonly kube: KubeClusters;
  readonly gateway: ReturnType<typeof kubeOver>;
  readonly opened: EksCluster[];
  readonly news: () => number;
}

function over(contents: KubeContents, open?: OpenKube): Harness {
  const gateway = kubeOver(contents);
  const opened: EksCluster[] = [];
  let news = 0;
  const openIt: OpenKube = (each) => {
    opened.push(each);
    return open ? open(each) : Promise.resolve<KubeGateway>(gateway);
  };
  const kube = new KubeClusters(
    openIt,
    () => 5,
    () => news++,
  );
  return { kube, gateway, opened, news: () => news };
}

describe('KubeClusters', () => {
  it('asks for nothing by itself, and then for version and nodes, once, and tells when they are there', async () => {
    const { kube, gateway, opened, news } = over({ nodes: [kubeNode('a'), kubeNode('b', { kind: 'ec2' })] });
    const one = kube.of(cluster);
    assert.equal(one.state.status, 'reading');
    assert.equal(opened.length, 0);
    one.start();
    one.start();
    assert.equal(one.state.status, 'reading');
    await settled();
    assert.equal(news(), 1);
    const { status, version, counts, nodes, asOf, failure } = one.state;
    assert.deepEqual(
      [status, version, counts?.hybrid, counts?.ec2, nodes?.length, asOf, failure],
      ['answered', 'v1.35.6-eks-0a1b2c3', 1, 1, 2, 5, undefined],
    );
    one.start();
    await settled();
    assert.deepEqual(gateway.calls, ['version', 'nodes']);
    assert.deepEqual([opened.length, news()], [1, 1]);
  });

  it('tells a failure once, and asks again only on a refresh', async () => {
    const { kube, gateway, news } = over({ failing: { nodes: denied() } });
    const one = kube.of(cluster);
    one.start();
    await settled();
    assert.deepEqual([one.state.status, one.state.failure?.operation], ['failed', 'list nodes']);
    assert.equal(one.state.version, 'v1.35.6-eks-0a1b2c3', 'what could be had');
    one.start();
    await settled();
    assert.equal(news(), 1);
    assert.equal(gateway.calls.length, 2);
    gateway.contents = { nodes: [kubeNode('a')] };
    assert.equal(await kube.refresh([cluster]), true);
    assert.deepEqual([one.state.status, one.state.failure], ['answered', undefined]);
  });

  it('keeps the last good answer beside a newer failure', async () => {
    const { kube, gateway } = over({ nodes: [kubeNode('a')] });
    const one = kube.of(cluster);
    await one.read();
    gateway.contents = { failing: { version: new Failure('network', 'cut'), nodes: new Failure('network', 'cut') } };
    await kube.refresh([cluster]);
    assert.deepEqual(
      [one.state.status, one.state.nodes?.length, one.state.failure?.reason],
      ['answered', 1, 'network'],
    );
  });

  it('opens again after a failure to open, and after a refresh, with what EKS says of the cluster by then', async () => {
    const failures = [new Failure('expiredCredentials', 'sign in')];
    const gateway = kubeOver({ nodes: [] });
    const { kube, opened } = over({}, () => {
      const failure = failures.shift();
      return failure ? Promise.reject(failure) : Promise.resolve(gateway);
    });
    assert.equal((await kube.of(cluster).read()).failure?.reason, 'expiredCredentials');
    const moved = { ...cluster, endpoint: 'https://two' };
    await kube.refresh([moved]);
    assert.equal(kube.of(cluster).state.status, 'answered');
    assert.deepEqual(
      opened.map(({ endpoint }) => endpoint),
      ['https://one', 'https://two'],
    );
  });

  it('knows that nobody said how a cluster is reached, and asks no more until that is known', async () => {
    const ways: KubeGateway[] = [];
    const { kube, opened, news } = over({}, () => Promise.resolve(ways[0]));
    kube.of(connected).start();
    await settled();
    assert.equal(kube.of(connected).state.status, 'noContext');
    kube.of(connected).start();
    await settled();
    assert.deepEqual([opened.length, news()], [1, 1]);
    ways.push(kubeOver({ nodes: [kubeNode('a')] }));
    kube.forget(connected.arn);
    assert.equal((await kube.of(connected).read()).status, 'answered');
  });

  it('has nothing to ask of a cluster that is being made, or is going', async () => {
    const { kube, opened } = over({});
    for (const each of [eksCluster('new', { status: 'CREATING' }), { ...cluster, status: 'DELETING' }]) {
      const one = kube.of(each);
      one.start();
      assert.equal((await one.read()).status, 'notYet');
    }
    assert.deepEqual(opened, []);
  });

  it('calls off a hanging API, asks it anew afterwards, and takes the calling off for no failure', async () => {
    const { kube, gateway, news } = over({ hanging: ['nodes'] });
    const one = kube.of(cluster);
    one.start();
    await settled();
    assert.deepEqual([one.state.status, news()], ['reading', 0]);
    kube.cancel();
    await settled();
    assert.deepEqual([one.state.status, one.state.failure, news()], ['reading', undefined, 0]);
    gateway.contents = { nodes: [kubeNode('a')] };
    one.start();
    await settled();
    assert.deepEqual([one.state.status, news()], ['answered', 1]);
  });

  it('keeps the newest of a node that came twice', async () => {
    const twice = [kubeNode('a', { unschedulable: true }), kubeNode('b'), kubeNode('a')];
    const { nodes } = await over({ nodes: twice }).kube.of(cluster).read();
    assert.deepEqual(
      nodes?.map(({ name, unschedulable }) => [name, unschedulable]),
      [
        ['a', false],
        ['b', false],
      ],
    );
  });

  it('forgets clusters that are gone, unless EKS could not be asked', async () => {
    const { kube } = over({ nodes: [] });
    await kube.of(cluster).read();
    await kube.refresh(undefined);
    assert.ok(kube.nodes(cluster));
    assert.equal(await kube.refresh([connected]), false);
    assert.equal(kube.nodes(cluster), undefined);
  });

  it('refreshes none that still waits for its turn when all is called off, or it is forgotten', async () => {
    const { kube, gateway, opened } = over({ nodes: [] });
    const clusters = Array.from({ length: 9 }, (_, index) => eksCluster(`c${index}`, { endpoint: 'https://one' }));
    for (const each of clusters) await kube.of(each).read();
    for (const callOff of [() => kube.cancel(), () => clusters.forEach(({ arn }) => kube.forget(arn))]) {
      opened.length = 0;
      gateway.contents = { hanging: ['version', 'nodes'] };
      const refreshing = kube.refresh(clusters);
      await settled();
      assert.equal(opened.length, 6);
      gateway.contents = { nodes: [] };
      callOff();
      await refreshing;
      assert.equal(opened.length, 6);
    }
  });

  it('refreshes only what was read', async () => {
    const { kube, gateway } = over({ nodes: [] });
    kube.of(cluster);
    await kube.refresh([cluster]);
    assert.deepEqual(gateway.calls, []);
  });
});

describe('KubeCluster.pods', () => {
  const pods = [kubePod('web', 'a'), kubePod('db', 'b'), kubePod('waiting', undefined)];
  const asked = ({ calls }: { calls: readonly string[] }): readonly string[] =>
    calls.filter((call) => call.startsWith('pods'));

  it('brings those of all nodes at once where they fit a page', async () => {
    const { kube, gateway } = over({ nodes: ['a', 'b', 'c', 'd'].map((name) => kubeNode(name)), pods });
    const one = kube.of(cluster);
    await one.read();
    assert.deepEqual(
      (await one.pods('a')).value?.map(({ name }) => name),
      ['web'],
    );
    assert.equal((await one.pods('b')).value?.length, 1);
    assert.equal((await one.pods('c')).value?.length, 0);
    assert.deepEqual(asked(gateway), ['pods']);
  });

  it('brings those of one node where all could be too many, or how many is not known', async () => {
    const nodes = ['a', 'b', 'c', 'd', 'e'].map((name) => kubeNode(name));
    const { kube, gateway } = over({ nodes, pods });
    const one = kube.of(cluster);
    await one.pods('a');
    await one.read();
    assert.equal((await one.pods('a')).value?.length, 1);
    assert.equal((await one.pods('b')).value?.length, 1);
    assert.deepEqual(asked(gateway), ['pods a', 'pods b']);
  });

  it('reads them again when they are asked for after a refresh, and forgets those of nodes that are gone', async () => {
    const nodes = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => kubeNode(name));
    const { kube, gateway } = over({ nodes, pods });
    const one = kube.of(cluster);
    await one.read();
    await one.pods('a');
    await kube.refresh([cluster]);
    assert.equal(asked(gateway).length, 1, 'nobody looked');
    await one.pods('a');
    assert.equal(asked(gateway).length, 2);
    gateway.contents = { nodes: nodes.slice(1), failing: { pods: denied() } };
    await kube.refresh([cluster]);
    const { value, failure } = await one.pods('a');
    assert.deepEqual([value, failure?.reason], [[], 'accessDenied']);
  });

  it('keeps the last good answer, and says why there is no newer one', async () => {
    const { kube, gateway } = over({ nodes: [kubeNode('a')], pods });
    const one = kube.of(cluster);
    await one.read();
    await one.pods('a');
    gateway.contents = { nodes: [kubeNode('a')], failing: { pods: denied() } };
    await kube.refresh([cluster]);
    const { value, failure } = await one.pods('a');
    assert.deepEqual([value?.length, failure?.reason], [1, 'accessDenied']);
  });
});
