import assert from 'node:assert/strict';
import { boardAttribute } from '../../core/fleet/machine.ts';
import { hybridNodeTag } from '../../core/registration/activation.ts';
import { userArn } from '../caller.ts';
import { activationState, connectorRole, hybridNodesRole, isExternal } from '../world.ts';
import type { EksVersion } from '../world.ts';
import { eksVersions, homeWorld } from './homeWorld.ts';
import { largeWorld } from './largeWorld.ts';

const day = 24 * 60 * 60_000;

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
    const ofKubernetes: readonly string[] = [hybridNodesRole, connectorRole];
    const [backup, stale, ...others] = [...world.nodes.values()].filter(
      ({ id, iamRole = '' }) => !ofHosts.has(id) && !ofKubernetes.includes(iamRole),
    );
    assert.deepEqual([backup?.name, backup?.online, others], ['backup-vm', true, []]);
    const current = [...world.nodes.values()].find(({ id, name }) => ofHosts.has(id) && name === stale?.name);
    assert.ok(stale && current, 'no host has its name');
    assert.equal(stale.report?.computerName, current.report?.computerName);
    assert.ok(!stale.online && current.online && stale.lastPingAt < current.registeredAt);
  });

  it('has an EKS cluster that takes hybrid nodes, their role, and no access entry for it yet', () => {
    const lab = world.eksClusters.get('lab')!;
    assert.ok(lab.details.remoteNetworkConfig);
    assert.deepEqual([...lab.accessEntries.keys()], [userArn(world)]);
    assert.ok(world.roles.has(hybridNodesRole));
    const joined = [...world.nodes.values()].filter(({ tags }) => tags[hybridNodeTag] === lab.arn);
    assert.deepEqual(joined, []);
  });

  it('has an EKS cluster with three hybrid nodes, which one activation let in', () => {
    const orchard = world.eksClusters.get('orchard')!;
    const joined = [...world.nodes.values()].filter(({ tags }) => tags[hybridNodeTag] === orchard.arn);
    assert.deepEqual(
      joined.map(({ name, report, iamRole, online }) => [name, report?.architecture, report?.cpus, iamRole, online]),
      [
        ['orchard-pi5', 'arm64', 4, hybridNodesRole, true],
        ['press-nuc', 'x86_64', 8, hybridNodesRole, true],
        ['barrel-server', 'x86_64', 16, hybridNodesRole, true],
      ],
    );
    assert.equal(new Set(joined.map(({ activationId }) => activationId)).size, 1);
    const types = [...orchard.accessEntries.values()].map(({ type }) => type);
    assert.deepEqual(types, ['STANDARD', 'HYBRID_LINUX']);
  });

  it('has a cluster of EKS Anywhere, connected by two agents that are no hosts', () => {
    const { connector, status } = world.eksClusters.get('mill')!;
    assert.deepEqual([connector?.provider, status], ['EKS_ANYWHERE', 'ACTIVE']);
    const agents = [...world.nodes.values()].filter(({ activationId }) => activationId === connector?.activationId);
    assert.deepEqual(
      agents.map(({ iamRole, report }) => [iamRole, report?.computerName]),
      [
        [connectorRole, 'eks-connector-0'],
        [connectorRole, 'eks-connector-1'],
      ],
    );
  });

  it('has activations that are open, expired and used up, and that of the connector', () => {
    const states = [...world.activations.values()].map((activation) => activationState(world, activation));
    assert.deepEqual(states, ['open', 'expired', 'usedUp', 'expired']);
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

  it('has one in extended support, and one that enters it 20 days later, whenever it starts', () => {
    for (const date of ['2026-01-28', '2026-11-22', '2026-12-03', '2027-03-28', '2031-01-01']) {
      const now = Date.parse(`${date}T15:30:00Z`);
      const { eksClusters, eksVersions: versions } = homeWorld({ clock: () => now });
      const of = (name: string): EksVersion =>
        versions.find(({ version }) => version === eksClusters.get(name)?.details.version)!;
      const { endOfStandardSupport, endOfExtendedSupport } = of('archive');
      assert.ok(Date.parse(endOfStandardSupport) + day <= now && now < Date.parse(endOfExtendedSupport), date);
      assert.equal(Date.parse(of('media').endOfStandardSupport), Date.parse(date) + 20 * day);
      const moved = versions.filter((each) => !eksVersions.includes(each)).map(({ version }) => version);
      assert.ok(moved.length <= 2 && !moved.includes(of('lab').version), date);
    }
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
