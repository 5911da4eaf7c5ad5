import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo } from '../../../test/unit/demoConnection.ts';
import { Fleet } from '../../core/fleet/fleet.ts';
import { restartFactsOf } from '../../core/operate/disconnected.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { servicesOf } from '../operate/accountServices.ts';
import { subjectOf } from './findHost.ts';
import { HostReader } from './hostReader.ts';

const ref = { source: { kind: 'demo' }, region: 'eu-central-1' } as const;

describe('reading a host for its page', () => {
  let connection: DemoConnection;
  let fleet: Fleet;
  let failures: string[];
  let clock: number;
  const readers: HostReader[] = [];
  beforeEach(async () => {
    clock = Date.now();
    connection = await connectTo(homeWorld({ clock: () => clock }), { unpaced: true });
    fleet = new Fleet(() => connection.fleet);
    await fleet.show([ref]);
    failures = [];
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.dispose();
    fleet.dispose();
    await connection.close();
  });

  async function readerOf(name: string): Promise<HostReader> {
    const [account] = fleet.accounts;
    assert.ok(account);
    const { value } = await account.clusters();
    const hosts = (await Promise.all(value.ecs.map((cluster) => account.hosts(cluster)))).flatMap((part) => part.value);
    const all = [...hosts, ...(await account.looseHosts()).value];
    const host = all.find((each) => each.name === name);
    assert.ok(host, name);
    const reader = new HostReader(subjectOf(account, host), {
      fleet,
      ensureShown: () => Promise.resolve(),
      operate: () => Promise.resolve(connection.operate),
      restartFacts: async (_, arns) => {
        const revisions = await Promise.all(arns.map((arn) => connection.tasks.revision(arn)));
        return new Map(
          revisions.flatMap((each) => (each ? [[each.arn, restartFactsOf(each.definition)] as const] : [])),
        );
      },
      failed: (what) => failures.push(what),
      sleep: (ms) => {
        clock += ms;
        return Promise.resolve();
      },
      now: () => clock,
      settling: 0,
    });
    readers.push(reader);
    return reader;
  }

  it('has all of its parts', async () => {
    const reader = await readerOf('kitchen-pi5');
    assert.equal(reader.known.host.isReading, true);
    await reader.wake('24h');
    const { host, tasks, nodeTags, charts, disconnection, newest } = reader.known;
    assert.equal(host.value?.name, 'kitchen-pi5');
    assert.ok((tasks.value?.length ?? 0) > 0);
    const curves = charts.value?.curves ?? [];
    assert.deepEqual(curves.map(({ about }) => about).toSorted(), ['cpu', 'disk', 'memory']);
    assert.ok(curves.every(({ points }) => points.length > 90));
    assert.ok(nodeTags.value);
    assert.equal(disconnection, undefined);
    assert.match(newest.ecs ?? '', /^\d+\.\d+\.\d+$/);
    assert.deepEqual(failures, []);
  });

  it('asks nobody again while nothing is refreshed, and for points alone where another time is chosen', async () => {
    const reader = await readerOf('kitchen-pi5');
    await reader.wake();
    const before = connection.demo.calls.length;
    await reader.wake();
    assert.equal(connection.demo.calls.length, before);
    await reader.choose('7d');
    assert.deepEqual(
      connection.demo.calls.slice(before).map(({ operation }) => operation),
      ['GetMetricStatistics', 'GetMetricStatistics', 'GetMetricStatistics'],
    );
    assert.equal(reader.known.charts.value?.window.periodSeconds, 3600);
  });

  it('reads nothing for a page that is not seen', async () => {
    const reader = await readerOf('kitchen-pi5');
    await reader.wake();
    reader.sleep();
    const [account] = fleet.accounts;
    await account!.refresh();
    const before = connection.demo.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(connection.demo.calls.length, before);
  });

  it('keeps what is known where a part can not be read', async () => {
    for (const operation of ['ListMetrics', 'ListTagsForResource']) {
      connection.demo.faults.add({ operation, fault: { kind: 'deny' } });
    }
    const reader = await readerOf('kitchen-pi5');
    await reader.wake();
    const { host, tasks, nodeTags, charts } = reader.known;
    assert.ok(host.value && tasks.value);
    assert.deepEqual([nodeTags.failure?.reason, charts.failure?.reason], ['accessDenied', 'accessDenied']);
    assert.equal(failures.length, 2);
  });

  it('tells what a disconnection means, with tasks that nobody starts again', async () => {
    const reader = await readerOf('shed-pi4');
    await reader.wake();
    const { disconnection, charts } = reader.known;
    assert.equal(disconnection?.lost, 'both');
    assert.ok(disconnection.withoutRestart);
    assert.deepEqual(charts.value?.curves, []);
  });

  it('reads no task definition twice, and forgets the disconnection of a host that has gone', async () => {
    const reader = await readerOf('shed-pi4');
    await reader.wake();
    const count = (): number => connection.demo.callCount('ecs', 'DescribeTaskDefinition');
    const before = count();
    const told: (number | undefined)[] = [];
    reader.onDidChange(() => told.push(reader.known.disconnection?.withoutRestart?.length));
    await reader.refresh();
    assert.deepEqual([before > 0, count()], [true, before]);
    assert.ok(told.length > 0 && told.every((length) => length === told[0]), JSON.stringify(told));
    const { instances } = connection.demo.world.ecsClusters.get('home')!;
    for (const [id, { arn }] of instances) if (arn === reader.subject.host) instances.delete(id);
    await reader.refresh();
    assert.equal(reader.known.disconnection, undefined);
  });

  it('knows services with a task on each host once somebody has looked at them', async () => {
    const reader = await readerOf('shed-pi4');
    await reader.wake();
    assert.ok((reader.known.disconnection?.mayRunTwice.length ?? 0) > 0);
    const { account, host } = reader.known;
    assert.ok(account && host.value?.cluster?.kind === 'ecs');
    await servicesOf(account, () => Promise.resolve(connection.operate)).services(host.value.cluster);
    await reader.wake();
    assert.deepEqual(reader.known.disconnection?.mayRunTwice, []);
  });

  it('finds a node without a cluster', async () => {
    const reader = await readerOf('backup-vm');
    await reader.wake();
    assert.equal(reader.known.host.value?.name, 'backup-vm');
    assert.deepEqual(reader.known.nodeTags.value, { purpose: 'backup' });
  });

  it('says that a host has gone', async () => {
    const reader = await readerOf('kitchen-pi5');
    await reader.wake();
    const { instances } = connection.demo.world.ecsClusters.get('home')!;
    for (const [id, { arn }] of instances) if (arn === reader.subject.host) instances.delete(id);
    await reader.refresh();
    assert.deepEqual(reader.known.host, {});
  });

  it('asks the host itself, once at a time', async () => {
    const reader = await readerOf('garage-pi4');
    await reader.wake();
    await Promise.all([reader.readNow(), reader.readNow()]);
    const { said } = reader.known;
    assert.equal(said.failure, undefined);
    assert.equal(said.value?.moment.throttled, 0x50005);
    assert.ok((said.value.moment.memoryTotalKiB ?? 0) > 0);
    assert.equal(said.value.moment.root?.path, '/');
    assert.equal(connection.demo.callCount('ssm', 'SendCommand'), 1);
  });

  it('tells a refusal to ask, and lets it be tried again', async () => {
    connection.demo.faults.add({ operation: 'SendCommand', fault: { kind: 'deny' }, times: 1 });
    const reader = await readerOf('garage-pi4');
    await reader.wake();
    await reader.readNow();
    assert.equal(reader.known.said.failure?.reason, 'accessDenied');
    await reader.readNow();
    assert.ok(reader.known.said.value);
  });

  it('reads tags again when they were changed, and curves that end long ago', async () => {
    const reader = await readerOf('kitchen-pi5');
    await reader.wake();
    const nodeId = reader.known.host.value!.id;
    await connection.operate.ecs.setNodeTags(nodeId, { owner: 'me' });
    await reader.readTagsAgain();
    assert.equal(reader.known.nodeTags.value?.owner, 'me');
    const before = reader.known.charts.value!.window.to;
    reader.sleep();
    clock += 3_600_000;
    await reader.wake();
    assert.ok(reader.known.charts.value!.window.to >= before + 3_600_000);
  });

  it('says that its account is not shown any more', async () => {
    const reader = await readerOf('kitchen-pi5');
    await reader.wake();
    await fleet.show([]);
    await reader.wake();
    assert.deepEqual([reader.known.account, reader.known.host], [undefined, {}]);
  });
});
