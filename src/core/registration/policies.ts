/** The IAM policy documents that registering needs. Format: IAM user guide, "IAM JSON policy element reference". */

/** Written by us, so of one form; documents read from AWS are narrowed by `roles.ts`. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal?: { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  /** Operator → condition key → values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** All accounts of a partition that have an ARN in common, whatever the Region. */
export interface AccountScope {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  readonly accountId: string;
}

/** Who takes on the roles of hosts: SSM, on behalf of the agent that registered with an activation. */
export const ssmPrincipal = 'ssm.amazonaws.com';

/**
 * Trust in SSM, guarded against the confused deputy: only for nodes of this account, in any Region. AWS's own page
 * names one Region, with which the role would be of no use in another.
 * Source: SSM user guide, "Create the IAM service role required for Systems Manager in hybrid and multicloud".
 */
export function trustPolicy({ partition, accountId }: AccountScope): PolicyDocument {
  return document({
    Sid: 'HybridNodes',
    Effect: 'Allow',
    Principal: { Service: ssmPrincipal },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': accountId },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:ssm:*:${accountId}:*` },
    },
  });
}

export type ManagedPolicy =
  | 'AmazonSSMManagedInstanceCore'
  | 'service-role/AmazonEC2ContainerServiceforEC2Role'
  | 'AmazonEC2ContainerRegistryPullOnly';

/** @param policy with its path */
export function managedPolicyArn(partition: string, policy: string): string {
  return `arn:${partition}:iam::aws:policy/${policy}`;
}

/**
 * What a hybrid node may do besides what its managed policies grant: join, and take itself out of SSM on
 * `nodeadm uninstall`. The tag is the one that its activation carries.
 * Source: EKS user guide, "Prepare credentials for hybrid nodes".
 */
export function hybridNodePolicy({ partition, accountId }: AccountScope): PolicyDocument {
  const clusters = `arn:${partition}:eks:*:${accountId}:cluster/*`;
  return document(
    {
      Sid: 'JoinCluster',
      Effect: 'Allow',
      Action: ['eks:DescribeCluster', 'eks:ListAccessEntries'],
      Resource: clusters,
    },
    { Sid: 'FindItself', Effect: 'Allow', Action: 'ssm:DescribeInstanceInformation', Resource: '*' },
    {
      Sid: 'Uninstall',
      Effect: 'Allow',
      Action: 'ssm:DeregisterManagedInstance',
      Resource: `arn:${partition}:ssm:*:${accountId}:managed-instance/*`,
      Condition: { StringLike: { 'ssm:resourceTag/EKSClusterARN': clusters } },
    },
  );
}

/** Source: EKS user guide, "Amazon EKS connector IAM role". */
export function connectorAgentPolicy(partition: string): PolicyDocument {
  return document(
    {
      Sid: 'SsmControlChannel',
      Effect: 'Allow',
      Action: 'ssmmessages:CreateControlChannel',
      Resource: `arn:${partition}:eks:*:*:cluster/*`,
    },
    {
      Sid: 'SsmDataplaneOperations',
      Effect: 'Allow',
      Action: ['ssmmessages:CreateDataChannel', 'ssmmessages:OpenDataChannel', 'ssmmessages:OpenControlChannel'],
      Resource: '*',
    },
  );
}

/** What a user of this extension may be allowed to do. All but `browse` are meant to be given beside it. */
export type Job = 'browse' | 'register' | 'operate' | 'run' | 'costs';

export interface LeastPolicyOptions {
  readonly partition: string;
  /** Twelve digits; without it, any account's, for the policy to be attached in several. */
  readonly accountId?: string;
  /** The only role that may be given to hosts; with it, none may be made. */
  readonly roleArn?: string;
}

/** The roles that the extension makes, by their purpose in `roles.ts`. */
export const usualRoleNames = {
  ecsAnywhere: 'ecsAnywhereRole',
  hybridNode: 'AmazonEKSHybridNodesRole',
  connector: 'AmazonEKSConnectorAgentRole',
  ssmOnly: 'ssmManagedNodeRole',
} as const;

const readClusters = ['eks:ListClusters', 'eks:DescribeCluster', 'eks:DescribeClusterVersions'];

/**
 * The least IAM policy for a job: exactly the actions that the extension calls for it, which a test proves, and those
 * that AWS asks for on the way. `sts:GetCallerIdentity` needs no permission.
 */
