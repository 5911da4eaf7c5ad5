import { partitionOf } from '../../accounts/regions.ts';
import { Failure } from '../../failure.ts';
import { parseArn } from '../../fleet/arn.ts';
import { oneLine } from '../../text/label.ts';
import type { Checked } from '../activation.ts';
import type { ConnectorProvider, ConnectorRequest } from '../eksRegistration.ts';
import { connectorProviders } from '../eksRegistration.ts';
import type { Installer } from '../guidedScript.ts';
import { checkSource, expiryValues, guidedScript, secretNotice, utcMinute } from '../guidedScript.ts';
import { demoConnectorProgram, helmConnectorProgram, manifestConnectorProgram } from './connectorProgram.ts';

/**
 * How long EKS keeps the activation of a registered cluster, in milliseconds. `DescribeCluster` says the exact end.
 * Source: EKS user guide, "Connect an external Kubernetes cluster".
 */
export const connectorActivationWindow = 3 * 24 * 3_600_000;

/** Source: EKS `RegisterCluster`. */
const connectedClusterNameLength = 100;

/** The name of a cluster that is to be connected. It is unique in account and Region, and can't be changed. */
export function checkConnectedClusterName(typed: string): Checked<string> {
  const name = typed.trim();
  const max = connectedClusterNameLength;
  if (name === '') return { problem: { kind: 'empty' } };
  if (name.length > max) return { problem: { kind: 'tooLong', length: name.length, max } };
  const [first = '', ...others] = Array.from(name);
  const character = /[0-9A-Za-z]/.test(first) ? others.find((one) => !/[0-9A-Za-z_-]/.test(one)) : first;
  return character === undefined ? { value: name } : { problem: { kind: 'badCharacter', character } };
}

/** The ARN of the agents' role: `RegisterCluster` takes no bare name. */
export function checkConnectorRoleArn(typed: string): Checked<string> {
  const roleArn = typed.trim();
  if (roleArn === '') return { problem: { kind: 'empty' } };
  const arn = parseArn(roleArn);
  if (!(arn?.service === 'iam' && arn.resource.startsWith('role/'))) return { problem: { kind: 'notARole' } };
  if (arn.resource.startsWith('role/aws-service-role/')) return { problem: { kind: 'serviceLinkedRole' } };
  return { value: roleArn };
}

export interface ConnectedCluster {
  readonly name: string;
  readonly roleArn: string;
  readonly provider: string;
  readonly requestToken: string;
}

/** @throws Failure `invalidRequest` for values that the checks above refuse, or a provider that EKS does not know. */
export function registerClusterRequest(cluster: ConnectedCluster): ConnectorRequest {
  const provider = connectorProviders.find((known): known is ConnectorProvider => known === cluster.provider);
  if (!provider) throw new Failure('invalidRequest', `EKS does not know the provider ${oneLine(cluster.provider)}.`);
  return {
    name: accepted('name', checkConnectedClusterName(cluster.name)),
    roleArn: accepted('role', checkConnectorRoleArn(cluster.roleArn)),
    provider,
    requestToken: cluster.requestToken,
  };
}

function accepted<T>(what: string, checked: Checked<T>): T {
  if (checked.problem) throw new Failure('invalidRequest', `The ${what} is not valid: ${checked.problem.kind}.`);
  return checked.value;
}

/** AWS's own, always the newest. */
export const officialConnectorManifest: Installer = {
  url: 'https://amazon-eks.s3.us-west-2.amazonaws.com/eks-connector/manifests/eks-connector/latest/eks-connector.yaml',
  needsRoot: false,
};

/** Source: EKS user guide, "Connect an external Kubernetes cluster". */
export const connectorChart = 'oci://public.ecr.aws/eks-connector/eks-connector-chart';

/** AWS's manifest has both without quotes. */
function checkPlain(...values: readonly string[]): void {
  for (const value of values) {
    if (!/^[A-Za-z0-9-]+$/.test(value)) {
      throw new Failure('invalidRequest', `This is not a Region, or not the id of an activation: ${oneLine(value)}`);
    }
  }
}

