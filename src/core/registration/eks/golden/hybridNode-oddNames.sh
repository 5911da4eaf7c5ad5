#!/usr/bin/env bash
# Makes this machine a hybrid node of an Amazon EKS cluster.
#
#   Cluster     it's "$(touch pwned)" `touch pwned` ${HOME} main; exit 👩‍🚀 \, Kubernetes 1.35
#   Region      eu'central # 1
#   Activation  7f3c0a52-1b2c-4d3e-8f90-123456789abc
#   Valid       until 2026-11-23 14:05 UTC
#   Fetches     https://hybrid-assets.eks.amazonaws.com/releases/latest/bin/linux/{arch}/nodeadm
#               AWS's nodeadm, always the newest, because older ones stop working.
#
# THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with
# your account. Do not share it, do not commit it, and delete it when it has done its work.
#
# Run it on the machine to register, as root: sudo bash FILE
#   --check-only  only tells what stands in the way, and changes nothing
#   --force       goes on despite problems

main() {
  set -euo pipefail

  cluster='it'\''s "$(touch pwned)" `touch pwned` ${HOME}
main; exit 👩‍🚀 \'
  region='eu'\''central
# 1'
  dns_suffix='amazonaws.com'
  kubernetes_version='1.35'
  node_config='apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster:
    name: "it'\''s \"$(touch pwned)\" `touch pwned` ${HOME}\nmain; exit 👩‍🚀 \\"
    region: "eu'\''central\n# 1"
  hybrid:
    ssm:
      activationCode: "--'\''+/=\"$(touch pwned)\" # {{ x }}: \u001b[31m"
      activationId: "7f3c0a52-1b2c-4d3e-8f90-123456789abc"
'
  expires_at='1795442759'
  expires_text='2026-11-23 14:05 UTC'
  containerd_source=''
  proxy=''
  unproxied=''
  proxy_pattern='^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?$'
  nodeadm_url='https://hybrid-assets.eks.amazonaws.com/releases/latest/bin/linux/{arch}/nodeadm'
  loopback=''
  demo=''

  # Tests put a scratch folder here. Every absolute path that is looked at or written starts with it.
  root=${REGISTER_ROOT:-}

  force='' check_only=''
  for option in "$@"; do
    case $option in
      --force) force=yes ;;
      --check-only) check_only=yes ;;
      *)
        printf 'Unknown option: %s\nOptions: --check-only, --force\n' "$option" >&2
        exit 2
        ;;
    esac
  done

  problems=0
  say() { printf '%s\n' "$*"; }
  note() { say "Note: $*"; }
  problem() {
    problems=$((problems + 1))
    say "PROBLEM: $*" >&2
  }

  # For what matters to AWS's programs, and not to the stand-in of the demo account.
  nodeadm_needs() {
    if [[ $demo ]]; then note "$* (It does not matter to the demo account.)"; else problem "$*"; fi
  }

  # nodeadm would take these for the credentials that AWS gives this machine.
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_SHARED_CREDENTIALS_FILE

  check_code() {
    if [[ $(date +%s) -ge $expires_at ]]; then
      problem "The activation code ran out at $expires_text, or this machine's clock is wrong: it says $(date -u '+%Y-%m-%d %H:%M UTC'). Register anew, or set the clock."
    fi
  }

  check_tools() {
    if ! command -v curl >/dev/null; then
      problem 'curl is not installed. Install it with the package manager: apt-get install curl, or dnf install curl.'
    fi
  }

  check_root() {
    if [[ $(id -u) != 0 ]]; then nodeadm_needs 'nodeadm takes root. Run this script with sudo.'; fi
  }

  check_systemd() {
    if [[ ! -d $root/run/systemd/system ]]; then
      nodeadm_needs 'systemd does not run here, and kubelet, containerd and the SSM agent are systemd services. Use a machine (not a container) with systemd.'
    fi
  }

  check_architecture() {
    local machine
    machine=$(uname -m)
    case $machine in
      x86_64) architecture=amd64 ;;
      aarch64 | arm64) architecture=arm64 ;;
      *)
        architecture=$machine
        nodeadm_needs "The architecture is $machine, and hybrid nodes exist for x86_64 and aarch64 only."
        return
        ;;
    esac
    if command -v getconf >/dev/null && [[ $(getconf LONG_BIT) == 32 ]]; then
      nodeadm_needs "The kernel is 64-bit ($machine), but the system on top of it is 32-bit. Install a 64-bit operating system."
    fi
  }

  board() {
    if [[ -r $root/proc/device-tree/model ]]; then tr -d '\0' <"$root/proc/device-tree/model"; fi
  }

  # aes: the crypto extensions; atomics: ARMv8.1; dcpop: ARMv8.2.
  check_processor() {
    local features feature model missing=''
    if [[ $architecture != arm64 || ! -r $root/proc/cpuinfo ]]; then return; fi
    features=$(sed -n '/^Features/{s/^Features[[:space:]]*://p;q;}' "$root/proc/cpuinfo")
    if [[ ! $features ]]; then return; fi
    for feature in aes atomics dcpop; do
      if [[ " $features " != *" $feature "* ]]; then missing="$missing $feature"; fi
    done
    if [[ $missing ]]; then
      model=$(board)
      nodeadm_needs "The processor of this ${model:-machine} lacks:$missing. kube-proxy of Amazon EKS needs ARMv8.2 with the crypto extensions, and ends with 'Fatal glibc error' here. Every Raspberry Pi before the 5 is like that: take a Raspberry Pi 5, or register this one with an ECS cluster."
    fi
  }

  os_release() {
    if [[ -r $root/etc/os-release ]]; then sed -n "s/^$1=//p" "$root/etc/os-release" | tr -d "\"'"; fi
  }

  check_system() {
    local name
    system=$(os_release ID)
    name=$(os_release PRETTY_NAME)
    case $system:$(os_release VERSION_ID) in
      amzn:2023 | amzn:2023.* | ubuntu:20.04 | ubuntu:20.04.* | ubuntu:22.04 | ubuntu:22.04.* | ubuntu:24.04 | ubuntu:24.04.* | rhel:8 | rhel:8.* | rhel:9 | rhel:9.*) ;;
      *) note "${name:-This operating system} is not one of those that AWS supports for hybrid nodes (as of 2026-08: Amazon Linux 2023; Ubuntu 20.04, 22.04, 24.04; RHEL 8, 9). It may work all the same." ;;
    esac
    if [[ $system == amzn ]] && command -v systemd-detect-virt >/dev/null && ! systemd-detect-virt --quiet; then
      note 'AWS supports Amazon Linux 2023 outside of AWS in virtual machines only, and this is none.'
    fi
  }

  check_containerd() {
    case $system:$containerd_source in
      rhel:) containerd_source=docker ;;
      *:) containerd_source=distro ;;
      rhel:distro) nodeadm_needs "RHEL has no containerd of its own. Choose Docker's (docker), or install one and choose none." ;;
      amzn:docker) nodeadm_needs "Docker's containerd does not exist for Amazon Linux. Choose the system's own (distro)." ;;
    esac
  }

  # What SSM knows this machine as, if it is registered.
  earlier_node() {
    local file
    for file in "$root/var/lib/amazon/ssm/registration" "$root/var/lib/amazon/ssm/Vault/Store/RegistrationKey"; do
      if [[ -r $file ]]; then
        sed -n 's/.*"\(ManagedInstanceID\|instanceID\)"[[:space:]]*:[[:space:]]*"\(mi-[A-Za-z0-9]*\)".*/\2/p' "$file"
        return
      fi
    done
  }

  earlier_region() {
    local file=$root/var/lib/amazon/ssm/registration
    if [[ -r $file ]]; then sed -n 's/.*"Region"[[:space:]]*:[[:space:]]*"\([a-z0-9-]*\)".*/\1/p' "$file"; fi
  }

  check_earlier() {
    local node region_before folder
    node=$(earlier_node)
    region_before=$(earlier_region)
    if [[ $node ]]; then
      nodeadm_needs "This machine is already registered as $node${region_before:+ in $region_before}. nodeadm would keep that, with its account and Region, and not use this activation. If an earlier run of this script stopped after that, go on with --force. To start afresh: nodeadm uninstall, deregister $node in AWS, stop and remove amazon-ssm-agent, and delete /var/lib/amazon/ssm."
    fi
    if [[ -e $root/usr/libexec/amazon-ecs-init ]]; then
      nodeadm_needs 'The ECS agent is installed here: this machine is, or was, an external instance of an ECS cluster. Deregister it there first, and remove amazon-ecs-init.'
    fi
    for folder in /etc/eks/kubelet /etc/kubernetes /etc/rancher/k3s; do
      if [[ -e $root$folder ]]; then
        nodeadm_needs "There is a $folder: this machine is, or was, a node of a Kubernetes cluster. Uninstall that first (for a hybrid node: nodeadm uninstall), and delete $folder."
      fi
    done
  }

  check_credentials() {
    if [[ -e $root/root/.aws/credentials ]]; then
      nodeadm_needs 'There is a /root/.aws/credentials (of your own, or left over from an earlier registration), which nodeadm would take for the credentials that AWS gives this machine. Move it away: mv /root/.aws/credentials /root/.aws/credentials.before'
    fi
  }

  memory_cgroup() {
    if [[ -r $root/sys/fs/cgroup/cgroup.controllers ]]; then
      grep -qw memory "$root/sys/fs/cgroup/cgroup.controllers"
    elif [[ -r $root/proc/cgroups ]]; then
      grep -Eq '^memory[[:space:]].*[[:space:]]1$' "$root/proc/cgroups"
    fi
  }

  check_memory() {
    local file=/boot/firmware/cmdline.txt
    if memory_cgroup; then return; fi
    if [[ $(board) != *'Raspberry Pi'* ]]; then
      nodeadm_needs 'The memory cgroup is off in the kernel, and kubelet does not start without it. Turn it on with the kernel parameter cgroup_enable=memory, and restart.'
      return
    fi
    if [[ ! -e $root$file ]]; then file=/boot/cmdline.txt; fi
    nodeadm_needs "The memory cgroup is off, and kubelet does not start without it. Add this to the end of the one line in $file, after a space, and restart: cgroup_enable=memory cgroup_memory=1"
  }

  check_swap() {
    local areas
    if [[ ! -r $root/proc/swaps ]]; then return; fi
    areas=$(sed -n 's/^\([^[:space:]]*\)[[:space:]]*partition[[:space:]].*/\1/p' "$root/proc/swaps" | tr '\n' ' ')
    if [[ $areas ]]; then
      nodeadm_needs "There is swap on ${areas% }, and nodeadm turns swap files off, but no partitions. Turn it off (swapoff -a), and take it out of /etc/fstab, or remove the package that makes it (zram)."
    elif [[ $(wc -l <"$root/proc/swaps") -gt 1 ]]; then
      note 'nodeadm turns the swap file off, for good.'
    fi
  }

  check_disk() {
    local free
    free=$(df -Pk "${root:-/}" 2>/dev/null | awk 'NR == 2 { print $4 }') || free=''
    if [[ $free && $free -lt 5242880 ]]; then
      nodeadm_needs "There are $((free / 1024)) MiB free on the disk. The components of a node and its first images want 5 GiB."
    fi
  }

  # nodeadm wants the proxy, once one is set, in these files too, and looks after it has used up a registration.
  check_proxy() {
    local file agent=amazon-ssm-agent
    proxy=${proxy:-${https_proxy:-${HTTPS_PROXY:-${http_proxy:-${HTTP_PROXY:-}}}}}
    if [[ ! $proxy || $demo ]]; then return; fi
    if [[ ! $proxy =~ $proxy_pattern ]]; then
      problem 'The proxy that is set has a form that nodeadm does not get along with: it must be http://HOST:PORT, without user and password.'
      return
    fi
    unproxied=${unproxied:-${no_proxy:-${NO_PROXY:-localhost,127.0.0.1}}}
    export http_proxy=$proxy https_proxy=$proxy no_proxy=$unproxied HTTP_PROXY=$proxy HTTPS_PROXY=$proxy NO_PROXY=$unproxied
    if [[ $system == ubuntu ]]; then agent=snap.amazon-ssm-agent.amazon-ssm-agent; fi
    proxy_units=(
      /etc/systemd/system/kubelet.service.d/http-proxy.conf
      /usr/lib/systemd/system/containerd.service.d/http-proxy.conf
      "/etc/systemd/system/$agent.service.d/http-proxy.conf"
    )
    for file in "${proxy_units[@]}"; do
      if [[ -e $root$file ]] && ! { grep -Fq "HTTP_PROXY=$proxy" "$root$file" && grep -Fq "HTTPS_PROXY=$proxy" "$root$file"; }; then
        problem "$file names another proxy than $proxy. Correct it, or delete it: then it is written anew."
      fi
    done
    case $system in
      ubuntu)
        file=/etc/apt/apt.conf.d/proxy.conf
        if [[ -e $root$file ]] && ! { grep -Fq "Acquire::http::Proxy \"$proxy\"" "$root$file" && grep -Fq "Acquire::https::Proxy \"$proxy\"" "$root$file"; }; then
          problem "$file names another proxy than $proxy. Correct it, or delete it: then it is written anew."
        fi
        return
        ;;
      amzn) file=/etc/dnf/dnf.conf ;;
      rhel) file=/etc/yum.conf ;;
      *)
        problem 'Behind a proxy, nodeadm refuses all systems but Amazon Linux, Ubuntu and RHEL.'
        return
        ;;
    esac
    if ! grep -Fqs "proxy=$proxy" "$root$file"; then
      problem "The package manager does not know the proxy. Add this line to the section [main] of $file: proxy=$proxy"
    fi
  }

  # Any answer is good, also that something is forbidden: it shows that the way is free.
  reaches() {
    set -- --silent --show-error --output /dev/null --connect-timeout 10 --max-time 20 "$1"
    if [[ $proxy ]]; then set -- --proxy "$proxy" "$@"; fi
    curl "$@" 2>/dev/null
  }

  check_network() {
    local host header far here
    if ! command -v curl >/dev/null; then return; fi
    for host in hybrid-assets.eks.amazonaws.com "amazon-ssm-$region.s3.$region.$dns_suffix" "ssm.$region.$dns_suffix" "ssmmessages.$region.$dns_suffix" "eks.$region.$dns_suffix" "api.ecr.$region.$dns_suffix"; do
      if ! reaches "https://$host/"; then
        problem "https://$host can't be reached${proxy:+ by way of $proxy}. Allow it in the firewall. If all are out of reach, look at the network, the name server, and the clock: it says $(date -u '+%Y-%m-%d %H:%M UTC')."
      fi
    done
    header=$(curl --silent --head --max-time 20 ${proxy:+--proxy "$proxy"} "https://ssm.$region.$dns_suffix/" 2>/dev/null | tr -d '\r' | sed -n 's/^[Dd]ate: //p' | head -n 1) || return 0
    if [[ ! $header ]] || ! far=$(date -d "$header" +%s 2>/dev/null); then return; fi
    here=$(date +%s)
    # AWS refuses what was signed more than five minutes ago, or ahead.
    if [[ $((here - far)) -gt 240 || $((far - here)) -gt 240 ]]; then
      problem "The clock is wrong by $((here > far ? here - far : far - here)) seconds, and AWS refuses what it then signs. Set it: timedatectl set-ntp true"
    fi
  }

  fetch() {
    if [[ $loopback ]]; then
      curl --proto '=http' --noproxy '*' --globoff -fsS --max-time 60 -o "$2" "$1"
      return
    fi
    set -- --proto '=https' --tlsv1.2 -fsSL --retry 3 --retry-connrefused --connect-timeout 20 --max-time 600 -o "$2" "$1"
    if [[ $proxy ]]; then set -- --proxy "$proxy" "$@"; fi
    curl "$@"
  }

  # Where nodeadm looks for the proxy, and the services find it.
  write_proxy() {
    local file
    say "Tells the services the proxy $proxy"
    for file in "${proxy_units[@]}"; do
      if [[ -e $root$file ]]; then continue; fi
      mkdir -p "$(dirname "$root$file")"
      printf '[Service]\nEnvironment="HTTP_PROXY=%s"\nEnvironment="HTTPS_PROXY=%s"\nEnvironment="NO_PROXY=%s"\n' "$proxy" "$proxy" "$unproxied" >"$root$file"
    done
    if [[ $system == ubuntu ]]; then
      file=$root/etc/apt/apt.conf.d/proxy.conf
      if [[ ! -e $file ]]; then
        mkdir -p "$(dirname "$file")"
        printf 'Acquire::http::Proxy "%s";\nAcquire::https::Proxy "%s";\n' "$proxy" "$proxy" >"$file"
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

  if [[ $check_only ]]; then
    say "Checked only; nothing was changed. Problems: $problems."
    if [[ $problems -gt 0 ]]; then exit 1; fi
    exit 0
  fi
  if [[ $problems -gt 0 ]]; then
    if [[ ! $force ]]; then
      say 'STOPPED: nothing was changed, and no registration was used up. Solve the problems above, or go on despite them with --force.' >&2
      exit 1
    fi
    say 'Goes on despite the problems above (--force).'
  fi

  work=$(mktemp -d)
  secrets=$work
  trap 'rm -rf -- "$work" "$secrets"' EXIT
  # In memory, so that the code never gets to the disk. Programs may not be allowed to run from there.
  if [[ ! $demo && -d $root/run ]]; then secrets=$(mktemp -d "$root/run/hybrid-node.XXXXXX"); fi

  nodeadm_url=${nodeadm_url//\{arch\}/$architecture}
  say "Fetches $nodeadm_url"
  if ! fetch "$nodeadm_url" "$work/nodeadm"; then
    say 'FAILED: nodeadm could not be fetched. No registration was used up. Check the network, the proxy and the firewall.' >&2
    exit 1
  fi
  # A sign-in page of the network must not be run.
  start=$(head -c 4 "$work/nodeadm" | tr -d '\0')
  if [[ $start != $'\177ELF' && ! ($demo && $start == '#!'*) ]]; then
    say 'FAILED: what came is not a program. No registration was used up. Is there a sign-in page or a filter in the network?' >&2
    exit 1
  fi
  if [[ $demo ]]; then
    nodeadm=(bash "$work/nodeadm")
  else
    # It stays: nodeadm also upgrades the node, and takes it away again.
    nodeadm=("$root/usr/local/bin/nodeadm")
    mkdir -p "$root/usr/local/bin"
    mv -f "$work/nodeadm" "${nodeadm[0]}"
    chmod 755 "${nodeadm[0]}"
  fi
  if [[ $proxy && ! $demo ]]; then write_proxy; fi

  status=0
  "${nodeadm[@]}" install "$kubernetes_version" --credential-provider ssm --region "$region" --containerd-source "$containerd_source" </dev/null || status=$?
  if [[ $status -ne 0 ]]; then
    say "FAILED: nodeadm install ended with exit status $status; what it said stands above. No registration was used up." >&2
    exit "$status"
  fi

  # Read once, and deleted: a machine that is registered is not registered again.
  (umask 077 && printf '%s' "$node_config" >"$secrets/nodeConfig.yaml")
  "${nodeadm[@]}" init --config-source "file://$secrets/nodeConfig.yaml" </dev/null || status=$?
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
}

main "$@"
