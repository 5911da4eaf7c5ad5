#!/usr/bin/env bash
# Moves this machine, an external instance of Amazon ECS, to another cluster.
#
#   Node    mi-0123456789abcdef0
#   From    home
#   To      workshop
#   Region  eu-central-1
#
# Tasks of the old cluster that still run here are no longer managed: drain it first.
#
# Run it on the machine itself, as root: sudo bash FILE
#   --force  goes on where it would stop because the machine is not as expected

main() {
  set -euo pipefail

  node_id='mi-0123456789abcdef0'
  from='home'
  to='workshop'
  region='eu-central-1'

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

  remove() {
    local path
    for path in "$@"; do
      if [[ -e $path ]]; then
        say "Deletes $path"
        rm -rf -- "$path"
      fi
    done
  }

  config=$root/etc/ecs/ecs.config
  setting() {
    if [[ -r $2 ]]; then sed -n "s/^[[:space:]]*$1=//p" "$2" | tail -n 1; fi
  }
  agent_cluster() {
    curl --noproxy '*' -fsS --max-time 5 http://localhost:51678/v1/metadata 2>/dev/null |
      sed -n 's/.*"Cluster"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p'
  }
  is_there() {
    local cluster
    cluster=$(agent_cluster) || return 1
    [[ ${cluster##*/} == "$to" ]]
  }

  check_node
  if ! systemctl cat ecs.service >/dev/null 2>&1; then stop 'The ECS agent is not installed on this machine. Nothing was changed.'; fi
  here=$(setting AWS_DEFAULT_REGION "$root/var/lib/ecs/ecs.config")
  if [[ $here && $here != "$region" ]]; then
    stop "The agent of this machine works in the Region $here, and the cluster is in $region. Register it anew instead. Nothing was changed."
  fi
  now=$(setting ECS_CLUSTER "$config")
  if [[ $now != "$from" && $now != "$to" ]]; then
    unless_forced "This machine is set to the cluster ${now:-default}, not $from."
  fi

  stop_service ecs.service
  say "Sets the cluster in $config"
  mkdir -p -- "${config%/*}"
  new=$(mktemp "$config.XXXXXX")
  if [[ -e $config ]]; then
    cp -p -- "$config" "$new"
    # The installer appends, so there may be several.
    sed '/^[[:space:]]*ECS_CLUSTER=/d' "$config" >"$new"
  fi
  printf 'ECS_CLUSTER=%s\n' "$to" >>"$new"
  mv -- "$new" "$config"
  remove "$root/var/lib/ecs/data/agent.db"
  say 'Starts ecs.service'
  systemctl start ecs.service

  for _ in {1..24}; do
    if is_there; then
      say "DONE: the agent is in the cluster $to. Deregister the old container instance in $from now."
      exit 0
    fi
    sleep 5
  done
  say "FAILED: the agent has not come up in the cluster $to within two minutes. Is there a cluster of that name in $region? Logs: /var/log/ecs/ecs-agent.log, /var/log/ecs/ecs-init.log" >&2
  exit 1
}

main "$@"
