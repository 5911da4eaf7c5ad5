import assert from 'node:assert/strict';
import { connectTo } from '../../../test/unit/demoConnection.ts';
import { ecsCluster, instance } from '../../../test/unit/fleetLiterals.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { AccountFleet } from './accountFleet.ts';
import { ConnectionTimes } from './connectionTimes.ts';
import type { ContainerInstance } from './model.ts';

const here = instance('a', ecsCluster('home'));
const away: ContainerInstance = { ...here, agentConnected: false };

describe('since when ECS agents are disconnected', () => {
  it('is between the last look that saw them and the first that did not', () => {
    const times = new ConnectionTimes();
    times.look({}, [here], 10);
    assert.deepEqual(times.of(here.arn), {});
    times.look({ value: [here], asOf: 10 }, [away], 20);
    times.look({ value: [away], asOf: 20 }, [away], 30);
    assert.deepEqual(times.of(here.arn), { seenConnectedAt: 10, seenDisconnectedAt: 20 });
    times.look({ value: [away], asOf: 30 }, [here], 40);
    assert.deepEqual(times.of(here.arn), {});
  });

  it('is known of an earlier window, and of none', () => {
    const times = new ConnectionTimes();
    times.look({ value: [away], asOf: 5 }, [away], 20);
    assert.deepEqual(times.of(here.arn), { seenDisconnectedAt: 5 });
    const first = new ConnectionTimes();
    first.look({}, [away], 20);
    assert.deepEqual(first.of(here.arn), { seenDisconnectedAt: 20 });
  });

  it('is forgotten with its container instance', () => {
    const times = new ConnectionTimes();
    times.look({}, [away], 10);
    times.look({ value: [away], asOf: 10 }, [], 20);
    assert.deepEqual(times.of(here.arn), {});
  });

  it('is told of an account by its reads', async () => {
    let clock = Date.now();
    const connection = await connectTo(homeWorld({ clock: () => clock }), { unpaced: true });
    try {
      const account = new AccountFleet(
        { source: { kind: 'demo' }, region: 'eu-central-1' },
        connection.fleet,
        () => clock,
      );
      const [home] = (await account.clusters()).value.ecs;
      assert.ok(home);
      const before = clock;
      const pi = (await account.hosts(home)).value.find(({ name }) => name === 'garage-pi4')?.instance;
      assert.ok(pi);
      clock += 60_000;
      for (const each of connection.demo.world.ecsClusters.get(home.name)!.instances.values()) {
        if (each.arn === pi.arn) each.agentConnected = false;
      }
      await account.refresh();
      assert.deepEqual(account.connectionTimes.of(pi.arn), { seenConnectedAt: before, seenDisconnectedAt: clock });
    } finally {
      await connection.close();
    }
  });
});
