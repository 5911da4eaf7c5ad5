import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo } from '../../../test/unit/demoConnection.ts';
import { refreshPrices } from '../../core/cost/refreshedPrices.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { activationRequest } from '../../core/registration/activation.ts';
import type { Job, PolicyStatement } from '../../core/registration/policies.ts';
import { leastPolicy, policyText } from '../../core/registration/policies.ts';
import { rolePlan } from '../../core/registration/roles.ts';
import { imageReference } from '../../core/taskdef/images/imageReference.ts';
import type { World } from '../../demo/world.ts';
import { connectorRole, emptyWorld, hybridNodesRole, roleArn } from '../../demo/world.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { addConnectedCluster } from '../../demo/worlds/nodes.ts';
import type { AwsAccount } from '../openAccount.ts';

const scope = { partition: 'aws', accountId: '111122223333' };
const jobs: readonly Job[] = ['browse', 'register', 'operate', 'run', 'costs'];

/** What AWS asks for on the way to what is called. */
const implied: Readonly<Record<Job, readonly string[]>> = {
  browse: [],
  register: ['iam:PassRole', 'ssm:AddTagsToResource', 'iam:CreateServiceLinkedRole'],
  operate: ['ssm:DeleteActivation'],
  run: ['iam:PassRole', 'ecs:TagResource'],
  costs: [],
};

type Gateways = Omit<AwsAccount, 'dispose' | 'kubernetesToken' | 'operate'> & AwsAccount['operate'];

function actionsOf(statements: readonly PolicyStatement[]): readonly string[] {
  return [...new Set(statements.flatMap(({ Action }) => Action))].sort();
}

