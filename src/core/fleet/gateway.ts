import type { Failure } from '../failure.ts';
import type { Activation } from '../registration/activation.ts';
import type {
  CallerIdentity,
  ContainerInstance,
  EcsCluster,
  EksCluster,
  EksVersion,
  ManagedNode,
  Task,
} from './model.ts';

/** Told of something, by its name, that the caller may not see: permissions can differ from one to the next. */
export type OnDenied = (name: string, failure: Failure) => void;

/**
 * What the fleet reads of one account. The AWS layer implements it with the SDK; unit tests with literals.
 *
 * Each list is an async iterable of pages and ends only when every page was read. Every method rejects (or its
 * iteration throws) with a `Failure`. Each uses as few requests as the API's batch limits allow.
 */
export interface FleetGateway {
  identity(signal?: AbortSignal): Promise<CallerIdentity>;

  /**
   * All ECS clusters: `ListClusters` + `DescribeClusters`, 100 a request.
   *
   * @param onDenied told of the ARN of each that is listed and may not be described
   */
  ecsClusters(signal?: AbortSignal, onDenied?: OnDenied): AsyncIterable<readonly EcsCluster[]>;

  /**
   * The external container instances of a cluster: `ListContainerInstances` filtered by
   * `attribute:ecs.capability.external exists`, + `DescribeContainerInstances`, 100 a request.
   */
  containerInstances(clusterArn: string, signal?: AbortSignal): AsyncIterable<readonly ContainerInstance[]>;

  /**
   * Tasks that run, or should run, on external hosts: `ListTasks` + `DescribeTasks`, 100 a request.
   * With `containerInstanceArn` only those of that host.
   */
  tasks(clusterArn: string, containerInstanceArn?: string, signal?: AbortSignal): AsyncIterable<readonly Task[]>;

  /**
   * EKS clusters, connected ones included: `ListClusters` (`include: ["all"]`), one `DescribeCluster` each.
   *
   * @param onDenied told of each that is listed and may not be described; without it, the first such ends the iteration
   */
  eksClusters(signal?: AbortSignal, onDenied?: OnDenied): AsyncIterable<readonly EksCluster[]>;

  /** The Kubernetes versions that EKS has and supports, in no order: `DescribeClusterVersions`, 100 a request. */
  eksVersions(signal?: AbortSignal): AsyncIterable<readonly EksVersion[]>;

  /** All hybrid managed nodes: `DescribeInstanceProperties`, 1,000 a request. */
  managedNodes(signal?: AbortSignal): AsyncIterable<readonly ManagedNode[]>;

  /** All hybrid activations, without their codes: `DescribeActivations`, 50 a request. */
  activations(signal?: AbortSignal): AsyncIterable<readonly Activation[]>;

  /** Ids of the nodes whose activation is tagged with the cluster's ARN (`EKSClusterARN`), which makes them its hybrid nodes. */
  hybridNodeIds(eksClusterArn: string, signal?: AbortSignal): AsyncIterable<readonly string[]>;
}
