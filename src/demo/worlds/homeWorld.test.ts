import assert from 'node:assert/strict';
import { boardAttribute } from '../../core/fleet/machine.ts';
import { activationState, hybridNodesRole, isExternal } from '../world.ts';
import { homeWorld } from './homeWorld.ts';
import { largeWorld } from './largeWorld.ts';

describe('the world of the demo account', () => {
  const world = homeWorld();
  const clusters = [...world.ecsClusters.values()];
  const instances = clusters.flatMap((cluster) => [...cluster.instances.values()]);

  it('has six external hosts in two clusters, of four kinds', () => {
    assert.deepEqual(
      clusters.map(({ name, instances: of }) => [name, of.size]),
      [
        ['home', 3],
        ['workshop', 3],
      ],
    );
    assert.ok(instances.every(isExternal));
    const boards = instances.map(({ attributes }) => attributes.get(boardAttribute) ?? '');
    assert.deepEqual(
      ['Raspberry Pi 5', 'Raspberry Pi 4', 'NUC', 'PowerEdge'].map((kind) =>
        boards.some((board) => board.includes(kind)),
      ),
      [true, true, true, true],
    );
  });

  it('has a host in each state: well, without its ECS agent, offline, and a node without a cluster', () => {
    const states = instances.map(({ agentConnected, ec2InstanceId }) => {
      const node = world.nodes.get(ec2InstanceId);
      return `${agentConnected ? 'agent' : 'no agent'}, ${node?.online === true ? 'online' : 'lost'}`;
    });
    const count = (state: string): number => states.filter((each) => each === state).length;
    assert.deepEqual(['agent, online', 'no agent, online', 'no agent, lost'].map(count), [4, 1, 1]);
  });

  it('has two nodes without a cluster, of which one is the former registration of a host', () => {
    const ofHosts = new Set(instances.map(({ ec2InstanceId }) => ec2InstanceId));
    const [backup, stale, ...others] = [...world.nodes.values()].filter(({ id }) => !ofHosts.has(id));
    assert.deepEqual([backup?.name, backup?.online, others], ['backup-vm', true, []]);
    const current = [...world.nodes.values()].find(({ id, name }) => ofHosts.has(id) && name === stale?.name);
    assert.ok(stale && current, 'no host has its name');
    assert.equal(stale.report?.computerName, current.report?.computerName);
    assert.ok(!stale.online && current.online && stale.lastPingAt < current.registeredAt);
  });

  it('has an EKS cluster that takes hybrid nodes, their role, and no access entry for it yet', () => {
    const lab = world.eksClusters.get('lab')!;
    assert.ok(lab.details.remoteNetworkConfig);
    assert.equal(lab.accessEntries.size, 0);
    assert.ok(world.roles.has(hybridNodesRole));
  });

  it('has an activation that is open and one that is not', () => {
    const states = [...world.activations.values()].map((activation) => activationState(world, activation));
    assert.deepEqual(states, ['open', 'expired']);
  });

  it('looks the same each time, whenever it starts', () => {
    const at = (time: number): string => {
      const { nodes, ecsClusters } = homeWorld({ clock: () => time });
      return JSON.stringify([[...nodes.keys()], [...ecsClusters.values()].map(({ tasks }) => [...tasks.keys()])]);
    };
    assert.equal(at(Date.parse('2026-11-22')), at(Date.parse('2031-01-01')));
  });

  it('has an EKS cluster in standard support, on whichever version that is', () => {
    const version = (date: string): string | undefined =>
      homeWorld({ clock: () => Date.parse(date) }).eksClusters.get('lab')?.details.version;
    assert.deepEqual(['2026-11-22', '2027-03-26', '2027-03-28'].map(version), ['1.35', '1.35', '1.36']);
  });

  it('never gives an id twice, however large', () => {
    const large = largeWorld({ hosts: 300, clusters: 3 });
    const fleets = [...large.ecsClusters.values()];
    const tasks = fleets.flatMap((cluster) => [...cluster.tasks.keys()]);
    assert.deepEqual([large.nodes.size, tasks.length, new Set(tasks).size], [300, 1_800, 1_800]);
    assert.deepEqual(
      fleets.map((cluster) => cluster.instances.size),
      [100, 100, 100],
    );
  });
});
