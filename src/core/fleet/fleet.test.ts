import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver } from '../../../test/unit/fleetLiterals.ts';
import { Fleet } from './fleet.ts';
import { lazyGateway } from './lazyGateway.ts';
import type { AccountRef } from './model.ts';

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
});
