import pLimit from 'p-limit';
import { compact } from '../../core/compact.ts';
import type { Architecture } from '../../core/cost/ec2Sizes.ts';
import type { FleetTask } from '../../core/cost/monthly/fleetCost.ts';
import {
  anywhereHostFacts,
  fleetTask,
  hybridNodeFacts,
  isHybridNode,
  managedNodeFacts,
} from '../../core/cost/monthly/fleetFacts.ts';
import type { CostFacts } from '../../core/cost/monthly/model.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Clusters } from '../../core/fleet/clusterParts.ts';
import { shortId } from '../../core/fleet/arn.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { Task } from '../../core/fleet/model.ts';
import type { Part } from '../../core/fleet/part.ts';
import type { TaskPull } from '../../core/pulls/gateway.ts';
import { imageReference } from '../../core/taskdef/images/imageReference.ts';

/** An image of ECR that runs on a host. */
export interface RunningImage {
  /** By its digest where ECS told it. */
  readonly image: string;
  readonly repository: string;
  /** `mi-…` */
  readonly host: string;
  /** Of the host, as ECS names it. */
  readonly architecture: string;
  /** When the task pulled it, or was started; absent: it is not known. */
  readonly pulledAt?: number;
  /** No service keeps it running: once the task ends, the agent cleans the image up. */
  readonly isJob: boolean;
}

/** What the fleet of an account knows that costs and pulls are made of. */
export interface FleetReading {
  readonly facts: Pick<CostFacts, 'eksClusters' | 'anywhereHosts' | 'hybridNodes' | 'managedNodes'>;
  /** Those that run now on external hosts. */
  readonly tasks: readonly FleetTask[];
  readonly taskPulls: readonly TaskPull[];
  readonly images: readonly RunningImage[];
  /** By `mi-…`. */
  readonly hostNames: ReadonlyMap<string, string>;
  readonly failures: readonly Failure[];
}

/** As the fleet itself does. */
const clustersAtOnce = 6;

/** Reads what was not read yet. Never rejects: a part that can't be read is absent. */
export async function readFleet(account: AccountFleet): Promise<FleetReading> {
  const limit = pLimit(clustersAtOnce);
  const [{ value: clusters, failures }, nodes] = await Promise.all([account.clusters(), readNodes(account)]);
  const perCluster = <T>(
    of: readonly Clusters[keyof Clusters][number][],
    read: (cluster: Clusters[keyof Clusters][number]) => Promise<Part<readonly T[]>>,
  ): Promise<readonly Part<readonly T[]>[]> => Promise.all(of.map((each) => limit(() => read(each))));
  const ecsHosts = await perCluster<Host>(clusters.ecs, (cluster) => account.hosts(cluster));
  const withNodes = clusters.eks.filter(({ hybridNodesEnabled }) => hybridNodesEnabled);
  const hybrid = await perCluster<Host>(withNodes, (cluster) => account.hosts(cluster, 'aws'));
  const tasks = await perCluster<Task>(clusters.ecs, ({ arn }) => account.clusterTasks(arn));
  const hosts = ecsHosts.flatMap(({ value }) => value);
  const byArn = new Map(hosts.flatMap((host) => (host.instance ? [[host.instance.arn, host] as const] : [])));
  const running = tasks.flatMap(({ value }) => value);
  const managed = [...(account.nodesIfKnown?.values() ?? [])];
  const isKnown = (operation: string): boolean => !failures.some((failure) => isOf(failure, operation));
  return {
    facts: {
      ...(account.eksClusters && { eksClusters: account.eksClusters }),
      ...(isKnown('ECS') && {
        // One that was registered anew is one host, which is billed once.
        anywhereHosts: hosts.filter(({ stale }) => !stale).flatMap((host) => anywhereHostFacts(host) ?? []),
      }),
      hybridNodes: hybrid.flatMap(({ value }) => value.filter(isHybridNode)).map(hybridNodeFacts),
      ...(account.nodesIfKnown && { managedNodes: managed.map(managedNodeFacts) }),
    },
    tasks: running
      .filter(({ lastStatus }) => lastStatus === 'RUNNING')
      .map((task) => fleetTask(task, architectureOf(byArn.get(task.containerInstanceArn ?? '')))),
    taskPulls: running.map((task) => taskPull(task, byArn)),
    images: running.flatMap((task) => runningImages(task, byArn)),
    hostNames: new Map([
      ...managed.map(({ id, name, computerName }) => [id, name ?? computerName ?? id] as const),
      ...hosts.map(({ id, name }) => [id, name] as const),
    ]),
    failures: distinct([...failures, ...nodes, ...[...ecsHosts, ...hybrid, ...tasks].flatMap((part) => part.failures)]),
  };
}

async function readNodes(account: AccountFleet): Promise<readonly Failure[]> {
  try {
    await account.readNodes();
    return [];
  } catch (error) {
    return [Failure.from(error)];
  }
}

/** Of a service, or of all of them: then none is named. */
function isOf({ service }: Failure, of: string): boolean {
  return service === undefined || service === of;
}

function architectureOf(host: Host | undefined): Architecture | undefined {
  switch (host?.instance?.attributes['ecs.cpu-architecture']) {
    case 'arm64':
      return 'arm64';
    case 'x86_64':
      return 'x86_64';
    default:
      return undefined;
  }
}

function taskPull(task: Task, hosts: ReadonlyMap<string, Host>): TaskPull {
  const { arn, containerInstanceArn, containers, pullStartedAt, pullStoppedAt } = task;
  const host = hosts.get(containerInstanceArn ?? '')?.id;
  const repositories = containers.flatMap(({ image }) => {
    const reference = imageReference(image);
    return reference?.kind === 'ecr' ? [reference.repository] : [];
  });
  return compact({
    taskId: shortId(arn),
    host,
    repositories: [...new Set(repositories)],
    pullStartedAt,
    pullStoppedAt,
  });
}

function runningImages(
  { containerInstanceArn, containers, group, pullStartedAt, startedAt }: Task,
  hosts: ReadonlyMap<string, Host>,
): readonly RunningImage[] {
  const host = hosts.get(containerInstanceArn ?? '');
  const architecture = host?.instance?.attributes['ecs.cpu-architecture'];
  if (!host || architecture === undefined) return [];
  return containers.flatMap(({ image, imageDigest }) => {
    const reference = imageReference(image);
    if (reference?.kind !== 'ecr') return [];
    const { registry, repository } = reference;
    const exact = imageDigest === undefined ? image : `${registry}/${repository}@${imageDigest}`;
    const pulledAt = pullStartedAt ?? startedAt;
    const isJob = group !== undefined && !group.startsWith('service:');
    return [compact({ image: exact, repository, host: host.id, architecture, pulledAt, isJob })];
  });
}

/** One a cause: a missing permission would otherwise be told for each cluster. */
export function distinct(failures: readonly Failure[]): readonly Failure[] {
  const byCause = new Map<string, Failure>();
  for (const failure of failures) {
    const { reason, operation = '' } = failure;
    const cause = reason === 'accessDenied' ? `${reason} ${operation}` : reason;
    if (!byCause.has(cause)) byCause.set(cause, failure);
  }
  return [...byCause.values()];
}