describe('leastPolicy, compared with what is called', () => {
  /** `fleet.tasks`, …: what any of these tests has called. */
  const used = new Set<string>();
  let connection: DemoConnection;
  afterEach(() => connection.close());

  /** The gateways of an account, which write down what is used of them. */
  async function connect(world: World): Promise<Gateways> {
    connection = await connectTo(world, { unpaced: true });
    const watched = <T extends object>(gateway: T): T =>
      new Proxy(gateway, {
        get: (target, name, receiver) => {
          used.add(String(name));
          return Reflect.get(target, name, receiver) as unknown;
        },
      });
    const { fleet, registration, eks, roles, leaving, images, tasks, names, pulls, prices, costSettings } = connection;
    const { commands, sessions, ecs, logs, metrics } = connection.operate;
    return {
      logs: watched(logs),
      metrics: watched(metrics),
      commands: watched(commands),
      sessions: watched(sessions),
      ecs: watched(ecs),
      fleet: watched(fleet),
      registration: watched(registration),
      eks: watched(eks),
      roles: watched(roles),
      leaving: watched(leaving),
      tasks: watched(tasks),
      images: watched(images),
      names: watched(names),
      pulls: watched(pulls),
      prices: watched(prices),
      costSettings: watched(costSettings),
    };
  }

  /** The job's policy names what was called, and nothing else. */
  function assertExact(job: Job): void {
    const calls = connection.demo.calls.filter(({ service }) => service !== 'files');
    const called = new Set(calls.map(({ service, operation }) => `${service}:${operation}`));
    // The one call that needs no permission.
    called.delete('sts:GetCallerIdentity');
    const { Statement } = leastPolicy(job, scope);
    assert.deepEqual(actionsOf(Statement), [...called, ...implied[job]].sort());
  }

  it('browse', async () => {
    const world = homeWorld();
    addConnectedCluster(world, 'k3s');
    const { fleet } = await connect(world);
    await fleet.identity();
    for (const { arn } of await allPages(fleet.ecsClusters())) {
      await Promise.all([allPages(fleet.containerInstances(arn)), allPages(fleet.tasks(arn))]);
    }
    for (const { arn } of await allPages(fleet.eksClusters())) await allPages(fleet.hybridNodeIds(arn));
    await Promise.all([allPages(fleet.managedNodes()), allPages(fleet.activations()), allPages(fleet.eksVersions())]);
    assertExact('browse');
  });

  it('register', async () => {
    const world = homeWorld();
    world.roles.clear();
    const { registration, roles, eks } = await connect(world);
    for (const purpose of ['ecsAnywhere', 'hybridNode', 'connector', 'ssmOnly'] as const) {
      await roles.createRole(rolePlan(purpose, scope));
      // As after an answer that was lost.
      await roles.createRole(rolePlan(purpose, scope));
      await allPages(roles.roles(purpose));
    }
    const { id } = await registration.createActivation(activationRequest({ role: 'ecsAnywhereRole' }, Date.now()));
    await allPages(registration.activations());
    await registration.nodesOfActivation(id);
    const [instance] = world.ecsClusters.get('home')!.instances.values();
    const found = await registration.containerInstancesOfNodes('home', [instance!.ec2InstanceId]);
    assert.equal(found.length, 1);
    await registration.deleteActivation(id);
    await registration.clusterIsActive(world.ecsClusters.get('home')!.arn);
    const connector = { name: 'edge', provider: 'OTHER', roleArn: roleArn(world, connectorRole) } as const;
    await eks.registerCluster({ ...connector, requestToken: 'one' });
    await eks.connector('edge');
    await eks.deregisterCluster('edge');
    const role = roleArn(world, hybridNodesRole);
    await eks.createAccessEntry('lab', role, 'HYBRID_LINUX', 'one');
    await eks.createAccessEntry('lab', role, 'HYBRID_LINUX', 'two');
    await eks.accessEntry('lab', role);
    await eks.kubernetesVersions();
    await eks.clusterIsActive('lab');
    assertExact('register');
  });

  it('operate', async () => {
    const world = homeWorld();
    const { cluster } = addConnectedCluster(world, 'k3s');
    const { leaving, eks, commands, sessions, ecs, logs, metrics, tasks } = await connect(world);
    const { arn, instances } = world.ecsClusters.get('home')!;
    const [instance] = instances.values();
    world.serviceSettings.set('/ssm/managed-instance/activation-tier', 'advanced');
    const { ec2InstanceId } = instance!;
    // An answer is lost, and looked for.
    connection.demo.faults.add({ operation: 'SendCommand', fault: { kind: 'reset-after' }, times: 1 });
    const script = { script: ['true'], comment: 'nothing', shell: 'bash' } as const;
    const command = await commands.send({ nodeIds: [ec2InstanceId], ...script });
    await commands.results(command);
    await commands.output(command, ec2InstanceId);
    await commands.cancel(command);
    await commands.updateSsmAgent([ec2InstanceId]);
    assert.equal(await sessions.advancedTier(), true);
    await sessions.end((await sessions.start(ec2InstanceId)).sessionId);
    const inside = [...instance!.tasks].find(({ hasExec }) => hasExec)!;
    await sessions.exec(arn, inside.arn, 'home-assistant', 'sh');
    await ecs.stopTask(arn, inside.arn, 'enough');
    assert.equal((await allPages(ecs.services(arn))).length, 5);
    await ecs.service(arn, 'mosquitto');
    await allPages(ecs.tasksLike(arn, { desiredStatus: 'STOPPED' }));
    await ecs.task(arn, inside.arn);
    await ecs.putAttributes(arn, instance!.arn, [{ name: 'rack', value: '1' }]);
    await ecs.attributes(arn, instance!.arn);
    await ecs.deleteAttributes(arn, instance!.arn, ['rack']);
    await ecs.setTags(instance!.arn, { a: 'b' });
    await ecs.tags(instance!.arn);
    await ecs.removeTags(instance!.arn, ['a']);
    await ecs.setNodeTags(ec2InstanceId, { a: 'b' });
    await ecs.nodeTags(ec2InstanceId);
    await ecs.removeNodeTags(ec2InstanceId, ['a']);
    // Where a container writes its log, and what it wrote.
    const logged = [...instance!.tasks].find(({ taskDefinition }) => taskDefinition.family === 'sensor-hub')!;
    await tasks.revision(logged.taskDefinition.arn);
    const place = { region: 'us-east-1', group: '/ecs/sensor-hub', stream: `sensor-hub/hub/${logged.id}` };
    await logs.after(place, (await logs.newest(place, 10)).next);
    const search = { namespace: 'CWAgent', dimension: 'InstanceId', value: ec2InstanceId };
    await metrics.find(search);
    const window = { from: Date.now() - 60_000, to: Date.now(), periodSeconds: 60 };
    await metrics.points({ namespace: 'CWAgent', name: 'mem_used_percent', dimensions: {} }, window);
    await leaving.setStatus(arn, [instance!.arn], 'DRAINING');
    await leaving.runningTasks(arn, instance!.arn);
    await leaving.runningTasksOn(arn, [instance!.arn]);
    await leaving.deregisterInstance(arn, instance!.arn, true);
    await leaving.deregisterNode(instance!.ec2InstanceId);
    await eks.deregisterCluster(cluster.name);
    assertExact('operate');
  });

  it('run', async () => {
    const world = homeWorld();
    const { tasks } = await connect(world);
    const { arn: clusterArn, instances } = world.ecsClusters.get('home')!;
    const [instance] = instances.values();
    await allPages(tasks.families());
    const definition = { name: 'web', image: 'web:1', memory: 16 };
    const { arn } = await tasks.register({ family: 'web', containerDefinitions: [definition] });
    await tasks.revision('web');
    const run = { clusterArn, taskDefinitionArn: arn, nodeId: instance!.ec2InstanceId, count: 1, token: 'one' };
    const { tasks: started } = await tasks.run(run);
    await tasks.tasksOfToken(clusterArn, 'one');
    assert.equal((await tasks.tasks(clusterArn, [started[0]!.arn])).length, 1);
    assertExact('run');
  });

  it('costs', async () => {
    const { fleet, images, names, pulls, prices, costSettings } = await connect(homeWorld());
    await allPages(fleet.eksClusters());
    const registry = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
    const builder = imageReference(`${registry}/workshop/builder:latest`)!;
    await images.image(builder);
    images.forgetTags();
    // Where pulling is not allowed, sizes may be.
    connection.demo.faults.add({ operation: 'BatchGetImage', fault: { kind: 'deny' } });
    await images.image(builder);
    await Promise.all([names.roles(), names.logGroups('us-east-1', ''), names.repositories()]);
    await names.tags({ region: 'us-east-1', name: 'workshop/builder' });
    const to = connection.demo.world.clock();
    const range = { from: to - 2 * 86_400_000, to };
    await Promise.all([pulls.layerEvents(range, undefined), pulls.imageEvents(range, undefined)]);
    await pulls.pullCounts(['workshop/builder'], range);
    await Promise.all([pulls.repositories(), pulls.billedTransfer(range), costSettings.managedInstanceTier()]);
    await costSettings.vcpus(['mi-0123456789abcdef0']);
    await refreshPrices(prices, ['us-east-1']);
    // Offer files are for everybody.
    await prices.offer('AmazonECS', 'us-east-1');
    assertExact('costs');
  });

  it('leaves nothing out that the gateways can do', async () => {
    await connect(emptyWorld());
    const { fleet, registration, eks, roles, leaving, images, tasks, names, pulls, prices, costSettings } = connection;
    const gateways = [fleet, registration, eks, roles, leaving, images, tasks, names, pulls, prices, costSettings];
    const { commands, sessions, ecs, logs, metrics } = connection.operate;
    const operated = [commands, sessions, ecs, logs, metrics];
    const all = [...gateways, ...operated].flatMap((gateway) => Object.keys(gateway));
    assert.deepEqual([...new Set(all)].sort(), [...used].sort());
  });
});

