import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { withoutBackoff } from '../../../test/unit/withoutBackoff.ts';
import type { FailureReason } from '../../core/failure.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { addEcsCluster } from '../../demo/worlds/ecs.ts';
import { addEksCluster } from '../../demo/worlds/nodes.ts';
import type { Fault } from '../../demo/faults.ts';
import { largeWorld } from '../../demo/worlds/largeWorld.ts';
import type { EcsCluster, World } from '../../demo/world.ts';
import { emptyWorld } from '../../demo/world.ts';

describe('gateways and faults', () => {
  let connection: DemoConnection;
  const connect = async (world: World): Promise<DemoConnection> => (connection = await connectTo(world));
  afterEach(() => connection.close());

  function cluster(world: World, name: string): EcsCluster {
    const found = world.ecsClusters.get(name);
    assert.ok(found);
    return found;
  }

  describe('when things go wrong', () => {
    withoutBackoff();

    const faults: readonly (readonly [string, Fault, FailureReason, attempts: number])[] = [
      ['throttled', { kind: 'throttle' }, 'throttled', 4],
      ['denied', { kind: 'deny' }, 'accessDenied', 1],
      ['expired', { kind: 'error', code: 'ExpiredTokenException', status: 400 }, 'expiredCredentials', 1],
      ['unknown', { kind: 'error', code: 'UnrecognizedClientException', status: 400 }, 'invalidCredentials', 1],
      ['failing', { kind: 'error', code: 'ServerException', status: 500 }, 'service', 4],
      ['cut before', { kind: 'reset-before' }, 'network', 4],
      ['cut after', { kind: 'reset-after' }, 'network', 4],
      ['cut in the middle', { kind: 'truncate' }, 'network', 4],
      ['garbled', { kind: 'malformed' }, 'service', 1],
    ];
    for (const [name, fault, reason, attempts] of faults) {
      it(`${name}: ${reason}`, async () => {
        const world = emptyWorld();
        addEcsCluster(world, 'home');
        const { fleet } = await connect(world);
        for (const service of ['ecs', 'ssm', 'eks', 'sts'] as const) connection.demo.faults.add({ service, fault });
        const calls = [
          allPages(fleet.ecsClusters()),
          allPages(fleet.managedNodes()),
          allPages(fleet.eksClusters()),
          fleet.identity(),
        ];
        const failures = await Promise.all(calls.map(failureOf));
        assert.deepEqual(
          failures.map((failure) => [failure.service, failure.reason]),
          ['ECS', 'SSM', 'EKS', 'STS'].map((service) => [service, reason]),
        );
        for (const entry of connection.log)
          assert.deepEqual([entry.outcome, entry.attempts], [reason, attempts], entry.service);
        assert.equal(connection.log.length, 4);
      });
    }

    it('throttled for a moment: tries again', async () => {
      const { fleet } = await connect(emptyWorld());
      connection.demo.faults.add({ service: 'sts', fault: { kind: 'throttle' }, times: 2 });
      await fleet.identity();
      assert.deepEqual(
        connection.log.map(({ service, operation, outcome, attempts }) => [service, operation, outcome, attempts]),
        [['STS', 'GetCallerIdentity', 'ok', 3]],
      );
      assert.ok(connection.log[0]?.requestId);
    });

    it('an unknown cluster: notFound, with the call, the code and the request', async () => {
      const { fleet } = await connect(emptyWorld());
      const failure = await failureOf(allPages(fleet.tasks('arn:aws:ecs:us-east-1:111122223333:cluster/gone')));
      assert.deepEqual(
        [failure.reason, failure.service, failure.operation, failure.code],
        ['notFound', 'ECS', 'ListTasks', 'ClusterNotFoundException'],
      );
      assert.ok(failure.requestId);
    });

    it('nobody listens: network', async () => {
      const { fleet } = await connect(emptyWorld());
      await connection.demo.stop();
      assert.equal((await failureOf(fleet.identity())).reason, 'network');
    });

    it('what went between list and describe is left out without a word', async () => {
      const world = largeWorld({ hosts: 3, tasksPerHost: 1 });
      addEksCluster(world, { name: 'gone' });
      const { fleet } = await connect(world);
      const home = cluster(world, 'fleet-1');
      connection.demo.faults.add({ operation: 'DescribeTasks', fault: { kind: 'latency', ms: 20 } });
      connection.demo.faults.add({ operation: 'DescribeCluster', fault: { kind: 'latency', ms: 20 } });
      const reading = Promise.all([allPages(fleet.tasks(home.arn)), allPages(fleet.eksClusters())]);
      while (
        connection.demo.callCount('ecs', 'ListTasks') === 0 ||
        connection.demo.callCount('eks', 'ListClusters') === 0
      )
        await sleep(1);
      home.tasks.delete([...home.tasks.keys()][0] ?? '');
      world.eksClusters.delete('gone');
      const [tasks, clusters] = await reading;
      assert.equal(tasks.length, 2);
      assert.deepEqual(
        clusters.map(({ name }) => name),
        ['fleet-eks'],
      );
      assert.ok(connection.log.every(({ operation, outcome }) => outcome === 'ok' || operation === 'DescribeCluster'));
    });

    it('no permission to read versions: clusters of unknown support', async () => {
      const world = emptyWorld();
      addEksCluster(world, { name: 'lab' });
      const { fleet } = await connect(world);
      connection.demo.faults.add({ operation: 'DescribeClusterVersions', fault: { kind: 'deny' } });
      const [lab] = await allPages(fleet.eksClusters());
      assert.deepEqual([lab?.name, lab?.support], ['lab', 'unknown']);
      assert.equal(connection.log.at(-1)?.outcome, 'accessDenied');
    });

    it('called off: cancelled at once, and no further calls', async () => {
      const { fleet } = await connect(largeWorld({ hosts: 300, tasksPerHost: 0 }));
      const { arn } = cluster(connection.demo.world, 'fleet-1');
      connection.demo.faults.add({ operation: 'DescribeContainerInstances', fault: { kind: 'latency', ms: 5_000 } });
      const abort = new AbortController();
      const reading = failureOf(allPages(fleet.containerInstances(arn, abort.signal)));
      while (connection.demo.callCount('ecs', 'ListContainerInstances') < 3) await sleep(1);
      const start = performance.now();
      abort.abort();
      assert.equal((await reading).reason, 'cancelled');
      assert.ok(performance.now() - start < 4_000, 'well before the answer would have come');
      assert.equal((await failureOf(fleet.identity(AbortSignal.abort()))).reason, 'cancelled');
      assert.equal(connection.demo.callCount('sts'), 0);
    });
  });
});
