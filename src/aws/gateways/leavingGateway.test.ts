import assert from 'node:assert/strict';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { ecsHosts } from '../../core/fleet/host.ts';
import type { StepOutcome } from '../../core/leaving/leave.ts';
import { isAwsStep, leaveSteps, takeStep } from '../../core/leaving/leave.ts';
import type { EcsCluster, World } from '../../demo/world.ts';
import { isLive } from '../../demo/world.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { leavingGateway } from './leavingGateway.ts';

describe('leaving', () => {
  let connection: DemoConnection;
  let world: World;
  let home: EcsCluster;
  beforeEach(async () => {
    world = homeWorld();
    home = world.ecsClusters.get('home')!;
    connection = await connectTo(world);
  });
  afterEach(() => connection.close());

  const named = (name: string) => {
    const node = [...world.nodes.values()].find((each) => each.name === name || each.report?.computerName === name)!;
    const instance = [...home.instances.values()].find(({ ec2InstanceId }) => ec2InstanceId === node.id)!;
    return { node, instance };
  };

  /** Takes all the steps in AWS that the fleet's view of the host calls for. */
  async function leave(name: string): Promise<readonly (readonly [string, StepOutcome])[]> {
    const { fleet, leaving } = connection;
    const nodes = new Map((await allPages(fleet.managedNodes())).map((node) => [node.id, node]));
    const cluster = { kind: 'ecs' as const, arn: home.arn, name: 'home' };
    const hosts = ecsHosts(cluster, await allPages(fleet.containerInstances(home.arn)), nodes);
    const host = hosts.find(({ id }) => id === named(name).node.id)!;
    const outcomes: (readonly [string, StepOutcome])[] = [];
    for (const step of leaveSteps(host, hosts).filter(isAwsStep)) {
      const sleep = (): Promise<void> => {
        // Tasks that were started by hand end by and by.
        for (const task of named(name).instance.tasks) task.lastStatus = 'STOPPED';
        return Promise.resolve();
      };
      outcomes.push([step.kind, await takeStep(step, leaving, { sleep })]);
    }
    return outcomes;
  }

  it('takes a host out of both services, task by task', async () => {
    const { node, instance } = named('kitchen-pi5');
    const [task] = [...instance.tasks].filter(isLive);
    assert.ok(task);
    instance.tasks.add({ ...task, group: 'family:by-hand' });
    assert.deepEqual(await leave('kitchen-pi5'), [
      ['drain', 'done'],
      ['waitForTasks', 'done'],
      ['deregisterInstance', 'done'],
      ['deregisterNode', 'done'],
    ]);
    assert.equal(instance.status, 'INACTIVE');
    assert.ok(!world.nodes.has(node.id));
    const left = await allPages(connection.fleet.managedNodes());
    assert.ok(left.every(({ id }) => id !== node.id));
  });

  it('takes a host out whose agent is gone, without waiting', async () => {
    assert.deepEqual(
      (await leave('shed-pi4')).map(([step]) => step),
      ['deregisterInstance', 'deregisterNode'],
    );
    assert.equal(connection.demo.callCount('ecs', 'UpdateContainerInstancesState'), 0);
  });

  it('loses no step when the answer to each is lost', async () => {
    const { random } = Math;
    Math.random = () => 0;
    try {
      for (const operation of [
        'UpdateContainerInstancesState',
        'DeregisterContainerInstance',
        'DeregisterManagedInstance',
      ])
        connection.demo.faults.add({ operation, fault: { kind: 'reset-after' }, times: 1 });
      const { instance } = named('kitchen-pi5');
      const outcomes = await leave('kitchen-pi5');
      assert.deepEqual(outcomes.at(-1), ['deregisterNode', 'alreadyGone']);
      assert.equal(outcomes.length, 4);
      assert.equal(instance.status, 'INACTIVE');
    } finally {
      Math.random = random;
    }
  });

  it('has one word for what is gone', async () => {
    const { leaving } = connection;
    const { instance } = named('kitchen-pi5');
    const other = `${instance.arn.slice(0, -1)}${instance.arn.endsWith('0') ? '1' : '0'}`;
    const noCluster = `${home.arn}x`;
    assert.deepEqual(await leaving.setStatus(home.arn, [other, instance.arn], 'DRAINING'), [other]);
    assert.equal(instance.status, 'DRAINING');
    assert.deepEqual(await leaving.setStatus(home.arn, [instance.arn], 'ACTIVE'), []);
    assert.equal(instance.status, 'ACTIVE');
    for (const call of [
      leaving.runningTasks(home.arn, other),
      leaving.deregisterInstance(home.arn, other, true),
      leaving.setStatus(noCluster, [other], 'DRAINING'),
      leaving.deregisterInstance(noCluster, other, true),
      leaving.deregisterNode('mi-00000000000000000'),
    ]) {
      const { reason, service, operation } = await failureOf(call);
      assert.equal(reason, 'notFound', operation);
      assert.match(service ?? '', /^(ECS|SSM)$/);
    }
    await leaving.deregisterInstance(home.arn, instance.arn, true);
    assert.equal((await failureOf(leaving.runningTasks(home.arn, instance.arn))).reason, 'notFound');
    assert.deepEqual(await leaving.setStatus(home.arn, [instance.arn], 'DRAINING'), [instance.arn]);
  });

  it('counts tasks, and does not deregister over them unless forced', async () => {
    const { leaving } = connection;
    const { instance } = named('kitchen-pi5');
    const running = await leaving.runningTasks(home.arn, instance.arn);
    assert.equal(running, [...instance.tasks].filter(isLive).length);
    const other = named('garage-pi4').instance;
    const both = [instance.arn, `${instance.arn.slice(0, -4)}0000`, other.arn];
    assert.equal(
      await leaving.runningTasksOn(home.arn, both),
      running + (await leaving.runningTasks(home.arn, other.arn)),
    );
    const refused = await failureOf(leaving.deregisterInstance(home.arn, instance.arn, false));
    assert.deepEqual([refused.reason, refused.message], ['invalidRequest', 'Found running tasks on the instance.']);
    await leaving.deregisterInstance(home.arn, instance.arn, true);
    assert.equal(instance.status, 'INACTIVE');
  });

  it('fails when ECS refuses an instance for another reason', async () => {
    const failures = [
      { arn: 'a', reason: 'MISSING' },
      { arn: 'b', reason: 'BUSY', detail: 'later' },
    ];
    // The demo account gives no other reason than MISSING, so this one answer is made by hand; `send` is all that is used.
    const ecs = { send: () => Promise.resolve({ failures }) } as unknown as ECSClient;
    const leaving = leavingGateway(
      () => Promise.resolve(ecs),
      () => assert.fail('SSM has nothing to do with it'),
    );
    const { reason, message } = await failureOf(leaving.setStatus(home.arn, ['a', 'b'], 'DRAINING'));
    assert.deepEqual([reason, message], ['invalidRequest', 'BUSY: later']);
  });
});
