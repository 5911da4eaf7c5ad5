import { Failure } from '../failure.ts';
import { oneLine } from '../text/label.ts';
import { quote } from '../text/shell.ts';
import { registerProgram } from './registerProgram.ts';

export interface Installer {
  readonly url: string;
  /** Allows `http:`, on this machine's loopback only: for the demo account's stand-in. */
  readonly insecureLoopback?: boolean;
  /** False for the demo account's stand-in, to which the state of the machine does not matter either. */
  readonly needsRoot: boolean;
}

/** AWS's own installer. Source: ECS developer guide, "Registering an external instance to an Amazon ECS cluster". */
export const officialInstaller: Installer = {
  url: 'https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install-latest.sh',
  needsRoot: true,
};

export interface RegisterScriptOptions {
  /** Name, not ARN. */
  readonly cluster: string;
  readonly region: string;
  readonly activationId: string;
  readonly activationCode: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly registrationLimit: number;
  readonly installer: Installer;
}

/**
 * A guided bash script that registers the Linux machine on which it is run as an external instance of a cluster.
 * It holds the activation code: a secret. Options of the script: `--check-only` reports problems and stops, `--force`
 * goes on despite them. It exits with 1 for problems, 2 for a wrong option, else as the installer does.
 *
 * Everything happens in `main`, called by the last line: a script that arrives in part does nothing, and one that
 * arrives through a pipe has been read to its end before a command it runs could read from that pipe.
 *
 * @throws Failure `invalidRequest` for an installer address that is not allowed, or a value that holds NUL.
 */
export function ecsLinuxRegisterScript(options: RegisterScriptOptions): string {
  checkInstaller(options.installer);
  return [
    '#!/usr/bin/env bash',
    ...header(options).map((line) => (line === '' ? '#' : `# ${line}`)),
    '',
    'main() {',
    '  set -euo pipefail',
    '',
    ...values(options).map(([name, value]) => `  ${name}=${quote(value)}`),
    registerProgram.trimEnd(),
    '}',
    '',
    'main "$@"',
    '',
  ].join('\n');
}

function header(options: RegisterScriptOptions): readonly string[] {
  const { installer, registrationLimit } = options;
  const hosts = registrationLimit === 1 ? '1 host' : `${registrationLimit} hosts`;
  const from = installer.needsRoot
    ? ["AWS's installer, always the newest, because older ones stop working."]
    : ['A stand-in of the demo account, on this machine: it needs no root and installs nothing.'];
  return [
    'Registers this machine as an external instance of an Amazon ECS cluster (ECS Anywhere).',
    '',
    `  Cluster     ${oneLine(options.cluster)}`,
    `  Region      ${oneLine(options.region)}`,
    `  Activation  ${oneLine(options.activationId)}`,
    `  Valid       until ${utcMinute(options.expiresAt)}, for ${hosts}`,
    `  Fetches     ${oneLine(installer.url)}`,
    ...from.map((line) => `              ${line}`),
    '',
    'THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with',
    'your account. Do not share it, do not commit it, and delete it when the host has arrived.',
    '',
    `Run it on the machine to register${installer.needsRoot ? ', as root: sudo bash FILE' : ': bash FILE'}`,
    '  --check-only  only tells what stands in the way, and changes nothing',
    '  --force       goes on despite problems',
  ];
}

function values(options: RegisterScriptOptions): readonly (readonly [name: string, value: string])[] {
  const { installer } = options;
  return [
    ['cluster', options.cluster],
    ['region', options.region],
    ['activation_id', options.activationId],
    ['activation_code', options.activationCode],
    ['expires_at', String(Math.floor(options.expiresAt / 1000))],
    ['expires_text', utcMinute(options.expiresAt)],
    ['installer_url', installer.url],
    ['loopback', installer.insecureLoopback ? 'yes' : ''],
    ['demo', installer.needsRoot ? '' : 'yes'],
  ];
}

/**
 * AWS's own one-line command, for those who want just that. It holds the activation code, and a shell that it is
 * pasted into keeps it in its history.
 *
 * @throws Failure as `ecsLinuxRegisterScript` does.
 */
export function plainOneLiner(options: RegisterScriptOptions): string {
  const { installer } = options;
  checkInstaller(installer);
  const file = '/tmp/ecs-anywhere-install.sh';
  const run = installer.needsRoot ? 'sudo bash' : 'bash';
  const proto = installer.insecureLoopback ? "'=http'" : "'=https'";
  return [
    `curl --proto ${proto} -fsSL -o ${file} ${quote(installer.url)} && ${run} ${file}`,
    `--region ${quote(options.region)}`,
    `--cluster ${quote(options.cluster)}`,
    `--activation-id ${quote(options.activationId)}`,
    `--activation-code ${quote(options.activationCode)}`,
  ].join(' ');
}

/** `2026-11-22 14:05 UTC` */
function utcMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function checkInstaller({ url, insecureLoopback }: Installer): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const allowed = insecureLoopback ? protocol === 'http:' && loopbackHosts.test(hostname) : protocol === 'https:';
  if (!allowed) {
    const rule = insecureLoopback ? 'http on the loopback interface' : 'https';
    throw new Failure('invalidRequest', `The installer must come by ${rule}, not from ${oneLine(url)}`);
  }
}
