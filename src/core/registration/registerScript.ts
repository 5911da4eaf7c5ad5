import { partitionOf } from '../accounts/regions.ts';
import { boardAttribute } from '../fleet/machine.ts';
import { oneLine } from '../text/label.ts';
import { quote } from '../text/shell.ts';
import type { Installer, ScriptActivation } from './guidedScript.ts';
import { checkSource, expiryValues, guidedScript, howToRun, secretNotice, validFor } from './guidedScript.ts';
import type { EcsHostOptions } from './hostOptions.ts';
import { checkedHostOptions, noHostOptions } from './hostOptions.ts';
import { registerProgram } from './registerProgram.ts';

/** AWS's own installer. Source: ECS developer guide, "Registering an external instance to an Amazon ECS cluster". */
export const officialInstaller: Installer = {
  url: 'https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install-latest.sh',
  needsRoot: true,
};

/** With which AWS signs the installer. Source: as `officialInstaller`. */
const signingKey = {
  fingerprint: 'F34C3DDAE72926B079BEAEC6BCE9D9A42D51784F',
  /** Where the installer itself takes the key from, so that no further host has to be reached. */
  url: 'https://raw.githubusercontent.com/aws/amazon-ecs-agent/master/scripts/amazon-ecs-agent.gpg',
} as const;

export interface RegisterScriptOptions extends ScriptActivation {
  /** Name, not ARN. */
  readonly cluster: string;
  readonly installer: Installer;
  readonly host?: EcsHostOptions;
}

/**
 * A guided bash script that registers the Linux machine on which it is run as an external instance of a cluster.
 * It holds the activation code: a secret. Options of the script: `--check-only` reports problems and stops, `--force`
 * goes on despite them. It exits with 1 for problems, 2 for a wrong option, else as the installer does.
 *
 * @throws Failure `invalidRequest` for an installer address or host options that are not allowed, or a value that holds
 * NUL.
 */
export function ecsLinuxRegisterScript(options: RegisterScriptOptions): string {
  checkSource(options.installer);
  return guidedScript({ header: header(options), values: values(options), program: registerProgram });
}

function header(options: RegisterScriptOptions): readonly string[] {
  const { installer } = options;
  const from = installer.needsRoot
    ? ["AWS's installer, always the newest, because older ones stop working."]
    : ['A stand-in of the demo account, on this machine: it needs no root and installs nothing.'];
  return [
    'Registers this machine as an external instance of an Amazon ECS cluster (ECS Anywhere).',
    '',
    `  Cluster     ${oneLine(options.cluster)}`,
    `  Region      ${oneLine(options.region)}`,
    `  Activation  ${oneLine(options.activationId)}`,
    `  Valid       ${validFor(options)}`,
    `  Fetches     ${oneLine(installer.url)}`,
    ...from.map((line) => `              ${line}`),
    '',
    ...secretNotice,
    '',
    ...howToRun(installer.needsRoot),
  ];
}

function values(options: RegisterScriptOptions): Readonly<Record<string, string>> {
  const { installer } = options;
  return {
    cluster: options.cluster,
    region: options.region,
    activation_id: options.activationId,
    activation_code: options.activationCode,
    ...expiryValues(options.expiresAt),
    installer_url: installer.url,
    signing_key: signingKey.fingerprint,
    signing_key_url: signingKey.url,
    dns_suffix: partitionOf(options.region).dnsSuffix,
    loopback: installer.insecureLoopback ? 'yes' : '',
    demo: installer.needsRoot ? '' : 'yes',
    ...hostValues(checkedHostOptions(options.host ?? noHostOptions)),
  };
}

function hostValues(host: EcsHostOptions): Readonly<Record<string, string>> {
  return {
    board_attribute: boardAttribute,
    attributes: members(host.attributes),
    tags: members(host.tags),
    proxy: host.proxy?.url ?? '',
    no_proxy_for: host.proxy?.noProxy ?? '',
    docker_wanted: host.dockerSource ?? '',
    gpu: host.gpu ? 'yes' : '',
    ip_wanted: host.ipCompatibility ?? '',
    // Docker, the agents and their image; images of tasks come on top.
    min_mib: '1024',
  };
}

/** The inside of a JSON object, to which the script adds the board. */
function members(record: Readonly<Record<string, string>>): string {
  return JSON.stringify(record).slice(1, -1);
}

/**
 * AWS's own one-line command, for those who want just that. It holds the activation code, and a shell that it is
 * pasted into keeps it in its history. Attributes, tags and a proxy have no option in it: they take the guided script.
 *
 * @throws Failure as `ecsLinuxRegisterScript` does.
 */
export function plainOneLiner(options: RegisterScriptOptions): string {
  const { installer, host } = options;
  checkSource(installer);
  const file = '/tmp/ecs-anywhere-install.sh';
  const run = installer.needsRoot ? 'sudo bash' : 'bash';
  const proto = installer.insecureLoopback ? "'=http'" : "'=https'";
  return [
    `curl --proto ${proto} -fsSL -o ${file} ${quote(installer.url)} && ${run} ${file}`,
    `--region ${quote(options.region)}`,
    `--cluster ${quote(options.cluster)}`,
    `--activation-id ${quote(options.activationId)}`,
    `--activation-code ${quote(options.activationCode)}`,
    ...(host?.dockerSource ? [`--docker-install-source ${host.dockerSource}`] : []),
    ...(host?.gpu ? ['--enable-gpu'] : []),
    ...(host?.ipCompatibility ? [`--ip-compatibility ${host.ipCompatibility}`] : []),
  ].join(' ');
}