export function leastPolicy(job: Job, options: LeastPolicyOptions): PolicyDocument {
  switch (job) {
    case 'browse':
      return document(
        allow('Clusters', [
          'ecs:ListClusters',
          'ecs:DescribeClusters',
          'ecs:ListContainerInstances',
          'ecs:DescribeContainerInstances',
          'ecs:ListTasks',
          'ecs:DescribeTasks',
          ...readClusters,
        ]),
        allow('Nodes', [
          'ssm:DescribeInstanceProperties',
          'ssm:DescribeInstanceInformation',
          'ssm:DescribeActivations',
        ]),
      );
    case 'register':
      return document(...registering(options));
    case 'operate':
      return document(
        allow('Hosts', [
          'ecs:DescribeContainerInstances',
          'ecs:UpdateContainerInstancesState',
          'ecs:DeregisterContainerInstance',
          'ssm:DeregisterManagedInstance',
        ]),
        allow('Commands', [
          'ssm:SendCommand',
          // After a lost answer it is looked for.
          'ssm:ListCommands',
          'ssm:ListCommandInvocations',
          'ssm:GetCommandInvocation',
          'ssm:CancelCommand',
        ]),
        allow('Shells', ['ssm:GetServiceSetting', 'ssm:StartSession', 'ssm:TerminateSession', 'ecs:ExecuteCommand']),
        allow('Tasks', [
          'ecs:ListTasks',
          'ecs:DescribeTasks',
          'ecs:StopTask',
          'ecs:ListServices',
          'ecs:DescribeServices',
        ]),
        allow('TagsAndAttributes', [
          'ecs:PutAttributes',
          'ecs:DeleteAttributes',
          'ecs:ListTagsForResource',
          'ecs:TagResource',
          'ecs:UntagResource',
          'ssm:ListTagsForResource',
          'ssm:AddTagsToResource',
          'ssm:RemoveTagsFromResource',
        ]),
        // Which log a container writes is in its task definition.
        allow('Logs', ['ecs:DescribeTaskDefinition', 'logs:GetLogEvents']),
        // What _Host Details_ draws.
        allow('Metrics', ['cloudwatch:ListMetrics', 'cloudwatch:GetMetricStatistics']),
        // EKS deletes a connected cluster's activation and nodes with the caller's permissions.
        allow('ConnectedClusters', ['eks:DeregisterCluster', 'ssm:DeleteActivation']),
      );
    case 'run':
      return document(...running(options));
    case 'costs':
      return document(
        allow('ClusterVersions', readClusters),
        // What images weigh, and what they run on.
        allow('Images', ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:DescribeImages']),
        // What is offered while a task definition is typed.
        allow('Names', ['iam:ListRoles', 'logs:DescribeLogGroups', 'ecr:DescribeRepositories']),
        // Who pulled what, and how often.
        allow('Pulls', ['cloudtrail:LookupEvents', 'cloudwatch:GetMetricData', 'ecr:DescribeRepositories']),
        allow('Prices', ['pricing:GetProducts', 'ssm:GetServiceSetting', 'ssm:GetInventory']),
        // Can be left out: asked only where the user switched that on, as AWS charges for each request.
        allow('BilledTransferOptional', ['ce:GetCostAndUsage']),
      );
  }
}

function registering({ partition, accountId = '*', roleArn }: LeastPolicyOptions): readonly PolicyStatement[] {
  const role = (name: string): string => `arn:${partition}:iam::${accountId}:role/${name}`;
  return [
    allow('Activations', [
      'ssm:CreateActivation',
      // Asked for by `CreateActivation` with tags; its resource is then the role, not a node.
      'ssm:AddTagsToResource',
      'ssm:DescribeActivations',
      'ssm:DeleteActivation',
    ]),
    allow('Arrival', [
      'ecs:DescribeClusters',
      'ssm:DescribeInstanceProperties',
      'ecs:ListContainerInstances',
      'ecs:DescribeContainerInstances',
    ]),
    allow('EksClusters', [
      'eks:RegisterCluster',
      // To undo it where the code could not be kept. EKS then deletes the activation with the caller's permissions.
      'eks:DeregisterCluster',
      'eks:DescribeCluster',
      'eks:DescribeClusterVersions',
      'eks:DescribeAccessEntry',
      'eks:CreateAccessEntry',
    ]),
    {
      ...allow('FirstConnectedCluster', ['iam:CreateServiceLinkedRole']),
      Resource: role('aws-service-role/eks-connector.amazonaws.com/*'),
      Condition: { StringEquals: { 'iam:AWSServiceName': 'eks-connector.amazonaws.com' } },
    },
    {
      ...allow('GiveRoleToHosts', ['iam:PassRole']),
      Resource: roleArn ?? role('*'),
      Condition: { StringEquals: { 'iam:PassedToService': ssmPrincipal } },
    },
    allow('ChooseRole', ['iam:ListRoles', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies']),
    ...(roleArn === undefined ? makingRoles(partition, role) : []),
  ];
}

function running({ partition, accountId = '*' }: LeastPolicyOptions): readonly PolicyStatement[] {
  return [
    allow('TaskDefinitions', [
      'ecs:ListTaskDefinitionFamilies',
      'ecs:DescribeTaskDefinition',
      'ecs:RegisterTaskDefinition',
    ]),
    {
      // Asked for by `RegisterTaskDefinition` with tags.
      ...allow('TagNewTaskDefinitions', ['ecs:TagResource']),
      Condition: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
    },
    allow('Tasks', ['ecs:RunTask', 'ecs:ListTasks', 'ecs:DescribeTasks']),
    {
      // Task and execution roles, both when they are registered and when they are run.
      ...allow('GiveRolesToTasks', ['iam:PassRole']),
      Resource: `arn:${partition}:iam::${accountId}:role/*`,
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ];
}

/** Only the roles that the extension makes, and only with the managed policies that these need. */
function makingRoles(partition: string, role: (name: string) => string): readonly PolicyStatement[] {
  const roles = Object.values(usualRoleNames).map(role);
  const policies: readonly ManagedPolicy[] = [
    'AmazonSSMManagedInstanceCore',
    'service-role/AmazonEC2ContainerServiceforEC2Role',
    'AmazonEC2ContainerRegistryPullOnly',
  ];
  return [
    { ...allow('MakeRole', ['iam:CreateRole', 'iam:GetRole', 'iam:PutRolePolicy']), Resource: roles },
    {
      ...allow('AttachPolicies', ['iam:AttachRolePolicy']),
      Resource: roles,
      Condition: { ArnEquals: { 'iam:PolicyARN': policies.map((policy) => managedPolicyArn(partition, policy)) } },
    },
  ];
}

function allow(Sid: string, Action: readonly string[]): PolicyStatement {
  return { Sid, Effect: 'Allow', Action, Resource: '*' };
}

function document(...Statement: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}

/** As IAM's console shows it, for the clipboard. */
export function policyText(policy: PolicyDocument): string {
  return `${JSON.stringify(policy, undefined, 2)}\n`;
}
