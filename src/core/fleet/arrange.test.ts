import assert from 'node:assert/strict';
import { countedLooks } from '../../../test/unit/countedLooks.ts';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { groupHosts, hostSorts, namePrefix, sortHosts, tagKeys, type HostGrouping } from './arrange.ts';
import { ecsHosts, nodeHosts, type Host } from './host.ts';
import { boardAttribute } from './machine.ts';
import type { ContainerInstance, ManagedNode } from './model.ts';

const home = ecsCluster('home');

interface Machine extends Partial<ContainerInstance> {
  readonly ping?: Partial<ManagedNode>;
}

function fleet(machines: Readonly<Record<string, Machine>>): readonly Host[] {
  const all = Object.entries(machines);
  const instances = all.map(([, { ping, ...over }], index) => ({ ...instance(String(index), home, over), ping }));
  const nodes = all.map(([name, { ping }], index) => node(String(index), { name, ...ping }));
  return ecsHosts(home, instances, new Map(nodes.map((each) => [each.id, each])));
}

function names(hosts: readonly Host[]): string {
  return hosts.map(({ name }) => name).join(' ');
}

function grouped(hosts: readonly Host[], grouping: HostGrouping): readonly string[] {
  return (groupHosts(hosts, grouping) ?? []).map(
    ({ value, hosts: own, worst, worstCount }) => `${value ?? '-'}: ${names(own)} (${worstCount} ${worst})`,
  );
}

const lost = { pingStatus: 'ConnectionLost' } as const;
const hosts = fleet({
  'rack1-10': { attributes: { 'ecs.cpu-architecture': 'x86_64' }, runningTaskCount: 2, registeredAt: 30 },
  'rack1-2': { attributes: { 'ecs.cpu-architecture': 'amd64' }, agentConnected: false, registeredAt: 10 },
  'rack2-1': {
    attributes: { 'ecs.cpu-architecture': 'arm64', [boardAttribute]: 'Raspberry Pi 5' },
    tags: { room: 'cellar', floor: '' },
    agentConnected: false,
    ping: { ...lost, lastPingAt: 20 },
    registeredAt: 20,
  },
  'rack2-3': {
    attributes: { 'ecs.cpu-architecture': 'arm64' },
    tags: { room: 'attic' },
    status: 'DRAINING',
    ping: { lastPingAt: 90 },
  },
  'till': { tags: { room: 'cellar' }, runningTaskCount: 7, ping: { lastPingAt: 80 } },
});

describe('sorting hosts', () => {
  const cases: Readonly<Record<(typeof hostSorts)[number], string>> = {
    name: 'rack1-2 rack1-10 rack2-1 rack2-3 till',
    state: 'rack2-1 rack1-2 rack2-3 rack1-10 till',
    tasks: 'till rack1-10 rack1-2 rack2-1 rack2-3',
    lastPing: 'rack2-1 till rack2-3 rack1-2 rack1-10',
    registered: 'rack1-10 rack2-1 rack1-2 rack2-3 till',
  };
  for (const sort of hostSorts) {
    it(`by ${sort}`, () => {
      const given = names(hosts);
      assert.equal(names(sortHosts(hosts, sort)), cases[sort]);
      assert.equal(names(hosts), given);
    });
  }

  it('takes hosts that say nothing', () => {
    const bare = nodeHosts([node('2'), node('1')]);
    for (const sort of hostSorts) assert.deepEqual(sortHosts(bare, sort), bare);
    for (const sort of hostSorts) assert.deepEqual(sortHosts([], sort), []);
  });
});

