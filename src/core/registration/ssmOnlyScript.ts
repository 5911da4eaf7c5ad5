import { partitionOf } from '../accounts/regions.ts';
import { oneLine } from '../text/label.ts';
import type { Installer, ScriptActivation } from './guidedScript.ts';
import { checkSource, expiryValues, guidedScript, howToRun, secretNotice, validFor } from './guidedScript.ts';
import type { ProxyOptions } from './hostOptions.ts';
import { checkedProxy } from './hostOptions.ts';
import { download, machineChecks, proxySupport, scriptStart } from './preflight.ts';
import { stopAtProblems } from './programParts.ts';
import { ssmAgentSystems, systemCheck } from './supportedSystems.ts';

const beforeChecks = `
  # An earlier registration stays, whatever activation it came by.
  check_earlier() {
    read_registration
    if [[ $node ]]; then
      agents_need "This machine is already registered as $node\${node_region:+ in $node_region}. To start afresh: deregister $node in AWS, then run: sudo amazon-ssm-agent -register -clear"
    fi
  }

  read_system
  say "Registers this machine, $(uname -n), as a managed node of AWS Systems Manager in $region."
  use_proxy
  check_earlier
  check_code
  check_credentials
  check_tools
  check_root
  check_systemd
  check_architecture
  check_system
  check_disk

  # The folders are those of AWS's documentation: by package format and architecture.
  folder=linux
  case $os_id in *ubuntu* | *debian* | *raspbian*) folder=debian ;; esac
  case $machine in x86_64) folder+=_amd64 ;; *) folder+=_arm64 ;; esac
  if [[ ! $installer_url ]]; then installer_url=https://$setup_host/latest/$folder/ssm-setup-cli; fi

  needs_host "ssm.$region.$dns_suffix"
  needs_host "ssmmessages.$region.$dns_suffix"
  needs_host "ec2messages.$region.$dns_suffix" 'only older SSM agents use it.'
  needs_host "$setup_host"
  check_network
`;

const afterChecks = `
  installer=$work/ssm-setup-cli
  get_installer
  # A sign-in page of the network must not be run. The stand-in of the demo account is a script.
  came=$(head -c 4 "$installer")
  if [[ $came != *ELF ]] && ! [[ $demo && $came == '#!'* ]]; then
    say 'FAILED: what came is not a program. No registration was used up. Is there a sign-in page or a filter in the network?' >&2
    exit 1
  fi
  chmod 700 "$installer"
  if [[ $proxy ]]; then
    use_proxy_in amazon-ssm-agent.service
    use_proxy_in snap.amazon-ssm-agent.amazon-ssm-agent.service
    systemctl daemon-reload
  fi

  status=0
  (cd "$work" && "$installer" -register -activation-code "$activation_code" -activation-id "$activation_id" -region "$region") || status=$?

  if [[ $demo && $status -eq 0 ]]; then
    say 'DONE: this machine is registered. It appears in VS Code shortly.'
    exit 0
  fi
  read_registration
  if [[ $status -eq 0 && $node ]]; then
    say "DONE: this machine is the managed node $node. It appears in VS Code shortly."
    exit 0
  fi
  say "FAILED: ssm-setup-cli ended with exit status $status; what it said stands above. \${node:+SSM knows this machine as $node. }A registration of the activation may be used up." >&2
  if [[ ! $demo ]]; then say 'Logs: /var/log/amazon/ssm/amazon-ssm-agent.log, and: journalctl -u amazon-ssm-agent' >&2; fi
  if [[ $status -eq 0 ]]; then status=1; fi
  exit "$status"
`;

const program = [
  scriptStart,
  proxySupport,
  machineChecks,
  systemCheck(ssmAgentSystems),
  download,
  beforeChecks,
  stopAtProblems,
  afterChecks,
].join('');

export interface SsmOnlyScriptOptions extends ScriptActivation {
  readonly proxy?: ProxyOptions;
  /** A stand-in for AWS's `ssm-setup-cli` that takes the same options: that of the demo account. */
  readonly setupTool?: Installer;
}

/**
 * A guided bash script that registers the Linux machine on which it is run as a managed node, without a cluster. It holds
 * the activation code: a secret. Options and exit status as for `ecsLinuxRegisterScript`.
 *
 * Source: Systems Manager user guide, "How to install the SSM Agent on hybrid Linux nodes".
 *
 * @throws Failure `invalidRequest` for a tool address or a proxy that is not allowed, or a value that holds NUL.
 */
export function ssmOnlyRegisterScript(options: SsmOnlyScriptOptions): string {
  const { setupTool } = options;
  if (setupTool) checkSource(setupTool);
  return guidedScript({ header: header(options), values: values(options), program });
}

function setupHost(region: string): string {
  return `amazon-ssm-${region}.s3.${region}.${partitionOf(region).dnsSuffix}`;
}

function header(options: SsmOnlyScriptOptions): readonly string[] {
  const { setupTool } = options;
  const source = setupTool?.url ?? `https://${setupHost(options.region)}/latest/…/ssm-setup-cli`;
  return [
    'Registers this machine as a managed node of AWS Systems Manager, without a cluster.',
    '',
    `  Region      ${oneLine(options.region)}`,
    `  Activation  ${oneLine(options.activationId)}`,
    `  Valid       ${validFor(options)}`,
    `  Fetches     ${oneLine(source)}`,
    '',
    ...secretNotice,
    '',
    ...howToRun(setupTool?.needsRoot !== false),
  ];
}

function values(options: SsmOnlyScriptOptions): Readonly<Record<string, string>> {
  const { setupTool } = options;
  const proxy = checkedProxy(options.proxy);
  return {
    region: options.region,
    activation_id: options.activationId,
    activation_code: options.activationCode,
    ...expiryValues(options.expiresAt),
    setup_host: setupHost(options.region),
    installer_url: setupTool?.url ?? '',
    dns_suffix: partitionOf(options.region).dnsSuffix,
    loopback: setupTool?.insecureLoopback ? 'yes' : '',
    demo: setupTool?.needsRoot === false ? 'yes' : '',
    proxy: proxy?.url ?? '',
    no_proxy_for: proxy?.noProxy ?? '',
    min_mib: '256',
  };
}
