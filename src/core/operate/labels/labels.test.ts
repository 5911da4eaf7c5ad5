import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../../test/unit/demoConnection.ts';
import { connectTo } from '../../../../test/unit/demoConnection.ts';
import { ecsCluster, instance, node } from '../../../../test/unit/fleetLiterals.ts';
import { homeWorld } from '../../../demo/worlds/homeWorld.ts';
import { boardAttribute } from '../../fleet/machine.ts';
import { ecsHosts, nodeHosts } from '../../fleet/host.ts';
import { allPages } from '../../fleet/reading.ts';
import { applyLabels, readLabels } from './applyLabels.ts';
import { changesFor, isTooMany, kindsOf, labelRows, type LabelChange, type Labels } from './labels.ts';

const cluster = ecsCluster('home');
const [host] = ecsHosts(cluster, [instance('a', cluster)], undefined);
const [loose] = nodeHosts([node('b')]);
assert.ok(host && loose);

describe('attributes and tags', () => {
  it('are of all kinds where a host is in ECS, else of SSM alone', () => {
    assert.deepEqual(kindsOf(host), ['attribute', 'ecsTag', 'ssmTag']);
    assert.deepEqual(kindsOf(loose), ['ssmTag']);
  });

  it('are shown once for several hosts, with a value where all have the same', () => {
    const hosts: Labels[] = [
      { attribute: { 'rack': '1', 'ecs.os-type': 'linux' }, ssmTag: { a: 'x' } },
      { attribute: { 'rack': '2', 'ecs.os-type': 'linux', 'gpu': '' }, ssmTag: { a: 'x' } },
    ];
    assert.deepEqual(labelRows(hosts), [
      { kind: 'attribute', name: 'ecs.os-type', value: 'linux', count: 2, isReserved: true },
      { kind: 'attribute', name: 'gpu', count: 1, isReserved: false },
      { kind: 'attribute', name: 'rack', count: 2, isReserved: false },
      { kind: 'ssmTag', name: 'a', value: 'x', count: 2, isReserved: false },
    ]);
  });

  it('that AWS or this extension made are reserved', () => {
    const labels = { 'com.amazonaws.x': '', [boardAttribute]: 'Pi', 'aws:y': '', 'ecsx': '' };
    const reserved = (kind: 'attribute' | 'ecsTag'): readonly string[] =>
      labelRows([{ [kind]: labels }]).flatMap((row) => (row.isReserved ? row.name : []));
    assert.deepEqual(reserved('attribute'), ['com.amazonaws.x', boardAttribute]);
    assert.deepEqual(reserved('ecsTag'), ['aws:y', boardAttribute]);
  });

  it('that have a property of every object as their name are as any other', () => {
    assert.deepEqual(changesFor({ ecsTag: {} }, [{ kind: 'ecsTag', name: 'constructor', value: 'a' }]).length, 1);
    assert.deepEqual(changesFor({ ecsTag: {} }, [{ kind: 'ecsTag', name: 'toString' }]), []);
  });

  it('are changed only where that makes a difference', () => {
    const changes: readonly LabelChange[] = [
      { kind: 'attribute', name: 'rack', value: '1' },
      { kind: 'attribute', name: 'gone' },
      { kind: 'ecsTag', name: 'owner', value: 'me' },
    ];
    assert.deepEqual(changesFor({ attribute: { rack: '1' }, ecsTag: {} }, changes), [changes[2]]);
    assert.deepEqual(changesFor({ attribute: { rack: '2', gone: '' } }, changes), [changes[0], changes[1]]);
  });

  it('are counted as AWS does, after all of the changes', () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, '']));
    const add: LabelChange = { kind: 'ecsTag', name: 'more', value: '' };
    assert.equal(isTooMany({ ecsTag: tags }, 'ecsTag', []), false);
    assert.equal(isTooMany({ ecsTag: tags }, 'ecsTag', [add]), true);
    assert.equal(isTooMany({ ecsTag: tags }, 'ecsTag', [add, { kind: 'ecsTag', name: 't7' }]), false);
    assert.equal(isTooMany({ ecsTag: { ...tags, 'aws:x': '' } }, 'ecsTag', []), false);
    const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`a${index}`, '']));
    const own = { attribute: { ...attributes, 'ecs.os-type': 'linux' } };
    assert.equal(isTooMany(own, 'attribute', []), false);
    assert.equal(isTooMany(own, 'attribute', [{ kind: 'attribute', name: 'b', value: '' }]), true);
  });
});

describe('changing attributes and tags', () => {
  let connection: DemoConnection;
  beforeEach(async () => {
    connection = await connectTo(homeWorld(), { unpaced: true });
  });
  afterEach(() => connection.close());

  const target = async () => {
    const [home] = await allPages(connection.fleet.ecsClusters());
    assert.ok(home);
    const [first] = await allPages(connection.fleet.containerInstances(home.arn));
    assert.ok(first);
    return { id: first.managedNodeId, instance: first };
  };
  const changes: readonly LabelChange[] = [
    { kind: 'attribute', name: 'rack', value: '1' },
    { kind: 'attribute', name: 'flag', value: '' },
    { kind: 'ecsTag', name: 'location' },
    { kind: 'ecsTag', name: 'größe', value: 'klein' },
    { kind: 'ssmTag', name: 'owner', value: 'me' },
  ];

  it('is what reading finds after it', async () => {
    const host = await target();
    const { ecs } = connection.operate;
    const before = await readLabels(ecs, host);
    assert.equal(before.labels.ecsTag?.location, 'kitchen');
    const { done, notDone } = await applyLabels(ecs, host, changes);
    assert.equal(done.length, changes.length);
    assert.deepEqual(notDone, []);
    const { labels, failures } = await readLabels(ecs, host);
    assert.deepEqual(failures, []);
    assert.deepEqual([labels.attribute?.rack, labels.attribute?.flag], ['1', '']);
    assert.deepEqual(labels.ecsTag, { größe: 'klein' });
    assert.equal(labels.ssmTag?.owner, 'me');
    assert.deepEqual(changesFor(labels, changes), []);
  });

  it('goes on where one kind is not allowed, and says exactly what was not done', async () => {
    const host = await target();
    connection.demo.faults.add({ operation: 'TagResource', fault: { kind: 'deny' } });
    const { done, notDone } = await applyLabels(connection.operate.ecs, host, changes);
    assert.equal(done.length, 4);
    assert.deepEqual(
      notDone.map(({ changes: some, failure }) => [some.map(({ name }) => name), failure.reason]),
      [[['größe'], 'accessDenied']],
    );
  });

  it('reads what can be read', async () => {
    const host = await target();
    connection.demo.faults.add({ operation: 'DescribeContainerInstances', fault: { kind: 'deny' } });
    const { labels, failures } = await readLabels(connection.operate.ecs, host);
    assert.deepEqual(Object.keys(labels).sort(), ['ecsTag', 'ssmTag']);
    assert.equal(failures[0]?.reason, 'accessDenied');
  });

  it('sends nothing more once it was stopped', async () => {
    const host = await target();
    const { demo, operate } = connection;
    const before = demo.calls.length;
    const { done, notDone } = await applyLabels(operate.ecs, host, changes, AbortSignal.abort());
    assert.deepEqual([done, notDone, demo.calls.length - before], [[], [], 0]);
  });
});
