import type {
  DescribeInstanceInformationCommandOutput,
  DescribeInstancePropertiesCommandOutput,
  GetConnectionStatusCommandOutput,
  GetServiceSettingCommandOutput,
  InstanceInformation,
  InstanceProperty,
  ListTagsForResourceCommandOutput,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../wire/awsError.ts';
import { integer, list, oneOf, required, string, structure } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { arn, lastPing } from '../world.ts';
import type { ManagedNode, World } from '../world.ts';
import { operation, pageOf } from './operation.ts';
import type { Empty, Operations } from './operation.ts';

const text = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;

export const tagList = list(
  structure({
    Key: required(string({ min: 1, max: 128, pattern: text })),
    Value: required(string({ max: 256, pattern: text })),
  }),
  { max: 1000 },
);

export function invalidNextToken(): AwsError {
  return new AwsError('InvalidNextToken', 'The specified token is not valid.');
}

type Listed = ManagedNode & { readonly report: NonNullable<ManagedNode['report']> };

/** SSM lists a node from its first ping on. */
function isListed(node: ManagedNode): node is Listed {
  return node.report !== undefined;
}

function pingStatus(node: ManagedNode): 'Online' | 'ConnectionLost' {
  return node.online ? 'Online' : 'ConnectionLost';
}

/** What both listings say of a node. */
function describeCommon(world: World, node: Listed): Wire<Omit<InstanceInformation, 'ResourceType'>> {
  const { report } = node;
  return {
    InstanceId: node.id,
    PingStatus: pingStatus(node),
    LastPingDateTime: wireTime(lastPing(world, node)),
    RegistrationDate: wireTime(node.registeredAt),
    SourceId: node.id,
    SourceType: node.resourceType === 'ManagedInstance' ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance',
    ActivationId: node.activationId,
    AgentVersion: report.agentVersion,
    ComputerName: report.computerName,
    IamRole: node.iamRole,
    IPAddress: report.ipAddress,
    Name: node.name,
    PlatformName: report.platformName,
    PlatformType: report.platformType,
    PlatformVersion: report.platformVersion,
  };
}

function describeInformation(world: World, node: Listed): Wire<InstanceInformation> {
  return {
    ...describeCommon(world, node),
    ResourceType: node.resourceType,
    IsLatestVersion: node.report.agentVersion === '3.3.4108.0',
  };
}

function describeProperty(world: World, node: Listed): Wire<InstanceProperty> {
  const { architecture } = node.report;
  return {
    ...describeCommon(world, node),
    ResourceType: node.resourceType,
    Architecture: architecture,
  };
}

type FieldOf = (node: Listed) => string | undefined;

const fields: Readonly<Record<string, FieldOf>> = {
  InstanceIds: (node) => node.id,
  ActivationIds: (node) => node.activationId,
  AgentVersion: (node) => node.report.agentVersion,
  AssociationStatus: () => undefined,
  IamRole: (node) => node.iamRole,
  PingStatus: pingStatus,
  PlatformTypes: (node) => node.report.platformType,
  ResourceType: (node) => node.resourceType,
  SourceIds: (node) => node.id,
  SourceTypes: (node) => (node.resourceType === 'ManagedInstance' ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance'),
};

interface Filter {
  readonly key: string;
  readonly values: readonly string[];
  readonly operator?: string | undefined;
}

/** Filters are and-ed, the values of each are or-ed. */
function nodeFilter(world: World, filters: readonly Filter[]): (node: ManagedNode) => boolean {
  const isTagFilter = ({ key }: Filter): boolean => key === 'tag-key' || key.startsWith('tag:');
  if (filters.some(isTagFilter) && !filters.every(isTagFilter)) {
    throw new AwsError('ValidationException', 'Cannot mix tag or inventory filter with any other filter.');
  }
  for (const { key, values } of filters) {
    if (!isTagFilter({ key, values }) && fields[key] === undefined) {
      throw new AwsError('InvalidFilterKey', `The filter key "${key}" is not valid.`);
    }
    // It names nodes one by one, and refuses those that there are not.
    const unknown = key === 'InstanceIds' ? values.find((id) => !world.nodes.has(id)) : undefined;
    if (unknown !== undefined) throw new AwsError('InvalidInstanceId', `Instance ${unknown} is not valid.`);
  }
  return (node) => isListed(node) && filters.every((filter) => holds(filter, node));
}

function holds({ key, values, operator = 'Equal' }: Filter, node: Listed): boolean {
  if (key === 'tag-key') return values.some((name) => name in node.tags);
  const value = key.startsWith('tag:') ? node.tags[key.slice('tag:'.length)] : fields[key]?.(node);
  switch (operator) {
    case 'NotEqual':
      return value === undefined || !values.includes(value);
    case 'BeginWith':
      return value !== undefined && values.some((each) => value.startsWith(each));
    case 'LessThan':
      return value !== undefined && values.some((each) => value < each);
    case 'GreaterThan':
      return value !== undefined && values.some((each) => value > each);
    default:
      return value !== undefined && values.includes(value);
  }
}

const lowerCaseFilters = (max: number) =>
  list(structure({ key: required(string()), valueSet: required(list(string(), { min: 1, max })) }));

function findNode(world: World, id: string): ManagedNode {
  const node = world.nodes.get(id);
  if (node === undefined) throw new AwsError('InvalidInstanceId', `Instance ${id} is not valid.`);
  return node;
}

const listing: Operations = {
  DescribeInstanceInformation: operation(
    structure({
      InstanceInformationFilterList: lowerCaseFilters(100),
      Filters: list(
        structure({ Key: required(string({ min: 1 })), Values: required(list(string(), { min: 1, max: 100 })) }),
      ),
      MaxResults: integer({ min: 5, max: 50 }),
      NextToken: string(),
    }),
    (input, call): Wire<DescribeInstanceInformationCommandOutput> => {
      const { InstanceInformationFilterList: older = [], Filters: newer = [] } = input;
      if (older.length > 0 && newer.length > 0) {
        throw new AwsError(
          'ValidationException',
          'Filters and InstanceInformationFilterList cannot both be specified.',
        );
      }
      const filters = [
        ...older.map(({ key, valueSet }) => ({ key, values: valueSet })),
        ...newer.map(({ Key, Values }) => ({ key: Key, values: Values })),
      ];
      const page = pageOf(call.world.nodes.values(), call, {
        token: input.NextToken,
        limit: input.MaxResults ?? 10,
        badToken: invalidNextToken,
        where: nodeFilter(call.world, filters),
      });
      return {
        InstanceInformationList: page.items.filter(isListed).map((node) => describeInformation(call.world, node)),
        NextToken: page.nextToken,
      };
    },
  ),

  DescribeInstanceProperties: operation(
    structure({
      InstancePropertyFilterList: lowerCaseFilters(40),
      FiltersWithOperator: list(
        structure({
          Key: required(string({ min: 1 })),
          Values: required(list(string(), { min: 1, max: 40 })),
          Operator: oneOf('Equal', 'NotEqual', 'BeginWith', 'LessThan', 'GreaterThan'),
        }),
        { min: 1, max: 40 },
      ),
      MaxResults: integer({ min: 5, max: 1000 }),
      NextToken: string(),
    }),
    (input, call): Wire<DescribeInstancePropertiesCommandOutput> => {
      const filters = [
        ...(input.InstancePropertyFilterList ?? []).map(({ key, valueSet }) => ({ key, values: valueSet })),
        ...(input.FiltersWithOperator ?? []).map(({ Key, Values, Operator }) => ({
          key: Key,
          values: Values,
          operator: Operator,
        })),
      ];
      const page = pageOf(call.world.nodes.values(), call, {
        token: input.NextToken,
        limit: input.MaxResults ?? 50,
        badToken: invalidNextToken,
        where: nodeFilter(call.world, filters),
      });
      return {
        InstanceProperties: page.items.filter(isListed).map((node) => describeProperty(call.world, node)),
        NextToken: page.nextToken,
      };
    },
  ),
};

const resourceType = oneOf(
  'Document',
  'ManagedInstance',
  'MaintenanceWindow',
  'Parameter',
  'PatchBaseline',
  'OpsItem',
  'OpsMetadata',
  'Automation',
  'Association',
);

function taggedNode(world: World, type: string, id: string): ManagedNode {
  const node = type === 'ManagedInstance' ? world.nodes.get(id) : undefined;
  if (node === undefined) throw new AwsError('InvalidResourceId', `The resource ID ${id} is not valid.`);
  return node;
}

const single: Operations = {
  DeregisterManagedInstance: operation(
    structure({ InstanceId: required(string({ pattern: /^mi-[0-9a-f]{17}$/ })) }),
    ({ InstanceId }, { world }): Empty => {
      world.nodes.delete(findNode(world, InstanceId).id);
      return {};
    },
  ),

  AddTagsToResource: operation(
    structure({ ResourceType: required(resourceType), ResourceId: required(string()), Tags: required(tagList) }),
    (input, { world }): Empty => {
      const node = taggedNode(world, input.ResourceType, input.ResourceId);
      const added = Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value]));
      if (Object.keys({ ...node.tags, ...added }).length > 50) {
        throw new AwsError('TooManyTagsError', 'The Targets parameter includes too many tags.');
      }
      Object.assign(node.tags, added);
      return {};
    },
  ),

  RemoveTagsFromResource: operation(
    structure({
      ResourceType: required(resourceType),
      ResourceId: required(string()),
      TagKeys: required(list(string({ min: 1, max: 128 }))),
    }),
    (input, { world }): Empty => {
      const { tags } = taggedNode(world, input.ResourceType, input.ResourceId);
      for (const key of input.TagKeys) Reflect.deleteProperty(tags, key);
      return {};
    },
  ),

  ListTagsForResource: operation(
    structure({ ResourceType: required(resourceType), ResourceId: required(string()) }),
    (input, { world }): Wire<ListTagsForResourceCommandOutput> => {
      const { tags } = taggedNode(world, input.ResourceType, input.ResourceId);
      return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  ),

  GetConnectionStatus: operation(
    structure({ Target: required(string({ min: 1, max: 400 })) }),
    ({ Target }, { world }): Wire<GetConnectionStatusCommandOutput> => {
      const isConnected = world.nodes.get(Target)?.online === true;
      return { Target, Status: isConnected ? 'connected' : 'notconnected' };
    },
  ),

  GetServiceSetting: operation(
    structure({ SettingId: required(string({ min: 1, max: 1000 })) }),
    ({ SettingId }, { world }): Wire<GetServiceSettingCommandOutput> => {
      const id = SettingId.replace(/^arn:.*:servicesetting(?=\/)/, '');
      const value = world.serviceSettings.get(id);
      if (value === undefined) throw new AwsError('ServiceSettingNotFound', `Setting ${SettingId} does not exist.`);
      const isDefault = value === 'standard';
      return {
        ServiceSetting: {
          SettingId: id,
          SettingValue: value,
          ARN: arn(world, 'ssm', `servicesetting${id}`),
          LastModifiedUser: 'System',
          Status: isDefault ? 'Default' : 'Customized',
        },
      };
    },
  ),
};

export const ssmNodes: Operations = { ...listing, ...single };
