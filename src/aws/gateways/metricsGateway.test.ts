import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import type { Metric } from '../../core/operate/metrics/model.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22, 12);

describe('metrics of hosts', () => {
  let connection: DemoConnection;
  beforeEach(async () => {
    connection = await connectTo(homeWorld({ clock: () => now }));
  });
  afterEach(() => connection.close());

  const find = async (value: string): Promise<readonly Metric[]> =>
    connection.operate.metrics.find({ namespace: 'CWAgent', dimension: 'host', value });
  const window = { from: now - 3 * hour, to: now, periodSeconds: 300 };

  it('are those of one machine, with all their dimensions', async () => {
    const found = await find('kitchen-pi5');
    assert.deepEqual(
      found.map(({ name }) => name),
      ['cpu_usage_idle', 'disk_used_percent', 'mem_used_percent'],
    );
    assert.deepEqual(found[0]?.dimensions, { host: 'kitchen-pi5', cpu: 'cpu-total' });
    assert.equal(found[1]?.dimensions.path, '/');
    for (const none of ['shed-pi4', 'nobody']) assert.deepEqual(await find(none), []);
    const insights = { namespace: 'ECS/ContainerInsights', dimension: 'ContainerInstanceId', value: 'a' };
    assert.deepEqual(await connection.operate.metrics.find(insights), []);
  });

  it('come in the order of time, each period once, and are the same when they are asked for again', async () => {
    const [, , memory] = await find('garage-pi4');
    assert.ok(memory);
    const points = await connection.operate.metrics.points(memory, window);
    assert.deepEqual(
      points.map(({ at }) => at),
      Array.from({ length: 36 }, (_, index) => window.from + index * 300_000),
    );
    for (const { average, least, most } of points) {
      assert.ok(least <= average && average <= most && least >= 0 && most <= 100);
    }
    assert.deepEqual(await connection.operate.metrics.points(memory, window), points);
    assert.deepEqual(await connection.operate.metrics.points({ ...memory, dimensions: {} }, window), []);
  });

  it('are refused as a whole where they would be too many', async () => {
    const [cpu] = await find('kitchen-pi5');
    assert.ok(cpu);
    const week = { from: now - 7 * 24 * hour, to: now, periodSeconds: 60 };
    const failure = await failureOf(connection.operate.metrics.points(cpu, week));
    assert.equal(failure.reason, 'invalidRequest');
  });

  it('say which action is not allowed', async () => {
    connection.demo.faults.add({ operation: 'ListMetrics', fault: { kind: 'deny' } });
    const failure = await failureOf(find('kitchen-pi5'));
    assert.deepEqual([failure.reason, failure.operation], ['accessDenied', 'ListMetrics']);
  });
});
