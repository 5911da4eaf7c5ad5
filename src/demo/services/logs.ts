import type { DescribeLogGroupsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../wire/awsError.ts';
import { boolean, integer, string, structure } from '../wire/shapes.ts';
import type { Wire } from '../wire/wire.ts';
import { arn } from '../world.ts';
import { invalidParameter, operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';

/** Limits and codes: CloudWatch Logs API reference, "DescribeLogGroups". */

const groupName = string({ min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ });

export const logs: Operations = {
  DescribeLogGroups: operation(
    structure({
      logGroupNamePrefix: groupName,
      logGroupNamePattern: string({ max: 512, pattern: /^[.\-_/#A-Za-z0-9]*$/ }),
      includeLinkedAccounts: boolean(),
      limit: integer({ min: 1, max: 50 }),
      nextToken: string({ min: 1 }),
    }),
    (input, call): Wire<DescribeLogGroupsCommandOutput> => {
      const { logGroupNamePrefix: prefix = '', logGroupNamePattern: pattern } = input;
      if (prefix !== '' && pattern !== undefined) {
        throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
      }
      const { world } = call;
      // Sorted by name, as in AWS: numbered anew for the pages.
      const found = [...world.logGroups.values()]
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .filter(({ name }) => name.startsWith(prefix) && name.includes(pattern ?? ''))
        .map((group, index) => ({ number: index + 1, group }));
      const page = pageOf(found, call, {
        token: input.nextToken,
        limit: input.limit ?? 50,
        badToken: () => new AwsError('InvalidParameterException', 'The specified nextToken is invalid.'),
      });
      return {
        logGroups: page.items.map(({ group: { name, createdAt, retentionInDays, storedBytes } }) => ({
          logGroupName: name,
          creationTime: createdAt,
          retentionInDays,
          metricFilterCount: 0,
          arn: arn(world, 'logs', `log-group:${name}:*`),
          storedBytes,
          logGroupClass: 'STANDARD',
          logGroupArn: arn(world, 'logs', `log-group:${name}`),
        })),
        nextToken: page.nextToken,
      };
    },
  ),
};
