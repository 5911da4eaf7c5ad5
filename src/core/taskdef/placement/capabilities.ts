import { imageReference } from '../images/imageReference.ts';
import type { ValueNode } from '../node.ts';
import { booleanOf, isReference, itemsOf, property, textOf } from '../node.ts';
import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';

/** An attribute without which ECS does not place a task, and what to say of a host that lacks it. */
export interface NeededCapability {
  readonly attribute: string;
  readonly lacking: Message;
}

const current = 'ecs.capability.';
const legacy = 'com.amazonaws.ecs.capability.';

/**
 * The capabilities that ECS asks for of a host, as far as they are known. Versions of Docker's API are left out: an
 * agent that knows the capabilities below has them.
 * Source: the agent's `agent_capability.go`, which advertises them, and `requiresAttributes` of registered task
 * definitions. No page of AWS lists them.
 */
export function neededCapabilities(root: ValueNode): readonly NeededCapability[] {
  const containers = itemsOf(property(root, 'containerDefinitions'));
  const needed = [
    ...ofNetwork(root),
    ...ofRoles(root, containers),
    ...ofTask(root),
    ...containers.flatMap((container) => [...ofLogging(root, container), ...ofContainer(container)]),
  ];
  return [...new Map(needed.map((each) => [each.attribute, each])).values()];
}

function need(attribute: string, lacking: Message): NeededCapability {
  return { attribute, lacking };
}

function agentLacks(attribute: string, feature: string | Message): NeededCapability {
  return need(attribute, message('its ECS agent does not offer {0}', feature));
}

/** Set, to whatever value, known or not. */
function has(node: ValueNode, name: string): boolean {
  const value = property(node, name);
  if (value === undefined || (value.kind === 'scalar' && value.value === null)) return false;
  return value.kind !== 'array' || value.items.length > 0;
}

function ofNetwork(root: ValueNode): readonly NeededCapability[] {
  const isAwsvpc = textOf(property(root, 'networkMode')) === 'awsvpc';
  return [
    ...(isAwsvpc
      ? [
          need(
            `${current}task-eni`,
            message('it can’t give tasks a network interface, which the network mode awsvpc needs'),
          ),
        ]
      : []),
    ...(has(root, 'proxyConfiguration') ? [agentLacks(`${current}aws-appmesh`, 'App Mesh (proxyConfiguration)')] : []),
  ];
}

function ofRoles(root: ValueNode, containers: readonly ValueNode[]): readonly NeededCapability[] {
  const isHost = textOf(property(root, 'networkMode')) === 'host';
  const pullsFromEcr = containers.some((each) => imageReference(textOf(property(each, 'image')) ?? '')?.kind === 'ecr');
  return [
    ...(has(root, 'taskRoleArn')
      ? [agentLacks(`${legacy}task-iam-role${isHost ? '-network-host' : ''}`, message('task roles'))]
      : []),
    ...(pullsFromEcr ? [agentLacks(`${legacy}ecr-auth`, message('images from Amazon ECR'))] : []),
    ...(pullsFromEcr && has(root, 'executionRoleArn')
      ? [agentLacks(`${current}execution-role-ecr-pull`, message('pulling from Amazon ECR with an execution role'))]
      : []),
  ];
}

function ofTask(root: ValueNode): readonly NeededCapability[] {
  const drivers = itemsOf(property(root, 'volumes')).flatMap((volume) => {
    const configuration = property(volume, 'dockerVolumeConfiguration');
    // Other drivers have names of their own, which a host may spell with or without a tag.
    return configuration && (textOf(property(configuration, 'driver')) ?? 'local') === 'local' ? ['local'] : [];
  });
  const hasSize = has(root, 'cpu') || has(root, 'memory');
  return [
    ...(hasSize ? [agentLacks(`${current}task-cpu-mem-limit`, message('CPU and memory limits for tasks'))] : []),
    ...(has(root, 'pidMode') || has(root, 'ipcMode')
      ? [agentLacks(`${current}pid-ipc-namespace-sharing`, message('pidMode and ipcMode'))]
      : []),
    ...drivers.map((driver) =>
      agentLacks(`${current}docker-plugin.${driver}`, message('the volume driver {0}', driver)),
    ),
  ];
}

function ofLogging(root: ValueNode, container: ValueNode): readonly NeededCapability[] {
  const logging = property(container, 'logConfiguration');
  const driver = textOf(property(logging, 'logDriver'));
  const type = textOf(property(property(container, 'firelensConfiguration'), 'type'));
  return [
    ...(driver === undefined || driver === ''
      ? []
      : [need(`${legacy}logging-driver.${driver}`, message('it does not have the log driver {0}', driver))]),
    ...(driver === 'awslogs' && has(root, 'executionRoleArn')
      ? [agentLacks(`${current}execution-role-awslogs`, message('awslogs with an execution role'))]
      : []),
    ...secretsOf(property(logging, 'secretOptions'), 'bootstrap.log-driver', message('secrets for the log driver')),
    ...(type === 'fluentd' || type === 'fluentbit' ? [agentLacks(`${current}firelens.${type}`, 'FireLens')] : []),
  ];
}

function secretsOf(list: ValueNode | undefined, purpose: string, feature: Message): readonly NeededCapability[] {
  return itemsOf(list).flatMap((secret) => {
    const source = property(secret, 'valueFrom');
    const text = textOf(source);
    if (isReference(source) || text === undefined) return [];
    const service = /^arn:[\w-]+:secretsmanager:/.test(text) ? 'asm' : 'ssm';
    return [agentLacks(`${current}secrets.${service}.${purpose}`, feature)];
  });
}

function ofContainer(container: ValueNode): readonly NeededCapability[] {
  const features: readonly (readonly [name: string, attribute: string, feature: string | Message])[] = [
    [
      'repositoryCredentials',
      `${current}private-registry-authentication.secretsmanager`,
      message('credentials for private registries'),
    ],
    ['healthCheck', `${current}container-health-check`, message('health checks')],
    ['dependsOn', `${current}container-ordering`, 'dependsOn'],
    ['environmentFiles', `${current}env-files.s3`, message('environment files')],
  ];
  const usesRanges = itemsOf(property(container, 'portMappings')).some((each) => has(each, 'containerPortRange'));
  return [
    ...features
      .filter(([name]) => has(container, name))
      .map(([, attribute, feature]) => agentLacks(attribute, feature)),
    ...secretsOf(property(container, 'secrets'), 'environment-variables', message('secrets in environment variables')),
    ...(booleanOf(property(container, 'privileged')) === true
      ? [agentLacks(`${legacy}privileged-container`, message('privileged containers'))]
      : []),
    ...(booleanOf(property(property(container, 'restartPolicy'), 'enabled')) === true
      ? [agentLacks(`${current}container-restart-policy`, message('restart policies for containers'))]
      : []),
    ...(usesRanges ? [agentLacks(`${current}network.container-port-range`, message('ranges of ports'))] : []),
  ];
}
