import { randomBytes, randomUUID } from 'node:crypto';
import { externalAgentAttributes } from './worlds/agentAttributes.ts';
import type { CpuArchitecture } from './worlds/agentAttributes.ts';
import { agentVersion } from './worlds/ecs.ts';
import { ssmAgentVersion } from './worlds/nodes.ts';

export interface RegistrationOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly cluster: string;
  readonly activationId: string;
  readonly activationCode: string;
  readonly computerName: string;
  readonly ipAddress?: string;
  readonly platformName?: string;
  readonly platformVersion?: string;
  readonly architecture?: CpuArchitecture;
  /** 1,024 a vCPU; default 4,096. */
  readonly cpu?: number;
  readonly memoryMiB?: number;
  /** Besides those of the agent. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** An answer that was an error, by AWS's own code. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly operation: string;
  readonly code: string;

  constructor(operation: string, code: string, message: string) {
    super(`${operation}: ${code}: ${message}`);
    this.operation = operation;
    this.code = code;
  }
}

/**
 * Registers a host as its two agents do: the SSM agent with an activation, without credentials; then, with those of
 * the node's role, its first ping and the ECS agent's registration. Rejects with an `AgentError`.
 */
export async function registerHost(
  options: RegistrationOptions,
): Promise<{ managedNodeId: string; containerInstanceArn: string }> {
  const { endpoint, region, activationId, activationCode } = options;
  const send = agentCalls(endpoint, region);
  const fingerprint = randomUUID();
  const { InstanceId } = await send<{ InstanceId: string }>('ssm', 'RegisterManagedInstance', undefined, {
    ActivationId: activationId,
    ActivationCode: activationCode,
    // As long as the agent's keys are: nobody checks signatures here.
    PublicKey: randomBytes(294).toString('base64'),
    PublicKeyType: 'Rsa',
    Fingerprint: fingerprint,
  });
  const token = { Fingerprint: fingerprint };
  const { AccessKeyId: key } = await send<{ AccessKeyId: string }>(
    'ssm',
    'RequestManagedInstanceRoleToken',
    InstanceId,
    token,
  );
  await send('ssm', 'UpdateInstanceInformation', key, {
    InstanceId,
    AgentName: 'amazon-ssm-agent',
    AgentStatus: 'Active',
    AgentVersion: ssmAgentVersion,
    ComputerName: options.computerName,
    IPAddress: options.ipAddress ?? '192.0.2.10',
    PlatformName: options.platformName ?? 'Ubuntu',
    PlatformType: 'Linux',
    PlatformVersion: options.platformVersion ?? '24.04',
  });
  const { containerInstance } = await send<{ containerInstance: { containerInstanceArn: string } }>(
    'ecs',
    'RegisterContainerInstance',
    key,
    containerInstanceOf(options),
  );
  return { managedNodeId: InstanceId, containerInstanceArn: containerInstance.containerInstanceArn };
}

function containerInstanceOf(options: RegistrationOptions): object {
  const attributes = externalAgentAttributes(options.architecture ?? 'x86_64', options.attributes);
  return {
    cluster: options.cluster,
    instanceIdentityDocument: '',
    instanceIdentityDocumentSignature: '',
    versionInfo: { agentVersion, agentHash: '8dfceca6', dockerVersion: 'DockerVersion: 28.5.2' },
    attributes: [...attributes].map(([name, value]) => ({ name, value })),
    tags: Object.entries(options.tags ?? {}).map(([key, value]) => ({ key, value })),
    totalResources: [
      { name: 'CPU', type: 'INTEGER', integerValue: options.cpu ?? 4096 },
      { name: 'MEMORY', type: 'INTEGER', integerValue: options.memoryMiB ?? 7937 },
      { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '2375', '2376', '51678', '51679'] },
      { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: [] },
    ],
  };
}

const targets = { ssm: 'AmazonSSM', ecs: 'AmazonEC2ContainerServiceV20141113' } as const;

type Send = <T>(service: 'ssm' | 'ecs', operation: string, key: string | undefined, body: object) => Promise<T>;

/** @returns sends one call, signed by a key or not at all */
function agentCalls(endpoint: string, region: string): Send {
  return async (service, operation, key, body) => {
    const scope = `${key ?? ''}/${new Date().toISOString().slice(0, 10).replaceAll('-', '')}/${region}/${service}/aws4_request`;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${targets[service]}.${operation}`,
        ...(key === undefined
          ? {}
          : { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` }),
      },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as never;
    const { __type: code, message } = answer as { __type: string; message: string };
    throw new AgentError(operation, code, message);
  };
}
