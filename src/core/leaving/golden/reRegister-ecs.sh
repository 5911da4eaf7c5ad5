#!/usr/bin/env bash
# Makes this machine forget its registration with AWS, so that it can register anew.
#
# Run the register script of its new activation after this one. The old registration is left in AWS: deregister it there.
#
# Run it on the machine itself, as root: sudo bash FILE
#   --new-machine-id  for a clone, such as a copied SD card, that has the machine id of another host

main() {
  set -euo pipefail

  kind='ecs'

  # Tests put a scratch folder here. Every absolute path that is touched starts with it.
  root=${REGISTER_ROOT:-}

  say() { printf '%s\n' "$*"; }
  note() { say "Note: $*"; }
  stop() {
    say "STOPPED: $*" >&2
    exit 1
  }

  new_machine_id=''
  for option in "$@"; do
    case $option in
      --new-machine-id) new_machine_id=yes ;;
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

  remove() {
    local path
    for path in "$@"; do
      if [[ -e $path ]]; then
        say "Deletes $path"
        rm -rf -- "$path"
      fi
    done
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

  known=$(registered_as)
  if [[ $known ]]; then say "Forgets that this machine is registered as $known"; fi
  if [[ $kind == ecs ]]; then
    stop_service ecs.service
    # While the package is there, AWS's installer leaves cluster, Region and service as they are.
    remove_package amazon-ecs-init
    remove "$root/var/lib/ecs/data/agent.db" "$root/var/lib/ecs/ecs.config"
    if [[ -e $root/etc/ecs/ecs.config ]]; then
      say "Takes the cluster out of $root/etc/ecs/ecs.config"
      sed -i '/^[[:space:]]*ECS_CLUSTER=/d' "$root/etc/ecs/ecs.config"
    fi
  fi
  stop_ssm_agent
  if has amazon-ssm-agent; then amazon-ssm-agent -register -clear || note 'The SSM agent could not clear its registration; its files are deleted instead.'; fi
  if [[ $(registered_as) ]]; then remove "$root/var/lib/amazon/ssm/Vault"; fi
  remove_credentials
  if [[ $new_machine_id ]]; then
    say 'Gives this machine a new machine id'
    remove "$root/etc/machine-id" "$root/var/lib/dbus/machine-id"
    systemd-machine-id-setup
  fi
  say 'DONE: this machine can register as a new one. Run the register script next.'
}

main "$@"
