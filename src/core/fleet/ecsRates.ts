/**
 * How many requests Amazon ECS takes: token buckets by account and Region, each shared by several operations and by all
 * who ask in the account. A request takes a token; without one it is refused as `ThrottlingException`.
 *
 * Source: Amazon ECS API Reference, "Request throttling for the Amazon ECS API".
 */
export interface RateLimit {
  /** What the bucket holds at most: so many requests at once, after a pause. */
  readonly burst: number;
  /** How fast it fills up again. */
  readonly perSecond: number;
}

export interface EcsBucket extends RateLimit {
  readonly name: string;
}

interface BucketRow extends EcsBucket {
  readonly operations: readonly string[];
}

/** Those that no part of this extension asks for are left out, but for those that share a bucket with others. */
const buckets: readonly BucketRow[] = [
  { name: 'clusterRead', burst: 50, perSecond: 20, operations: ['DescribeClusters', 'ListClusters'] },
  {
    name: 'clusterResourceRead',
    burst: 100,
    perSecond: 20,
    operations: [
      'DescribeContainerInstances',
      'DescribeTasks',
      'ListAttributes',
      'ListContainerInstances',
      'ListTasks',
    ],
  },
  {
    name: 'clusterResourceModify',
    burst: 100,
    perSecond: 40,
    operations: [
      'DeleteAttributes',
      'DeregisterContainerInstance',
      'ExecuteCommand',
      'PutAttributes',
      'RunTask',
      'StartTask',
      'StopTask',
      'UpdateContainerInstancesState',
    ],
  },
  { name: 'serviceRead', burst: 100, perSecond: 20, operations: ['DescribeServices', 'ListServices'] },
  { name: 'serviceModify', burst: 50, perSecond: 5, operations: ['CreateService', 'DeleteService', 'UpdateService'] },
  {
    name: 'taskDefinitionRead',
    burst: 50,
    perSecond: 20,
    operations: ['DescribeTaskDefinition', 'ListTaskDefinitionFamilies', 'ListTaskDefinitions'],
  },
  {
    name: 'taskDefinitionModify',
    burst: 20,
    perSecond: 1,
    operations: ['DeregisterTaskDefinition', 'RegisterTaskDefinition'],
  },
  { name: 'tagRead', burst: 50, perSecond: 20, operations: ['ListTagsForResource'] },
  { name: 'tagModify', burst: 20, perSecond: 10, operations: ['TagResource', 'UntagResource'] },
];

const bucketOf: ReadonlyMap<string, EcsBucket> = new Map(
  buckets.flatMap(({ operations, ...bucket }) => operations.map((operation) => [operation, bucket] as const)),
);

/** The bucket that an operation of Amazon ECS takes from; `undefined` where none is known. */
export function ecsBucket(operation: string): EcsBucket | undefined {
  return bucketOf.get(operation);
}
