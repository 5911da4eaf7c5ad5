import assert from 'node:assert/strict';
import { connectTo, type DemoConnection } from '../../../test/unit/demoConnection.ts';
import { whatIf } from '../../core/cost/monthly/whatIf.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { Pullers } from '../../core/pulls/pullers.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { readFleet, type FleetReading } from './fleetReading.ts';

describe('the fleet, as costs and pulls are made of it', () => {
  let connection: DemoConnection;
  let reading: FleetReading;
  before(async () => {
    connection = await connectTo(homeWorld(), { unpaced: true });
    const { fleet, demo } = connection;
    reading = await readFleet(new AccountFleet({ source: { kind: 'demo' }, region: demo.region }, fleet));
  });
  after(() => connection.close());

  it('knows how large each running task is, so that the whole fleet has a price elsewhere', () => {
    assert.deepEqual(reading.failures, []);
    assert.ok(reading.tasks.length > 10, String(reading.tasks.length));
    const { cpuUnits, memoryMiB, places } = whatIf({
      prices: shippedPrices,
      region: connection.demo.region,
      hoursPerMonth: 730,
      hosts: 3,
      vcpusPerHost: 4,
      tasks: reading.tasks,
    });
    // One task of 4 vCPUs has a size of its own; all others are the sums of their containers.
    assert.ok(cpuUnits > 4096 && memoryMiB > 8192);
    for (const { place, unsizedTasks, monthlyMicroUsd } of places) {
      assert.equal(unsizedTasks, 0, place);
      assert.ok(monthlyMicroUsd !== undefined, place);
    }
  });

  it('tells when tasks pulled, so that a session not seen before is tied to their host', () => {
    const { taskPulls } = reading;
    const web = taskPulls.filter(({ repositories }) => repositories.includes('workshop/web'));
    assert.equal(web.length, 2);
    const [pull] = taskPulls.filter(
      ({ repositories, pullStoppedAt }) => repositories.includes('workshop/builder') && pullStoppedAt !== undefined,
    );
    assert.ok(pull?.host !== undefined && pull.pullStartedAt !== undefined && pull.pullStoppedAt !== undefined);
    assert.ok(pull.pullStartedAt < pull.pullStoppedAt);
    const pullers = new Pullers(taskPulls, []);
    const event = {
      eventId: '1',
      region: connection.demo.region,
      repository: 'workshop/builder',
      registryId: connection.demo.world.accountId,
      session: 'e'.repeat(32),
      fromAws: false,
    };
    assert.equal(pullers.hostOf({ ...event, time: pull.pullStartedAt + 1000 }), pull.host);
    assert.equal(pullers.hostOf({ ...event, time: pull.pullStartedAt - 3_600_000 }), 'unknown');
    // One that is still pulling has no end.
    assert.ok(taskPulls.some((each) => each.pullStartedAt !== undefined && each.pullStoppedAt === undefined));
  });
});