describe('grouping hosts', () => {
  it('by state, the worst first', () => {
    assert.deepEqual(grouped(hosts, { by: 'state' }), [
      'offline: rack2-1 (1 offline)',
      'agentDisconnected: rack1-2 (1 agentDisconnected)',
      'draining: rack2-3 (1 draining)',
      'connected: rack1-10 till (2 connected)',
    ]);
  });

  it('by architecture, whoever names it', () => {
    assert.deepEqual(grouped(hosts, { by: 'architecture' }), [
      'arm64: rack2-1 rack2-3 (1 offline)',
      'x86_64: rack1-2 rack1-10 (1 agentDisconnected)',
      '-: till (1 connected)',
    ]);
  });

  it('by board', () => {
    assert.deepEqual(
      groupHosts(hosts, { by: 'board' })?.map(({ value }) => value),
      ['Raspberry Pi 5', undefined],
    );
  });

  it('by a tag, one that is empty apart from none', () => {
    assert.deepEqual(grouped(hosts, { by: 'tag', key: 'room' }), [
      'attic: rack2-3 (1 draining)',
      'cellar: rack2-1 till (1 offline)',
      '-: rack1-2 rack1-10 (1 agentDisconnected)',
    ]);
    assert.deepEqual(
      groupHosts(hosts, { by: 'tag', key: 'floor' })?.map(({ value }) => value),
      ['', undefined],
    );
    assert.deepEqual(
      groupHosts(hosts, { by: 'tag', key: 'constructor' })?.map(({ value }) => value),
      [undefined],
    );
    assert.deepEqual(tagKeys(hosts), ['floor', 'room']);
  });

  it('by what names begin with, where several do', () => {
    assert.deepEqual(grouped(hosts, { by: 'prefix' }), [
      'rack1-: rack1-2 rack1-10 (1 agentDisconnected)',
      'rack2-: rack2-1 rack2-3 (1 offline)',
      '-: till (1 connected)',
    ]);
  });

  it('keeps the order of hosts, and counts groups as people do', () => {
    const racks = fleet({ 'rack10-1': {}, 'rack9-1': {}, 'rack10-2': { agentConnected: false }, 'rack9-2': {} });
    assert.deepEqual(grouped(sortHosts(racks, 'state'), { by: 'prefix' }), [
      'rack9-: rack9-1 rack9-2 (2 connected)',
      'rack10-: rack10-2 rack10-1 (1 agentDisconnected)',
    ]);
  });

  it('tells a replaced registration from the state of the machine', () => {
    const twins = ecsHosts(
      home,
      [instance('1', home), instance('2', home, { managedNodeId: instance('1', home).managedNodeId })],
      new Map(),
    );
    assert.deepEqual(
      groupHosts(twins, { by: 'state' })?.map(({ value }) => value),
      ['ssmLost', 'replaced'],
    );
  });

  it('is none where none is wanted, and empty for no hosts', () => {
    assert.equal(groupHosts(hosts, { by: 'none' }), undefined);
    assert.deepEqual(groupHosts([], { by: 'prefix' }), []);
  });
});

describe('the prefix of a name', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    'rack1-07': 'rack1-',
    'rack1_a': 'rack1_',
    'rack1.07': 'rack1.',
    'kitchen-pi5': 'kitchen-',
    'pi5': 'pi',
    'web-01.example.com': 'web-',
    'web01.example.com': 'web',
    'NUC 1': 'NUC ',
    'eu/west/3': 'eu/west/',
    '倉庫12': '倉庫',
    'web': undefined,
    '42': undefined,
    '-7': '-',
    '': undefined,
  };
  for (const [name, prefix] of Object.entries(cases)) {
    it(`of ${name || 'nothing'}`, () => assert.equal(namePrefix({ name, id: 'mi-1' }), prefix));
  }

  it('is none where the name is the id', () => assert.equal(namePrefix({ name: 'mi-01', id: 'mi-01' }), undefined));
});

describe('arranging 5,000 hosts', () => {
  const many = fleet(
    Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `rack${index % 40}-${index}`,
        {
          agentConnected: index % 7 !== 0,
          runningTaskCount: (index * 7919) % 11,
          registeredAt: (index * 7919) % 5003,
          tags: { room: `room ${index % 60}` },
          attributes: {
            'ecs.cpu-architecture': index % 3 === 0 ? 'arm64' : 'x86_64',
            [boardAttribute]: `Pi ${index % 9}`,
          },
          ping: { lastPingAt: (index * 104_729) % 5003 },
        },
      ]),
    ),
  );
  const groupings: readonly HostGrouping[] = [
    ...(['none', 'state', 'architecture', 'board', 'prefix'] as const).map((by) => ({ by })),
    { by: 'tag', key: 'room' },
  ];
  it('looks at each a few times, however they are sorted and grouped', () => {
    const counted = countedLooks(many);
    for (const sort of hostSorts) {
      for (const grouping of groupings) {
        counted.looks = 0;
        const sorted = sortHosts(counted.counting, sort);
        const groups = groupHosts(sorted, grouping);
        assert.equal(groups?.reduce((sum, { hosts: own }) => sum + own.length, 0) ?? sorted.length, 5000);
        const { looks } = counted;
        assert.ok(looks <= 12 * 5000, `${sort} ${grouping.by}: ${looks}`);
        if (sort !== 'name' || grouping.by !== 'none') assert.ok(looks >= 5000, 'They are looked at.');
      }
    }
  });
});
