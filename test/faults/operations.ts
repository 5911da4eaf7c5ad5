import { randomUUID } from 'node:crypto';
import type { AwsAccount } from '../../src/aws/openAccount.ts';
import { allPages } from '../../src/core/fleet/reading.ts';
import { imageReference } from '../../src/core/taskdef/images/imageReference.ts';
import { newRunToken } from '../../src/core/tasks/run.ts';
import { rolePlan } from '../../src/core/registration/roles.ts';
import type { SmallWorld } from './smallWorld.ts';

/** What one operation of the extension does to AWS, and what came of it there. */
export interface OperationRow {
  /** In `AwsAccount`: `fleet.identity`, … */
  readonly path: string;
  /** @param prepared what `prepare` gave */
  readonly call: (account: AwsAccount, small: SmallWorld, signal: AbortSignal | undefined, prepared: string) => unknown;
  /** What has to be there before. */
  readonly prepare?: (account: AwsAccount, small: SmallWorld) => Promise<string>;
  /** Of what writes: what it has changed. */
  readonly effect?: (small: SmallWorld) => unknown;
  /** The call of AWS that must not act twice: it has no token, and would do it all again. */
  readonly once?: string;
  /** It takes no signal. */
  readonly cannotBeCancelled?: true;
  /** It makes no request. */
  readonly isLocal?: true;
}

/** Needs no fault to be thrown at it. */
export const notOperations: readonly string[] = ['dispose', 'images.forgetTags'];

const minute = 60_000;
const command = { script: ['uptime'], comment: 'Uptime', shell: 'bash' } as const;

const fleet: readonly OperationRow[] = [
  { path: 'fleet.identity', call: ({ fleet: f }, _, signal) => f.identity(signal) },
  { path: 'fleet.ecsClusters', call: ({ fleet: f }, _, signal) => allPages(f.ecsClusters(signal)) },
  {
    path: 'fleet.containerInstances',
    call: ({ fleet: f }, { cluster }, signal) => allPages(f.containerInstances(cluster.arn, signal)),
  },
  {
    path: 'fleet.tasks',
    call: ({ fleet: f }, { cluster }, signal) => allPages(f.tasks(cluster.arn, undefined, signal)),
  },
  { path: 'fleet.eksClusters', call: ({ fleet: f }, _, signal) => allPages(f.eksClusters(signal)) },
  { path: 'fleet.eksVersions', call: ({ fleet: f }, _, signal) => allPages(f.eksVersions(signal)) },
  { path: 'fleet.managedNodes', call: ({ fleet: f }, _, signal) => allPages(f.managedNodes(signal)) },
  { path: 'fleet.activations', call: ({ fleet: f }, _, signal) => allPages(f.activations(signal)) },
  { path: 'fleet.hybridNodeIds', call: ({ fleet: f }, { lab }, signal) => allPages(f.hybridNodeIds(lab.arn, signal)) },
];

const registration: readonly OperationRow[] = [
  {
    path: 'registration.createActivation',
    call: ({ registration: r }, { world }, signal) =>
      r.createActivation(
        { iamRole: 'ecsAnywhereRole', registrationLimit: 1, expiresAt: world.clock() + 60 * minute, tags: {} },
        signal,
      ),
    effect: ({ world }) => world.activations.size,
    once: 'CreateActivation',
  },
  {
    path: 'registration.deleteActivation',
    call: ({ registration: r }, { activationId }, signal) => r.deleteActivation(activationId, signal),
    effect: ({ world }) => world.activations.size,
  },
  {
    path: 'registration.clusterIsActive',
    call: ({ registration: r }, { cluster }, signal) => r.clusterIsActive(cluster.arn, signal),
  },
  {
    path: 'registration.nodesOfActivation',
    call: ({ registration: r }, { activationId }, signal) => r.nodesOfActivation(activationId, signal),
  },
  {
    path: 'registration.containerInstancesOfNodes',
    call: ({ registration: r }, { cluster, node }, signal) =>
      r.containerInstancesOfNodes(cluster.arn, [node.id], signal),
  },
  {
    path: 'eks.registerCluster',
    call: ({ eks }, { roleArn }, signal) =>
      eks.registerCluster({ name: 'new', provider: 'OTHER', roleArn, requestToken: 'one' }, signal),
    effect: ({ world }) => [world.eksClusters.size, world.activations.size],
  },
  { path: 'eks.clusterIsActive', call: ({ eks }, _, signal) => eks.clusterIsActive('lab', signal) },
  { path: 'eks.connector', call: ({ eks }, _, signal) => eks.connector('elsewhere', signal) },
  {
    path: 'eks.deregisterCluster',
    call: ({ eks }, _, signal) => eks.deregisterCluster('elsewhere', signal),
    effect: ({ world }) => world.eksClusters.size,
  },
  { path: 'eks.kubernetesVersions', call: ({ eks }, _, signal) => eks.kubernetesVersions(signal) },
  { path: 'eks.accessEntry', call: ({ eks }, { roleArn }, signal) => eks.accessEntry('lab', roleArn, signal) },
  {
    path: 'eks.createAccessEntry',
    call: ({ eks }, { roleArn }, signal) => eks.createAccessEntry('lab', roleArn, 'HYBRID_LINUX', 'one', signal),
    effect: ({ lab }) => lab.accessEntries.size,
  },
  { path: 'roles.roles', call: ({ roles }, _, signal) => allPages(roles.roles('ecsAnywhere', signal)) },
  {
    path: 'roles.createRole',
    call: ({ roles }, { world }, signal) =>
      roles.createRole(
        { ...rolePlan('ssmOnly', { partition: 'aws', accountId: world.accountId }), name: 'new' },
        signal,
      ),
    // Its policies are attached by further calls, which the next try goes on with.
    effect: ({ world }) => world.roles.has('new'),
  },
];

