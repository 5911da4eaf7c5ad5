import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { Fleet } from './fleet.ts';
import { lazyGateway } from './lazyGateway.ts';
import type { AccountRef } from './model.ts';
import { nothingShown, type Shown } from './shown.ts';

const home: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const work: AccountRef = { source: { kind: 'profile', profile: 'work' }, region: 'us-east-1' };

describe('Fleet', () => {
  it('shows accounts side by side, each once, and drops all that is known on a switch', async () => {
    const opened: AccountRef[] = [];
    const fleet = new Fleet((ref) => {
      opened.push(ref);
      return gatewayOver({ ecs: [ecsCluster('one')] });
    });
    const changes: unknown[] = [];
    fleet.onDidChange(({ account }) => {
      changes.push(account?.key);
    });
    await fleet.show([home, work, home]);
    assert.deepEqual(
      fleet.accounts.map(({ key }) => key),
      ['profile:home@eu-central-1', 'profile:work@us-east-1'],
    );
    const [before] = fleet.accounts;
    await before?.clusters();
    await fleet.show([home]);
    const [after] = fleet.accounts;
    assert.notEqual(after, before);
    assert.deepEqual(opened, [home, work, home]);
    assert.deepEqual([...changes], [undefined, undefined]);
    await fleet.refresh();
    assert.equal(changes.at(-1), 'profile:home@eu-central-1');
  });

  it('calls off what an account was reading when it is no longer shown', async () => {
    const fleet = new Fleet(() => gatewayOver({ ecs: [ecsCluster('one')] }));
    await fleet.show([home]);
    const reading = fleet.accounts[0]?.clusters();
    await fleet.show([]);
    assert.equal((await reading)?.failures[0]?.reason, 'cancelled');
  });
});

describe('Fleet.refresh', () => {
  it('starts anew when a read is under way, and shows no trace of the one that was called off', async () => {
    const gateway = gatewayOver({ ecs: [ecsCluster('one')] });
    const fleet = new Fleet(() => gateway);
    await fleet.show([home]);
    const [account] = fleet.accounts;
    const first = account?.clusters();
    await fleet.refresh();
    assert.equal((await first)?.failures[0]?.reason, 'cancelled');
    assert.deepEqual((await account?.clusters())?.failures, []);
    assert.equal(gateway.calls.filter((call) => call === 'ecsClusters').length, 2);
  });
});

describe('lazyGateway', () => {
  it('opens at the first request, not before', async () => {
    let opened = 0;
    const gateway = lazyGateway(() => {
      opened += 1;
      return Promise.resolve(gatewayOver({ ecs: [ecsCluster('one')] }));
    });
    const pages = gateway.ecsClusters();
    assert.equal(opened, 0);
    for await (const page of pages) {
      assert.equal(page[0]?.name, 'one');
    }
    assert.equal(opened, 1);
  });

  it('reads 20 accounts of 100 clusters each without asking for more than is said at the same time', async () => {
    const most = new Map<string, number>();
    const fleet = new Fleet((ref) => {
      const ecs = Array.from({ length: 100 }, (_, index) => ecsCluster(`c${String(index)}`));
      const gateway = gatewayOver({ ecs, nodes: [node('1')] });
      const plain = { ...gateway };
      let now = 0;
      gateway.containerInstances = async function* (arn, signal) {
        now++;
        most.set(ref.region, Math.max(most.get(ref.region) ?? 0, now));
        await new Promise((resolve) => setImmediate(resolve));
        yield* plain.containerInstances(arn, signal);
        now--;
      };
      return gateway;
    });
    const refs = Array.from({ length: 20 }, (_, index) => ({
      source: { kind: 'environment' as const },
      region: `region-${String(index)}`,
    }));
    await fleet.show(refs);
    await Promise.all(fleet.accounts.map((account) => account.looseHosts()));
    await fleet.refresh();
    assert.deepEqual(new Set(most.values()), new Set([6]));
    assert.equal(most.size, 20);
    assert.equal(fleet.accounts.flatMap((account) => account.known.hosts.lists).length, 2000);
    fleet.dispose();
  });

  it('has a refresh read what any of those shows who look', async () => {
    const [home, barn] = [ecsCluster('home'), ecsCluster('barn')];
    const gateway = gatewayOver({ ecs: [home, barn], instances: [instance('a', home), instance('b', barn)] });
    const fleet = new Fleet(() => gateway);
    await fleet.show([{ source: { kind: 'environment' }, region: 'eu-central-1' }]);
    const [account] = fleet.accounts;
    assert.ok(account);
    await account.clusters();
    for (const cluster of [home, barn]) await account.hosts(cluster);
    const read = async (): Promise<readonly string[]> => {
      gateway.calls.length = 0;
      await fleet.refresh();
      return gateway.calls.filter((call) => call.startsWith('containerInstances')).toSorted();
    };
    const both = ['containerInstances barn', 'containerInstances home'];
    assert.deepEqual(await read(), both);
    const of = (...clusters: readonly string[]): (() => Shown) => {
      return () => ({ clusters: new Set(clusters), instances: new Set() });
    };
    fleet.look(of());
    assert.deepEqual(await read(), []);
    const one = fleet.look(of(home.arn));
    assert.deepEqual(await read(), [both[1]]);
    const all = fleet.look(() => 'everything');
    assert.deepEqual(await read(), both);
    all.dispose();
    one.dispose();
    assert.deepEqual(await read(), []);
    fleet.dispose();
  });

  it('finds nodes without a cluster among those of clusters that nobody looks into, and asks only where it must', async () => {
    const [home, barn] = [ecsCluster('home'), ecsCluster('barn')];
    const contents = { ecs: [home, barn], instances: [instance('a', home)], nodes: [node('a'), node('z')] };
    const gateway = gatewayOver(contents);
    const fleet = new Fleet(() => gateway);
    fleet.look(() => nothingShown);
    await fleet.show([{ source: { kind: 'environment' }, region: 'eu-central-1' }]);
    const [account] = fleet.accounts;
    assert.ok(account);
    const loose = (): readonly string[] | undefined => account.looseHostsIfKnown?.map(({ id }) => id);
    const read = async (): Promise<readonly string[]> => {
      gateway.calls.length = 0;
      await fleet.refresh();
      return gateway.calls.filter((call) => call.startsWith('containerInstances')).toSorted();
    };
    await account.looseHosts('needed');
    assert.deepEqual([loose(), await read()], [[node('z').id], []]);
    // One came that may belong to any cluster.
    gateway.contents = {
      ...contents,
      nodes: [...contents.nodes, node('b')],
      instances: [instance('a', home), instance('b', barn)],
    };
    assert.deepEqual([await read(), loose()], [['containerInstances barn', 'containerInstances home'], [node('z').id]]);
    // Another registered with a cluster that has one more now.
    const joined = [...(gateway.contents.instances ?? []), instance('z', home)];
    gateway.contents = { ...gateway.contents, ecs: [{ ...home, containerInstanceCount: 2 }, barn], instances: joined };
    assert.deepEqual([await read(), loose()], [['containerInstances home'], []]);
    fleet.dispose();
  });
});
