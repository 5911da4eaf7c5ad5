import type {
  Activation as AwsActivation,
  InstanceProperty,
  InstancePropertyFilter,
  SSMClient,
} from '@aws-sdk/client-ssm';
import {
  CreateActivationCommand,
  DeleteActivationCommand,
  DescribeActivationsCommand,
  DescribeInstanceInformationCommand,
  DescribeInstancePropertiesCommand,
} from '@aws-sdk/client-ssm';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type { FleetGateway } from '../../core/fleet/gateway.ts';
import type { ManagedNode, PingStatus } from '../../core/fleet/model.ts';
import type { Activation, ActivationRequest, RegistrationGateway } from '../../core/registration/activation.ts';
import { listAll } from '../requests/batches.ts';
import { mapped, record, text, time } from '../requests/narrow.ts';
import type { FreshRoles } from '../requests/retrying.ts';
import { retrying } from '../requests/retrying.ts';

export type SsmGateway = Pick<FleetGateway, 'managedNodes' | 'activations' | 'hybridNodeIds'> &
  Pick<RegistrationGateway, 'createActivation' | 'activations' | 'deleteActivation' | 'nodesOfActivation'>;

/** The most that each call gives at once. */
const pageSize = { properties: 1000, information: 50, activations: 50 } as const;

export interface SsmGatewayOptions {
  /** A client that tries each call once, for the one that must not be sent again after a lost answer. */
  readonly once: () => Promise<SSMClient>;
  readonly freshRoles: FreshRoles;
  /** Milliseconds between attempts that SSM refused without acting. */
  readonly waits: readonly number[];
}

export function ssmGateway(
  client: () => Promise<SSMClient>,
  { once, freshRoles, waits }: SsmGatewayOptions,
): SsmGateway {
  const nodes = (
    filter: InstancePropertyFilter,
    signal: AbortSignal | undefined,
  ): AsyncIterable<readonly ManagedNode[]> =>
    listAll(async (nextToken, abortSignal) => {
      const ssm = await client();
      const command = new DescribeInstancePropertiesCommand({
        InstancePropertyFilterList: [filter],
        MaxResults: pageSize.properties,
        NextToken: nextToken,
      });
      const page = await ssm.send(command, { abortSignal });
      return { items: mapped(page.InstanceProperties, toManagedNode), nextToken: page.NextToken };
    }, signal);

  return {
    managedNodes: (signal) => nodes({ key: 'ResourceType', valueSet: ['ManagedInstance'] }, signal),

    hybridNodeIds: (eksClusterArn, signal) =>
      listAll(async (nextToken, abortSignal) => {
        const ssm = await client();
        // The one list of SSM's that can be filtered by tag; an activation's tags become those of its nodes.
        const command = new DescribeInstanceInformationCommand({
          Filters: [{ Key: 'tag:EKSClusterARN', Values: [eksClusterArn] }],
          MaxResults: pageSize.information,
          NextToken: nextToken,
        });
        const page = await ssm.send(command, { abortSignal });
        // EC2 instances can carry the same tag.
        const ids = mapped(page.InstanceInformationList, ({ InstanceId }) => InstanceId);
        return { items: ids.filter((id) => id.startsWith('mi-')), nextToken: page.NextToken };
      }, signal),

    async createActivation(request, signal) {
      const ssm = await once();
      const command = new CreateActivationCommand(toCreateActivation(request));
      const isFresh = freshRoles.has(request.iamRole);
      const { ActivationId, ActivationCode } = await retrying(
        () => ssm.send(command, signal && { abortSignal: signal }),
        {
          isWorthIt: (failure) => failure.reason === 'throttled' || (isFresh && isRoleUnknown(failure)),
          waits,
          signal,
        },
      );
      if (!ActivationId || !ActivationCode) {
        throw new Failure('service', 'SSM answered without an activation id or code.', {
          service: 'SSM',
          operation: 'CreateActivation',
        });
      }
      return { id: ActivationId, code: ActivationCode };
    },

    activations: (signal) =>
      listAll(async (nextToken, abortSignal) => {
        const ssm = await client();
        const command = new DescribeActivationsCommand({ MaxResults: pageSize.activations, NextToken: nextToken });
        const page = await ssm.send(command, { abortSignal });
        return { items: mapped(page.ActivationList, toActivation), nextToken: page.NextToken };
      }, signal),

    async deleteActivation(activationId, signal) {
      const ssm = await client();
      await ssm.send(new DeleteActivationCommand({ ActivationId: activationId }), signal && { abortSignal: signal });
    },

    async nodesOfActivation(activationId, signal) {
      const found: ManagedNode[] = [];
      for await (const page of nodes({ key: 'ActivationIds', valueSet: [activationId] }, signal)) found.push(...page);
      return found;
    },
  };
}

/** SSM's words for a role that IAM has not told it of yet, and for one that does not trust it. */
function isRoleUnknown({ code, message }: Failure): boolean {
  return code === 'ValidationException' && /nonexistent role/i.test(message);
}

function toCreateActivation(request: ActivationRequest): CreateActivationCommand['input'] {
  return {
    IamRole: request.iamRole,
    DefaultInstanceName: text(request.defaultInstanceName),
    Description: text(request.description),
    RegistrationLimit: request.registrationLimit,
    ExpirationDate: new Date(request.expiresAt),
    Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

export function toManagedNode(node: InstanceProperty): ManagedNode | undefined {
  const id = node.InstanceId;
  if (!id) return undefined;
  return compact({
    id,
    name: text(node.Name),
    computerName: text(node.ComputerName),
    pingStatus: toPingStatus(node.PingStatus),
    lastPingAt: time(node.LastPingDateTime),
    agentVersion: text(node.AgentVersion),
    platformType: node.PlatformType,
    platformName: text(node.PlatformName),
    platformVersion: text(node.PlatformVersion),
    architecture: text(node.Architecture),
    ipAddress: text(node.IPAddress),
    activationId: text(node.ActivationId),
    iamRole: text(node.IamRole),
    registeredAt: time(node.RegistrationDate),
  });
}

function toPingStatus(status: string | undefined): PingStatus | undefined {
  return status === 'Online' || status === 'ConnectionLost' || status === 'Inactive' ? status : undefined;
}

export function toActivation(activation: AwsActivation): Activation | undefined {
  const id = activation.ActivationId;
  if (!id) return undefined;
  return compact({
    id,
    description: text(activation.Description),
    defaultInstanceName: text(activation.DefaultInstanceName),
    iamRole: text(activation.IamRole),
    registrationLimit: activation.RegistrationLimit ?? 1,
    registrationCount: activation.RegistrationsCount ?? 0,
    createdAt: time(activation.CreatedDate),
    expiresAt: time(activation.ExpirationDate),
    expired: activation.Expired ?? false,
    tags: record(activation.Tags, ({ Key, Value }) => [Key, Value]),
  });
}
