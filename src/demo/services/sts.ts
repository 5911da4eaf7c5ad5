import type { AssumeRoleCommandOutput, GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import { AwsError } from '../wire/awsError.ts';
import { integer, required, string, structure } from '../wire/shapes.ts';
import { arnOfRole, hexId } from '../world.ts';
import { trusts } from '../worlds/roles.ts';
import type { Xml } from '../wire/query.ts';
import { operation } from './operation.ts';
import type { Operations } from './operation.ts';

export const sts: Operations = {
  GetCallerIdentity: operation(structure({}), (_, { world, caller }): Xml<GetCallerIdentityCommandOutput> => {
    return { Arn: caller?.arn, UserId: caller?.userId, Account: world.accountId };
  }),

  AssumeRole: operation(
    structure({
      RoleArn: required(string({ min: 20, max: 2048 })),
      RoleSessionName: required(string({ min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ })),
      DurationSeconds: integer({ min: 900, max: 43_200 }),
    }),
    (input, { world, caller }): Xml<AssumeRoleCommandOutput> => {
      const { RoleArn, RoleSessionName, DurationSeconds = 3600 } = input;
      const role = world.roles.get(RoleArn.slice(RoleArn.lastIndexOf('/') + 1));
      if (role === undefined || RoleArn !== arnOfRole(world, role) || !trusts(role, world.accountId)) {
        const message = `User: ${caller?.arn ?? ''} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
        throw new AwsError('AccessDenied', message, 403);
      }
      const AccessKeyId = `ASIA${hexId(16).toUpperCase()}`;
      const expiresAt = world.clock() + DurationSeconds * 1000;
      const SecretAccessKey = hexId(40);
      world.sessions.set(AccessKeyId, {
        role: role.name,
        sessionName: RoleSessionName,
        expiresAt,
        secretAccessKey: SecretAccessKey,
      });
      return {
        Credentials: {
          AccessKeyId,
          SecretAccessKey,
          SessionToken: hexId(64),
          Expiration: new Date(expiresAt).toISOString(),
        },
        AssumedRoleUser: {
          AssumedRoleId: `AROADEMO:${RoleSessionName}`,
          Arn: `arn:aws:sts::${world.accountId}:assumed-role/${role.name}/${RoleSessionName}`,
        },
      };
    },
  ),
};
