import { partitionOf } from '../../accounts/regions.ts';
import { Failure } from '../../failure.ts';
import { oneLine } from '../../text/label.ts';
import type { Installer } from '../guidedScript.ts';
import { checkSource, expiryValues, guidedScript, howToRun, secretNotice, utcMinute } from '../guidedScript.ts';
import type { ProxyOptions } from '../hostOptions.ts';
import { hybridNodeProgram } from './hybridNodeProgram.ts';
import type { ContainerdSource } from './containerd.ts';
import { nodeConfigYaml } from './nodeConfig.ts';
import { proxyPattern, proxyValues } from './proxy.ts';

/** AWS's own, of the newest release: older ones stop working. `{arch}` stands for `amd64` or `arm64`. */
export const officialNodeadm: Installer = {
  url: 'https://hybrid-assets.eks.amazonaws.com/releases/latest/bin/linux/{arch}/nodeadm',
  needsRoot: true,
};

export interface HybridNodeScriptOptions {
  /** Name, not ARN. */
  readonly cluster: string;
  readonly region: string;
  /** `1.35`, or with a patch version. */
  readonly kubernetesVersion: string;
  /** A UUID. */
  readonly activationId: string;
  readonly activationCode: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Default: the operating system's own, but Docker's on RHEL, which has none. */
  readonly containerdSource?: ContainerdSource;
  /** Without user and password. Default for `noProxy`: what the machine has, or itself. */
  readonly proxy?: ProxyOptions;
  /** Default: AWS's own. One that `needsRoot` is false for is the demo account's: a bash script. */
  readonly nodeadm?: Installer;
}

/**
 * A guided bash script that makes the Linux machine on which it is run a hybrid node of an EKS cluster. It holds the
 * activation code: a secret. Options of the script: `--check-only` reports problems and stops, `--force` goes on
 * despite them. It exits with 1 for problems, 2 for a wrong option, else as nodeadm does.
 *
 * @throws Failure `invalidRequest` for a Kubernetes version, an activation or a proxy that nodeadm would refuse, a
 * source that is not allowed, or a value that holds NUL.
 */
export function hybridNodeScript(options: HybridNodeScriptOptions): string {
  const { cluster, region, kubernetesVersion, nodeadm = officialNodeadm, containerdSource = '' } = options;
  checkSource(nodeadm);
  checkForNodeadm(options);
  return guidedScript({
    header: header(options, nodeadm),
    values: {
      cluster,
      region,
      dns_suffix: partitionOf(region).dnsSuffix,
      kubernetes_version: kubernetesVersion,
      node_config: nodeConfigYaml(options),
      ...expiryValues(options.expiresAt),
      containerd_source: containerdSource,
      ...proxyValues(options.proxy),
      proxy_pattern: proxyPattern,
      nodeadm_url: nodeadm.url,
      loopback: nodeadm.insecureLoopback ? 'yes' : '',
      demo: nodeadm.needsRoot ? '' : 'yes',
    },
    program: hybridNodeProgram,
  });
}

/** As nodeadm does, which tells the code in its error message when it does not like it. */
function checkForNodeadm({ kubernetesVersion, activationId, activationCode }: HybridNodeScriptOptions): void {
  if (!/^\d+\.\d+(\.\d+)?$/.test(kubernetesVersion)) {
    throw new Failure('invalidRequest', `This is not a version of Kubernetes: ${oneLine(kubernetesVersion)}`);
  }
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(activationId)) {
    throw new Failure('invalidRequest', `This is not the id of an activation: ${oneLine(activationId)}`);
  }
  if (!/^.{20,250}$/u.test(activationCode)) {
    throw new Failure('invalidRequest', 'An activation code has 20 to 250 characters, on one line.');
  }
}

function header(options: HybridNodeScriptOptions, nodeadm: Installer): readonly string[] {
  const from = nodeadm.needsRoot
    ? ["AWS's nodeadm, always the newest, because older ones stop working."]
    : ['A stand-in of the demo account, on this machine: it needs no root and installs nothing.'];
  return [
    'Makes this machine a hybrid node of an Amazon EKS cluster.',
    '',
    `  Cluster     ${oneLine(options.cluster)}, Kubernetes ${options.kubernetesVersion}`,
    `  Region      ${oneLine(options.region)}`,
    `  Activation  ${options.activationId}`,
    `  Valid       until ${utcMinute(options.expiresAt)}`,
    `  Fetches     ${oneLine(nodeadm.url)}`,
    ...from.map((line) => `              ${line}`),
    ...(options.proxy ? [`  Proxy       ${options.proxy.url}`] : []),
    '',
    ...secretNotice,
    '',
    ...howToRun(nodeadm.needsRoot),
  ];
}
