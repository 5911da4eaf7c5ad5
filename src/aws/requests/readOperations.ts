/**
 * What changes nothing, by service as the SDK names it: all that read-only mode lets through. What is not here counts as a
 * write, so that an operation nobody thought of is refused.
 */
export const readOperations: Readonly<Record<string, readonly string[]>> = {
  CloudTrail: ['LookupEvents'],
  CloudWatch: ['GetMetricData', 'GetMetricStatistics', 'ListMetrics'],
  CloudWatchLogs: ['DescribeLogGroups', 'GetLogEvents'],
  CostExplorer: ['GetCostAndUsage'],
  ECR: ['BatchGetImage', 'DescribeImages', 'DescribeRepositories', 'GetDownloadUrlForLayer'],
  ECS: [
    'DescribeClusters',
    'DescribeContainerInstances',
    'DescribeServices',
    'DescribeTaskDefinition',
    'DescribeTasks',
    'ListClusters',
    'ListContainerInstances',
    'ListServices',
    'ListTagsForResource',
    'ListTaskDefinitionFamilies',
    'ListTasks',
  ],
  EKS: ['DescribeAccessEntry', 'DescribeCluster', 'DescribeClusterVersions', 'ListClusters'],
  IAM: ['GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies', 'ListRoles'],
  Pricing: ['GetProducts'],
  SSM: [
    'DescribeActivations',
    'DescribeInstanceInformation',
    'DescribeInstanceProperties',
    'GetCommandInvocation',
    'GetInventory',
    'GetServiceSetting',
    'ListCommandInvocations',
    'ListCommands',
  ],
  STS: ['GetCallerIdentity'],
};

export function isRead({ service, operation }: { readonly service: string; readonly operation: string }): boolean {
  return Object.hasOwn(readOperations, service) && readOperations[service]?.includes(operation) === true;
}
