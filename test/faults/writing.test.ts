import assert from 'node:assert/strict';
import { Failure } from '../../src/core/failure.ts';
import { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import { isAwsStep, leaveSteps, takeStep, type AwsStep } from '../../src/core/leaving/leave.ts';
import { inTurn } from '../../src/core/operate/inTurn.ts';
import { applyLabels } from '../../src/core/operate/labels/applyLabels.ts';
import { labelKinds, type LabelChange } from '../../src/core/operate/labels/labels.ts';
import { rolePlan } from '../../src/core/registration/roles.ts';
import { registerRevision } from '../../src/core/tasks/register.ts';
import { newRunToken } from '../../src/core/tasks/run.ts';
import type { Fault } from '../../src/demo/faults.ts';
import type { ContainerInstance } from '../../src/demo/world.ts';
import { addHost, addTask } from '../../src/demo/worlds/ecs.ts';
import { connectTo, failureOf, type DemoConnection } from '../unit/demoConnection.ts';
import { withoutBackoff } from '../unit/withoutBackoff.ts';
import { smallWorld, type SmallWorld } from './smallWorld.ts';

/** What writes in several calls, broken off at each of them in turn: what was done is known, and going on ends it. */
describe('writing in several calls × a fault at each of them', () => {
  let small: SmallWorld;
  let connection: DemoConnection;
  withoutBackoff();
  beforeEach(async () => {
    small = smallWorld();
    connection = await connectTo(small.world, { unpaced: true });
  });
  afterEach(() => connection.close());

  const breaks: readonly (readonly [string, Fault])[] = [
    ['denied', { kind: 'deny' }],
    ['lost before it acted', { kind: 'reset-before' }],
    ['lost after it acted', { kind: 'reset-after' }],
  ];

  /** Runs until it ends, with one more call broken off each time. @returns how often it had to be started */
  async function untilDone(fault: Fault, operations: readonly string[], run: () => Promise<unknown>): Promise<number> {
    for (let starts = 1; ; starts++) {
      const operation = operations[starts - 1];
      const remove = operation === undefined ? () => undefined : connection.demo.faults.add({ operation, fault });
      const failure = await run().then(
        () => undefined,
        (error: unknown) => error,
      );
      remove();
      if (operation === undefined) {
        assert.equal(failure, undefined);
        return starts;
      }
      assert.ok(Failure.is(failure), `${operation}: ${String(failure)}`);
      assert.equal(failure.operation, operation);
    }
  }

  for (const [name, fault] of breaks) {
    it(`a host leaves: ${name}`, async () => {
      const fleet = new AccountFleet({ source: { kind: 'demo' }, region: connection.demo.region }, connection.fleet);
      const { value: clusters } = await fleet.clusters();
      const { value: hosts } = await fleet.hosts(clusters.ecs[0]!);
      const steps = leaveSteps(hosts[0]!).filter(isAwsStep);
      const done: string[] = [];
      const run = async (): Promise<void> => {
        // As the user is shown it: where a step fails, those before it are named.
        for (const step of steps.slice(done.length)) {
          await take(step);
          done.push(step.kind);
        }
      };
      const calls = ['UpdateContainerInstancesState', 'DeregisterContainerInstance', 'DeregisterManagedInstance'];
      await untilDone(fault, calls, run);
      assert.deepEqual(
        done,
        steps.map(({ kind }) => kind),
      );
      assert.equal([...small.cluster.instances.values()].filter(isRegistered).length, 0);
      assert.ok(!connection.demo.world.nodes.has(small.node.id));
    });

    it(`a role is made: ${name}`, async () => {
      const { world } = small;
      const scope = { partition: 'aws', accountId: world.accountId };
      const plan = { ...rolePlan('hybridNode', scope), name: 'new' };
      await untilDone(fault, ['CreateRole', 'AttachRolePolicy', 'PutRolePolicy'], () =>
        connection.roles.createRole(plan),
      );
      const role = world.roles.get('new')!;
      assert.deepEqual([...role.attachedPolicyArns], plan.managedPolicyArns);
      assert.deepEqual(
        [...role.inlinePolicies.keys()],
        plan.inlinePolicies.map(({ name: policy }) => policy),
      );
    });

    it(`tags and attributes of a host: ${name}`, async () => {
      const changes: readonly LabelChange[] = labelKinds.map((kind) => ({ kind, name: 'room', value: 'attic' }));
      for (const operation of ['PutAttributes', 'TagResource', 'AddTagsToResource']) {
        const remove = connection.demo.faults.add({ operation, fault });
        const { ecs } = connection.operate;
        const { instance, node, cluster } = small;
        const target = { id: node.id, instance: { arn: instance.arn, clusterArn: cluster.arn } };
        const { done, notDone } = await applyLabels(ecs, target, changes);
        remove();
        assert.equal(done.length, 2, operation);
        assert.equal(notDone[0]?.failure.operation, operation);
        const again = await applyLabels(ecs, target, notDone[0].changes);
        assert.deepEqual(again, { done: notDone[0].changes, notDone: [] });
      }
      const { attributes, tags } = small.instance;
      assert.deepEqual([attributes.get('room'), tags.room, small.node.tags.room], ['attic', 'attic', 'attic']);
    });
  }

  it('twelve hosts are drained: those of a refused request are named, the others drain', async () => {
    const instances: ContainerInstance[] = [small.instance];
    for (let count = 0; count < 11; count++) instances.push(addHost(small.world, { cluster: small.cluster }).instance);
    const arns = instances.map(({ arn }) => arn);
    connection.demo.faults.add({ operation: 'UpdateContainerInstancesState', after: 1, fault: { kind: 'deny' } });
    const { done, notDone, failure } = await inTurn([arns.slice(0, 10), arns.slice(10)], async (some) => {
      await connection.leaving.setStatus(small.cluster.arn, some, 'DRAINING');
    });
    assert.deepEqual([done, notDone, failure?.reason], [[arns.slice(0, 10)], [arns.slice(10)], 'accessDenied']);
    assert.equal(instances.filter(({ status }) => status === 'DRAINING').length, 10);
  });

  it('tasks are stopped: one that is refused does not keep the others running', async () => {
    const { cluster, instance, world, task } = small;
    const others = [1, 2].map(() => addTask(world, { cluster, instance, taskDefinition: task.taskDefinition }));
    const tasks = [task, ...others];
    connection.demo.faults.add({ operation: 'StopTask', after: 1, times: 1, fault: { kind: 'deny' } });
    const { done, notDone } = await inTurn(tasks, ({ arn }) =>
      connection.operate.ecs.stopTask(cluster.arn, arn, 'Test'),
    );
    assert.deepEqual([done, notDone], [[task, others[1]], [others[0]]]);
    assert.deepEqual(
      tasks.map(({ desiredStatus }) => desiredStatus),
      ['STOPPED', 'RUNNING', 'STOPPED'],
    );
  });

  it('a revision is registered and run, each once, though both answers are lost', async () => {
    const { tasks, demo } = connection;
    const { cluster, node, world } = small;
    const input = { family: 'web', containerDefinitions: [{ name: 'web', image: 'nginx:2', memory: 64 }] };
    const newest = await tasks.revision('web');
    demo.faults.add({ operation: 'RegisterTaskDefinition', fault: { kind: 'reset-after' } });
    const { revision, answerWasLost } = await registerRevision(tasks, input, newest);
    assert.deepEqual([answerWasLost, world.taskDefinitions.size], [true, 2]);
    demo.faults.add({ operation: 'RunTask', fault: { kind: 'reset-after' } });
    const token = newRunToken('fedcba9876543210');
    const request = { clusterArn: cluster.arn, taskDefinitionArn: revision.arn, nodeId: node.id, count: 1, token };
    assert.equal((await failureOf(tasks.run(request))).reason, 'network');
    assert.equal((await tasks.tasksOfToken(cluster.arn, token)).length, 1);
  });

  async function take(step: AwsStep): Promise<void> {
    await takeStep(step, connection.leaving, {
      sleep: () => Promise.resolve(),
      onTasks: () => small.instance.tasks.clear(),
    });
  }
});

function isRegistered({ status }: ContainerInstance): boolean {
  return status !== 'INACTIVE';
}