describe('leastPolicy', () => {
  it('lets task and execution roles be given to tasks only', () => {
    const { Statement } = leastPolicy('run', scope);
    const passing = Statement.find(({ Action }) => Action.includes('iam:PassRole'));
    assert.deepEqual(
      [passing?.Resource, passing?.Condition],
      ['arn:aws:iam::111122223333:role/*', { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }],
    );
  });

  it('lets a role be given to SSM only, and any other be made only where none was chosen', () => {
    const chosen = 'arn:aws:iam::111122223333:role/edge';
    const { Statement } = leastPolicy('register', { ...scope, roleArn: chosen });
    const passing = Statement.find(({ Action }) => Action.includes('iam:PassRole'));
    assert.deepEqual(
      [passing?.Resource, passing?.Condition],
      [chosen, { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } }],
    );
    assert.ok(
      !actionsOf(Statement).some((action) => /iam:(Create|Attach|Put)Role?/.test(action) && !action.includes('Linked')),
    );
  });

  it('lets only the roles be made that the extension makes, with the policies that these need', () => {
    const { Statement } = leastPolicy('register', scope);
    const writes = Statement.filter(({ Action }) =>
      /iam:(CreateRole|AttachRolePolicy|PutRolePolicy)/.test(String(Action)),
    );
    assert.equal(writes.length, 2);
    const allowed = writes.flatMap(({ Condition }) => Condition?.ArnEquals?.['iam:PolicyARN'] ?? []);
    for (const purpose of ['ecsAnywhere', 'hybridNode', 'connector', 'ssmOnly'] as const) {
      const plan = rolePlan(purpose, scope);
      for (const { Resource = [] } of writes)
        assert.ok(Resource.includes(`arn:aws:iam::111122223333:role/${plan.name}`));
      for (const policy of plan.managedPolicyArns) assert.ok(allowed.includes(policy), policy);
    }
  });

  it('is a policy by the rules of IAM, in any partition and without an account', () => {
    for (const job of jobs)
      for (const options of [
        scope,
        { partition: 'aws-cn' },
        { ...scope, roleArn: 'arn:aws:iam::111122223333:role/r' },
      ]) {
        const text = policyText(leastPolicy(job, options));
        const { Version, Statement } = JSON.parse(text) as ReturnType<typeof leastPolicy>;
        assert.equal(Version, '2012-10-17');
        assert.equal(new Set(Statement.map(({ Sid }) => Sid)).size, Statement.length);
        for (const { Sid, Resource = [] } of Statement) {
          assert.match(Sid, /^[A-Za-z0-9]+$/);
          for (const each of [Resource].flat())
            assert.match(each, new RegExp(`^(\\*|arn:${options.partition}:iam::(\\d{12}|\\*):role/.+)$`));
        }
        // The limit of a managed policy, which does not count white space.
        assert.ok(text.replace(/\s/g, '').length <= 6144);
        assert.doesNotMatch(text, /undefined|"[a-z]+:\*"/);
      }
  });
});
