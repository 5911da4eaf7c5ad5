import assert from 'node:assert/strict';
import { ecsCluster, instance, node } from '../../../../test/unit/fleetLiterals.ts';
import { ecsHosts, nodeHosts } from '../../fleet/host.ts';
import { chooseMetrics, findHostMetrics, metricSearches, metricWindow, mostDisks, readCurves } from './hostMetrics.ts';
import type { Metric, MetricsGateway } from './model.ts';

const cluster = ecsCluster('home');
const [host] = ecsHosts(
  cluster,
  [instance('a', cluster)],
  new Map([node('a', { computerName: 'pi.lan' })].map((each) => [each.id, each])),
);
assert.ok(host);

const metric = (name: string, dimensions: Record<string, string> = {}, namespace = 'CWAgent'): Metric => ({
  namespace,
  name,
  dimensions,
});
const chosen = (...found: Metric[]): readonly string[] =>
  chooseMetrics(found, { cluster }).map(({ about, metric: { name }, disk }) =>
    [about, name, disk].filter(Boolean).join(' '),
  );

describe('metrics of a host', () => {
  it('are looked for under all names that it may have', () => {
    const searches = metricSearches(host).map(
      ({ namespace, dimension, value }) => `${namespace} ${dimension} ${value}`,
    );
    assert.deepEqual(searches.slice(0, 3), ['CWAgent host pi.lan', 'CWAgent host pi', `CWAgent InstanceId ${host.id}`]);
    assert.match(searches[3] ?? '', /^ECS\/ContainerInsights ContainerInstanceId [^/]+$/);
    assert.equal(searches.length, 4);
  });

  it('are looked for by id alone where a node tells no name', () => {
    const [loose] = nodeHosts([node('b')]);
    assert.ok(loose);
    assert.deepEqual(metricSearches(loose), [{ namespace: 'CWAgent', dimension: 'InstanceId', value: loose.id }]);
  });

  it('are chosen one for each chart, of all CPUs, the root first', () => {
    assert.deepEqual(
      chosen(
        metric('cpu_usage_idle', { host: 'pi', cpu: 'cpu0' }),
        metric('cpu_usage_idle', { host: 'pi', cpu: 'cpu-total' }),
        metric('mem_used_percent', { host: 'pi' }),
        metric('disk_used_percent', { host: 'pi', path: '/data', fstype: 'ext4' }),
        metric('disk_used_percent', { host: 'pi', path: '/', fstype: 'ext4' }),
        metric('disk_used_percent', { host: 'pi', path: '/run', fstype: 'tmpfs' }),
        metric('swap_used_percent', { host: 'pi' }),
        metric('constructor', { host: 'pi' }),
      ).toSorted(),
      ['cpu cpu_usage_idle', 'disk disk_used_percent /', 'disk disk_used_percent /data', 'memory mem_used_percent'],
    );
  });

  it('are those of Windows, too', () => {
    assert.deepEqual(
      chosen(
        metric('Processor % Processor Time', { instance: '0' }),
        metric('Processor % Processor Time', { instance: '_Total' }),
        metric('Memory % Committed Bytes In Use'),
        metric('LogicalDisk % Free Space', { instance: '_Total' }),
        metric('LogicalDisk % Free Space', { instance: 'C:' }),
      ).toSorted(),
      ['cpu Processor % Processor Time', 'disk LogicalDisk % Free Space C:', 'memory Memory % Committed Bytes In Use'],
    );
  });

  it('of Container Insights are left to the cluster that they name, and to where the agent has none', () => {
    const insights = (ClusterName: string): Metric =>
      metric('instance_cpu_utilization', { ClusterName }, 'ECS/ContainerInsights');
    assert.deepEqual(chosen(insights('other')), []);
    assert.deepEqual(chosen(insights('home')), ['cpu instance_cpu_utilization']);
    assert.deepEqual(chosen(insights('home'), metric('cpu_usage_active', { cpu: 'cpu-total' })), [
      'cpu cpu_usage_active',
    ]);
  });

  it('are of a few disks only', () => {
    const disks = Array.from({ length: 30 }, (_, index) => metric('disk_used_percent', { path: `/data${index}` }));
    assert.equal(chosen(...disks).length, mostDisks);
  });

  it('are asked for in whole periods', () => {
    const now = Date.UTC(2026, 10, 23, 4, 1, 30);
    const { from, to, periodSeconds } = metricWindow('24h', now);
    assert.equal(periodSeconds, 900);
    assert.equal(to, Date.UTC(2026, 10, 23, 4, 15));
    assert.equal(to - from, 24 * 3_600_000);
    for (const range of ['3h', '24h', '7d'] as const) {
      const window = metricWindow(range, now);
      assert.ok((window.to - window.from) / 1000 / window.periodSeconds <= 1440, range);
    }
  });

  it('are read as what is in use, and never beyond all of it', async () => {
    const found = [metric('cpu_usage_idle', { cpu: 'cpu-total' })];
    const gateway: MetricsGateway = {
      find: (search) => Promise.resolve(search.dimension === 'InstanceId' ? found : []),
      points: () => Promise.resolve([{ at: 1, average: 80, least: -3, most: 99.5 }]),
    };
    const metrics = await findHostMetrics(gateway, host);
    const [curve] = await readCurves(gateway, metrics, metricWindow('3h', 0));
    assert.deepEqual(curve?.points, [{ at: 1, average: 20, least: 0.5, most: 100 }]);
  });
});
