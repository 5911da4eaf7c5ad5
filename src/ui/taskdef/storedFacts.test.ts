import assert from 'node:assert/strict';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import type { KnownImage } from './accountFacts.ts';
import type { HintHosts } from './hostKinds.ts';
import type { HintPodHosts } from './hostKinds.ts';
import {
  hostsToStore,
  imagesToStore,
  mergedImages,
  storedCluster,
  storedHosts,
  storedImages,
  storedPodHosts,
} from './storedFacts.ts';

const instance: ContainerInstance = {
  arn: 'arn:aws:ecs:eu-central-1:111122223333:container-instance/home/1',
  clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/home',
  managedNodeId: 'mi-1',
  status: 'ACTIVE',
  agentConnected: true,
  total: { cpu: 4096, memoryMiB: 8192, gpus: 1 },
  free: { cpu: 1024, memoryMiB: 512 },
  usedPorts: { tcp: [22], udp: [] },
  runningTaskCount: 1,
  pendingTaskCount: 0,
  attributes: { 'ecs.cpu-architecture': 'arm64' },
  tags: {},
};

const hosts: HintHosts = {
  account: { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' },
  cluster: { arn: instance.clusterArn, name: 'home' },
  instances: [instance],
  names: { [instance.arn]: 'pi-5' },
  asOf: 1000,
  isOld: false,
};

const known: KnownImage = {
  details: {
    digest: 'sha256:1',
    variants: [
      { digest: 'sha256:2', platform: { os: 'linux', architecture: 'arm64' }, layers: [{ digest: 'l', size: 5 }] },
    ],
  },
  asOf: 1000,
};

/** As VS Code keeps it. */
function kept(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('what was kept for hints', () => {
  it('comes back as it was, and is of an earlier window then', () => {
    assert.deepEqual(storedHosts(kept(hosts)), { ...hosts, isOld: true });
    assert.deepEqual(storedImages(kept([['app:1', known]])), new Map([['app:1', known]]));
    const cluster = { account: 'demo@eu-central-1', arn: instance.clusterArn };
    assert.deepEqual(storedCluster(kept(cluster)), cluster);
  });

  it('comes back of pods too, and counts for nothing where it is of another shape', () => {
    const { account, cluster, asOf, isOld } = hosts;
    const node = { name: 'pi-5', nodeName: 'mi-1', architecture: 'arm64', labels: { a: 'b' }, hasAllLabels: false };
    const pods: HintPodHosts = { account, cluster, asOf, isOld, nodes: [node] };
    assert.deepEqual(storedPodHosts(kept(hostsToStore(pods))), { ...pods, isOld: true });
    for (const wrong of [
      { name: 1 },
      { nodeName: null },
      { architecture: 5 },
      { labels: { a: 1 } },
      { hasAllLabels: 1 },
    ]) {
      assert.equal(storedPodHosts({ ...pods, nodes: [node, { ...node, ...wrong }] }), undefined);
    }
    for (const odd of [undefined, null, 'x', [], hosts, { ...pods, nodes: 'mi-1' }]) {
      assert.equal(storedPodHosts(odd), undefined);
    }
  });

  it('counts for nothing where it is of another shape', () => {
    const odd: readonly unknown[] = [undefined, null, 0, 'x', true, [], {}, [[]], [null], { hosts: 1 }];
    const wrongHosts = [
      { ...hosts, account: undefined },
      { ...hosts, account: { source: { kind: 'vault' }, region: 'eu-central-1' } },
      { ...hosts, cluster: 'home' },
      { ...hosts, asOf: '2026-11-22' },
      { ...hosts, asOf: Date.now() + 1e9 },
      { ...hosts, instances: { 0: instance } },
      ...Object.keys(instance)
        .filter((name) => !['usedPorts'].includes(name))
        .map((name) => ({ ...hosts, instances: [instance, { ...instance, [name]: null }] })),
      { ...hosts, instances: [{ ...instance, usedPorts: [22] }] },
      { ...hosts, instances: [{ ...instance, free: { cpu: '1', memoryMiB: 1 } }] },
      { ...hosts, instances: [{ ...instance, attributes: { a: 1 } }] },
    ];
    for (const each of [...odd, ...wrongHosts]) assert.equal(storedHosts(each), undefined, JSON.stringify(each));
    for (const each of odd) {
      assert.deepEqual(storedImages(each), new Map());
      assert.equal(storedCluster(each), undefined);
    }
  });

  it('loses the images that are of another shape, and no others', () => {
    const wrong: readonly unknown[] = [
      'app',
      ['app'],
      [1, known],
      ['app', { ...known, asOf: null }],
      ['app', { ...known, details: { ...known.details, variants: undefined } }],
      ['app', { ...known, details: { ...known.details, variants: [null] } }],
      [
        'app',
        { ...known, details: { digest: 'd', variants: [{ digest: 'd', layers: [{ digest: 'l', size: '5' }] }] } },
      ],
      ['app', { ...known, details: { ...known.details, largestBytes: -1 } }],
    ];
    assert.deepEqual([...storedImages([...wrong, ['app:1', known]]).keys()], ['app:1']);
  });

  it('keeps of names those that are texts', () => {
    const odd = { ...hosts, names: { [instance.arn]: 5, other: 'x' } };
    assert.deepEqual(storedHosts(odd)?.names, { other: 'x' });
    assert.deepEqual(storedHosts({ ...hosts, names: null })?.names, {});
  });

  it('is bounded', () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...instance, arn: `${instance.arn}${index}` }));
    assert.equal(hostsToStore({ ...hosts, instances: many }), undefined);
    assert.equal(hostsToStore(hosts), hosts);

    const images = Array.from({ length: 300 }, (_, index) => [`app:${index}`, { ...known, asOf: index }] as const);
    const huge = { ...known, details: { digest: 'd'.repeat(20_000), variants: [] } };
    const stored = imagesToStore(new Map([...images.toReversed(), ['huge', huge]]));
    assert.equal(stored.length, 100);
    assert.equal(stored.at(-1)?.[0], 'app:299', 'the newest stay');
    assert.ok(stored.every(([image]) => image !== 'huge'));
  });

  it('is the newer of what two windows know', () => {
    const [old, young] = [known, { ...known, asOf: 2000 }];
    const [one, two] = [
      new Map([
        ['a', young],
        ['b', old],
      ] as const),
      new Map([
        ['a', old],
        ['c', old],
      ] as const),
    ];
    assert.deepEqual(
      mergedImages(one, two),
      new Map([
        ['a', young],
        ['b', old],
        ['c', old],
      ] as const),
    );
    assert.deepEqual(mergedImages(two, one).get('a'), young);
  });
});
