import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { allPages } from '../../core/fleet/reading.ts';
import type { Fault } from '../../demo/faults.ts';
import { emptyWorld } from '../../demo/world.ts';
import { addEcsCluster } from '../../demo/worlds/ecs.ts';

describe('ECS clusters of which some may not be described', () => {
  let connection: DemoConnection;
  afterEach(() => connection.close());

  /** @returns names of those that are read, and of those that are told to be denied */
  async function read(fault: Fault): Promise<{ shown: readonly string[]; denied: readonly string[] }> {
    connection.demo.faults.add({ operation: 'DescribeClusters', fault });
    connection.demo.resetCalls();
    const denied: string[] = [];
    const clusters = await allPages(
      connection.fleet.ecsClusters(undefined, (arn, { reason, service, operation }) => {
        assert.deepEqual([reason, service, operation], ['accessDenied', 'ECS', 'DescribeClusters']);
        denied.push(arn.replace(/.*\//, ''));
      }),
    );
    return { shown: clusters.map(({ name }) => name), denied };
  }
  async function connectWith(...names: readonly string[]): Promise<void> {
    const world = emptyWorld();
    for (const name of names) addEcsCluster(world, name);
    connection = await connectTo(world);
  }

  it('where AWS refuses the batch for each of them', async () => {
    await connectWith('one', 'a-secret', 'a-secret-2', 'two', 'b-secret');
    assert.deepEqual(await read({ kind: 'deny-batch', about: '-secret' }), {
      shown: ['one', 'a-secret-2', 'two'],
      denied: ['a-secret', 'b-secret'],
    });
    assert.equal(connection.calls(), '1 ListClusters, 3 DescribeClusters');
  });

  it('in one batch of several, which may be the last cluster alone', async () => {
    await connectWith(...Array.from({ length: 101 }, (_, index) => `cluster-${String(index).padStart(3, '0')}`));
    const { shown, denied } = await read({ kind: 'deny-batch', about: '-100' });
    assert.deepEqual([shown.length, denied], [100, ['cluster-100']]);
    assert.equal(connection.calls(), '2 ListClusters, 2 DescribeClusters');
  });

  it('up to five further calls, and fails where it takes more', async () => {
    const secrets = Array.from({ length: 6 }, (_, index) => `${index}-secret`);
    await connectWith(...secrets);
    assert.deepEqual(await read({ kind: 'deny-batch', about: '-secret' }), { shown: [], denied: secrets });
    assert.equal(connection.calls(), '1 ListClusters, 6 DescribeClusters');
    addEcsCluster(connection.demo.world, 'one');
    const { reason, message } = await failureOf(read({ kind: 'deny-batch', about: '-secret' }));
    assert.equal(reason, 'accessDenied');
    assert.match(message, /:cluster\/5-secret because/);
    assert.equal(connection.calls(), '1 ListClusters, 6 DescribeClusters');
  });

  it('and fails at once where the refusal names none of them, or nobody wants to know', async () => {
    await connectWith('one', 'a-secret');
    assert.equal((await failureOf(read({ kind: 'deny' }))).reason, 'accessDenied');
    assert.equal(connection.calls(), '1 ListClusters, 1 DescribeClusters');
    connection.demo.faults.clear();
    connection.demo.faults.add({ fault: { kind: 'deny-batch', about: 'secret' } });
    await assert.rejects(allPages(connection.fleet.ecsClusters()), { reason: 'accessDenied' });
  });

  it('where they are among the failures', async () => {
    await connectWith('one', 'a-secret', 'two');
    assert.deepEqual(await read({ kind: 'deny-some', about: '-secret' }), {
      shown: ['one', 'two'],
      denied: ['a-secret'],
    });
    assert.equal(connection.calls(), '1 ListClusters, 1 DescribeClusters');
  });
});
