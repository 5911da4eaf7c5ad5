import type { ContainerInstance, EcsCluster, EksCluster, ManagedNode, Task } from './model.ts';
import type { Reading } from './reading.ts';
import type { Shown } from './shown.ts';

type Values<T> = ReadonlyMap<string, Pick<Reading<T>, 'atHand'>>;

/** By the ARN of their cluster. */
type Instances = Values<readonly ContainerInstance[]>;

export interface WhatIsShown {
  /** Whether the hosts of a cluster are. */
  readonly isShown: (clusterArn: string) => boolean;
  /** Whether the tasks of a cluster, or of a cluster and a container instance with a space between, are. */
  readonly areTasksShown: (scope: string) => boolean;
}

export function whatIsShown(shown: Shown, instances: Instances): WhatIsShown {
  if (shown === 'everything') return { isShown: () => true, areTasksShown: () => true };
  const isAnyShown = (clusterArn: string): boolean =>
    !!instances.get(clusterArn)?.atHand?.some(({ arn }) => shown.instances.has(arn));
  return {
    isShown: (arn) => shown.clusters.has(arn),
    areTasksShown: (scope) => {
      const [clusterArn = '', instanceArn] = scope.split(' ');
      return instanceArn === undefined ? isAnyShown(clusterArn) : shown.instances.has(instanceArn);
    },
  };
}

/** What an account's readings have at hand: hosts of an earlier window that are still text are not read to be counted. */
interface Known {
  readonly shown: Shown;
  readonly ecs: readonly EcsCluster[] | undefined;
  readonly eks: readonly EksCluster[] | undefined;
  readonly nodes: ReadonlyMap<string, ManagedNode> | undefined;
  readonly instances: Instances;
  /** By scope, as in `WhatIsShown`. */
  readonly tasks: Values<readonly Task[]>;
  /** Hybrid nodes by the ARN of their cluster. */
  readonly members: Values<ReadonlySet<string>>;
}

/** The calls to AWS that a refresh makes: the formula of a full load (`AccountFleet`), over what is shown. */
export function callsOfRefresh({ shown, ecs = [], eks = [], nodes, instances, tasks, members }: Known): number {
  const { isShown, areTasksShown } = whatIsShown(shown, instances);
  const native = eks.filter(({ connector }) => !connector).length;
  return (
    1 +
    listed(ecs.length) +
    list(eks.length, 100) +
    eks.length +
    (native > 0 ? 1 : 0) +
    (nodes ? list(nodes.size, 1000) : 0) +
    sum(valuesOf(instances, isShown).map(({ length }) => listed(length))) +
    sum(valuesOf(tasks, areTasksShown).map(({ length }) => listed(length))) +
    sum(valuesOf(members, isShown).map(({ size }) => list(size, 50)))
  );
}

function valuesOf<T>(readings: Values<T>, isWanted: (key: string) => boolean): readonly T[] {
  return [...readings].flatMap(([key, { atHand }]) => (atHand !== undefined && isWanted(key) ? [atHand] : []));
}

/** A list of ids, and what describes them, 100 a call. */
function listed(count: number): number {
  return list(count, 100) + batches(count, 100);
}

/** Pages of a list: an empty one has to be asked for too. */
function list(count: number, size: number): number {
  return Math.max(1, batches(count, size));
}

function batches(count: number, size: number): number {
  return Math.ceil(count / size);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
