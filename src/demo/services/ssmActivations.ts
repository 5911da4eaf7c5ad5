import type {
  Activation as SdkActivation,
  CreateActivationCommandOutput,
  DescribeActivationsCommandOutput,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../wire/awsError.ts';
import { integer, list, oneOf, required, string, structure, timestamp } from '../wire/shapes.ts';
import type { ShapeValue } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { activationCode, nextNumber, roleArn, uuid } from '../world.ts';
import type { Activation, World } from '../world.ts';
import { trusts } from '../worlds/roles.ts';
import { operation, pageOf } from './operation.ts';
import type { Empty, Operations } from './operation.ts';
import { invalidNextToken, tagList } from './ssmNodes.ts';

const day = 24 * 60 * 60_000;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const creation = structure({
  Description: string({ max: 256 }),
  DefaultInstanceName: string({ max: 256, pattern: /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u }),
  IamRole: required(string({ max: 64 })),
  RegistrationLimit: integer({ min: 1, max: 1000 }),
  ExpirationDate: timestamp(),
  Tags: tagList,
});

function create(world: World, input: NonNullable<ShapeValue<typeof creation>>): Activation {
  const now = world.clock();
  const expiresAt = input.ExpirationDate ?? now + day;
  if (expiresAt <= now || expiresAt > now + 30 * day) {
    throw new AwsError('ValidationException', 'ExpirationDate must be in the future and within 30 days from now.');
  }
  const role = world.roles.get(input.IamRole);
  if (role === undefined || !trusts(role, 'ssm.amazonaws.com')) {
    const named = roleArn(world, input.IamRole);
    throw new AwsError(
      'ValidationException',
      `Nonexistent role or missing ssm service principal in trust policy: ${named}`,
    );
  }
  const activation: Activation = {
    number: nextNumber(world),
    id: uuid(),
    code: activationCode(),
    description: input.Description,
    defaultInstanceName: input.DefaultInstanceName,
    iamRole: input.IamRole,
    registrationLimit: input.RegistrationLimit ?? 1,
    registrationCount: 0,
    createdAt: now,
    expiresAt,
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
  world.activations.set(activation.id, activation);
  return activation;
}

/** Everything but the code, which is told once. */
function describe(world: World, activation: Activation): Wire<SdkActivation> {
  const { description, defaultInstanceName } = activation;
  return {
    ActivationId: activation.id,
    Description: description,
    DefaultInstanceName: defaultInstanceName,
    IamRole: activation.iamRole,
    RegistrationLimit: activation.registrationLimit,
    RegistrationsCount: activation.registrationCount,
    ExpirationDate: wireTime(activation.expiresAt),
    Expired: world.clock() >= activation.expiresAt,
    CreatedDate: wireTime(activation.createdAt),
    Tags: Object.entries(activation.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

const fields = {
  ActivationIds: (activation: Activation) => activation.id,
  DefaultInstanceName: (activation: Activation) => activation.defaultInstanceName,
  IamRole: (activation: Activation) => activation.iamRole,
} as const;

export const ssmActivations: Operations = {
  CreateActivation: operation(creation, (input, { world }): Wire<CreateActivationCommandOutput> => {
    const { id, code } = create(world, input);
    return { ActivationId: id, ActivationCode: code };
  }),

  DescribeActivations: operation(
    structure({
      Filters: list(
        structure({
          FilterKey: required(oneOf('ActivationIds', 'DefaultInstanceName', 'IamRole')),
          FilterValues: required(list(string())),
        }),
      ),
      MaxResults: integer({ min: 1, max: 50 }),
      NextToken: string(),
    }),
    ({ Filters = [], MaxResults, NextToken }, call): Wire<DescribeActivationsCommandOutput> => {
      const page = pageOf([...call.world.activations.values()].reverse(), call, {
        token: NextToken,
        limit: MaxResults ?? 50,
        badToken: invalidNextToken,
        descending: true,
        where: (activation) =>
          Filters.every(({ FilterKey, FilterValues }) => FilterValues.includes(fields[FilterKey](activation) ?? '')),
      });
      return {
        ActivationList: page.items.map((activation) => describe(call.world, activation)),
        NextToken: page.nextToken,
      };
    },
  ),

  DeleteActivation: operation(
    structure({ ActivationId: required(string({ pattern: uuidPattern })) }),
    ({ ActivationId }, { world }): Empty => {
      if (!world.activations.delete(ActivationId)) {
        throw new AwsError('InvalidActivation', `Activation ${ActivationId} does not exist.`);
      }
      return {};
    },
  ),
};
