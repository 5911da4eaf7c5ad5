import { emptyContents } from '../kubernetes/contents.ts';
import { gitVersion } from '../kubernetes/resources.ts';
import { emptyWorld, hexId } from '../world.ts';
import type { World, WorldOptions } from '../world.ts';
import { eksVersions } from './homeWorld.ts';
import { addEksCluster } from './nodes.ts';
import { daemonPods } from './pods.ts';

export interface LargeKubeWorldOptions extends WorldOptions {
  readonly nodes: number;
  /** Default: one pod on each node. */
  readonly podsPerNode?: number;
}

/** A cluster of any size, `fleet-eks`, for measurements: hybrid nodes that have their credentials from IAM Roles Anywhere. */
export function largeKubeWorld({ nodes, podsPerNode = 1, ...options }: LargeKubeWorldOptions): World {
  const world = emptyWorld(options);
  world.eksVersions = eksVersions;
  const cluster = 'fleet-eks';
  addEksCluster(world, { name: cluster, letsCreatorIn: true, remoteNodeCidrs: ['10.0.0.0/8'] });
  const contents = emptyContents(gitVersion('1.35.6'));
  for (let index = 0; index < nodes; index++) {
    const name = `node-${String(index + 1).padStart(5, '0')}`;
    contents.nodes.push({
      name,
      providerId: `eks-hybrid:///${world.region}/${cluster}/${name}`,
      labels: {
        'eks.amazonaws.com/compute-type': 'hybrid',
        'eks.amazonaws.com/hybrid-credential-provider': 'iam-ra',
        'rack': hexId(6, `rack ${Math.floor(index / 40)}`),
      },
      architecture: index % 3 === 0 ? 'arm64' : 'amd64',
      cpus: 8,
      memoryMiB: 15_801,
      maxPods: 110,
      kubeletVersion: contents.gitVersion,
      containerRuntime: 'containerd://2.1.4',
      osImage: 'Ubuntu 24.04.3 LTS',
      kernelVersion: '6.8.0-86-generic',
      internalIp: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      createdAt: world.clock() - 30 * 24 * 60 * 60_000,
      ...(index % 50 === 49 ? { lostAt: world.clock() - 60 * 60_000 } : {}),
    });
  }
  const names = contents.nodes.map(({ name }) => name);
  const createdAt = world.clock() - 24 * 60 * 60_000;
  for (let index = 0; index < podsPerNode; index++) {
    const image = 'public.ecr.aws/docker/library/alpine:3';
    // One by one: a million arguments are too many for one call.
    for (const pod of daemonPods(names, { namespace: 'fleet', name: `sensor-${index + 1}`, image, createdAt })) {
      contents.pods.push(pod);
    }
  }
  world.kubernetes.set(cluster, contents);
  return world;
}
