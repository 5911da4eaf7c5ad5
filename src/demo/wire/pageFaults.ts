import type { MetFaults } from '../faults.ts';
import type { ServiceName } from '../services/operation.ts';
import { AwsError } from './awsError.ts';

type PageFault = Extract<MetFaults['fault'], { kind: 'empty-pages' | 'same-token' | 'expired-token' }>;
type Fields = Record<string, unknown>;

interface Paging {
  /** The parameter, and mostly the field of the answer too. */
  readonly token: string;
  readonly tokenOfAnswer: string;
  readonly isTruncated?: string;
  readonly expiredCode: string;
}

const next = { token: 'nextToken', tokenOfAnswer: 'nextToken', expiredCode: 'InvalidParameterException' };
const Next = { token: 'NextToken', tokenOfAnswer: 'NextToken', expiredCode: 'InvalidNextToken' };

const pagingOf: Readonly<Partial<Record<ServiceName, Paging>>> = {
  ecs: next,
  eks: next,
  ecr: next,
  logs: next,
  ssm: Next,
  cloudtrail: { ...Next, expiredCode: 'InvalidNextTokenException' },
  cloudwatch: { ...Next, expiredCode: 'InvalidParameterValueException' },
  pricing: { ...Next, expiredCode: 'ExpiredNextTokenException' },
  ce: { token: 'NextPageToken', tokenOfAnswer: 'NextPageToken', expiredCode: 'InvalidNextTokenException' },
  iam: { token: 'Marker', tokenOfAnswer: 'Marker', isTruncated: 'IsTruncated', expiredCode: 'ValidationError' },
};

/** What answers in pages; of others, faults of pages change nothing. */
const paged: ReadonlySet<string> = new Set([
  ...['ListClusters', 'ListContainerInstances', 'ListServices', 'ListTaskDefinitionFamilies', 'ListTasks'],
  ...['DescribeActivations', 'DescribeInstanceInformation', 'DescribeInstanceProperties', 'GetInventory'],
  ...['ListCommandInvocations', 'ListCommands', 'DescribeClusterVersions', 'DescribeRepositories', 'DescribeLogGroups'],
  ...['ListAttachedRolePolicies', 'ListRolePolicies', 'ListRoles', 'LookupEvents', 'GetMetricData', 'GetProducts'],
]);

const mark = 'fault';

/** How a fault of pages changes one request and its answer. */
export interface PageChange {
  /** The parameters that the service sees. @throws {AwsError} for a token that is not taken any more */
  input(parameters: object): object;
  output(output: unknown): unknown;
}

const unchanged: PageChange = { input: (parameters) => parameters, output: (output) => output };

/** Tokens that it makes name the page that the service would give: `fault.PAGES-LEFT.TOKEN`. */
export function pageChange(fault: MetFaults['fault'], service: ServiceName, operation: string): PageChange {
  const paging = pagingOf[service];
  if (!isPageFault(fault) || paging === undefined || !paged.has(operation)) return unchanged;
  let left: number | undefined;
  return {
    input(parameters) {
      const { [paging.token]: given, ...others } = parameters as Fields;
      const ours = typeof given === 'string' ? /^fault\.(\d+)$/.exec(given) : null;
      if (fault.kind === 'expired-token' && given !== undefined) {
        throw new AwsError(paging.expiredCode, 'The token has expired.');
      }
      left = ours ? Number(ours[1]) : fault.kind === 'empty-pages' ? fault.pages : 0;
      // A token of the service's own goes on from where it was.
      if (given !== undefined && !ours) left = 0;
      return ours ? others : parameters;
    },
    output(output) {
      const fields = output as Fields;
      const withToken = (token: string, of: Fields = fields): Fields => ({
        ...of,
        [paging.tokenOfAnswer]: token,
        ...(paging.isTruncated !== undefined && { [paging.isTruncated]: 'true' }),
      });
      if (fault.kind === 'empty-pages') {
        return (left ?? 0) > 0 ? withToken(`${mark}.${(left ?? 0) - 1}`, emptied(fields)) : output;
      }
      return withToken(`${mark}.0`);
    },
  };
}

function isPageFault(fault: MetFaults['fault']): fault is PageFault {
  return fault?.kind === 'empty-pages' || fault?.kind === 'same-token' || fault?.kind === 'expired-token';
}

function emptied(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? [] : value]));
}
