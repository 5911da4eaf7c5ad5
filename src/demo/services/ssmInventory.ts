import type { GetInventoryCommandOutput } from '@aws-sdk/client-ssm';
import { integer, list, oneOf, required, string, structure } from '../wire/shapes.ts';
import type { Wire } from '../wire/wire.ts';
import { operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';
import { invalidNextToken } from './ssmNodes.ts';

const detailed = 'AWS:InstanceDetailedInformation';

/** What agents reported of their machines. Of a node without inventory only its id is listed, as in AWS. */
export const ssmInventory: Operations = {
  GetInventory: operation(
    structure({
      Filters: list(
        structure({
          Key: required(oneOf('AWS:InstanceInformation.InstanceId')),
          Values: required(list(required(string()), { min: 1, max: 40 })),
          Type: oneOf('Equal'),
        }),
        { min: 1, max: 5 },
      ),
      ResultAttributes: required(list(structure({ TypeName: required(oneOf(detailed)) }), { min: 1, max: 1 })),
      NextToken: string(),
      MaxResults: integer({ min: 1, max: 50 }),
    }),
    ({ Filters = [], NextToken, MaxResults = 50 }, call): Wire<GetInventoryCommandOutput> => {
      const { items, nextToken } = pageOf(call.world.nodes.values(), call, {
        token: NextToken,
        limit: MaxResults,
        badToken: invalidNextToken,
        where: ({ id }) => Filters.every(({ Values }) => Values.includes(id)),
      });
      return {
        Entities: items.map(({ id, report }) => ({
          Id: id,
          Data:
            report?.cpus === undefined
              ? {}
              : { [detailed]: { TypeName: detailed, SchemaVersion: '1.0', Content: [{ CPUs: String(report.cpus) }] } },
        })),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      };
    },
  ),
};
