import { addMachine } from '../../src/demo/hosts/machine.ts';
import { usualRoleNames } from '../../src/core/registration/policies.ts';
import type { ContainerInstance, EcsCluster, EksCluster, ManagedNode, Task, World } from '../../src/demo/world.ts';
import { emptyWorld } from '../../src/demo/world.ts';
import { addEcsCluster, addHost, addService, addTask, addTaskDefinition } from '../../src/demo/worlds/ecs.ts';
import { addImage, addRepository } from '../../src/demo/worlds/images.ts';
import { addLogGroup } from '../../src/demo/worlds/logGroups.ts';
import { addActivation, addConnectedCluster, addEksCluster, addHybridNode } from '../../src/demo/worlds/nodes.ts';
import { eksVersions } from '../../src/demo/worlds/homeWorld.ts';

/** One of each thing that operations are about. Made anew in a fraction of a millisecond. */
export interface SmallWorld {
  readonly world: World;
  readonly cluster: EcsCluster;
  readonly instance: ContainerInstance;
  readonly node: ManagedNode;
  readonly task: Task;
  readonly lab: EksCluster;
  readonly activationId: string;
  /** Of a role of this account. */
  readonly roleArn: string;
}

const tier = '/ssm/managed-instance/activation-tier';

export function smallWorld(): SmallWorld {
  const world = emptyWorld();
  world.eksVersions = eksVersions;
  const cluster = addEcsCluster(world, 'home', { owner: 'family' });
  const { node, instance } = addHost(world, { cluster, name: 'pi', cpus: 4, instanceTags: { location: 'kitchen' } });
  addMachine(world, node, { hasMetrics: true });
  const taskDefinition = addTaskDefinition(world, {
    family: 'web',
    containers: [{ name: 'web', image: 'nginx', memory: 64, essential: true }],
    details: { requiresCompatibilities: ['EXTERNAL'] },
  });
  const service = addService(world, { cluster, name: 'web', taskDefinition, desiredCount: 1, hasExec: true });
  const task = addTask(world, { cluster, taskDefinition, instance, service, hasExec: true });
  const lab = addEksCluster(world, { name: 'lab', version: '1.35', remoteNodeCidrs: ['10.1.0.0/16'] });
  addHybridNode(world, lab);
  addConnectedCluster(world, 'elsewhere');
  const { id: activationId } = addActivation(world, { registrationLimit: 2 });
  addImage(world, addRepository(world, 'home/web'), { tags: ['1'], layers: { arm64: [1_000], amd64: [2_000] } });
  addLogGroup(world, {
    name: '/ecs/web',
    streams: new Map([['web', [{ at: world.clock() - 60_000, message: 'started' }]]]),
  });
  world.serviceSettings.set(tier, 'advanced');
  const roleArn = `arn:aws:iam::${world.accountId}:role/${usualRoleNames.connector}`;
  return { world, cluster, instance, node, task, lab, activationId, roleArn };
}
