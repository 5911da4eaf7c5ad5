import { AwsError } from '../wire/awsError.ts';
import type { EksCluster, World } from '../world.ts';

/** @throws {AwsError} `ResourceNotFoundException` */
export function findEksCluster(world: World, name: string): EksCluster {
  const cluster = world.eksClusters.get(name);
  if (cluster === undefined) {
    throw new AwsError('ResourceNotFoundException', `No cluster found for name: ${name}.`, 404);
  }
  return cluster;
}