const leaving: readonly OperationRow[] = [
  {
    path: 'leaving.setStatus',
    call: ({ leaving: l }, { cluster, instance }, signal) =>
      l.setStatus(cluster.arn, [instance.arn], 'DRAINING', signal),
    effect: ({ instance }) => instance.status,
  },
  {
    path: 'leaving.runningTasks',
    call: ({ leaving: l }, { cluster, instance }, signal) => l.runningTasks(cluster.arn, instance.arn, signal),
  },
  {
    path: 'leaving.runningTasksOn',
    call: ({ leaving: l }, { cluster, instance }, signal) => l.runningTasksOn(cluster.arn, [instance.arn], signal),
  },
  {
    path: 'leaving.deregisterInstance',
    call: ({ leaving: l }, { cluster, instance }, signal) =>
      l.deregisterInstance(cluster.arn, instance.arn, true, signal),
    effect: ({ cluster }) => [...cluster.instances.values()].filter(({ status }) => status === 'ACTIVE').length,
  },
  {
    path: 'leaving.deregisterNode',
    call: ({ leaving: l }, { node }, signal) => l.deregisterNode(node.id, signal),
    effect: ({ world }) => world.nodes.size,
  },
];

const tasks: readonly OperationRow[] = [
  { path: 'tasks.revision', call: ({ tasks: t }, _, signal) => t.revision('web', signal) },
  { path: 'tasks.families', call: ({ tasks: t }, _, signal) => allPages(t.families(signal)) },
  {
    path: 'tasks.register',
    call: ({ tasks: t }, _, signal) =>
      t.register({ family: 'web', containerDefinitions: [{ name: 'web', image: 'nginx:2', memory: 64 }] }, signal),
    effect: ({ world }) => world.taskDefinitions.size,
    once: 'RegisterTaskDefinition',
  },
  {
    path: 'tasks.run',
    call: ({ tasks: t }, { cluster, node, task }, signal) =>
      t.run(
        {
          clusterArn: cluster.arn,
          taskDefinitionArn: task.taskDefinition.arn,
          nodeId: node.id,
          count: 1,
          token: newRunToken(randomUUID()),
        },
        signal,
      ),
    effect: ({ cluster }) => cluster.tasks.size,
  },
  {
    path: 'tasks.tasksOfToken',
    call: ({ tasks: t }, { cluster }, signal) => t.tasksOfToken(cluster.arn, newRunToken(randomUUID()), signal),
  },
  { path: 'tasks.tasks', call: ({ tasks: t }, { cluster, task }, signal) => t.tasks(cluster.arn, [task.arn], signal) },
];

const names: readonly OperationRow[] = [
  { path: 'names.roles', call: ({ names: n }, _, signal) => n.roles(signal) },
  { path: 'names.logGroups', call: ({ names: n }, { world }, signal) => n.logGroups(world.region, '', signal) },
  { path: 'names.repositories', call: ({ names: n }, _, signal) => n.repositories(signal) },
  {
    path: 'names.tags',
    call: ({ names: n }, { world }, signal) => n.tags({ region: world.region, name: 'home/web' }, signal),
  },
  {
    path: 'images.image',
    call: ({ images }, { world }) => {
      images.forgetTags();
      return images.image(
        imageReference(`${world.accountId}.dkr.ecr.${world.region}.amazonaws.com/home/web:1`) ?? neverReference(),
      );
    },
    cannotBeCancelled: true,
  },
];

