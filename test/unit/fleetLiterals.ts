import type { Failure } from '../../src/core/failure.ts';
import type { FleetGateway, OnDenied } from '../../src/core/fleet/gateway.ts';
import type { EcsService } from '../../src/core/operate/ecsOperations.ts';
import type { Activation } from '../../src/core/registration/activation.ts';
import type {
  ContainerInstance,
  EcsCluster,
  EksCluster,
  EksVersion,
  ManagedNode,
  Task,
} from '../../src/core/fleet/model.ts';

/** Literals for unit tests: each has all it needs, and takes what matters to the test. */

export function ecsCluster(name: string, over: Partial<EcsCluster> = {}): EcsCluster {
  return {
    kind: 'ecs',
    arn: `arn:aws:ecs:eu-central-1:111122223333:cluster/${name}`,
    name,
    status: 'ACTIVE',
    containerInstanceCount: 1,
    runningTaskCount: 0,
    pendingTaskCount: 0,
    activeServiceCount: 0,
    ...over,
  };
}

export function eksCluster(name: string, over: Partial<EksCluster> = {}): EksCluster {
  return {
    kind: 'eks',
    arn: `arn:aws:eks:eu-central-1:111122223333:cluster/${name}`,
    name,
    status: 'ACTIVE',
    version: '1.35',
    support: 'standard',
    hybridNodesEnabled: false,
    ...over,
  };
}

/** `id` needs no more than a few characters: the rest is filled up to the length that AWS gives. */
export function node(id: string, over: Partial<ManagedNode> = {}): ManagedNode {
  return { id: nodeId(id), pingStatus: 'Online', ...over };
}

export function nodeId(id: string): string {
  return `mi-${id.padStart(17, '0')}`;
}

export function instance(id: string, cluster: EcsCluster, over: Partial<ContainerInstance> = {}): ContainerInstance {
  return {
    arn: `arn:aws:ecs:eu-central-1:111122223333:container-instance/${cluster.name}/${id.padStart(32, '0')}`,
    clusterArn: cluster.arn,
    managedNodeId: nodeId(id),
    status: 'ACTIVE',
    agentConnected: true,
    total: { cpu: 4096, memoryMiB: 8192 },
    free: { cpu: 2048, memoryMiB: 4096 },
    runningTaskCount: 0,
    pendingTaskCount: 0,
    attributes: {},
    tags: {},
    ...over,
  };
}

export function task(id: string, on: ContainerInstance, over: Partial<Task> = {}): Task {
  return {
    arn: `arn:aws:ecs:eu-central-1:111122223333:task/home/${id.padStart(32, '0')}`,
    clusterArn: on.clusterArn,
    containerInstanceArn: on.arn,
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:3',
    group: 'service:web',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    containers: [],
    ...over,
  };
}

/** A service `web` of the cluster `home`, of which one task is wanted and runs. */
export function ecsService(over: Partial<EcsService> = {}): EcsService {
  return {
    arn: 'arn:aws:ecs:eu-central-1:111122223333:service/home/web',
    name: 'web',
    clusterArn: ecsCluster('home').arn,
    status: 'ACTIVE',
    scheduling: 'REPLICA',
    desiredCount: 1,
    runningCount: 1,
    pendingCount: 0,
    deployments: [],
    events: [],
    ...over,
  };
}

export const hour = 3_600_000;

/** Open, for one host and for a day; `id` is filled up to a UUID. */
export function activation(id: string, over: Partial<Activation> = {}): Activation {
  return {
    id: `${id.padStart(8, '0')}-0000-4000-8000-000000000000`,
    iamRole: 'ecsAnywhereRole',
    registrationLimit: 1,
    registrationCount: 0,
    createdAt: 0,
    expiresAt: 24 * hour,
    expired: false,
    tags: {},
    ...over,
  };
}

export interface GatewayContents {
  readonly ecs?: readonly EcsCluster[];
  readonly eks?: readonly EksCluster[];
  readonly versions?: readonly EksVersion[];
  readonly instances?: readonly ContainerInstance[];
  readonly nodes?: readonly ManagedNode[];
  readonly tasks?: readonly Task[];
  readonly activations?: readonly Activation[];
  readonly hybrid?: Readonly<Record<string, readonly string[]>>;
  /** Methods that fail, and with what. */
  readonly failing?: Partial<Record<keyof FleetGateway, Error>>;
  /** EKS clusters that may be listed only, by name. */
  readonly denied?: Readonly<Record<string, Failure>>;
}

/** A gateway over literals that writes down what it was asked. Pages hold two records, so that paging is seen. */
export function gatewayOver(
  contents: GatewayContents,
): FleetGateway & { contents: GatewayContents; readonly calls: string[] } {
  const calls: string[] = [];
  const self = { contents, calls };
  const ask = (method: keyof FleetGateway, about = ''): void => {
    calls.push(about === '' ? method : `${method} ${about}`);
    const failure = self.contents.failing?.[method];
    if (failure) throw failure;
  };
  async function* pages<T>(
    method: keyof FleetGateway,
    about: string,
    all: () => readonly T[],
  ): AsyncIterable<readonly T[]> {
    await Promise.resolve();
    ask(method, about);
    const records = all();
    for (let start = 0; start < records.length; start += 2) yield records.slice(start, start + 2);
  }
  const shortName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
  return Object.assign(self, {
    identity: async () => {
      await Promise.resolve();
      ask('identity');
      return { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/tinkerer' };
    },
    ecsClusters: () => pages('ecsClusters', '', () => self.contents.ecs ?? []),
    eksClusters: (_?: AbortSignal, onDenied?: OnDenied) =>
      pages('eksClusters', '', () => {
        const { eks = [], denied = {} } = self.contents;
        for (const [name, failure] of Object.entries(denied)) onDenied?.(name, failure);
        return eks.filter(({ name }) => !Object.hasOwn(denied, name));
      }),
    eksVersions: () => pages('eksVersions', '', () => self.contents.versions ?? []),
    managedNodes: () => pages('managedNodes', '', () => self.contents.nodes ?? []),
    containerInstances: (clusterArn: string) =>
      pages('containerInstances', shortName(clusterArn), () =>
        (self.contents.instances ?? []).filter((each) => each.clusterArn === clusterArn),
      ),
    tasks: (clusterArn: string, instanceArn?: string) =>
      pages('tasks', instanceArn === undefined ? shortName(clusterArn) : 'of one host', () =>
        (self.contents.tasks ?? []).filter(
          (each) =>
            each.clusterArn === clusterArn && (instanceArn === undefined || each.containerInstanceArn === instanceArn),
        ),
      ),
    activations: () => pages('activations', '', () => self.contents.activations ?? []),
    hybridNodeIds: (clusterArn: string) =>
      pages('hybridNodeIds', shortName(clusterArn), () => self.contents.hybrid?.[clusterArn] ?? []),
  } satisfies FleetGateway);
}
