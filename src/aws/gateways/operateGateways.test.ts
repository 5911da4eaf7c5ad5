import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { failureOf } from '../../../test/unit/demoConnection.ts';
import { useDemoHome } from '../../../test/unit/demoHome.ts';
import { allPages } from '../../core/fleet/reading.ts';
import type { EcsOperations } from '../../core/operate/ecsOperations.ts';
import type { SessionGateway } from '../../core/operate/sessions.ts';
import type { EcsCluster, Task, World } from '../../demo/world.ts';
import { isLive } from '../../demo/world.ts';
import { addService, addTask } from '../../demo/worlds/ecs.ts';
import { openAccount } from '../openAccount.ts';

describe('operating', () => {
  const demoHome = useDemoHome();
  let world: World;
  let home: EcsCluster;
  let connection: DemoConnection;
  let sessions: SessionGateway;
  let ecs: EcsOperations;
  beforeEach(() => {
    ({ world, home, connection } = demoHome);
    ({ sessions, ecs } = connection.operate);
  });

  const nodeId = (name: string): string => demoHome.node(name).id;
  const taskOf = (family: string): Task =>
    [...home.tasks.values()].find((task) => task.taskDefinition.family === family && isLive(task))!;
  const tier = '/ssm/managed-instance/activation-tier';

  describe('shells', () => {
    it('are opened where the account has the advanced tier', async () => {
      assert.equal(await sessions.advancedTier(), false);
      const refused = await failureOf(sessions.start(nodeId('kitchen-pi5')));
      assert.deepEqual([refused.reason, refused.code], ['invalidRequest', 'BadRequest']);
      assert.match(refused.message, /^Enable advanced-instances tier/);
      world.serviceSettings.set(tier, 'advanced');
      assert.equal(await sessions.advancedTier(), true);
      const { sessionId, streamUrl, tokenValue, ...rest } = await sessions.start(nodeId('kitchen-pi5'));
      assert.deepEqual(rest, {
        target: nodeId('kitchen-pi5'),
        region: 'us-east-1',
        endpoint: connection.demo.endpoint,
      });
      assert.ok(streamUrl.includes(sessionId) && tokenValue.length > 100);
      assert.ok(!JSON.stringify(connection.log).includes(tokenValue));
      await sessions.end(sessionId);
      const offline = await failureOf(sessions.start(nodeId('shed-pi4')));
      assert.deepEqual([offline.reason, offline.code], ['invalidRequest', 'TargetNotConnected']);
    });

    it('do not depend on who may know the tier', async () => {
      connection.demo.faults.add({ operation: 'GetServiceSetting', fault: { kind: 'deny' }, times: 1 });
      assert.equal(await sessions.advancedTier(), undefined);
      connection.demo.faults.add({ operation: 'GetServiceSetting', fault: { kind: 'reset-before' } });
      assert.equal((await failureOf(sessions.advancedTier())).reason, 'network');
    });

    it('are asked for once', async () => {
      world.serviceSettings.set(tier, 'advanced');
      for (const operation of ['StartSession', 'ExecuteCommand'])
        connection.demo.faults.add({ operation, fault: { kind: 'reset-after' }, times: 1 });
      assert.equal((await failureOf(sessions.start(nodeId('kitchen-pi5')))).reason, 'network');
      assert.equal(
        (await failureOf(sessions.exec(home.arn, taskOf('home-assistant').arn, 'home-assistant', 'sh'))).reason,
        'network',
      );
      assert.equal(connection.demo.callCount('ssm', 'StartSession'), 1);
      assert.equal(connection.demo.callCount('ecs', 'ExecuteCommand'), 1);
    });

    it('are opened in containers where that was switched on', async () => {
      const task = taskOf('home-assistant');
      const { target, endpoint } = await sessions.exec(home.arn, task.arn, 'home-assistant', '/bin/sh');
      assert.match(target, new RegExp(`^ecs:home_${task.id}_[0-9a-f]{64}$`));
      assert.equal(endpoint, connection.demo.endpoint);
      const other = taskOf('mosquitto');
      const off = await failureOf(sessions.exec(home.arn, other.arn, 'mosquitto', 'sh'));
      assert.deepEqual([off.reason, off.operation], ['invalidRequest', 'ExecuteCommand']);
      assert.match(off.message, /was not enabled/);
      for (const call of [
        sessions.exec(home.arn, task.arn, 'other', 'sh'),
        sessions.exec(home.arn, `${task.arn.slice(0, -4)}0000`, 'home-assistant', 'sh'),
        sessions.exec(`${home.arn}x`, task.arn, 'home-assistant', 'sh'),
      ]) {
        assert.equal((await failureOf(call)).reason, 'notFound');
      }
      task.instance!.agentConnected = false;
      const lost = await failureOf(sessions.exec(home.arn, task.arn, 'home-assistant', 'sh'));
      assert.equal(lost.code, 'TargetNotConnectedException');
    });

    it('are resumed at AWS of the Region where no endpoint is configured', async () => {
      const { endpointOf } = await import('./sessionGateway.ts');
      const { SSMClient } = await import('@aws-sdk/client-ssm');
      for (const [options, expected] of [
        [{ region: 'eu-north-1' }, 'https://ssm.eu-north-1.amazonaws.com'],
        [{ region: 'us-east-1', useFipsEndpoint: true }, 'https://ssm-fips.us-east-1.amazonaws.com'],
        [{ region: 'cn-north-1' }, 'https://ssm.cn-north-1.amazonaws.com.cn'],
        [{ region: 'us-east-1', endpoint: 'http://127.0.0.1:4566/aws' }, 'http://127.0.0.1:4566/aws'],
      ] as const) {
        const client = new SSMClient(options);
        assert.equal(await endpointOf(client, options.region), expected);
        client.destroy();
      }
    });
  });

  describe('services', () => {
    it('are those on external instances, with what they run and what happened', async () => {
      const taskDefinition = taskOf('mosquitto').taskDefinition;
      for (let index = 0; index < 120; index++) {
        const launchType = index % 10 === 0 ? 'EC2' : 'EXTERNAL';
        addService(world, { cluster: home, name: `more-${index}`, taskDefinition, desiredCount: 1, launchType });
      }
      const services = await allPages(ecs.services(home.arn));
      assert.equal(services.length, 5 + 108);
      assert.equal(connection.calls(), '2 ListServices, 12 DescribeServices');
      const { events, deployments, createdAt, taskDefinitionArn, ...rest } = services.find(
        ({ name }) => name === 'sensor-hub',
      )!;
      assert.deepEqual(rest, {
        arn: home.services.get('sensor-hub')!.arn,
        name: 'sensor-hub',
        clusterArn: home.arn,
        status: 'ACTIVE',
        scheduling: 'DAEMON',
        desiredCount: 3,
        runningCount: 3,
        pendingCount: 0,
        minimumHealthyPercent: 0,
        maximumPercent: 100,
      });
      assert.ok(createdAt !== undefined && taskDefinitionArn?.endsWith('sensor-hub:2'));
      assert.deepEqual(
        deployments.map(({ status, rolloutState, runningCount, failedTasks }) => [
          status,
          rolloutState,
          runningCount,
          failedTasks,
        ]),
        [
          ['PRIMARY', 'IN_PROGRESS', 2, 1],
          ['ACTIVE', 'COMPLETED', 1, 0],
        ],
      );
      assert.equal(events[0]?.message, '(service sensor-hub) has started 1 tasks.');
      assert.deepEqual(
        events.map(({ at }) => at),
        events.map(({ at }) => at).sort((a, b) => b - a),
      );
      assert.equal((await failureOf(allPages(ecs.services(`${home.arn}x`)))).reason, 'notFound');
    });

    it('are told one by one with all that there is of them', async () => {
      const crowded = await ecs.service(home.arn, home.services.get('metrics-gateway')!.arn);
      assert.deepEqual(
        [crowded?.placementConstraints, crowded?.minimumHealthyPercent, crowded?.maximumPercent],
        [[{ type: 'memberOf', expression: 'attribute:ecs.cpu-architecture == arm64' }], 100, 200],
      );
      assert.match(crowded?.events[0]?.message ?? '', /already using a port/);
      assert.equal((await ecs.service(home.arn, 'web'))?.name, undefined);
      assert.equal(await ecs.service(home.arn, 'none'), undefined);
      assert.equal(connection.calls(), '3 DescribeServices');
      const denied = { operation: 'DescribeServices', fault: { kind: 'deny' } } as const;
      connection.demo.faults.add(denied);
      assert.equal((await failureOf(ecs.service(home.arn, 'mosquitto'))).reason, 'accessDenied');
    });

    it('that are given up by their circuit breaker say so', async () => {
      const { taskDefinition } = taskOf('mosquitto');
      const details = { hasFailed: true, circuitBreaker: { enable: true, rollback: true } };
      addService(world, { cluster: home, name: 'failed', taskDefinition, desiredCount: 1, details });
      const failed = await ecs.service(home.arn, 'failed');
      assert.deepEqual(failed?.circuitBreaker, { rollsBack: true });
      assert.deepEqual(
        failed.deployments.map(({ rolloutState, rolloutReason }) => [rolloutState, rolloutReason]),
        [['FAILED', 'ECS deployment circuit breaker: tasks failed to start.']],
      );
    });

    it('start a task anew that was stopped', async () => {
      const task = taskOf('home-assistant');
      await ecs.stopTask(home.arn, task.arn, 'enough '.repeat(40));
      assert.deepEqual([task.lastStatus, task.stopCode, task.stoppedReason?.length], ['STOPPED', 'UserInitiated', 255]);
      const service = async () =>
        (await allPages(ecs.services(home.arn))).find(({ name }) => name === 'home-assistant')!;
      const { desiredCount, runningCount, pendingCount, events, deployments } = await service();
      assert.deepEqual(
        [desiredCount, runningCount, pendingCount, deployments[0]?.rolloutState],
        [1, 0, 1, 'IN_PROGRESS'],
      );
      assert.match(events[0]?.message ?? '', /has started 1 tasks: \(task [0-9a-f]{32}\)\.$/);
      demoHome.now += 10_000;
      assert.equal((await service()).runningCount, 1);
      // Once more for one that has ended does nothing.
      await ecs.stopTask(home.arn, task.arn, 'enough');
      assert.equal((await service()).events.length, events.length);
    });

    it('say that there is no host for a task', async () => {
      for (const instance of home.instances.values()) instance.agentConnected = false;
      const task = taskOf('mosquitto');
      await ecs.stopTask(home.arn, task.arn, 'enough');
      // Nobody hears of its end.
      assert.deepEqual([task.desiredStatus, task.lastStatus], ['STOPPED', 'RUNNING']);
      const services = await allPages(ecs.services(home.arn));
      const { runningCount, events } = services.find(({ name }) => name === 'mosquitto')!;
      assert.equal(runningCount, 1);
      assert.match(events[0]?.message ?? '', /was unable to place a task/);
      const gone = await failureOf(ecs.stopTask(home.arn, 'a'.repeat(32), 'enough'));
      assert.deepEqual([gone.reason, gone.operation], ['notFound', 'StopTask']);
    });
  });

  describe('tasks', () => {
    it('are listed by their service, their host and whether they run', async () => {
      const all = await allPages(ecs.tasksLike(home.arn, { desiredStatus: 'RUNNING' }));
      assert.equal(all.length, [...home.tasks.values()].filter(isLive).length);
      const sensors = await allPages(ecs.tasksLike(home.arn, { desiredStatus: 'RUNNING', serviceName: 'sensor-hub' }));
      assert.deepEqual(
        sensors.map(({ taskDefinitionArn }) => taskDefinitionArn.replace(/.*:/, '')),
        ['2', '2', '1'],
      );
      const { arn: instanceArn } = demoHome.instance('garage-pi4');
      const [stopped, ...others] = await allPages(ecs.tasksLike(home.arn, { desiredStatus: 'STOPPED', instanceArn }));
      assert.deepEqual([others, stopped?.stopCode], [[], 'EssentialContainerExited']);
      assert.deepEqual(
        stopped?.containers.map(({ name, exitCode, reason }) => [name, exitCode, reason]),
        [
          ['hub', 137, 'OutOfMemoryError: Container killed due to memory usage'],
          ['bridge', 137, undefined],
        ],
      );
      assert.ok(stopped.stoppedAt! > stopped.stoppingAt! && stopped.startedBy?.startsWith('ecs-svc/'));
      assert.deepEqual(
        await allPages(ecs.tasksLike(home.arn, { desiredStatus: 'STOPPED', serviceName: 'mosquitto' })),
        [],
      );
      const gone = failureOf(allPages(ecs.tasksLike(home.arn, { desiredStatus: 'STOPPED', serviceName: 'none' })));
      assert.equal((await gone).reason, 'notFound');
    });

    it('are told one by one, and not at all once ECS has forgotten them', async () => {
      const { arn } = taskOf('home-assistant');
      const task = await ecs.task(home.arn, arn);
      assert.deepEqual([task?.connectivity, task?.hasExec, task?.lastStatus], ['CONNECTED', true, 'RUNNING']);
      assert.equal(await ecs.task(home.arn, `${arn.slice(0, -4)}0000`), undefined);
    });

    it('that did not start have no time at which they did', async () => {
      const workshop = world.ecsClusters.get('workshop')!;
      const tasks = await allPages(ecs.tasksLike(workshop.arn, { desiredStatus: 'STOPPED', serviceName: 'web' }));
      assert.deepEqual(
        tasks.map(({ stopCode, startedAt }) => [stopCode, startedAt]),
        [['TaskFailedToStart', undefined]],
      );
      assert.match(tasks[0]?.containers[0]?.reason ?? '', /^CannotPullContainerError/);
    });

    it('of thousands are read page by page, and no further than they are wanted', async () => {
      const { taskDefinition, instance } = taskOf('mosquitto');
      const stopped = { stoppedAt: demoHome.now, stopCode: 'UserInitiated', stoppedReason: 'enough' } as const;
      for (let index = 0; index < 250; index++)
        addTask(world, { cluster: home, taskDefinition, instance: instance!, stopped });
      const all = await allPages(ecs.tasksLike(home.arn, { desiredStatus: 'STOPPED' }));
      assert.equal(all.length, 251);
      assert.equal(connection.calls(), '3 ListTasks, 3 DescribeTasks');
      const aborter = new AbortController();
      aborter.abort();
      const off = failureOf(allPages(ecs.tasksLike(home.arn, { desiredStatus: 'STOPPED' }, aborter.signal)));
      assert.equal((await off).reason, 'cancelled');
    });
  });

  describe('attributes and tags', () => {
    it('of a container instance are set, changed and removed', async () => {
      const { arn, attributes: before } = demoHome.instance('kitchen-pi5');
      await ecs.putAttributes(home.arn, arn, [{ name: 'room', value: 'kitchen' }, { name: 'quiet' }]);
      await ecs.putAttributes(home.arn, arn, [{ name: 'room', value: 'cellar' }]);
      const after = await ecs.attributes(home.arn, arn);
      const own = after.filter(({ name }) => !before.has(name));
      assert.deepEqual(own, [{ name: 'room', value: 'cellar' }, { name: 'quiet' }]);
      assert.equal(after.length, before.size + 2);
      await ecs.deleteAttributes(home.arn, arn, ['room', 'quiet', 'none']);
      assert.equal((await ecs.attributes(home.arn, arn)).length, before.size);
    });

    it('go in tens, as many as ECS takes', async () => {
      const { arn } = demoHome.instance('garage-pi4');
      const names = Array.from({ length: 12 }, (_, index) => `a${index}`);
      const { reason, code } = await failureOf(
        ecs.putAttributes(
          home.arn,
          arn,
          names.map((name) => ({ name })),
        ),
      );
      assert.deepEqual([reason, code], ['invalidRequest', 'AttributeLimitExceededException']);
      await ecs.deleteAttributes(home.arn, arn, names);
      assert.equal(connection.calls(), '1 PutAttributes, 2 DeleteAttributes');
      for (const call of [
        ecs.putAttributes(home.arn, `${arn.slice(0, -4)}0000`, [{ name: 'a' }]),
        ecs.deleteAttributes(home.arn, `${arn.slice(0, -4)}0000`, ['a']),
        ecs.attributes(home.arn, `${arn.slice(0, -4)}0000`),
      ]) {
        assert.equal((await failureOf(call)).reason, 'notFound');
      }
    });

    it('are kept on both sides of a host', async () => {
      const { arn } = demoHome.instance('kitchen-pi5');
      const id = nodeId('kitchen-pi5');
      await ecs.setTags(arn, { floor: '1', location: 'hall' });
      assert.deepEqual(await ecs.tags(arn), { location: 'hall', floor: '1' });
      await ecs.removeTags(arn, ['location', 'none']);
      assert.deepEqual(await ecs.tags(arn), { floor: '1' });
      await ecs.setNodeTags(id, { floor: '1', empty: '' });
      await ecs.removeNodeTags(id, ['floor']);
      assert.deepEqual(await ecs.nodeTags(id), { empty: '' });
      const calls = connection.calls();
      await Promise.all([
        ecs.setTags(arn, {}),
        ecs.removeTags(arn, []),
        ecs.setNodeTags(id, {}),
        ecs.removeNodeTags(id, []),
      ]);
      assert.equal(connection.calls(), calls);
      for (const other of [
        home.arn,
        taskOf('mosquitto').arn,
        home.services.get('mosquitto')!.arn,
        taskOf('mosquitto').taskDefinition.arn,
      ]) {
        await ecs.setTags(other, { a: 'b' });
        assert.equal((await ecs.tags(other)).a, 'b');
      }
    });

    it('are not found, or refused, in the words of the extension', async () => {
      const { arn } = demoHome.instance('kitchen-pi5');
      for (const call of [
        ecs.tags(`${arn.slice(0, -4)}0000`),
        ecs.nodeTags('mi-00000000000000000'),
        ecs.setNodeTags('mi-00000000000000000', { a: 'b' }),
        ecs.removeNodeTags('mi-00000000000000000', ['a']),
      ]) {
        assert.equal((await failureOf(call)).reason, 'notFound');
      }
      assert.equal((await failureOf(ecs.setTags(arn, { 'aws:a': 'b' }))).reason, 'invalidRequest');
      connection.demo.faults.add({ operation: 'TagResource', fault: { kind: 'deny' } });
      assert.equal((await failureOf(ecs.setTags(arn, { a: 'b' }))).reason, 'accessDenied');
    });
  });

  it('ends when the account is closed', async () => {
    const account = openAccount(
      { source: { kind: 'demo' }, region: 'us-east-1' },
      { endpoint: connection.demo.endpoint },
    );
    account.dispose();
    assert.equal((await failureOf(account.operate.sessions.advancedTier())).reason, 'cancelled');
    assert.equal((await failureOf(allPages(account.operate.ecs.services(home.arn)))).reason, 'cancelled');
  });
});
