import { AwsError } from '../wire/awsError.ts';
import type { ContainerInstance, EcsCluster, Service, StoredTaskDefinition, Task, World } from '../world.ts';
import { arn } from '../world.ts';
import { invalidParameter } from './operation.ts';

/** Finding what a request names: ECS takes short names and ARNs alike. */

export function clusterName(reference: string | undefined): string {
  return reference === undefined ? 'default' : reference.slice(reference.lastIndexOf('/') + 1);
}

/** @throws {AwsError} `ClusterNotFoundException` */
export function findCluster(world: World, reference: string | undefined): EcsCluster {
  const name = clusterName(reference);
  const isForeign = reference?.startsWith('arn:') === true && reference !== arn(world, 'ecs', `cluster/${name}`);
  const cluster = isForeign ? undefined : world.ecsClusters.get(name);
  if (cluster === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return cluster;
}

/** The id in `arn:…:container-instance/CLUSTER/ID` or an id as it is. */
function idIn(reference: string, kind: string, cluster: EcsCluster): string {
  if (!reference.startsWith('arn:')) {
    if (!/^[0-9a-zA-Z_-]{1,255}$/.test(reference)) throw invalidParameter(`Invalid identifier: ${reference}`);
    return reference;
  }
  const parts = reference.split(':').slice(5).join(':').split('/');
  if (parts[0] !== kind || parts.length < 2) throw invalidParameter('Invalid identifier: Unexpected resource type.');
  const named = parts.length > 2 ? parts[1] : undefined;
  if (named !== undefined && named !== cluster.name) {
    throw invalidParameter(`Invalid identifier: Identifier is for cluster ${named}. Your cluster is ${cluster.name}`);
  }
  return parts.at(-1) ?? '';
}

export function findInstance(cluster: EcsCluster, reference: string): ContainerInstance | undefined {
  return cluster.instances.get(idIn(reference, 'container-instance', cluster));
}

/** @throws {AwsError} */
export function requireInstance(cluster: EcsCluster, reference: string): ContainerInstance {
  const instance = findInstance(cluster, reference);
  if (instance === undefined) throw invalidParameter('Referenced container instance not found.');
  return instance;
}

export function findTask(cluster: EcsCluster, reference: string): Task | undefined {
  return cluster.tasks.get(idIn(reference, 'task', cluster));
}

export function findService(cluster: EcsCluster, reference: string): Service | undefined {
  return cluster.services.get(idIn(reference, 'service', cluster));
}

/** `family`, `family:revision` or an ARN; a family alone is its newest active revision. */
export function findTaskDefinition(world: World, reference: string): StoredTaskDefinition | undefined {
  const short = reference.slice(reference.lastIndexOf('/') + 1);
  if (short.includes(':')) return world.taskDefinitions.get(short);
  let newest: StoredTaskDefinition | undefined;
  for (const each of world.taskDefinitions.values()) {
    if (each.family === short && each.status === 'ACTIVE' && each.revision > (newest?.revision ?? 0)) newest = each;
  }
  return newest;
}

/** What could not be described. */
export function missing(
  world: World,
  cluster: EcsCluster | undefined,
  kind: string,
  reference: string,
): { arn: string; reason: string } {
  const path = cluster === undefined ? `${kind}/${reference}` : `${kind}/${cluster.name}/${reference}`;
  return { arn: reference.startsWith('arn:') ? reference : arn(world, 'ecs', path), reason: 'MISSING' };
}
