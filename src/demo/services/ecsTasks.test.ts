import assert from 'node:assert/strict';
import {
  DescribeContainerInstancesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StartTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import type { ECSClient, RegisterTaskDefinitionCommandInput, RunTaskCommandInput } from '@aws-sdk/client-ecs';
import { clientsOf, rawJson, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { emptyWorld } from '../world.ts';
import { addEc2Instance, addEcsCluster, addHost } from '../worlds/ecs.ts';
import type { Host } from '../worlds/ecs.ts';
import { progress } from './ecsTasksProgress.ts';

const definition: RegisterTaskDefinitionCommandInput = {
  family: 'web',
  requiresCompatibilities: ['EXTERNAL'],
  containerDefinitions: [{ name: 'web', image: 'web:1', memory: 512, cpu: 256 }],
};

describe('demo ECS, running tasks', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  let ecs: ECSClient;
  let now = Date.now();
  let small: Host;
  let large: Host;
  beforeEach(async () => {
    const world = emptyWorld({ clock: () => now });
    const cluster = addEcsCluster(world, 'home');
    addEcsCluster(world, 'empty');
    small = addHost(world, { cluster, memoryMiB: 1024 });
    large = addHost(world, { cluster, memoryMiB: 4096 });
    addEc2Instance(world, cluster);
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
    ({ ecs } = clients);
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  const register = async (change: Partial<RegisterTaskDefinitionCommandInput> = {}) =>
    (await ecs.send(new RegisterTaskDefinitionCommand({ ...definition, ...change }))).taskDefinition!;
  const run = (more: Partial<RunTaskCommandInput> = {}) =>
    ecs.send(new RunTaskCommand({ cluster: 'home', taskDefinition: 'web', launchType: 'EXTERNAL', ...more }));
  const start = (...containerInstances: string[]) =>
    ecs.send(new StartTaskCommand({ cluster: 'home', taskDefinition: 'web', containerInstances }));

  it('counts revisions by family, and adds what ECS adds', async () => {
    await register({ family: 'other' });
    const { revision } = await register({ tags: [{ key: 'a', value: 'b' }] });
    assert.equal(revision, 1);
    const again = await register({ networkMode: 'host', cpu: '1 vCPU', memory: '1GB' });
    assert.deepEqual([again.revision, again.cpu, again.memory], [2, '1024', '1024']);
    assert.deepEqual(again.compatibilities, ['EXTERNAL', 'EC2']);
    assert.deepEqual(
      again.requiresAttributes?.map(({ name }) => name),
      ['ecs.capability.task-cpu-mem-limit'],
    );
    const described = new DescribeTaskDefinitionCommand({ taskDefinition: 'web:1', include: ['TAGS'] });
    const { taskDefinition, tags } = await ecs.send(described);
    assert.deepEqual(tags, [{ key: 'a', value: 'b' }]);
    assert.equal(taskDefinition!.containerDefinitions![0]!.essential, true);
    const { families } = await ecs.send(new ListTaskDefinitionFamiliesCommand({ status: 'ACTIVE' }));
    assert.deepEqual(families, ['other', 'web']);
    const none = await ecs.send(new ListTaskDefinitionFamiliesCommand({ status: 'INACTIVE', familyPrefix: 'w' }));
    assert.deepEqual(none.families, []);
    const tooMany = await refusalOf(ecs.send(new ListTaskDefinitionFamiliesCommand({ maxResults: 101 })));
    assert.equal(tooMany.name, 'InvalidParameterException');
  });

  it('refuses wrong types as the wire does, and what makes no sense as ECS does', async () => {
    const target = 'AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition';
    const raw = async (change: object) => {
      const { text } = await rawJson(account, target, JSON.stringify({ ...definition, ...change }));
      return (JSON.parse(text) as { readonly __type?: string }).__type;
    };
    assert.equal(await raw({ cpu: 256 }), 'SerializationException');
    assert.equal(
      await raw({ containerDefinitions: [{ name: 'a', image: 'a', memory: '16' }] }),
      'SerializationException',
    );
    assert.equal(await raw({ family: undefined }), 'InvalidParameterException');
    assert.equal(await raw({ somethingElse: 1 }), undefined);
    const refused = async (change: Partial<RegisterTaskDefinitionCommandInput>) =>
      (await refusalOf(register(change))).message;
    const web = definition.containerDefinitions![0]!;
    const of = (change: object) => refused({ containerDefinitions: [{ ...web, ...change }] });
    assert.match(await of({ name: '' }), /Container.name/);
    assert.match(await of({ image: '' }), /Container.image/);
    assert.match(await of({ memory: 4 }), /at least 6 MiB/);
    assert.match(await of({ memory: 64, memoryReservation: 128 }), /must not be less/);
    assert.match(await of({ essential: false }), /essential container/);
    const containerDefinitions = [{ ...web, portMappings: [{ containerPort: 80, hostPort: 8080 }] }];
    assert.match(await refused({ containerDefinitions, networkMode: 'host' }), /must match/);
    assert.match(await refused({ containerDefinitions, networkMode: 'none' }), /not allowed/);
    const volumes = [{ name: 'a', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }];
    assert.match(await refused({ volumes }), /EFS/);
    assert.match(await refused({ proxyConfiguration: { containerName: 'web' } }), /proxy/);
    assert.match(await refused({ cpu: 'much' }), /'much'/);
    const eleven = Array.from({ length: 11 }, (_, index) => ({ ...web, name: `c${index}` }));
    assert.match(await refused({ containerDefinitions: eleven }), /at most 10/);
  });

  it('takes what a task needs off its host, and refuses when there is too little', async () => {
    await register();
    const { tasks } = await start(small.instance.id, large.instance.arn);
    assert.equal(tasks!.length, 2);
    const { containerInstances } = await ecs.send(
      new DescribeContainerInstancesCommand({ cluster: 'home', containerInstances: [small.instance.id] }),
    );
    const [seen] = containerInstances!;
    const free = (name: string) => seen!.remainingResources!.find((each) => each.name === name)?.integerValue;
    assert.deepEqual([free('MEMORY'), free('CPU'), seen!.pendingTasksCount], [512, 4096 - 256, 1]);
    await start(small.instance.id);
    const third = await start(small.instance.id, 'f'.repeat(32));
    assert.deepEqual(third.tasks, []);
    assert.deepEqual(
      third.failures!.map(({ reason }) => reason),
      ['RESOURCE:MEMORY', 'MISSING'],
    );
    small.instance.status = 'INACTIVE';
    assert.equal((await start(small.instance.id)).failures![0]!.reason, 'INACTIVE');
  });

  it('spreads tasks over external hosts', async () => {
    await register();
    const { tasks, failures } = await run({ count: 2 });
    assert.deepEqual(
      tasks!.map((task) => task.containerInstanceArn).sort(),
      [small, large].map((each) => each.instance.arn).sort(),
    );
    assert.deepEqual(failures, []);
  });

  it('gives the same tasks for the same token, and a conflict for another request with it', async () => {
    await register();
    const first = await run({ clientToken: 'one', startedBy: 'me' });
    const again = await run({ clientToken: 'one', startedBy: 'me' });
    assert.deepEqual(
      again.tasks!.map(({ taskArn }) => taskArn),
      first.tasks!.map(({ taskArn }) => taskArn),
    );
    assert.equal((await refusalOf(run({ clientToken: 'one', startedBy: 'you' }))).name, 'ConflictException');
    const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: 'home', startedBy: 'me' }));
    assert.equal(taskArns!.length, 1);
  });

  it('refuses impossible requests', async () => {
    await register();
    const message = async (more: Partial<RunTaskCommandInput>) => (await refusalOf(run(more))).message;
    assert.match(await message({ count: 11 }), /between 1 and 10/);
    assert.match(await message({ launchType: 'FARGATE' }), /launch_type FARGATE/);
    assert.match(await message({ cluster: 'empty' }), /No Container Instances/);
    assert.match(await message({ cluster: 'none' }), /Cluster not found/);
    assert.match(await message({ taskDefinition: 'web:7' }), /TaskDefinition not found/);
    assert.match(await message({ startedBy: 'a b' }), /regular expression/);
    assert.match(
      await message({ placementConstraints: [{ type: 'memberOf', expression: 'x ==' }] }),
      /Unable to parse/,
    );
    assert.match((await refusalOf(start())).message, /cannot be empty/);
  });

  it('has a task go its way by the clock, and end when it is stopped', async () => {
    await register();
    const { tasks } = await run();
    const task = tasks![0]!.taskArn!;
    const look = async () => (await ecs.send(new DescribeTasksCommand({ cluster: 'home', tasks: [task] }))).tasks![0]!;
    assert.equal((await look()).lastStatus, 'PROVISIONING');
    now += progress.pendingAfterMs;
    const pending = await look();
    assert.equal(pending.lastStatus, 'PENDING');
    assert.ok(pending.pullStartedAt!.getTime() <= now && pending.pullStoppedAt === undefined);
    now += progress.runningAfterMs;
    const running = await look();
    assert.equal(running.lastStatus, 'RUNNING');
    assert.equal(running.startedAt!.getTime() - running.createdAt!.getTime(), progress.runningAfterMs);
    assert.ok(running.pullStoppedAt! > running.pullStartedAt!);
    await ecs.send(new StopTaskCommand({ cluster: 'home', task, reason: 'enough' }));
    const stopped = await look();
    assert.deepEqual(
      [stopped.lastStatus, stopped.stopCode, stopped.stoppedReason],
      ['STOPPED', 'UserInitiated', 'enough'],
    );
    await ecs.send(new StopTaskCommand({ cluster: 'home', task }));
    assert.equal((await look()).stoppedReason, 'enough');
    const unknown = new StopTaskCommand({ cluster: 'home', task: 'f'.repeat(32) });
    assert.match((await refusalOf(ecs.send(unknown))).message, /not found/);
  });

  it('starts nothing on a host that lost its connection, and stops what never started', async () => {
    await register();
    const lost = (await start(small.instance.id)).tasks![0]!.taskArn!;
    const stopped = (await start(large.instance.id)).tasks![0]!.taskArn!;
    small.instance.agentConnected = false;
    await ecs.send(new StopTaskCommand({ cluster: 'home', task: stopped }));
    now += 60_000;
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster: 'home', tasks: [lost, stopped] }));
    assert.deepEqual(
      tasks!.map(({ lastStatus }) => lastStatus),
      ['PROVISIONING', 'STOPPED'],
    );
    assert.equal((await start(small.instance.id)).failures![0]!.reason, 'AGENT');
  });
});
