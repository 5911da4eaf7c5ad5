import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as trailSdk from '@aws-sdk/client-cloudtrail';
import * as metricsSdk from '@aws-sdk/client-cloudwatch';
import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as explorerSdk from '@aws-sdk/client-cost-explorer';
import * as ecrSdk from '@aws-sdk/client-ecr';
import * as ecsSdk from '@aws-sdk/client-ecs';
import * as eksSdk from '@aws-sdk/client-eks';
import * as iamSdk from '@aws-sdk/client-iam';
import * as pricingSdk from '@aws-sdk/client-pricing';
import * as ssmSdk from '@aws-sdk/client-ssm';
import * as stsSdk from '@aws-sdk/client-sts';
import { clientsOf } from '../../test/unit/demoClients.ts';
import type { DemoClients } from '../../test/unit/demoClients.ts';
import { startDemoAccount } from './account.ts';
import type { DemoAccount } from './account.ts';
import { anywhereRole, connectorRole, hybridNodesRole, roleArn } from './world.ts';
import { homeWorld } from './worlds/homeWorld.ts';
import { addConnectedCluster, addHybridNode } from './worlds/nodes.ts';

interface HttpResponse {
  body: Readable;
}

/** Keeps the text of the last answer that a client got, as it came over the wire. */
function keepBodies(clients: DemoClients): { last: string } {
  const kept = { last: '' };
  const { ecs, ssm, eks, ecr, sts, iam, logs, trail, metrics, explorer, pricing } = clients;
  for (const client of [ecs, ssm, eks, ecr, sts, iam, logs, trail, metrics, explorer, pricing]) {
    // Each client types its stack by its own operations; this middleware looks at bytes, and is the same for all of them.
    const stack = client.middlewareStack as {
      add(middleware: (next: (args: unknown) => Promise<{ response: HttpResponse }>) => unknown, options: object): void;
    };
    stack.add(
      (next) => async (args: unknown) => {
        const result = await next(args);
        kept.last = await text(result.response.body);
        result.response.body = Readable.from([Buffer.from(kept.last)]);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
  }
  return kept;
}

/** Every path in what came over the wire that is not, or not with the same value, in what the SDK made of it. */
function dropped(wire: unknown, output: unknown, path = ''): string[] {
  if (output instanceof Date) return Math.abs(output.getTime() - Number(wire) * 1000) < 1 ? [] : [path];
  if (Array.isArray(wire)) {
    if (!Array.isArray(output) || output.length !== wire.length) return [path];
    return wire.flatMap((each, index) => dropped(each, (output as unknown[])[index], `${path}[${index}]`));
  }
  if (typeof wire === 'object' && wire !== null) {
    if (typeof output !== 'object' || output === null) return [path];
    return Object.entries(wire).flatMap(([key, each]) =>
      dropped(each, (output as Record<string, unknown>)[key], `${path}.${key}`),
    );
  }
  return wire === output ? [] : [path];
}

describe('every answer of the demo account', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  let kept: { last: string };
  before(async () => {
    const world = homeWorld();
    addConnectedCluster(world, 'k3s');
    addHybridNode(world, world.eksClusters.get('lab')!);
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
    kept = keepBodies(clients);
  });
  after(async () => {
    clients.destroy();
    await account.stop();
  });

  const answered = new Set<string>();

  /** Sends it, and finds all that was in the answer in what the SDK returned. */
  async function check<T extends object>(name: string, call: Promise<T>): Promise<T> {
    const output = await call;
    const wire: unknown = JSON.parse(kept.last);
    assert.deepEqual(dropped(wire, output), [], name);
    answered.add(name);
    return output;
  }

  it('of ECS is kept by the SDK as it is', async () => {
    const { ecs } = clients;
    const cluster = 'home';
    await check('ListClusters', ecs.send(new ecsSdk.ListClustersCommand({ maxResults: 1 })));
    const include = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'] as const;
    await check(
      'DescribeClusters',
      ecs.send(new ecsSdk.DescribeClustersCommand({ clusters: ['home', 'x'], include: [...include] })),
    );
    const hosts = await check(
      'ListContainerInstances',
      ecs.send(new ecsSdk.ListContainerInstancesCommand({ cluster })),
    );
    const containerInstances = [...hosts.containerInstanceArns!, 'x'];
    const health = ['TAGS', 'CONTAINER_INSTANCE_HEALTH'] as const;
    await check(
      'DescribeContainerInstances',
      ecs.send(new ecsSdk.DescribeContainerInstancesCommand({ cluster, containerInstances, include: [...health] })),
    );
    await check(
      'ListAttributes',
      ecs.send(new ecsSdk.ListAttributesCommand({ cluster, targetType: 'container-instance' })),
    );
    const running = await check('ListTasks', ecs.send(new ecsSdk.ListTasksCommand({ cluster, maxResults: 50 })));
    const stopped = await ecs.send(new ecsSdk.ListTasksCommand({ cluster, desiredStatus: 'STOPPED' }));
    const tasks = [...running.taskArns!, ...stopped.taskArns!, 'x'];
    await check('DescribeTasks', ecs.send(new ecsSdk.DescribeTasksCommand({ cluster, tasks, include: ['TAGS'] })));
    const services = await check('ListServices', ecs.send(new ecsSdk.ListServicesCommand({ cluster, maxResults: 3 })));
    const described = { cluster, services: [...services.serviceArns!, 'x'], include: ['TAGS' as const] };
    await check('DescribeServices', ecs.send(new ecsSdk.DescribeServicesCommand(described)));
    const families = await check('ListTaskDefinitions', ecs.send(new ecsSdk.ListTaskDefinitionsCommand({})));
    for (const taskDefinition of families.taskDefinitionArns!) {
      await check(
        'DescribeTaskDefinition',
        ecs.send(new ecsSdk.DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] })),
      );
    }
    await check('ListTaskDefinitionFamilies', ecs.send(new ecsSdk.ListTaskDefinitionFamiliesCommand({})));
    const web = { name: 'web', image: 'web:1', memory: 16, portMappings: [{ containerPort: 80 }] };
    const made = { family: 'new', cpu: '128', containerDefinitions: [web], tags: [{ key: 'a', value: 'b' }] };
    await check('RegisterTaskDefinition', ecs.send(new ecsSdk.RegisterTaskDefinitionCommand(made)));
    const run = { cluster, taskDefinition: 'new', startedBy: 'me', tags: [{ key: 'a', value: 'b' }] };
    const ran = await check(
      'RunTask',
      ecs.send(new ecsSdk.RunTaskCommand({ ...run, launchType: 'EXTERNAL', count: 2, clientToken: 'one' })),
    );
    await check('StartTask', ecs.send(new ecsSdk.StartTaskCommand({ ...run, containerInstances })));
    const inside = [...account.world.ecsClusters.get(cluster)!.tasks.values()].find(({ hasExec }) => hasExec)!;
    const exec = { cluster, task: inside.arn, command: 'sh', interactive: true };
    await check('ExecuteCommand', ecs.send(new ecsSdk.ExecuteCommandCommand(exec)));
    const attributes = [{ name: 'rack', value: '1', targetId: containerInstances[0] }];
    await check('PutAttributes', ecs.send(new ecsSdk.PutAttributesCommand({ cluster, attributes })));
    await check('DeleteAttributes', ecs.send(new ecsSdk.DeleteAttributesCommand({ cluster, attributes })));
    const resourceArn = containerInstances[0];
    await check(
      'TagResource',
      ecs.send(new ecsSdk.TagResourceCommand({ resourceArn, tags: [{ key: 'a', value: 'b' }] })),
    );
    await check('ListTagsForResource', ecs.send(new ecsSdk.ListTagsForResourceCommand({ resourceArn })));
    await check('UntagResource', ecs.send(new ecsSdk.UntagResourceCommand({ resourceArn, tagKeys: ['a'] })));
    const task = ran.tasks![0]!.taskArn;
    await check('StopTask', ecs.send(new ecsSdk.StopTaskCommand({ cluster, task, reason: 'enough' })));
    const drained = { cluster, containerInstances: containerInstances.slice(0, 1), status: 'DRAINING' as const };
    await check('UpdateContainerInstancesState', ecs.send(new ecsSdk.UpdateContainerInstancesStateCommand(drained)));
    const instanceIdentityDocument = '{"instanceId":"i-0123456789abcdef0"}';
    const totalResources = ['CPU', 'MEMORY'].map((name) => ({ name, type: 'INTEGER', integerValue: 1024 }));
    const registration = { cluster, instanceIdentityDocument, totalResources, tags: [{ key: 'a', value: 'b' }] };
    const registered = await check(
      'RegisterContainerInstance',
      ecs.send(new ecsSdk.RegisterContainerInstanceCommand(registration)),
    );
    const containerInstance = registered.containerInstance?.containerInstanceArn;
    await check(
      'DeregisterContainerInstance',
      ecs.send(new ecsSdk.DeregisterContainerInstanceCommand({ cluster, containerInstance })),
    );
  });

  it('of SSM is kept by the SDK as it is', async () => {
    const { ssm } = clients;
    const nodes = await check(
      'DescribeInstanceInformation',
      ssm.send(new ssmSdk.DescribeInstanceInformationCommand({ MaxResults: 5 })),
    );
    await check(
      'DescribeInstanceProperties',
      ssm.send(new ssmSdk.DescribeInstancePropertiesCommand({ MaxResults: 5 })),
    );
    const created = await check(
      'CreateActivation',
      ssm.send(new ssmSdk.CreateActivationCommand({ IamRole: 'ecsAnywhereRole' })),
    );
    await check('DescribeActivations', ssm.send(new ssmSdk.DescribeActivationsCommand({ MaxResults: 2 })));
    await check(
      'DeleteActivation',
      ssm.send(new ssmSdk.DeleteActivationCommand({ ActivationId: created.ActivationId })),
    );
    const InstanceId = nodes.InstanceInformationList![0]!.InstanceId!;
    const resource = { ResourceType: 'ManagedInstance' as const, ResourceId: InstanceId };
    await check(
      'AddTagsToResource',
      ssm.send(new ssmSdk.AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'a', Value: '' }] })),
    );
    await check('ListTagsForResource', ssm.send(new ssmSdk.ListTagsForResourceCommand(resource)));
    await check(
      'RemoveTagsFromResource',
      ssm.send(new ssmSdk.RemoveTagsFromResourceCommand({ ...resource, TagKeys: ['a'] })),
    );
    await checkCommands(InstanceId);
    account.world.serviceSettings.set('/ssm/managed-instance/activation-tier', 'advanced');
    const session = await check('StartSession', ssm.send(new ssmSdk.StartSessionCommand({ Target: InstanceId })));
    const { SessionId } = session;
    await check('TerminateSession', ssm.send(new ssmSdk.TerminateSessionCommand({ SessionId })));
    await check('GetConnectionStatus', ssm.send(new ssmSdk.GetConnectionStatusCommand({ Target: InstanceId })));
    const SettingId = '/ssm/managed-instance/activation-tier';
    await check('GetServiceSetting', ssm.send(new ssmSdk.GetServiceSettingCommand({ SettingId })));
    const inventory = { ResultAttributes: [{ TypeName: 'AWS:InstanceDetailedInformation' }], MaxResults: 1 };
    await check('GetInventory', ssm.send(new ssmSdk.GetInventoryCommand(inventory)));
    await check('DeregisterManagedInstance', ssm.send(new ssmSdk.DeregisterManagedInstanceCommand({ InstanceId })));
  });

  async function checkCommands(InstanceId: string): Promise<void> {
    const { ssm } = clients;
    const Parameters = { commands: ['true'] };
    const sent = { InstanceIds: [InstanceId], DocumentName: 'AWS-RunShellScript', Comment: 'nothing', Parameters };
    const { Command } = await check('SendCommand', ssm.send(new ssmSdk.SendCommandCommand(sent)));
    const { CommandId } = Command!;
    // As if it had been sent a while ago.
    for (const invocation of account.world.commands.get(CommandId!)!.invocations.values())
      invocation.deliveredAt = 1000;
    await check('ListCommands', ssm.send(new ssmSdk.ListCommandsCommand({ CommandId })));
    const list = new ssmSdk.ListCommandInvocationsCommand({ CommandId, Details: true });
    const { CommandInvocations } = await check('ListCommandInvocations', ssm.send(list));
    assert.match(CommandInvocations![0]!.CommandPlugins![0]!.Output!, /demo account/);
    await check('GetCommandInvocation', ssm.send(new ssmSdk.GetCommandInvocationCommand({ CommandId, InstanceId })));
    await check('CancelCommand', ssm.send(new ssmSdk.CancelCommandCommand({ CommandId })));
  }

  it('of EKS is kept by the SDK as it is', async () => {
    const { eks } = clients;
    await check('ListClusters', eks.send(new eksSdk.ListClustersCommand({ include: ['all'], maxResults: 1 })));
    for (const name of ['lab', 'k3s'])
      await check('DescribeCluster', eks.send(new eksSdk.DescribeClusterCommand({ name })));
    await check('DescribeClusterVersions', eks.send(new eksSdk.DescribeClusterVersionsCommand({ maxResults: 3 })));
    const connectorConfig = { roleArn: roleArn(account.world, connectorRole), provider: 'OTHER' as const };
    await check(
      'RegisterCluster',
      eks.send(new eksSdk.RegisterClusterCommand({ name: 'new', connectorConfig, tags: { a: 'b' } })),
    );
    const principalArn = roleArn(account.world, hybridNodesRole);
    const entry = { clusterName: 'lab', principalArn };
    await check('CreateAccessEntry', eks.send(new eksSdk.CreateAccessEntryCommand({ ...entry, type: 'HYBRID_LINUX' })));
    await check('DescribeAccessEntry', eks.send(new eksSdk.DescribeAccessEntryCommand(entry)));
    await check('ListAccessEntries', eks.send(new eksSdk.ListAccessEntriesCommand({ clusterName: 'lab' })));
    await check('DeregisterCluster', eks.send(new eksSdk.DeregisterClusterCommand({ name: 'new' })));
  });

  it('of ECR is kept by the SDK as it is', async () => {
    const { ecr } = clients;
    const repositoryName = 'home/sensor-hub';
    await check('DescribeRepositories', ecr.send(new ecrSdk.DescribeRepositoriesCommand({ maxResults: 1 })));
    await check('DescribeImages', ecr.send(new ecrSdk.DescribeImagesCommand({ repositoryName, maxResults: 5 })));
    await check('ListImages', ecr.send(new ecrSdk.ListImagesCommand({ repositoryName, maxResults: 1 })));
    const imageIds = [{ imageTag: 'latest' }, { imageTag: 'none' }];
    await check('BatchGetImage', ecr.send(new ecrSdk.BatchGetImageCommand({ repositoryName, imageIds })));
    const [image] = account.world.repositories.get(repositoryName)!.blobs.keys();
    const layer = { repositoryName, layerDigest: image };
    await check('GetDownloadUrlForLayer', ecr.send(new ecrSdk.GetDownloadUrlForLayerCommand(layer)));
    await check('GetAuthorizationToken', ecr.send(new ecrSdk.GetAuthorizationTokenCommand({})));
  });

  it('of CloudWatch Logs is kept by the SDK as it is', async () => {
    await check('DescribeLogGroups', clients.logs.send(new logsSdk.DescribeLogGroupsCommand({ limit: 3 })));
    const task = [...account.world.ecsClusters.get('workshop')!.tasks.values()].find(
      ({ group }) => group === 'service:web',
    );
    const stream = { logGroupName: '/ecs/web', logStreamName: `web/web/${task!.id}`, limit: 3 };
    await check('GetLogEvents', clients.logs.send(new logsSdk.GetLogEventsCommand(stream)));
  });

  it('of CloudTrail is kept by the SDK as it is', async () => {
    await check('LookupEvents', clients.trail.send(new trailSdk.LookupEventsCommand({ MaxResults: 7 })));
  });

  it('of CloudWatch is kept by the SDK as it is', async () => {
    const [StartTime, EndTime] = [new Date(Date.now() - 5 * 86_400_000), new Date()];
    const Dimensions = [{ Name: 'RepositoryName', Value: 'workshop/builder' }];
    const Metric = { Namespace: 'AWS/ECR', MetricName: 'RepositoryPullCount', Dimensions };
    const query = { MetricStat: { Metric, Period: 86_400, Stat: 'Sum' } };
    const MetricDataQueries = [
      { Id: 'a', ...query },
      { Id: 'b', ...query },
    ];
    const command = new metricsSdk.GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime, MaxDatapoints: 5 });
    const { MetricDataResults, NextToken } = await check('GetMetricData', clients.metrics.send(command));
    assert.ok(MetricDataResults?.[0]?.Values?.length && NextToken);
    const list = new metricsSdk.ListMetricsCommand({ Namespace: 'CWAgent', MetricName: 'mem_used_percent' });
    const { Metrics: [metric] = [] } = await check('ListMetrics', clients.metrics.send(list));
    const times = { StartTime: new Date(Date.now() - 3_600_000), EndTime, Period: 300 };
    const statistics = new metricsSdk.GetMetricStatisticsCommand({
      Namespace: 'CWAgent',
      MetricName: 'mem_used_percent',
      Dimensions: metric?.Dimensions,
      ...times,
      Statistics: ['Average', 'SampleCount'],
    });
    const { Datapoints } = await check('GetMetricStatistics', clients.metrics.send(statistics));
    assert.ok((Datapoints?.length ?? 0) >= 12);
  });

  it('of Cost Explorer is kept by the SDK as it is', async () => {
    const dayText = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const command = new explorerSdk.GetCostAndUsageCommand({
      TimePeriod: { Start: dayText(4), End: dayText(0) },
      Granularity: 'DAILY',
      Metrics: ['UsageQuantity', 'UnblendedCost'],
      GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
    });
    const { ResultsByTime } = await check('GetCostAndUsage', clients.explorer.send(command));
    assert.ok(ResultsByTime?.[0]?.Groups?.length);
  });

  it('of the price list is kept by the SDK as it is', async () => {
    const command = new pricingSdk.GetProductsCommand({ ServiceCode: 'AmazonEKS', MaxResults: 2 });
    const output = await clients.pricing.send(command);
    // The SDK wraps strings that it knows to be JSON, and has `any` for their type.
    const PriceList = (output.PriceList as readonly unknown[]).map(String);
    await check('GetProducts', Promise.resolve({ ...output, PriceList }));
    assert.ok(PriceList.length === 2 && output.NextToken);
  });

  /** Every element with text in the last answer is a value of the output. @returns how many there are */
  function checkElements({ $metadata, ...output }: { $metadata: { requestId?: string } }): number {
    assert.match($metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
    const values = JSON.stringify(output);
    assert.doesNotMatch(values, /null/);
    const elements = [...kept.last.matchAll(/<(\w+)>([^<]+)<\/\1>/g)].filter(([, name]) => name !== 'RequestId');
    for (const [, name = '', value = ''] of elements) {
      const written: unknown = /^(Expiration|CreateDate)$/.test(name)
        ? new Date(value).toISOString()
        : /^(IsTruncated|MaxSessionDuration)$/.test(name)
          ? JSON.parse(value)
          : value;
      assert.ok(values.includes(JSON.stringify(written)), `${name} was dropped`);
    }
    return elements.length;
  }

  async function checkXml(name: string, call: Promise<{ $metadata: { requestId?: string } }>): Promise<number> {
    answered.add(name);
    return checkElements(await call);
  }

  it('of STS is kept by the SDK, element by element', async () => {
    const { sts } = clients;
    const RoleArn = roleArn(account.world, 'DemoReadOnly');
    assert.equal(await checkXml('GetCallerIdentity', sts.send(new stsSdk.GetCallerIdentityCommand({}))), 3);
    const assume = new stsSdk.AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' });
    assert.equal(await checkXml('AssumeRole', sts.send(assume)), 6);
  });

  it('of IAM is kept by the SDK, element by element', async () => {
    const { iam } = clients;
    const RoleName = anywhereRole;
    const AssumeRolePolicyDocument = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}';
    const made = { RoleName: 'new', Description: 'of mine', AssumeRolePolicyDocument };
    const PolicyDocument = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
    const own = { RoleName, PolicyName: 'own' };
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    assert.ok((await checkXml('ListRoles', iam.send(new iamSdk.ListRolesCommand({ MaxItems: 2 })))) > 10);
    assert.equal(await checkXml('CreateRole', iam.send(new iamSdk.CreateRoleCommand(made))), 8);
    assert.equal(await checkXml('GetRole', iam.send(new iamSdk.GetRoleCommand({ RoleName: 'new' }))), 8);
    await checkXml('AttachRolePolicy', iam.send(new iamSdk.AttachRolePolicyCommand({ RoleName, PolicyArn })));
    await checkXml('PutRolePolicy', iam.send(new iamSdk.PutRolePolicyCommand({ ...own, PolicyDocument })));
    assert.equal(await checkXml('GetRolePolicy', iam.send(new iamSdk.GetRolePolicyCommand(own))), 3);
    const attached = iam.send(new iamSdk.ListAttachedRolePoliciesCommand({ RoleName }));
    assert.equal(await checkXml('ListAttachedRolePolicies', attached), 7);
    const inline = iam.send(new iamSdk.ListRolePoliciesCommand({ RoleName, MaxItems: 1 }));
    assert.equal(await checkXml('ListRolePolicies', inline), 2);
  });

  it('was seen: none of the operations was forgotten here', () => {
    const operations = {
      ecs: 25,
      ssm: 19,
      eks: 8,
      ecr: 6,
      logs: 2,
      cloudtrail: 1,
      cloudwatch: 3,
      ce: 1,
      pricing: 1,
      sts: 2,
      iam: 8,
    };
    // `ListClusters` and `ListTagsForResource` are operations of two services each.
    assert.equal(answered.size, Object.values(operations).reduce((sum, count) => sum + count) - 2);
  });

  it('would be caught: a field that the SDK does not know', () => {
    assert.deepEqual(dropped({ a: 1, b: [{ c: 2 }] }, { a: 1, b: [{}] }), ['.b[0].c']);
    assert.deepEqual(dropped({ at: 5 }, { at: new Date(5000) }), []);
    assert.deepEqual(dropped({ at: 5000 }, { at: new Date(5000) }), ['.at']);
  });
});
