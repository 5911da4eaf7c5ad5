import assert from 'node:assert/strict';
import { countLoop } from '../../../test/helpers.ts';
import { ecsCluster, eksCluster, gatewayOver, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../failure.ts';
import { AccountFleet } from './accountFleet.ts';
import type { FleetGateway } from './gateway.ts';
import type { ContainerInstance } from './model.ts';
import { readSnapshot, snapshotTexts, type FleetSnapshot, type KeptFleet, type SnapshotFault } from './snapshot.ts';

const ref = { source: { kind: 'environment' as const }, region: 'eu-central-1' };
const home = ecsCluster('home', { containerInstanceCount: 3 });
const hybrid = eksCluster('edge', { hybridNodesEnabled: true });
const attributes = { 'ecs.cpu-architecture': 'arm64', 'ecs.capability.external': '' };
const contents = {
  ecs: [home, ecsCluster('empty', { containerInstanceCount: 0 })],
  eks: [eksCluster('web', { certificateAuthority: 'LS0t' }), hybrid],
  instances: ['1', '2', '3'].map((id) => instance(id, home, { attributes, tags: { Name: `pi-${id}` } })),
  nodes: [node('1', { name: 'kitchen' }), node('2'), node('7'), node('9')],
  hybrid: { [hybrid.arn]: [node('7').id] },
};

async function loaded(now: number): Promise<AccountFleet> {
  const fleet = new AccountFleet(ref, gatewayOver(contents), () => now);
  await fleet.looseHosts();
  return fleet;
}

function read([head, ...lists]: readonly [string, ...string[]]): KeptFleet | SnapshotFault {
  return readSnapshot(head, lists.length, (number) => lists[number - 1]);
}

async function kept(snapshot: FleetSnapshot): Promise<KeptFleet> {
  const all = read(await snapshotTexts(snapshot));
  assert.ok(typeof all === 'object');
  return all;
}

/** With all lists read, and without those that are damaged. */
function unpacked({ nodes, instances, ...others }: KeptFleet): FleetSnapshot {
  const known = nodes?.read();
  const lists = Object.entries(instances).flatMap(([arn, each]) => {
    const value = each.read();
    return value ? [[arn, { asOf: each.asOf, value }] as const] : [];
  });
  return {
    ...others,
    ...(nodes && known && { nodes: { asOf: nodes.asOf, value: known } }),
    instances: Object.fromEntries(lists),
  };
}

/** Until everything that is under way over literals is done. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a snapshot of a fleet', () => {
  it('comes back as it was', async () => {
    const { snapshot } = (await loaded(1000)).known;
    assert.equal(Object.keys(snapshot.instances).length, 1);
    assert.deepEqual(unpacked(await kept(snapshot)), snapshot);
    const nothing = { instances: {} };
    assert.deepEqual(unpacked(await kept(nothing)), nothing);
  });

  it('is a head and lists of hosts, of which none is read before it is asked for', async () => {
    const { snapshot } = (await loaded(1000)).known;
    const [head, ...lists] = await snapshotTexts(snapshot);
    assert.equal(lists.length, 2);
    assert.doesNotMatch(head, /pi-1|kitchen/);
    assert.doesNotMatch(lists.join(), /asOf|\n/);
    const asked: number[] = [];
    const known = readSnapshot(head, 2, (number) => {
      asked.push(number);
      return lists[number - 1];
    }) as KeptFleet;
    assert.deepEqual([asked, known.ecsClusters?.value.length, known.nodes?.asOf], [[], 2, 1000]);
    assert.equal(known.nodes?.read()?.length, 4);
    assert.deepEqual(asked, [2]);
    assert.equal(known.instances[home.arn]!.read()?.length, 3);
    assert.deepEqual(asked, [2, 1]);
  });

  it('says once what hosts have in common', async () => {
    const { snapshot } = (await loaded(1000)).known;
    const texts = await snapshotTexts(snapshot);
    assert.equal(texts.join().split('ecs.capability.external').length, 2);
    const [first, second] = (await kept(snapshot)).instances[home.arn]!.read()!;
    assert.equal(first!.attributes, second!.attributes);
  });

  it('is not read where its head is damaged, cut, or of another version', async () => {
    const [head, ...lists] = await snapshotTexts((await loaded(1000)).known.snapshot);
    const broken: readonly unknown[] = [
      ...[0, 1, 10, head.length / 2, head.length - 1].map((end) => head.slice(0, end)),
      ...['null', '[]', '3', '{}', '{"version":3}'],
      head.replace('"text":1', '"text":3'),
      head.replace('"text":1', '"text":0'),
      head.replace('"text":2', '"text":"x"'),
      head.replace('"texts":1', '"texts":0'),
      head.replace('"texts":1', '"texts":3'),
      head.replace('"texts":1', '"texts":0.5'),
      head.replace('"kind":"ecs"', '"kind":"eks"'),
      ...head
        .split('"asOf":1000')
        .flatMap((_, index, parts) =>
          index === 0
            ? []
            : [`${parts.slice(0, index).join('"asOf":1000')}"asOf":null${parts.slice(index).join('"asOf":1000')}`],
        ),
      head.replace(/"members":\{/, '"members":{"x":{"asOf":1,"value":[3]},'),
    ].map((text) => read([text, ...lists]));
    assert.ok(broken.length >= 16);
    assert.deepEqual(new Set(broken), new Set(['corrupt']));
    assert.equal(read([head]), 'corrupt');
    assert.equal(read(['{"version":4,"other":true}']), 'newer');
    assert.equal(read(['{"version":2,"instances":{},"pool":[]}']), 'older');
  });

  it('has a long list in several texts, which are read one at a time', async () => {
    const { snapshot } = (await loaded(1000)).known;
    const [arn = '', { asOf, value } = { asOf: 0, value: [] }] = Object.entries(snapshot.instances)[0] ?? [];
    const many = Array.from(
      { length: 600 },
      (_, index) => ({ ...value[0], arn: `${arn}/${index}` }) as ContainerInstance,
    );
    const [head, ...texts] = await snapshotTexts({ ...snapshot, instances: { [arn]: { asOf, value: many } } });
    assert.equal(texts.length, 4);
    const begin = (damaged?: number): { known: KeptFleet; asked: number[] } => {
      const asked: number[] = [];
      const known = readSnapshot(head, texts.length, (number) => {
        asked.push(number);
        return number === damaged ? '{}' : texts[number - 1];
      });
      assert.ok(typeof known !== 'string');
      return { known, asked };
    };
    const { known, asked } = begin();
    const steps = [known.instances[arn]?.readSome(), asked.length, known.instances[arn]?.readSome(), asked.length];
    assert.deepEqual(steps, [true, 1, true, 2]);
    assert.deepEqual([known.instances[arn]?.read(), asked], [many, [1, 2, 3]]);
    assert.deepEqual([known.instances[arn]?.readSome(), known.instances[arn]?.read(), asked.length], [false, many, 3]);
    const other = begin(2);
    assert.deepEqual([other.known.instances[arn]?.read(), other.asked], [undefined, [1, 2]]);
  });

  it('counts as none where a list is damaged, and the others count', async () => {
    const { snapshot } = (await loaded(1000)).known;
    const [head, instances, nodes] = (await snapshotTexts(snapshot)) as [string, string, string];
    const { instances: known, ...others } = snapshot;
    const bad = [
      ...[0, 1, instances.length / 2, instances.length - 1].map((end) => instances.slice(0, end)),
      ...['null', '[]', '{}', '{"pool":[]}', '{"instances":[],"pool":[3]}'],
      instances.replace('"attributes":0', '"attributes":99'),
      instances.replace('"attributes":0', '"attributes":"x"'),
      instances.replace('"managedNodeId":', '"otherId":'),
    ];
    for (const text of bad) {
      assert.deepEqual(unpacked(read([head, text, nodes]) as KeptFleet), { ...others, instances: {} }, text);
    }
    const withoutNodes: FleetSnapshot = { ...snapshot };
    Reflect.deleteProperty(withoutNodes, 'nodes');
    for (const text of ['', 'null', '[3]', '[{}]', nodes.slice(1)]) {
      assert.deepEqual(unpacked(read([head, instances, text]) as KeptFleet), withoutNodes, text);
    }
    assert.equal(Object.keys(known).length, 1);
  });

  it('leaves out whole clusters where it would be too large', async () => {
    const large = { asOf: 1, value: Array.from({ length: 15_000 }, (_, index) => instance(String(index), home)) };
    const known = await kept({ instances: { one: large, two: large } });
    assert.deepEqual(Object.keys(known.instances), ['one']);
    assert.equal(known.instances.one!.read()?.length, 15_000);
  });
});

/** As AWS, which needs longer for an answer than it takes to read what was kept. */
function slow(gateway: FleetGateway): FleetGateway {
  async function* late<T>(pages: AsyncIterable<T>): AsyncIterable<T> {
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    yield* pages;
  }
  return {
    ...gateway,
    managedNodes: (signal) => late(gateway.managedNodes(signal)),
    containerInstances: (arn, signal) => late(gateway.containerInstances(arn, signal)),
  };
}

describe('a fleet that begins with a snapshot', () => {
  const old = 1000;
  const now = 90_000;

  async function begun(gateway = gatewayOver(contents)): Promise<{ fleet: AccountFleet; changes: () => number }> {
    const fleet = new AccountFleet(ref, slow(gateway), () => now);
    fleet.known.begin(await kept((await loaded(old)).known.snapshot));
    let count = 0;
    fleet.onDidChange(() => count++);
    return { fleet, changes: () => count };
  }

  it('shows it at once, reads anew, and tells when that is there', async () => {
    const gateway = gatewayOver({ ...contents, instances: contents.instances.slice(1) });
    const { fleet, changes } = await begun(gateway);
    assert.deepEqual([gateway.calls.length, fleet.known.clustersAsOf], [0, old]);
    const { value } = await fleet.clusters();
    assert.equal((await fleet.hosts(value.ecs[1]!)).value.length, 3);
    await settled();
    assert.ok(changes() > 0);
    assert.equal(fleet.known.clustersAsOf, undefined);
    assert.deepEqual(gateway.calls.toSorted(), [
      'containerInstances home',
      'ecsClusters',
      'eksClusters',
      'managedNodes',
    ]);
    assert.equal((await fleet.hosts(value.ecs[1]!)).value.length, 2);
    assert.equal(gateway.calls.length, 4);
  });

  it('goes on showing it where it can not be read anew, says why, and does not ask for ever', async () => {
    const failing = { ecsClusters: new Failure('network', 'no way') };
    const gateway = gatewayOver({ ...contents, failing });
    const { fleet, changes } = await begun(gateway);
    assert.deepEqual((await fleet.clusters()).failures, []);
    await settled();
    const { value, failures } = await fleet.clusters();
    assert.deepEqual([value.ecs.length, failures.map(({ reason }) => reason)], [2, ['network']]);
    assert.equal(fleet.known.clustersAsOf, old);
    await settled();
    assert.equal(gateway.calls.filter((call) => call === 'ecsClusters').length, 1);
    gateway.contents = contents;
    await fleet.refresh();
    assert.deepEqual([fleet.known.clustersAsOf, (await fleet.clusters()).failures], [undefined, []]);
    assert.ok(changes() >= 2);
  });

  it('works out anew which hosts have no cluster', async () => {
    const { fleet } = await begun(gatewayOver({ ...contents, nodes: [...contents.nodes, node('8')] }));
    assert.equal((await fleet.looseHosts()).value.length, 1);
    await settled();
    assert.equal(fleet.looseHostsIfKnown?.length, 2);
  });

  it('reads the hosts that were kept when they are asked for, and no sooner', async () => {
    const [head, ...lists] = await snapshotTexts((await loaded(old)).known.snapshot);
    const asked: number[] = [];
    const fleet = new AccountFleet(ref, slow(gatewayOver(contents)), () => now);
    const known = readSnapshot(head, lists.length, (number) => {
      asked.push(number);
      return lists[number - 1];
    });
    fleet.known.begin(known as KeptFleet);
    const { value } = await fleet.clusters();
    assert.deepEqual([value.ecs.length, fleet.hostsAsOf(home), fleet.known.clustersAsOf, asked], [2, old, old, []]);
    const hosts = fleet.hosts(value.ecs[1]!);
    let turns = 0;
    const count = (): void => {
      turns++;
      if (turns < 100) setImmediate(count);
    };
    setImmediate(count);
    assert.equal((await hosts).value.length, 3);
    assert.deepEqual(asked, [1, 2]);
    assert.ok(turns >= 2, 'both were read in one turn');
    turns = 100;
    await fleet.hosts(value.ecs[1]!);
    assert.deepEqual(asked, [1, 2]);
  });

  it('does without hosts whose part is damaged: they are read, and waited for', async () => {
    const [head, ...lists] = await snapshotTexts((await loaded(old)).known.snapshot);
    const gateway = gatewayOver(contents);
    const fleet = new AccountFleet(ref, gateway, () => now);
    fleet.known.begin(readSnapshot(head, lists.length, () => undefined) as KeptFleet);
    const { value } = await fleet.clusters();
    assert.equal(value.ecs.length, 2);
    const { value: hosts, failures } = await fleet.hosts(value.ecs[1]!);
    assert.deepEqual([hosts.length, failures, fleet.hostsAsOf(home)], [3, [], now]);
    assert.equal(gateway.calls.filter((call) => call === 'containerInstances home').length, 1);
    assert.equal(fleet.nodesIfKnown?.size, 4);
  });

  it('keeps what was read before it came', async () => {
    const fleet = await loaded(now);
    fleet.known.begin({ ecsClusters: { asOf: old, value: [] }, instances: {} });
    assert.equal((await fleet.clusters()).value.ecs.length, 2);
    assert.equal(fleet.known.clustersAsOf, undefined);
  });

  it('says of no host that it has no cluster where the caller might not see some of the clusters', async () => {
    const denied = new Failure('accessDenied', 'no');
    const gateway = gatewayOver({ ...contents, denied: { [hybrid.name]: denied } });
    const partly: FleetGateway = {
      ...gatewayOver(contents),
      // eslint-disable-next-line @typescript-eslint/require-await -- pages come one by one
      async *ecsClusters(_, onDenied) {
        onDenied?.(home.arn, denied);
        yield contents.ecs.slice(1);
      },
    };
    for (const [lacking, list] of [
      [partly, 'ecsClusters'],
      [gateway, 'eksClusters'],
    ] as const) {
      const before = new AccountFleet(ref, lacking, () => old);
      assert.deepEqual((await before.looseHosts()).value, []);
      const snapshot = await kept(before.known.snapshot);
      assert.equal(snapshot[list]?.isPart, true);
      const silent = new Failure('network', 'no way');
      const offline = gatewayOver({ failing: { ecsClusters: silent, eksClusters: silent, managedNodes: silent } });
      const fleet = new AccountFleet(ref, offline, () => now);
      fleet.known.begin(snapshot);
      assert.deepEqual((await fleet.looseHosts()).value, [], list);
      assert.equal((await kept(fleet.known.snapshot))[list]?.isPart, true, 'and so does the window after it');
    }
  });

  it('reads none of the hosts that were kept to count the calls of a refresh, and all in turns where all are wanted', async () => {
    const [head, ...lists] = await snapshotTexts((await loaded(old)).known.snapshot);
    const loop = countLoop();
    const asked: number[] = [];
    const fleet = new AccountFleet(ref, slow(gatewayOver(contents)), () => now);
    const known = readSnapshot(head, lists.length, (number) => {
      asked.push(loop.count());
      return lists[number - 1];
    });
    fleet.known.begin(known as KeptFleet);
    assert.ok(fleet.refreshCalls > 0);
    assert.deepEqual(asked, []);
    const read = await fleet.known.lastRead();
    loop.end();
    assert.deepEqual(
      read.hosts.map(({ value }) => value.length),
      [3, 0],
    );
    assert.deepEqual([asked.length, new Set(asked).size], [2, 2], 'each in a turn of its own');
  });
});
