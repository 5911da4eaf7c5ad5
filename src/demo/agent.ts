import { randomBytes, randomUUID } from 'node:crypto';
import { externalAgentAttributes } from './worlds/agentAttributes.ts';
import type { CpuArchitecture } from './worlds/agentAttributes.ts';
import { agentVersion } from './worlds/ecs.ts';
import { ssmAgentVersion } from './worlds/nodes.ts';

/** A machine with an SSM agent, and the activation that it was given. */
export interface NodeOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly activationId: string;
  readonly activationCode: string;
  readonly computerName: string;
  readonly ipAddress?: string;
  readonly platformName?: string;
  readonly platformVersion?: string;
}

export interface RegistrationOptions extends NodeOptions {
  readonly cluster: string;
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
  const { nodeId, key } = await startSsmAgent(options);
  const { containerInstance } = await agentCalls(options)<{ containerInstance: { containerInstanceArn: string } }>(
    'ecs',
    'RegisterContainerInstance',
    key,
    containerInstanceOf(options),
  );
  return { managedNodeId: nodeId, containerInstanceArn: containerInstance.containerInstanceArn };
}

/**
 * Registers a machine as `nodeadm init` does, as far as AWS sees it: a managed node, which the tag of its activation
 * makes a hybrid node. The kubelet then joins the cluster, which is none of AWS's services. Rejects with an `AgentError`.
 *
 * @returns its id, which is also the name of the Kubernetes node
 */
export async function registerHybridNode(options: NodeOptions): Promise<string> {
  return (await startSsmAgent(options)).nodeId;
}

/** What the connector's manifest is given. */
export type ConnectorOptions = Pick<NodeOptions, 'endpoint' | 'region' | 'activationId' | 'activationCode'>;

/**
 * Connects a registered cluster as the two replicas of the EKS Connector's agent do, one after the other. Rejects with
 * an `AgentError`.
 *
 * @returns the ids of their managed nodes
 */
export async function connectCluster(options: ConnectorOptions): Promise<readonly string[]> {
  const nodeIds: string[] = [];
  for (const replica of [0, 1]) {
    const computerName = `eks-connector-${replica}`;
    const container = { computerName, platformName: 'Amazon Linux', platformVersion: '2023' };
    nodeIds.push((await startSsmAgent({ ...options, ...container })).nodeId);
  }
  return nodeIds;
}

/** Registers the SSM agent and sends its first ping. `key` is that of the role's credentials. */
async function startSsmAgent(options: NodeOptions): Promise<{ nodeId: string; key: string }> {
  const send = agentCalls(options);
  const fingerprint = randomUUID();
  const { InstanceId: nodeId } = await send<{ InstanceId: string }>('ssm', 'RegisterManagedInstance', undefined, {
    ActivationId: options.activationId,
    ActivationCode: options.activationCode,
    // As long as the agent's keys are: nobody checks signatures here.
    PublicKey: randomBytes(294).toString('base64'),
    PublicKeyType: 'Rsa',
    Fingerprint: fingerprint,
  });
  const token = { Fingerprint: fingerprint };
  const { AccessKeyId: key } = await send<{ AccessKeyId: string }>(
    'ssm',
    'RequestManagedInstanceRoleToken',
    nodeId,
    token,
  );
  await send('ssm', 'UpdateInstanceInformation', key, {
    InstanceId: nodeId,
    AgentName: 'amazon-ssm-agent',
    AgentStatus: 'Active',
    AgentVersion: ssmAgentVersion,
    ComputerName: options.computerName,
    IPAddress: options.ipAddress ?? '192.0.2.10',
    PlatformName: options.platformName ?? 'Ubuntu',
    PlatformType: 'Linux',
    PlatformVersion: options.platformVersion ?? '24.04',
  });
  return { nodeId, key };
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

/** @returns sends one call, signed by a key or not at all */
function agentCalls({ endpoint, region }: Pick<NodeOptions, 'endpoint' | 'region'>) {
  return async <T>(
    service: keyof typeof targets,
    operation: string,
    key: string | undefined,
    body: object,
  ): Promise<T> => {
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
    if (response.ok) return answer as T;
    const { __type: code, message } = answer as { __type: string; message: string };
    throw new AgentError(operation, code, message);
  };
}