function neverReference(): never {
  throw new TypeError('The reference of the test is none.');
}

const send: NonNullable<OperationRow['prepare']> = ({ operate }, { node }) =>
  operate.commands.send({ nodeIds: [node.id], ...command });

const operate: readonly OperationRow[] = [
  {
    path: 'operate.commands.send',
    call: ({ operate: { commands } }, { node }, signal) => commands.send({ nodeIds: [node.id], ...command }, signal),
    effect: ({ world }) => world.commands.size,
    once: 'SendCommand',
  },
  {
    path: 'operate.commands.updateSsmAgent',
    call: ({ operate: { commands } }, { node }, signal) => commands.updateSsmAgent([node.id], signal),
    effect: ({ world }) => world.commands.size,
    once: 'SendCommand',
  },
  {
    path: 'operate.commands.results',
    prepare: send,
    call: ({ operate: { commands } }, _, signal, id) => commands.results(id, signal),
  },
  {
    path: 'operate.commands.output',
    prepare: send,
    call: ({ operate: { commands } }, { node }, signal, id) => commands.output(id, node.id, signal),
  },
  {
    path: 'operate.commands.cancel',
    prepare: send,
    call: ({ operate: { commands } }, _, signal, id) => commands.cancel(id, signal),
    effect: ({ world }) => world.commands.size,
  },
  {
    path: 'operate.sessions.start',
    call: ({ operate: { sessions } }, { node }, signal) => sessions.start(node.id, signal),
    effect: () => undefined,
    once: 'StartSession',
  },
  {
    path: 'operate.sessions.exec',
    call: ({ operate: { sessions } }, { cluster, task }, signal) =>
      sessions.exec(cluster.arn, task.arn, 'web', 'sh', signal),
    effect: () => undefined,
    once: 'ExecuteCommand',
  },
  {
    path: 'operate.sessions.end',
    prepare: async ({ operate: { sessions } }, { node }) => (await sessions.start(node.id)).sessionId,
    call: ({ operate: { sessions } }, _, signal, id) => sessions.end(id, signal),
    effect: () => undefined,
  },
  {
    path: 'operate.sessions.advancedTier',
    call: ({ operate: { sessions } }, _, signal) => sessions.advancedTier(signal),
  },
  {
    path: 'operate.ecs.stopTask',
    call: ({ operate: { ecs } }, { cluster, task }, signal) => ecs.stopTask(cluster.arn, task.arn, 'Test', signal),
    effect: ({ task }) => task.desiredStatus,
  },
  {
    path: 'operate.ecs.services',
    call: ({ operate: { ecs } }, { cluster }, signal) => allPages(ecs.services(cluster.arn, signal)),
  },
  {
    path: 'operate.ecs.service',
    call: ({ operate: { ecs } }, { cluster }, signal) => ecs.service(cluster.arn, 'web', signal),
  },
  {
    path: 'operate.ecs.tasksLike',
    call: ({ operate: { ecs } }, { cluster }, signal) =>
      allPages(ecs.tasksLike(cluster.arn, { desiredStatus: 'RUNNING' }, signal)),
  },
  {
    path: 'operate.ecs.task',
    call: ({ operate: { ecs } }, { cluster, task }, signal) => ecs.task(cluster.arn, task.arn, signal),
  },
  {
    path: 'operate.ecs.putAttributes',
    call: ({ operate: { ecs } }, { cluster, instance }, signal) =>
      ecs.putAttributes(cluster.arn, instance.arn, [{ name: 'room', value: 'kitchen' }], signal),
    effect: ({ instance }) => [...instance.attributes],
  },
  {
    path: 'operate.ecs.deleteAttributes',
    prepare: async ({ operate: { ecs } }, { cluster, instance }) => {
      await ecs.putAttributes(cluster.arn, instance.arn, [{ name: 'room', value: 'kitchen' }]);
      return '';
    },
    call: ({ operate: { ecs } }, { cluster, instance }, signal) =>
      ecs.deleteAttributes(cluster.arn, instance.arn, ['room'], signal),
    effect: ({ instance }) => [...instance.attributes],
  },
  {
    path: 'operate.ecs.attributes',
    call: ({ operate: { ecs } }, { cluster, instance }, signal) => ecs.attributes(cluster.arn, instance.arn, signal),
  },
  { path: 'operate.ecs.tags', call: ({ operate: { ecs } }, { instance }, signal) => ecs.tags(instance.arn, signal) },
  {
    path: 'operate.ecs.setTags',
    call: ({ operate: { ecs } }, { instance }, signal) => ecs.setTags(instance.arn, { room: 'kitchen' }, signal),
    effect: ({ instance }) => ({ ...instance.tags }),
  },
  {
    path: 'operate.ecs.removeTags',
    call: ({ operate: { ecs } }, { instance }, signal) => ecs.removeTags(instance.arn, ['location'], signal),
    effect: ({ instance }) => ({ ...instance.tags }),
  },
  { path: 'operate.ecs.nodeTags', call: ({ operate: { ecs } }, { node }, signal) => ecs.nodeTags(node.id, signal) },
  {
    path: 'operate.ecs.setNodeTags',
    call: ({ operate: { ecs } }, { node }, signal) => ecs.setNodeTags(node.id, { room: 'kitchen' }, signal),
    effect: ({ node }) => ({ ...node.tags }),
  },
  {
    path: 'operate.ecs.removeNodeTags',
    call: ({ operate: { ecs } }, { node }, signal) => ecs.removeNodeTags(node.id, ['Name'], signal),
    effect: ({ node }) => ({ ...node.tags }),
  },
  {
    path: 'operate.logs.newest',
    call: ({ operate: { logs } }, { world }, signal) =>
      logs.newest({ region: world.region, group: '/ecs/web', stream: 'web' }, 10, signal),
  },
  {
    path: 'operate.logs.after',
    prepare: async ({ operate: { logs } }, { world }) =>
      (await logs.newest({ region: world.region, group: '/ecs/web', stream: 'web' }, 10)).next,
    call: ({ operate: { logs } }, { world }, signal, next) =>
      logs.after({ region: world.region, group: '/ecs/web', stream: 'web' }, next, signal),
  },
  {
    path: 'operate.metrics.find',
    call: ({ operate: { metrics } }, { node }, signal) =>
      metrics.find({ namespace: 'CWAgent', dimension: 'InstanceId', value: node.id }, signal),
  },
  {
    path: 'operate.metrics.points',
    call: ({ operate: { metrics } }, { world }, signal) =>
      metrics.points(
        { namespace: 'CWAgent', name: 'mem_used_percent', dimensions: { host: 'pi' } },
        { from: world.clock() - 60 * minute, to: world.clock(), periodSeconds: 60 },
        signal,
      ),
  },
];

