import assert from 'node:assert/strict';
import { eksCluster, node, nodeId } from '../../../test/unit/fleetLiterals.ts';
import { kubeNode } from '../../../test/unit/kubeLiterals.ts';
import type { HostHealth, KubeChannel, SsmChannel } from '../fleet/host.ts';
import { kubeHostState } from '../fleet/host.ts';
import type { ManagedNode } from '../fleet/model.ts';
import { eksHosts, kubeChannel } from './join.ts';

const cluster = eksCluster('hybrid', { hybridNodesEnabled: true });
const byId = (...nodes: ManagedNode[]): ReadonlyMap<string, ManagedNode> =>
  new Map(nodes.map((each) => [each.id, each]));
const [a, b, c] = ['a', 'b', 'c'].map(nodeId) as [string, string, string];

describe('eksHosts', () => {
  it('joins SSM and Kubernetes on the mi- id, and shows what only one of them knows', () => {
    const hosts = eksHosts({
      cluster,
      members: [a, b],
      managed: byId(node('a', { name: 'pi-5' }), node('b', { name: 'server' }), node('z', { name: 'stranger' })),
      kube: [kubeNode(a), kubeNode(c)],
    });
    assert.deepEqual(
      hosts.map(({ name, state, kube }) => [name, state.ssm, state.kube, state.health, kube?.name]),
      [
        [c, 'unlisted', 'ready', 'ssmLost', c],
        ['pi-5', 'online', 'ready', 'connected', a],
        ['server', 'online', 'notJoined', 'notJoined', undefined],
      ],
    );
    assert.equal(hosts[1]?.machine.kind, 'raspberryPi', 'its architecture comes from Kubernetes');
    assert.equal(hosts[1].cluster?.name, 'hybrid');
  });

  it('shows what SSM knows while Kubernetes has not answered, and says nothing of Kubernetes', () => {
    const [host, ...others] = eksHosts({ cluster, members: [a, b], managed: byId(node('a')), kube: undefined });
    assert.deepEqual(host?.state, { ecs: 'none', ssm: 'online', health: 'connected' });
    assert.deepEqual(others, [], 'a member that SSM does not list');
  });

  it('shows what Kubernetes knows when SSM could not be asked', () => {
    const [host] = eksHosts({ cluster, members: [], managed: undefined, kube: [kubeNode(a)] });
    assert.deepEqual([host?.id, host?.state.ssm, host?.state.health], [a, 'unknown', 'connected']);
  });

  it('knows a node by its id although its activation does not name the cluster', () => {
    const managed = byId(node('a', { name: 'untagged' }));
    const [host] = eksHosts({ cluster, members: [], managed, kube: [kubeNode(a)] });
    assert.deepEqual([host?.name, host?.state.health], ['untagged', 'connected']);
  });

  it('has hybrid nodes that sign in by IAM Roles Anywhere, of which SSM knows nothing', () => {
    const [host] = eksHosts({ cluster, members: [], managed: byId(), kube: [kubeNode('rack-1')] });
    assert.deepEqual(
      [host?.key, host?.id, host?.state.ssm, host?.state.health],
      [`${cluster.arn} rack-1`, 'rack-1', 'none', 'connected'],
    );
  });

  it('leaves nodes inside AWS out, and has all others of a connected cluster', () => {
    const kinds = ['ec2', 'fargate', 'auto', 'other', 'hybrid'] as const;
    const kube = kinds.map((kind) => kubeNode(kind, { kind }));
    const names = (of: typeof cluster): readonly string[] =>
      eksHosts({ cluster: of, members: [], managed: undefined, kube }).map(({ name }) => name);
    assert.deepEqual(names(cluster), ['hybrid']);
    assert.deepEqual(names(eksCluster('barn', { connector: {} })), ['hybrid', 'other']);
  });
});

describe('kubeChannel', () => {
  it('tells what the control plane thinks of a node', () => {
    const of = (status: 'True' | 'False' | 'Unknown', unschedulable = false): KubeChannel =>
      kubeChannel(kubeNode(a, { conditions: [{ type: 'Ready', status }], unschedulable }));
    assert.deepEqual(
      [of('True'), of('True', true), of('False'), of('False', true), of('Unknown'), kubeChannel(undefined)],
      ['ready', 'cordoned', 'notReady', 'notReady', 'unreachable', 'notJoined'],
    );
  });
});

describe('kubeHostState', () => {
  const cases: readonly (readonly [SsmChannel, KubeChannel | undefined, HostHealth])[] = [
    ['online', 'ready', 'connected'],
    ['online', 'cordoned', 'draining'],
    ['online', 'notReady', 'notReady'],
    ['online', 'unreachable', 'notReady'],
    ['online', 'notJoined', 'notJoined'],
    ['connectionLost', 'ready', 'ssmLost'],
    ['connectionLost', 'cordoned', 'ssmLost'],
    ['connectionLost', 'notReady', 'notReady'],
    ['connectionLost', 'unreachable', 'offline'],
    ['unlisted', 'unreachable', 'offline'],
    ['inactive', 'notJoined', 'offline'],
    ['none', 'ready', 'connected'],
    ['none', 'unreachable', 'notReady'],
    ['unknown', 'notReady', 'notReady'],
    ['unknown', 'ready', 'connected'],
    ['online', undefined, 'connected'],
    ['connectionLost', undefined, 'offline'],
    ['unknown', undefined, 'unknown'],
    ['none', undefined, 'unknown'],
  ];
  for (const [ssm, kube, health] of cases) {
    it(`SSM ${ssm}, Kubernetes ${kube ?? 'not asked'}: ${health}`, () => {
      assert.equal(kubeHostState(ssm, kube).health, health);
    });
  }
});
