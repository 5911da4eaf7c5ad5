#!/usr/bin/env bash
# Registers this machine as an external instance of an Amazon ECS cluster (ECS Anywhere).
#
#   Cluster     it's "$(touch pwned)" `touch pwned` ${HOME} main; exit 👩‍🚀 \
#   Region      eu'central # 1
#   Activation  *'; rm -rf "$HOME" # 
#   Valid       until 2026-11-23 14:05 UTC, for 25 hosts
#   Fetches     https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install-latest.sh
#               AWS's installer, always the newest, because older ones stop working.
#
# THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with
# your account. Do not share it, do not commit it, and delete it when the host has arrived.
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
  activation_id='*'\''; rm -rf "$HOME" #
'
  activation_code='--'\''+/=
[31m‮'
  expires_at='1795442759'
  expires_text='2026-11-23 14:05 UTC'
  installer_url='https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install-latest.sh'
  loopback=''
  demo=''

  # Tests put a scratch folder here. Every absolute path that is looked at starts with it.
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
  docker_source=''
  say() { printf '%s\n' "$*"; }
  note() { say "Note: $*"; }
  problem() {
    problems=$((problems + 1))
    say "PROBLEM: $*" >&2
  }
  # For what matters to AWS's agents, and not to the stand-in of the demo account.
  agents_need() {
    if [[ $demo ]]; then note "$* (It does not matter to the demo account.)"; else problem "$*"; fi
  }

  check_code() {
    if [[ $(date +%s) -ge $expires_at ]]; then
      problem "The activation code ran out at $expires_text, or this machine's clock is wrong: it says $(date -u '+%Y-%m-%d %H:%M UTC'). Create a new activation, or set the clock."
    fi
  }

  check_tools() {
    if ! command -v curl >/dev/null; then
      problem 'curl is not installed. Install it with the package manager: apt-get install curl, or dnf install curl.'
    fi
  }

  check_root() {
    if [[ $(id -u) != 0 ]]; then
      agents_need 'Installing the agents takes root. Run this script with sudo.'
    fi
  }

  check_systemd() {
    if [[ ! -d $root/run/systemd/system ]]; then
      agents_need 'systemd does not run here, and the agents are systemd services. Use a machine (not a container) with systemd; in WSL turn it on in /etc/wsl.conf.'
    fi
  }

  check_architecture() {
    local machine
    machine=$(uname -m)
    case $machine in
      x86_64 | aarch64)
        if command -v getconf >/dev/null && [[ $(getconf LONG_BIT) == 32 ]]; then
          agents_need "The kernel is 64-bit ($machine), but the system on top of it is 32-bit, and the agents are 64-bit. Install a 64-bit operating system."
        fi
        ;;
      *) agents_need "The architecture is $machine, and the agents exist for x86_64 and aarch64 only. Most Raspberry Pis can run a 64-bit operating system: install one." ;;
    esac
  }

  # What SSM knows this machine as, if it was registered before.
  earlier_node() {
    local key=$root/var/lib/amazon/ssm/Vault/Store/RegistrationKey
    if [[ -r $key ]]; then
      sed -n 's/.*"instanceID"[[:space:]]*:[[:space:]]*"\([A-Za-z0-9-]*\)".*/\1/p' "$key"
    fi
  }

  check_earlier() {
    local node
    node=$(earlier_node)
    if [[ $node ]]; then
      agents_need "This machine is already registered as $node. The installer would keep that, with its account and Region, and not use this activation. To start afresh: deregister $node in AWS, stop and remove amazon-ssm-agent, and delete /var/lib/amazon/ssm."
    fi
    if [[ -e $root/usr/libexec/amazon-ecs-init ]]; then
      agents_need 'The ECS agent is already installed. The installer would leave it as it is, in the cluster that /etc/ecs/ecs.config names. To start afresh: stop and remove amazon-ecs-init, and delete /etc/ecs and /var/lib/ecs.'
    fi
  }

  check_credentials() {
    if [[ -e $root/root/.aws/credentials ]]; then
      agents_need 'There is a /root/.aws/credentials (of your own, or left over from an earlier registration), which gets in the way of the credentials that AWS gives this machine. Move it away: mv /root/.aws/credentials /root/.aws/credentials.before'
    fi
    if [[ ${AWS_ACCESS_KEY_ID:-} ]]; then
      agents_need 'AWS_ACCESS_KEY_ID is set, which gets in the way of the credentials that AWS gives this machine. Take it out of the environment: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'
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
    local model='' file=/boot/firmware/cmdline.txt
    if memory_cgroup; then return; fi
    if [[ -r $root/proc/device-tree/model ]]; then model=$(tr -d '\0' <"$root/proc/device-tree/model"); fi
    if [[ $model != *'Raspberry Pi'* ]]; then
      note 'The memory cgroup is off in the kernel: tasks with a memory limit will not start.'
      return
    fi
    if [[ ! -e $root$file ]]; then file=/boot/cmdline.txt; fi
    agents_need "The memory cgroup is off, so no task could start on this $model. Add this to the end of the one line in $file, after a space, and restart: cgroup_enable=memory cgroup_memory=1"
  }

  os_release() {
    if [[ -r $root/etc/os-release ]]; then sed -n "s/^$1=//p" "$root/etc/os-release" | tr -d "\"'"; fi
  }

  check_system() {
    local id version name
    id=$(os_release ID)
    version=$(os_release VERSION_ID)
    name=$(os_release PRETTY_NAME)
    case $id:$version in
      amzn:2023* | ubuntu:20.* | ubuntu:22.* | ubuntu:24.* | rhel:9*) ;;
      *) note "${name:-This operating system} is not one of those that AWS supports for ECS Anywhere since August 2026 (Amazon Linux 2023; Ubuntu 20.04, 22.04 and 24.04; RHEL 9). It may work all the same." ;;
    esac
    if [[ $id == *rhel* ]]; then
      docker_source=none
      if command -v docker >/dev/null; then
        note 'On RHEL the installer cannot install Docker: it is told to take the one that is here.'
      else
        agents_need 'On RHEL the installer cannot install Docker, and there is none. Install Docker first.'
      fi
    fi
  }

  fetch() {
    if [[ $loopback ]]; then
      curl --proto '=http' --noproxy '*' --globoff -fsS --max-time 60 -o "$1" "$installer_url"
    else
      curl --proto '=https' --tlsv1.2 -fsSL --retry 3 --retry-connrefused --connect-timeout 20 --max-time 300 -o "$1" "$installer_url"
    fi
  }

  say "Registers this machine, $(uname -n), with the ECS cluster $(printf %q "$cluster") in $region."
  check_code
  check_tools
  check_root
  check_systemd
  check_architecture
  check_earlier
  check_credentials
  check_memory
  check_system

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
  trap 'rm -rf -- "$work"' EXIT
  installer=$work/ecs-anywhere-install.sh
  say "Fetches $installer_url"
  if ! fetch "$installer"; then
    say 'FAILED: the installer could not be fetched. No registration was used up. Check the network, the proxy and the firewall.' >&2
    exit 1
  fi
  # A sign-in page of the network, or half a file, must not be run.
  if [[ $(head -c 2 "$installer") != '#!' ]] || ! bash -n "$installer"; then
    say 'FAILED: what came is not a complete shell script. No registration was used up. Is there a sign-in page or a filter in the network?' >&2
    exit 1
  fi

  set -- --region "$region" --cluster "$cluster" --activation-id "$activation_id" --activation-code "$activation_code"
  if [[ $docker_source ]]; then set -- "$@" --docker-install-source "$docker_source"; fi
  status=0
  bash "$installer" "$@" || status=$?

  if [[ $status -eq 0 ]]; then
    say 'DONE: this machine is registered. It appears in VS Code shortly.'
    exit 0
  fi
  say "FAILED: the installer ended with exit status $status; what it said stands above. A registration of the activation may be used up." >&2
  if [[ ! $demo ]]; then
    say 'Logs: /var/log/ecs/ecs-agent.log, /var/log/ecs/ecs-init.log, /var/log/amazon/ssm/amazon-ssm-agent.log, and: journalctl -u ecs -u amazon-ssm-agent -u docker' >&2
  fi
  exit "$status"
}

main "$@"