const costs: readonly OperationRow[] = [
  {
    path: 'pulls.layerEvents',
    call: ({ pulls }, small, signal) => pulls.layerEvents(lastHour(small), undefined, signal),
  },
  {
    path: 'pulls.imageEvents',
    call: ({ pulls }, small, signal) => pulls.imageEvents(lastHour(small), undefined, signal),
  },
  {
    path: 'pulls.pullCounts',
    call: ({ pulls }, small, signal) => pulls.pullCounts(['home/web'], lastHour(small), signal),
  },
  { path: 'pulls.repositories', call: ({ pulls }, _, signal) => pulls.repositories(signal) },
  {
    path: 'pulls.billedTransfer',
    call: ({ pulls }, { world }, signal) =>
      pulls.billedTransfer({ from: world.clock() - 48 * 60 * minute, to: world.clock() }, signal),
    // Each request is billed, so it is as if it wrote.
    effect: () => undefined,
    once: 'GetCostAndUsage',
  },
  {
    path: 'prices.products',
    call: ({ prices }, _, signal) =>
      allPages(prices.products('AmazonEKS', [{ type: 'CONTAINS', field: 'usagetype', value: 'AmazonEKS' }], signal)),
  },
  { path: 'prices.offer', call: ({ prices }, { world }, signal) => prices.offer('AmazonECR', world.region, signal) },
  { path: 'costSettings.managedInstanceTier', call: ({ costSettings: c }, _, signal) => c.managedInstanceTier(signal) },
  { path: 'costSettings.vcpus', call: ({ costSettings: c }, { node }, signal) => c.vcpus([node.id], signal) },
  {
    path: 'kubernetesToken',
    call: (account) => account.kubernetesToken('lab'),
    cannotBeCancelled: true,
    isLocal: true,
  },
];

function lastHour({ world }: SmallWorld): { readonly from: number; readonly to: number } {
  return { from: world.clock() - 60 * minute, to: world.clock() };
}

/** Every operation that an account has: a test fails where one is missing. */
export const operations: readonly OperationRow[] = [
  ...fleet,
  ...registration,
  ...leaving,
  ...tasks,
  ...names,
  ...operate,
  ...costs,
];
