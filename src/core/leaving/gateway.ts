/**
 * Taking hosts out of AWS. Rejects with `Failure`; what has gone already is `notFound`, whichever code the service has
 * for it.
 */
export interface LeavingGateway {
  /**
   * At most `instancesAtOnce` container instances of one cluster. Draining stops what services run there; tasks that
   * were started by hand finish.
   *
   * @returns those that are not there any more
   */
  setStatus(
    clusterArn: string,
    instanceArns: readonly string[],
    status: 'DRAINING' | 'ACTIVE',
    signal?: AbortSignal,
  ): Promise<readonly string[]>;
  /** Tasks that run there, or are about to. */
  runningTasks(clusterArn: string, instanceArn: string, signal?: AbortSignal): Promise<number>;
  /** The same of at most `instancesDescribed` of one cluster together; those that are not there have none. */
  runningTasksOn(clusterArn: string, instanceArns: readonly string[], signal?: AbortSignal): Promise<number>;
  /** Without `force`, ECS refuses while tasks run. Containers go on in any case, unmanaged. */
  deregisterInstance(clusterArn: string, instanceArn: string, force: boolean, signal?: AbortSignal): Promise<void>;
  /** `nodeId` is `mi-…`. The agent on the machine falls silent. */
  deregisterNode(nodeId: string, signal?: AbortSignal): Promise<void>;
}

/** Limit of ECS's `UpdateContainerInstancesState`. */
export const instancesAtOnce = 10;

/** Limit of ECS's `DescribeContainerInstances`. */
export const instancesDescribed = 100;