export interface ConnectorScriptOptions {
  readonly region: string;
  readonly activationId: string;
  readonly activationCode: string;
  /** Name of the registered cluster, not ARN. */
  readonly cluster: string;
  /** Milliseconds since the epoch; `connectorActivationWindow` after registering. */
  readonly expiresAt: number;
  /** A context of kubectl. Without it, the script wants `--context`. */
  readonly context?: string;
  /** Default: AWS's own. */
  readonly manifest?: Installer;
}

/**
 * A guided bash script that connects a Kubernetes cluster to EKS by AWS's manifest, from a machine with `kubectl`. It
 * holds the activation code: a secret. Options of the script: `--context NAME`, `--check-only`, `--force`. It exits
 * with 1 for problems, 2 for a wrong option.
 *
 * @throws Failure `invalidRequest` for values that AWS does not give out and that would not stay values in YAML, and for
 * a source that is not allowed.
 */
export function connectorManifestScript(options: ConnectorScriptOptions): string {
  const { region, activationId, activationCode, manifest = officialConnectorManifest } = options;
  checkSource(manifest);
  checkPlain(region, activationId);
  return guidedScript({
    header: header(options, `AWS's manifest of EKS Connector, with kubectl: ${oneLine(manifest.url)}`),
    values: {
      ...sharedValues(options),
      activation_id: activationId,
      // It goes under `data` of a Kubernetes Secret.
      code_base64: Buffer.from(activationCode, 'utf8').toString('base64'),
      manifest_url: manifest.url,
    },
    program: manifest.insecureLoopback ? demoConnectorProgram : manifestConnectorProgram,
  });
}

/**
 * As `connectorManifestScript`, by AWS's helm chart: that one installs on x86-64 nodes only where a cluster has both
 * kinds, and can be upgraded. Not for clusters that were registered with `eksctl`.
 */
export function connectorHelmScript(options: Omit<ConnectorScriptOptions, 'manifest'>): string {
  const { region, activationId, activationCode } = options;
  checkPlain(region, activationId);
  const chartValues = {
    eks: { activationCode, activationId, agentRegion: region },
    deploy: { podLabelSelector: { 'kubernetes.io/arch': 'amd64' } },
  };
  return guidedScript({
    header: header(options, `AWS's chart of EKS Connector, with helm: ${connectorChart}`),
    // JSON is YAML, and on stdin helm reads it letter by letter, where `--set` has a grammar of its own.
    values: {
      ...sharedValues(options),
      chart_values: JSON.stringify(chartValues),
      chart: connectorChart,
    },
    program: helmConnectorProgram,
  });
}

function sharedValues(options: Omit<ConnectorScriptOptions, 'manifest'>): Readonly<Record<string, string>> {
  const { cluster, region, expiresAt, context = '' } = options;
  const dns_suffix = partitionOf(region).dnsSuffix;
  return { cluster, region, dns_suffix, context, ...expiryValues(expiresAt) };
}

function header(options: Omit<ConnectorScriptOptions, 'manifest'>, installs: string): readonly string[] {
  return [
    'Connects a Kubernetes cluster to Amazon EKS (EKS Connector), where its objects can then be looked at.',
    '',
    `  Name in EKS  ${oneLine(options.cluster)}`,
    `  Region       ${options.region}`,
    `  Activation   ${options.activationId}`,
    `  Valid        until ${utcMinute(options.expiresAt)}, once`,
    `  Context      ${oneLine(options.context ?? 'the one that --context names')}`,
    `  Installs     ${installs}`,
    '',
    ...secretNotice,
    '',
    'Run it where kubectl reaches the cluster as an administrator: bash FILE',
    '  --context NAME  the context of kubectl: which cluster to connect',
    '  --check-only    only tells what stands in the way, and changes nothing',
    '  --force         goes on despite problems',
  ];
}
