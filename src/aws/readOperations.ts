/**
 * What changes nothing, by service as the SDK names it: all that read-only mode lets through. What is not here counts as a
 * write, so that an operation nobody thought of is refused.
 */
export const readOperations: Readonly<Record<string, readonly string[]>> = {
  CloudTrail: ['LookupEvents'],
  CloudWatch: ['GetMetricData', 'GetMetricStatistics', 'ListMetrics'],
  CloudWatchLogs: ['DescribeLogGroups', 'FilterLogEvents', 'GetLogEvents', 'DescribeLogStreams', 'StartLiveTail'],
  CostExplorer: ['GetCostAndUsage'],
  ECR: ['BatchGetImage', 'DescribeImages', 'DescribeRepositories', 'GetDownloadUrlForLayer'],
  ECS: [
    'DescribeClusters',
    'DescribeContainerInstances',
    'DescribeServices',
    'DescribeTaskDefinition',
    'DescribeTasks',
    'ListAttributes',
    'ListClusters',
    'ListContainerInstances',
    'ListServices',
    'ListTagsForResource',
    'ListTaskDefinitionFamilies',
    'ListTaskDefinitions',
    'ListTasks',
  ],
  EKS: [
    'DescribeAccessEntry',
    'DescribeAddon',
    'DescribeCluster',
    'DescribeClusterVersions',
    'DescribeInsight',
    'ListAccessEntries',
    'ListAddons',
    'ListAssociatedAccessPolicies',
    'ListClusters',
    'ListInsights',
  ],
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
    'ListNodes',
    'ListTagsForResource',
  ],
  STS: ['GetCallerIdentity'],
};

export function isRead({ service, operation }: { readonly service: string; readonly operation: string }): boolean {
  return Object.hasOwn(readOperations, service) && readOperations[service]?.includes(operation) === true;
}
