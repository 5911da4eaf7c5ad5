import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, gatewayOver, instance } from '../../../test/unit/fleetLiterals.ts';
import { eventually } from '../../../test/helpers.ts';
import { Fleet } from '../../core/fleet/fleet.ts';
import { MemoryStore } from '../../core/pulls/testing/memoryStore.ts';
import { FleetWatch } from './fleetWatch.ts';
import { SeenRecords } from './seenRecords.ts';

describe('FleetWatch', () => {
  it('writes down what others read, and asks nobody', async () => {
    let now = Date.UTC(2026, 10, 22, 12);
    const home = ecsCluster('home', { containerInstanceCount: 2 });
    const contents = {
      ecs: [home, ecsCluster('empty', { containerInstanceCount: 0 })],
      instances: [instance('1', home), instance('2', home, { agentConnected: false })],
      eks: [eksCluster('lab')],
    };
    const gateway = gatewayOver(contents);
    const fleet = new Fleet(
      () => gateway,
      undefined,
      () => now,
    );
    await fleet.show([{ source: { kind: 'demo' }, region: 'eu-central-1' }]);
    const records = new SeenRecords(
      new MemoryStore(),
      (what) => assert.fail(what),
      () => now,
    );
    const watch = new FleetWatch(fleet, () => Promise.resolve(records), 1);
    const [account] = fleet.accounts;
    assert.ok(account);
    await account.clusters();
    await account.hosts(home);
    const asked = [...gateway.calls];
    const states = () => [...records.seen.hosts.values()].map(({ spans }) => spans.map((span) => span.isConnected));
    await eventually(async () => {
      await Promise.resolve();
      assert.deepEqual(states(), [[true], [false]]);
    });
    assert.deepEqual([...records.seen.clusters.keys()], [eksCluster('lab').arn]);
    assert.deepEqual(gateway.calls, asked);
    gateway.contents = { ...contents, ecs: [], eks: [] };
    now += 60_000;
    await fleet.refresh();
    await eventually(async () => {
      await Promise.resolve();
      const { hosts, clusters } = records.seen;
      assert.deepEqual(
        [...hosts.values(), ...clusters.values()].map(({ missedAt }) => missedAt),
        [now, now, now],
      );
    });
    watch.dispose();
    await records.flush();
    fleet.dispose();
  });
});
