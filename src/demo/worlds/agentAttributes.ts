/**
 * The attributes that the ECS agent registers in external mode: what it advertises anywhere, without what it removes
 * there. Source: `agent/app/agent_capability.go` of the agent, and Docker's own API versions.
 */

const capability = 'ecs.capability.';
const legacy = 'com.amazonaws.ecs.capability.';

const dockerApiVersions = [
  '1.17',
  '1.18',
  '1.19',
  '1.20',
  '1.21',
  '1.22',
  '1.23',
  '1.24',
  '1.25',
  '1.28',
  '1.29',
  '1.30',
  '1.32',
];

const names: readonly string[] = [
  ...[
    'private-registry-authentication.secretsmanager',
    'secrets.ssm.environment-variables',
    'secrets.ssm.bootstrap.log-driver',
    'secrets.asm.environment-variables',
    'secrets.asm.bootstrap.log-driver',
    'ecr-endpoint',
    'container-ordering',
    'full-sync',
    'env-files.s3',
    'network.container-port-range',
    'container-restart-policy',
    'task-cpu-mem-limit',
    'increased-task-cpu-limit',
    'execution-role-ecr-pull',
    'execution-role-awslogs',
    'container-health-check',
    'docker-plugin.local',
    'pid-ipc-namespace-sharing',
    'firelens.fluentd',
    'firelens.fluentbit',
    'firelens.options.config.file',
    'firelens.options.config.s3',
    'firelens.non-root-user',
    'logging-driver.awsfirelens.log-driver-buffer-limit',
    'efs',
    'efsAuth',
    'storage.s3-files',
    'execute-command',
    'external',
  ].map((name) => capability + name),
  ...[
    'privileged-container',
    'apparmor',
    'ecr-auth',
    'task-iam-role',
    'task-iam-role-network-host',
    ...['json-file', 'syslog', 'awslogs', 'fluentd', 'none', 'awsfirelens'].map((driver) => `logging-driver.${driver}`),
    ...dockerApiVersions.map((version) => `docker-remote-api.${version}`),
  ].map((name) => legacy + name),
];

/** What runs the agent, as it says it: not `aarch64`, but `arm64`. */
export type CpuArchitecture = 'arm64' | 'x86_64';

type Attributes = ReadonlyMap<string, string | undefined>;

/** Large fleets hold few different sets of attributes; hosts that are alike share theirs. */
const shared = new Map<string, Attributes>();
const mostShared = 100;

export function externalAgentAttributes(
  architecture: CpuArchitecture,
  custom: Readonly<Record<string, string>> = {},
): Attributes {
  const key = JSON.stringify([architecture, custom]);
  const known = shared.get(key);
  if (known !== undefined) return known;
  if (shared.size >= mostShared) shared.clear();
  const attributes = new Map<string, string | undefined>([
    ...Object.entries(custom),
    ...names.map((name) => [name, undefined] as const),
    ['ecs.os-type', 'linux'],
    ['ecs.os-family', 'LINUX'],
    ['ecs.os-type-detailed', 'linux'],
    ['ecs.cpu-architecture', architecture],
  ]);
  shared.set(key, attributes);
  return attributes;
}
