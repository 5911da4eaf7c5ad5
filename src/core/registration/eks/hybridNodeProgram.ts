import { checkCode, fetchFile, readOptions, stopAtProblems, tell } from '../programParts.ts';
import { hybridNodeChecks } from './hybridNodeChecks.ts';

/**
 * What every script for an EKS hybrid node does, after its values. Bash 4 is enough, which all supported systems have;
 * the demo account's scripts also run on macOS, and so on bash 3.2.
 *
 * nodeadm uses up a registration early in `init`, and looks at swap, proxy and more only after that: so they are looked
 * at here, before.
 */
export const hybridNodeProgram = `
  # Tests put a scratch folder here. Every absolute path that is looked at or written starts with it.
  root=\${REGISTER_ROOT:-}
${readOptions}${tell}
  # For what matters to AWS's programs, and not to the stand-in of the demo account.
  nodeadm_needs() {
    if [[ $demo ]]; then note "$* (It does not matter to the demo account.)"; else problem "$*"; fi
  }

  # nodeadm would take these for the credentials that AWS gives this machine.
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_SHARED_CREDENTIALS_FILE
${checkCode}${hybridNodeChecks}${fetchFile}
  # Where nodeadm looks for the proxy, and the services find it.
  write_proxy() {
    local file
    say "Tells the services the proxy $proxy"
    for file in "\${proxy_units[@]}"; do
      if [[ -e $root$file ]]; then continue; fi
      mkdir -p "$(dirname "$root$file")"
      printf '[Service]\\nEnvironment="HTTP_PROXY=%s"\\nEnvironment="HTTPS_PROXY=%s"\\nEnvironment="NO_PROXY=%s"\\n' "$proxy" "$proxy" "$unproxied" >"$root$file"
    done
    if [[ $system == ubuntu ]]; then
      file=$root/etc/apt/apt.conf.d/proxy.conf
      if [[ ! -e $file ]]; then
        mkdir -p "$(dirname "$file")"
        printf 'Acquire::http::Proxy "%s";\\nAcquire::https::Proxy "%s";\\n' "$proxy" "$proxy" >"$file"
      fi
      # The SSM agent is a snap there.
      if command -v snap >/dev/null; then snap set system "proxy.http=$proxy" "proxy.https=$proxy"; fi
    fi
    systemctl daemon-reload
  }

  say "Makes this machine, $(uname -n), a hybrid node of the EKS cluster $(printf %q "$cluster") in $region."
  system='' architecture='' proxy_units=()
  check_code
  check_tools
  check_root
  check_systemd
  check_architecture
  check_processor
  check_system
  check_containerd
  check_earlier
  check_credentials
  check_memory
  check_swap
  check_disk
  check_proxy
  if [[ ! $demo ]]; then check_network; fi
${stopAtProblems}
  work=$(mktemp -d)
  secrets=$work
  trap 'rm -rf -- "$work" "$secrets"' EXIT
  # In memory, so that the code never gets to the disk. Programs may not be allowed to run from there.
  if [[ ! $demo && -d $root/run ]]; then secrets=$(mktemp -d "$root/run/hybrid-node.XXXXXX"); fi

  nodeadm_url=\${nodeadm_url//\\{arch\\}/$architecture}
  say "Fetches $nodeadm_url"
  if ! fetch "$nodeadm_url" "$work/nodeadm"; then
    say 'FAILED: nodeadm could not be fetched. No registration was used up. Check the network, the proxy and the firewall.' >&2
    exit 1
  fi
  # A sign-in page of the network must not be run.
  start=$(head -c 4 "$work/nodeadm" | tr -d '\\0')
  if [[ $start != $'\\177ELF' && ! ($demo && $start == '#!'*) ]]; then
    say 'FAILED: what came is not a program. No registration was used up. Is there a sign-in page or a filter in the network?' >&2
    exit 1
  fi
  if [[ $demo ]]; then
    nodeadm=(bash "$work/nodeadm")
  else
    # It stays: nodeadm also upgrades the node, and takes it away again.
    nodeadm=("$root/usr/local/bin/nodeadm")
    mkdir -p "$root/usr/local/bin"
    mv -f "$work/nodeadm" "\${nodeadm[0]}"
    chmod 755 "\${nodeadm[0]}"
  fi
  if [[ $proxy && ! $demo ]]; then write_proxy; fi

  status=0
  "\${nodeadm[@]}" install "$kubernetes_version" --credential-provider ssm --region "$region" --containerd-source "$containerd_source" </dev/null || status=$?
  if [[ $status -ne 0 ]]; then
    say "FAILED: nodeadm install ended with exit status $status; what it said stands above. No registration was used up." >&2
    exit "$status"
  fi

  # Read once, and deleted: a machine that is registered is not registered again.
  (umask 077 && printf '%s' "$node_config" >"$secrets/nodeConfig.yaml")
  "\${nodeadm[@]}" init --config-source "file://$secrets/nodeConfig.yaml" </dev/null || status=$?
  rm -f "$secrets/nodeConfig.yaml"
  if [[ $status -ne 0 ]]; then
    say "FAILED: nodeadm init ended with exit status $status; what it said stands above. A registration of the activation may be used up." >&2
    if [[ ! $demo ]]; then
      say 'If this machine is registered by now, run this again with --force: nodeadm goes on with that registration. Logs: journalctl -u kubelet -u containerd, /var/log/amazon/ssm/amazon-ssm-agent.log' >&2
    fi
    exit "$status"
  fi
  if [[ $demo ]]; then
    say 'DONE: this machine is registered. It appears in VS Code shortly.'
    exit 0
  fi

  # nodeadm also ends well when it has found nothing to do.
  node=$(earlier_node)
  if [[ ! $node ]]; then
    say 'FAILED: nodeadm ended without an error, but this machine is not registered. What it said stands above.' >&2
    exit 1
  fi
  for unit in containerd kubelet; do
    if ! systemctl is-active --quiet "$unit"; then
      say "FAILED: this machine is registered as $node, but $unit does not run. See: journalctl -u $unit" >&2
      exit 1
    fi
  done
  say "DONE: this machine is the node $node. It appears in VS Code shortly, and is Ready once a CNI (Cilium or Calico) runs on it."
  say 'nodeadm is at /usr/local/bin/nodeadm. For nodeadm upgrade, write a NodeConfig with this cluster and activation; any activation code of 20 characters will do, since the machine is registered.'
`;
