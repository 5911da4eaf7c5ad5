import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, gatewayOver, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../failure.ts';
import { AccountFleet } from './accountFleet.ts';
import { readSnapshot, snapshotText, type FleetSnapshot } from './snapshot.ts';

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

/** Until everything that is under way over literals is done. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a snapshot of a fleet', () => {
  it('comes back as it was', async () => {
    const { snapshot } = (await loaded(1000)).known;
    assert.equal(Object.keys(snapshot.instances).length, 1);
    assert.deepEqual(readSnapshot(await snapshotText(snapshot)), snapshot);
    const nothing = { instances: {} };
    assert.deepEqual(readSnapshot(await snapshotText(nothing)), nothing);
  });

  it('says once what hosts have in common', async () => {
    const { snapshot } = (await loaded(1000)).known;
    const text = await snapshotText(snapshot);
    assert.equal(text.split('ecs.capability.external').length, 2);
    const read = readSnapshot(text) as FleetSnapshot;
    const [first, second] = read.instances[home.arn]!.value;
    assert.equal(first!.attributes, second!.attributes);
  });

  it('is not read where it is damaged, cut or newer', async () => {
    const text = await snapshotText((await loaded(1000)).known.snapshot);
    const broken: readonly unknown[] = [
      ...[0, 1, 10, text.length / 2, text.length - 1].map((end) => readSnapshot(text.slice(0, end))),
      ...['null', '[]', '3', '{}', '{"version":2}'].map(readSnapshot),
      readSnapshot(text.replace('"attributes":0', '"attributes":99')),
      readSnapshot(text.replace('"attributes":0', '"attributes":"x"')),
      readSnapshot(text.replace('"kind":"ecs"', '"kind":"eks"')),
      readSnapshot(text.replace('"asOf":1000', '"asOf":null')),
      readSnapshot(text.replace('"version":2', '"version":0')),
      readSnapshot(text.replace(/"members":\{/, '"members":{"x":{"asOf":1,"value":[3]},')),
    ];
    assert.deepEqual(new Set(broken), new Set(['corrupt']));
    assert.equal(readSnapshot('{"version":3,"other":true}'), 'newer');
  });

  it('is read where the version before wrote it, which kept no members', async () => {
    const { members, ...before } = (await loaded(1000)).known.snapshot;
    assert.deepEqual(Object.values(members ?? {}), [{ asOf: 1000, value: [node('7').id] }]);
    const text = (await snapshotText(before)).replace('"version":2', '"version":1');
    assert.deepEqual(readSnapshot(text), before);
  });

  it('leaves out whole clusters where it would be too large', async () => {
    const large = { asOf: 1, value: Array.from({ length: 15_000 }, (_, index) => instance(String(index), home)) };
    const read = readSnapshot(await snapshotText({ instances: { one: large, two: large } })) as FleetSnapshot;
    assert.deepEqual(Object.keys(read.instances), ['one']);
    assert.equal(read.instances.one!.value.length, 15_000);
  });
});

describe('a fleet that begins with a snapshot', () => {
  const old = 1000;
  const now = 90_000;

  async function begun(gateway = gatewayOver(contents)): Promise<{ fleet: AccountFleet; changes: () => number }> {
    const fleet = new AccountFleet(ref, gateway, () => now);
    fleet.known.begin((await loaded(old)).known.snapshot);
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

  it('keeps what was read before it came', async () => {
    const fleet = await loaded(now);
    fleet.known.begin({ ecsClusters: { asOf: old, value: [] }, instances: {} });
    assert.equal((await fleet.clusters()).value.ecs.length, 2);
    assert.equal(fleet.known.clustersAsOf, undefined);
  });
});
