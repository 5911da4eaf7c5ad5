import { AwsError } from '../wire/awsError.ts';
import { oneOf, required, string, structure } from '../wire/shapes.ts';
import { activationState, hexId, nextNumber } from '../world.ts';
import type { Activation, ManagedNode, World } from '../world.ts';
import { operation } from './operation.ts';
import type { Call, Empty, Operations } from './operation.ts';

/**
 * What the SSM agent of a host sends. These operations are in no public model any more; shapes and errors are those of
 * the Go SDK that the agent carries (`vendor/github.com/aws/aws-sdk-go/service/ssm/api.go`).
 */

const hour = 60 * 60_000;

/** @throws {AwsError} with the agent's codes */
function openActivation(world: World, id: string, code: string): Activation {
  const activation = world.activations.get(id);
  if (activation?.code !== code) {
    throw new AwsError(
      'InvalidActivation',
      "The activation isn't valid. The activation might have been deleted, or the ActivationId and the ActivationCode don't match.",
    );
  }
  switch (activationState(world, activation)) {
    case 'expired':
      throw new AwsError('ActivationExpired', `Activation ${id} has expired.`);
    case 'usedUp':
      throw new AwsError('RegistrationLimitExceeded', `Activation ${id} has reached its registration limit.`);
    case 'open':
      return activation;
  }
}

function registerNode(world: World, activation: Activation): ManagedNode {
  activation.registrationCount++;
  const now = world.clock();
  const node: ManagedNode = {
    number: nextNumber(world),
    id: `mi-${hexId(17)}`,
    resourceType: 'ManagedInstance',
    ...(activation.defaultInstanceName === undefined ? {} : { name: activation.defaultInstanceName }),
    activationId: activation.id,
    iamRole: activation.iamRole,
    registeredAt: now,
    tags: { ...activation.tags },
    online: false,
    lastPingAt: now,
  };
  world.nodes.set(node.id, node);
  connectCluster(world, activation);
  return node;
}

/** The first replica of an EKS Connector makes its cluster a connected one. */
function connectCluster(world: World, activation: Activation): void {
  for (const cluster of world.eksClusters.values()) {
    if (cluster.connector?.activationId === activation.id) cluster.status = 'ACTIVE';
  }
}

/** @throws {AwsError} */
function callingNode({ world, caller }: Call): ManagedNode {
  const node = world.nodes.get(caller?.nodeId ?? '');
  if (node === undefined) throw new AwsError('InvalidInstanceId', 'Not existing InstanceId');
  return node;
}

export const ssmAgent: Operations = {
  RegisterManagedInstance: operation(
    structure({
      ActivationId: required(string({ min: 36 })),
      ActivationCode: required(string({ min: 20, max: 250 })),
      PublicKey: required(string({ min: 392 })),
      PublicKeyType: oneOf('Rsa'),
      Fingerprint: required(string({ min: 1 })),
    }),
    ({ ActivationId, ActivationCode }, { world }): { InstanceId: string } => {
      return { InstanceId: registerNode(world, openActivation(world, ActivationId, ActivationCode)).id };
    },
    { unsigned: true },
  ),

  /** Credentials of the node's role, in a session that is named after the node. */
  RequestManagedInstanceRoleToken: operation(structure({ Fingerprint: required(string({ min: 1 })) }), (_, call) => {
    const node = callingNode(call);
    const { world } = call;
    const accessKeyId = `ASIA${hexId(16).toUpperCase()}`;
    const expiresAt = world.clock() + hour;
    const secretAccessKey = hexId(40);
    world.sessions.set(accessKeyId, { role: node.iamRole ?? '', sessionName: node.id, expiresAt, secretAccessKey });
    return {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: hexId(64),
      TokenExpirationDate: expiresAt / 1000,
      UpdateKeyPair: false,
    };
  }),

  UpdateInstanceInformation: operation(
    structure({
      InstanceId: required(string({ min: 10 })),
      AgentName: string({ min: 1 }),
      AgentStatus: string({ min: 1 }),
      AgentVersion: string({ min: 5 }),
      ComputerName: string({ min: 1 }),
      IPAddress: string({ min: 1 }),
      PlatformName: string(),
      PlatformType: oneOf('Windows', 'Linux', 'MacOS'),
      PlatformVersion: string(),
    }),
    (input, { world }): Empty => {
      const node = world.nodes.get(input.InstanceId);
      if (node === undefined) throw new AwsError('InvalidInstanceId', `Not existing InstanceId ${input.InstanceId}`);
      // An empty ping leaves what is known as it is.
      node.report = {
        agentVersion: input.AgentVersion ?? node.report?.agentVersion,
        computerName: input.ComputerName ?? node.report?.computerName,
        ipAddress: input.IPAddress ?? node.report?.ipAddress,
        platformType: input.PlatformType ?? node.report?.platformType,
        platformName: input.PlatformName ?? node.report?.platformName,
        platformVersion: input.PlatformVersion ?? node.report?.platformVersion,
        architecture: node.report?.architecture,
      };
      node.online = true;
      node.lastPingAt = world.clock();
      return {};
    },
    { unsigned: true },
  ),
};
