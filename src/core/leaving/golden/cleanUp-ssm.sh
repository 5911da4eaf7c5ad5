#!/usr/bin/env bash
# Cleans up this machine, which was a managed node of AWS Systems Manager.
#
#   Node  mi-0123456789abcdef0
#
# Stops and removes the agents, and deletes their data and logs.
#
# Run it on the machine itself, as root: sudo bash FILE
#   --force  goes on where it would stop because the machine is not as expected

main() {
  set -euo pipefail

  node_id='mi-0123456789abcdef0'

  # Tests put a scratch folder here. Every absolute path that is touched starts with it.
  root=${REGISTER_ROOT:-}

  say() { printf '%s\n' "$*"; }
  note() { say "Note: $*"; }
  stop() {
    say "STOPPED: $*" >&2
    exit 1
  }

  force=''
  for option in "$@"; do
    case $option in
      --force) force=yes ;;
      *)
        printf 'Unknown option: %s\n' "$option" >&2
        exit 2
        ;;
    esac
  done
  if [[ $(id -u) != 0 ]]; then stop 'This takes root. Run it with sudo.'; fi

  registration_key=$root/var/lib/amazon/ssm/Vault/Store/RegistrationKey
  registered_as() {
    if [[ -r $registration_key ]]; then
      sed -n 's/.*"instanceID"[[:space:]]*:[[:space:]]*"\([A-Za-z0-9-]*\)".*/\1/p' "$registration_key"
    fi
  }

  has() { command -v "$1" >/dev/null; }

  unless_forced() {
    if [[ ! $force ]]; then stop "$* Nothing was changed. If that is as it should be, run this again with --force."; fi
    note "$* Goes on all the same (--force)."
  }
  # A script that was meant for another machine would do great harm here.
  check_node() {
    local node
    node=$(registered_as)
    if [[ ! $node ]]; then
      note 'This machine is not registered with Systems Manager (any more).'
    elif [[ $node_id && $node != "$node_id" ]]; then
      unless_forced "This machine is registered as $node, and this script is for $node_id."
    fi
  }

  stop_service() {
    if systemctl cat "$1" >/dev/null 2>&1; then
      say "Stops $1"
      systemctl stop "$1"
    fi
  }

  stop_ssm_agent() {
    stop_service amazon-ssm-agent.service
    stop_service snap.amazon-ssm-agent.amazon-ssm-agent.service
  }

  is_installed() {
    if has dpkg-query; then
      [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == 'install ok installed' ]]
    elif has rpm; then
      rpm -q "$1" >/dev/null 2>&1
    else
      return 1
    fi
  }
  remove_package() {
    if ! is_installed "$1"; then return 0; fi
    say "Removes the package $1"
    if has apt-get; then
      apt-get remove -y "$1"
    elif has dnf; then
      dnf remove -y "$1"
    elif has yum; then
      yum remove -y "$1"
    elif has zypper; then
      zypper --non-interactive remove "$1"
    else
      stop "No package manager that this script knows is here. Remove $1 yourself, and run this again."
    fi
  }

  remove_ssm_agent() {
    remove_package amazon-ssm-agent
    if has snap && snap list amazon-ssm-agent >/dev/null 2>&1; then
      say 'Removes the snap amazon-ssm-agent'
      snap remove amazon-ssm-agent
    fi
  }

  remove() {
    local path
    for path in "$@"; do
      if [[ -e $path ]]; then
        say "Deletes $path"
        rm -rf -- "$path"
      fi
    done
  }

  # remove_proxy SERVICE...: what registering wrote for it. The address may hold a password.
  remove_proxy() {
    local service file removed=''
    for service in "$@"; do
      file=$root/etc/systemd/system/$service.d/external-instances-proxy.conf
      if [[ ! -e $file ]]; then continue; fi
      remove "$file"
      rmdir "${file%/*}" 2>/dev/null || true
      removed=yes
      if [[ $service == docker.service ]]; then note 'Docker goes without that proxy after its next start: systemctl restart docker'; fi
    done
    if [[ $removed ]]; then
      say 'Tells systemd that the proxy settings are gone'
      systemctl daemon-reload
    fi
  }

  # The SSM agent writes one profile, with a session token. Anything else is the user's own.
  remove_credentials() {
    local file=$root/root/.aws/credentials
    if [[ ! -e $file ]]; then return 0; fi
    if grep -q '^[[:space:]]*aws_session_token' "$file" && [[ $(grep -c '^[[:space:]]*\[' "$file") == 1 ]]; then
      remove "$file"
    else
      note "$file does not look like the agent's, so it stays. It gets in the way when this machine registers again."
    fi
  }

  check_node
  stop_ssm_agent
  remove_ssm_agent
  remove_proxy amazon-ssm-agent.service snap.amazon-ssm-agent.amazon-ssm-agent.service
  remove "$root/var/lib/amazon/ssm" "$root/var/log/amazon/ssm"
  remove_credentials
  say 'DONE: the SSM agent is gone from this machine.'
}

main "$@"
