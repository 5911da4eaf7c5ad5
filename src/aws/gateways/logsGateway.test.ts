import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import type { LogPlace, LogsGateway } from '../../core/operate/logs/gateway.ts';
import type { World } from '../../demo/world.ts';
import { emptyWorld } from '../../demo/world.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { addLogGroup } from '../../demo/worlds/logGroups.ts';

const place: LogPlace = { region: 'us-east-1', group: '/g', stream: 's' };

describe('logsGateway, against the demo account', () => {
  let connection: DemoConnection;
  afterEach(() => connection.close());

  async function connect(world: World): Promise<LogsGateway> {
    connection = await connectTo(world, { unpaced: true });
    return connection.operate.logs;
  }
  function worldWith(
    count: number,
    message = (index: number): string => `line ${String(index)}`,
  ): [World, { at: number; message: string }[]] {
    const world = emptyWorld();
    const from = world.clock() - 3_600_000;
    const events = Array.from({ length: count }, (_, index) => ({ at: from + index, message: message(index) }));
    addLogGroup(world, { name: '/g', streams: new Map([['s', events]]) });
    return [world, events];
  }

  it('brings the last events, and then only what came since', async () => {
    const [world, events] = worldWith(25);
    const logs = await connect(world);
    const first = await logs.newest(place, 10);
    assert.deepEqual(first.events, events.slice(-10));
    assert.ok(first.isEnd);
    const none = await logs.after(place, first.next);
    assert.deepEqual([none.events, none.isEnd], [[], true]);
    const come = { at: world.clock(), message: 'more' };
    events.push(come);
    const more = await logs.after(place, none.next);
    assert.deepEqual([more.events, more.isEnd], [[come], false]);
    assert.deepEqual((await logs.after(place, more.next)).events, []);
    assert.equal(connection.calls(), '4 GetLogEvents');
  });

  it('is done with a stream that has fewer', async () => {
    const [world, events] = worldWith(3);
    const logs = await connect(world);
    assert.deepEqual((await logs.newest(place, 10)).events, events);
    // The second tells that there is nothing before.
    assert.equal(connection.calls(), '2 GetLogEvents');
  });

  it('goes on before a page that the size of an answer has cut', async () => {
    const [world, events] = worldWith(40, (index) => `${String(index)} ${'x'.repeat(100_000)}`);
    const logs = await connect(world);
    const { events: found, next } = await logs.newest(place, 30);
    assert.deepEqual(found, events.slice(-30));
    assert.deepEqual((await logs.after(place, next)).events, []);
  });

  it('says what is not there', async () => {
    const [world] = worldWith(1);
    const logs = await connect(world);
    const group = await failureOf(logs.newest({ ...place, group: '/none' }, 5));
    const stream = await failureOf(logs.newest({ ...place, stream: 'none' }, 5));
    assert.deepEqual([group.reason, stream.reason], ['notFound', 'notFound']);
    assert.match(group.message, /log group/);
    assert.doesNotMatch(stream.message, /log group/);
  });

  it('makes failures of what AWS refuses', async () => {
    const [world] = worldWith(1);
    const logs = await connect(world);
    connection.demo.faults.add({ operation: 'GetLogEvents', fault: { kind: 'deny' }, times: 1 });
    assert.equal((await failureOf(logs.newest(place, 5))).reason, 'accessDenied');
    const refused = await failureOf(logs.after(place, 'f/none/s'));
    assert.deepEqual([refused.reason, refused.code], ['invalidRequest', 'InvalidParameterException']);
  });

  it("reads what the demo account's containers write, while its clock goes on", async () => {
    let now = Date.UTC(2026, 10, 1);
    const world = homeWorld({ clock: () => now });
    const logs = await connect(world);
    const tasks = [...world.ecsClusters.get('workshop')!.tasks.values()];
    const web = tasks.find(({ group }) => group === 'service:web')!;
    const own = { region: 'us-east-1', group: '/ecs/web', stream: `web/web/${web.id}` };
    const page = await logs.newest(own, 100);
    assert.equal(page.events.length, 100);
    assert.ok(page.events.every(({ at }, index) => at <= now && at >= (page.events[index - 1]?.at ?? 0)));
    now += 60_000;
    const more = await logs.after(own, page.next);
    assert.ok(more.events.length > 5 && more.events.length < 40, String(more.events.length));
    assert.ok(more.events[0]!.at > page.events.at(-1)!.at);
  });
});
