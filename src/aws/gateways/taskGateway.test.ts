import assert from 'node:assert/strict';
import { failureOf } from '../../../test/unit/demoConnection.ts';
import { useDemoHome } from '../../../test/unit/demoHome.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { registerRevision } from '../../core/tasks/register.ts';
import type { RegisterInput } from '../../core/tasks/registerInput.ts';
import { newRunToken, runOnHost, watchStart } from '../../core/tasks/run.ts';

const input: RegisterInput = {
  family: 'web-cache',
  requiresCompatibilities: ['EXTERNAL'],
  cpu: '.25 vCPU',
  memory: '256',
  tags: [{ key: 'owner', value: 'me' }],
  containerDefinitions: [
    {
      name: 'cache',
      image: 'memcached:1',
      portMappings: [{ containerPort: 11211, hostPort: 11211 }],
      environment: [{ name: 'A', value: '1' }],
    },
  ],
};

describe('task gateway', () => {
  const demoHome = useDemoHome();
  const request = (taskDefinitionArn: string, host = 'kitchen-pi5', count = 1) => ({
    clusterArn: demoHome.home.arn,
    taskDefinitionArn,
    nodeId: demoHome.instance(host).ec2InstanceId,
    count,
    token: newRunToken(crypto.randomUUID()),
  });

  it('registers revision after revision, and reads them', async () => {
    const { tasks } = demoHome.connection;
    assert.equal(await tasks.revision('web-cache'), undefined);
    const first = await tasks.register(input);
    const second = await tasks.register({ ...input, cpu: '512' });
    assert.deepEqual([first.revision, second.revision], [1, 2]);
    assert.equal((await tasks.revision('web-cache'))?.arn, second.arn);
    assert.deepEqual(await tasks.revision('web-cache:1'), first);
    assert.equal(first.definition.cpu, '256');
    assert.equal(first.registeredAt, demoHome.now);
    assert.ok((await allPages(tasks.families())).includes('web-cache'));
  });

  it('is refused what ECS refuses, in its words', async () => {
    const { tasks } = demoHome.connection;
    const [container] = input.containerDefinitions as readonly object[];
    for (const [change, message] of [
      [{ networkMode: 'awsvpc' }, /do not support the network mode 'awsvpc'/],
      [{ networkMode: 'bridged' }, /enum value set: \[/],
      [{ family: 'a b' }, /Family contains invalid characters/],
      [{ memory: undefined }, /At least one of 'memory' or 'memoryReservation'/],
      [{ containerDefinitions: [] }, /cannot be empty/],
      [{ containerDefinitions: [container, container] }, /unique/],
    ] as const) {
      const refused = await failureOf(tasks.register({ ...input, ...change } as RegisterInput));
      assert.equal(refused.reason, 'invalidRequest');
      assert.match(refused.message, message);
    }
    assert.equal(await tasks.revision('web-cache'), undefined);
  });

  it('registers once when the answer is lost, and the revision is found', async () => {
    const { tasks, demo } = demoHome.connection;
    for (const kind of ['reset-after', 'truncate', 'malformed'] as const) {
      const newest = await tasks.revision('web-cache');
      demo.resetCalls();
      demo.faults.add({ operation: 'RegisterTaskDefinition', fault: { kind }, times: 1 });
      const { revision, answerWasLost } = await registerRevision(tasks, input, newest);
      assert.deepEqual([revision.revision, answerWasLost], [(newest?.revision ?? 0) + 1, true]);
      assert.equal(demo.callCount('ecs', 'RegisterTaskDefinition'), 1);
    }
    demo.resetCalls();
    demo.faults.add({ operation: 'RegisterTaskDefinition', fault: { kind: 'reset-before' }, times: 1 });
    const newest = await tasks.revision('web-cache');
    assert.equal((await failureOf(registerRevision(tasks, input, newest))).reason, 'network');
    assert.equal(demo.callCount('ecs', 'RegisterTaskDefinition'), 1);
    assert.equal((await tasks.revision('web-cache'))?.revision, 3);
  });

  it('registers again what ECS refused as one too many', async () => {
    const { tasks, demo } = demoHome.connection;
    demo.faults.add({ operation: 'RegisterTaskDefinition', fault: { kind: 'throttle' }, times: 2 });
    assert.equal((await tasks.register(input)).revision, 1);
    assert.equal(demo.callCount('ecs', 'RegisterTaskDefinition'), 3);
  });

  it('runs a task on the host that was meant, which starts by and by', async () => {
    const { tasks, fleet } = demoHome.connection;
    const { arn } = await tasks.register(input);
    const run = request(arn);
    const before = demoHome.instance('kitchen-pi5');
    const { tasks: started, failures } = await runOnHost(tasks, run);
    assert.deepEqual(failures, []);
    assert.deepEqual(
      started.map(({ containerInstanceArn, lastStatus, group }) => [containerInstanceArn, lastStatus, group]),
      [[before.arn, 'PROVISIONING', 'family:web-cache']],
    );
    const seen: string[] = [];
    const watched = await watchStart(tasks, demoHome.home.arn, started, {
      now: () => demoHome.now,
      sleep: (ms) => Promise.resolve((demoHome.now += ms)),
      onTasks: ([task]) => seen.push(task!.lastStatus),
    });
    assert.equal(watched.end, 'started');
    assert.deepEqual(seen, ['PENDING', 'PENDING', 'RUNNING']);
    const [instance] = (await allPages(fleet.containerInstances(demoHome.home.arn))).filter(
      (each) => each.arn === before.arn,
    );
    assert.ok(instance!.usedPorts!.tcp.includes(11211));
    assert.ok(
      (await allPages(fleet.tasks(demoHome.home.arn, before.arn))).some((task) => task.arn === started[0]!.arn),
    );
  });

  it('starts no second task when the answer is lost, and finds it when all are', async () => {
    const { tasks, demo } = demoHome.connection;
    const { arn } = await tasks.register(input);
    demo.faults.add({ operation: 'RunTask', fault: { kind: 'reset-after' }, times: 1 });
    assert.equal((await runOnHost(tasks, request(arn, 'kitchen-pi5'))).tasks.length, 1);
    assert.equal(demo.callCount('ecs', 'RunTask'), 2);
    const onPi4 = request(arn, 'garage-pi4');
    const remove = demo.faults.add({ operation: 'RunTask', fault: { kind: 'reset-after' } });
    const { tasks: found } = await runOnHost(tasks, onPi4);
    remove();
    assert.deepEqual(
      found.map(({ containerInstanceArn }) => containerInstanceArn),
      [demoHome.instance('garage-pi4').arn],
    );
    const own = [...demoHome.home.tasks.values()].filter(({ taskDefinition }) => taskDefinition.arn === arn);
    assert.equal(own.length, 2);
    demo.faults.add({ operation: 'RunTask', fault: { kind: 'reset-before' } });
    assert.equal((await failureOf(runOnHost(tasks, request(arn)))).reason, 'network');
  });

  it('tells why a host does not take a task', async () => {
    const { tasks } = demoHome.connection;
    const reasonOf = async (change: object, host?: string): Promise<string | undefined> => {
      const { arn } = await tasks.register({ ...input, ...change });
      const run = request(arn, host);
      const { tasks: started, failures } = await tasks.run(run);
      if (started.length > 0) return undefined;
      return failures.find(({ instanceArn }) => instanceArn === demoHome.instance(host ?? 'kitchen-pi5').arn)?.reason;
    };
    assert.equal(await reasonOf({ memory: '99999' }), 'RESOURCE:MEMORY');
    assert.equal(await reasonOf({ cpu: '8192' }), 'RESOURCE:CPU');
    assert.equal(await reasonOf({}, 'shed-pi4'), 'AGENT');
    assert.equal(await reasonOf({}), undefined);
    assert.equal(await reasonOf({}), 'RESOURCE:PORTS');
    const placementConstraints = [{ type: 'memberOf', expression: 'attribute:ecs.cpu-architecture == x86_64' }];
    assert.match((await reasonOf({ placementConstraints }))!, /^MemberOf/);
    const needy = { ...(input.containerDefinitions as readonly object[])[0], logConfiguration: { logDriver: 'gelf' } };
    assert.equal(await reasonOf({ containerDefinitions: [needy] }), 'ATTRIBUTE');
    demoHome.instance('garage-pi4').status = 'DRAINING';
    assert.equal(await reasonOf({}, 'garage-pi4'), undefined);
  });

  it('places as many of several as there is room for', async () => {
    const { tasks } = demoHome.connection;
    const container = { name: 'a', image: 'a:1', memory: 1500 };
    const { arn } = await tasks.register({ family: 'large', containerDefinitions: [container] });
    const { tasks: started, failures } = await tasks.run(request(arn, 'garage-pi4', 3));
    assert.ok(started.length > 0 && started.length < 3);
    assert.ok(failures.some(({ reason }) => reason === 'RESOURCE:MEMORY'));
  });

  it('tells of a task whose image is not there', async () => {
    const { tasks } = demoHome.connection;
    const image = `${demoHome.world.accountId}.dkr.ecr.${demoHome.world.region}.amazonaws.com/home/sensor-hub:0.0.1`;
    const { arn } = await tasks.register({ family: 'gone', containerDefinitions: [{ name: 'a', image, memory: 16 }] });
    const { tasks: started } = await tasks.run(request(arn));
    demoHome.now += 60_000;
    const [task] = await tasks.tasks(
      demoHome.home.arn,
      started.map((each) => each.arn),
    );
    assert.deepEqual([task?.lastStatus, task?.stopCode], ['STOPPED', 'TaskFailedToStart']);
    assert.match(task?.stoppedReason ?? '', /^CannotPullContainerError: .*sensor-hub:0.0.1: not found$/);
    assert.deepEqual(await tasks.tasks(demoHome.home.arn, []), []);
  });

  it('fails as AWS does for what is not there, or not allowed', async () => {
    const { tasks, demo } = demoHome.connection;
    const { arn } = await tasks.register(input);
    assert.equal((await failureOf(tasks.run(request(`${arn}9`)))).message, 'TaskDefinition not found.');
    const elsewhere = { ...request(arn), clusterArn: `${demoHome.home.arn}x` };
    assert.equal((await failureOf(tasks.run(elsewhere))).reason, 'notFound');
    demo.faults.add({ operation: 'DescribeTaskDefinition', fault: { kind: 'deny' } });
    const denied = await failureOf(tasks.revision('web-cache'));
    assert.deepEqual([denied.reason, denied.operation], ['accessDenied', 'DescribeTaskDefinition']);
    const vpc = { ...input, family: 'vpc', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'] };
    const fargate = await tasks.register(vpc);
    assert.match((await failureOf(tasks.run(request(fargate.arn)))).message, /does not support launch_type EXTERNAL/);
  });
});
