import { numberOf } from '../taskdef/node.ts';
import { lookUp, type WorkloadSource } from './workload.ts';

/** To how many hosts one roll-out of a workload brings its images. */
export interface Reach {
  readonly hosts: number;
  /** Pods may share hosts, and then it is fewer. */
  readonly isMost: boolean;
}

/**
 * With every image gone from every host: a pod on each for a DaemonSet, one for each replica, and for a Job as many as it
 * starts in a run. Nothing where it can't be told.
 *
 * @param hosts on which pods of it may run
 */
export function reachOf(workload: WorkloadSource, hosts: number): Reach | undefined {
  const pods = podsOf(workload);
  if (pods === undefined) return undefined;
  const most = Math.min(pods, hosts);
  return { hosts: most, isMost: workload.kind !== 'DaemonSet' && most > 1 };
}

function podsOf({ kind, root }: WorkloadSource): number | undefined {
  switch (kind) {
    case 'DaemonSet':
      return Infinity;
    case 'Pod':
      return 1;
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet':
      return countAt(root, 'spec', 'replicas');
    case 'Job':
      return podsOfJob(root, ['spec']);
    case 'CronJob':
      return podsOfJob(root, ['spec', 'jobTemplate', 'spec']);
  }
}

/** Failed pods, which are started anew, left out. */
function podsOfJob(root: WorkloadSource['root'], path: readonly string[]): number | undefined {
  const [atOnce, inAll] = [countAt(root, ...path, 'parallelism'), countAt(root, ...path, 'completions')];
  return atOnce === undefined || inAll === undefined ? undefined : Math.max(atOnce, inAll);
}

/** One where the text says nothing, as Kubernetes takes it. */
function countAt(root: WorkloadSource['root'], ...path: readonly string[]): number | undefined {
  const found = lookUp(root, ...path);
  if (found === 'absent') return 1;
  const count = found === 'unknown' ? undefined : numberOf(found);
  return count !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
