/**
 * What the scripts of `leavingScripts.ts` do on a host, after their values. Plain bash, ASCII messages, inside a function
 * `main`, by the same rules as `registerProgram`. Each may be run again: what is gone already is passed over.
 *
 * Steps and paths: ECS developer guide, "Deregistering an external instance" and "Moving …"; EKS user guide, "Remove
 * hybrid nodes". AWS's own lists leave `/root/.aws/credentials` out, which the next registration would trip over.
 *
 * Composed of parts, so that each script holds what it uses and no more.
 */

/** @param option the one that the script has, which sets the variable of that name */
const start = (option: 'force' | 'new_machine_id'): string => `
  # Tests put a scratch folder here. Every absolute path that is touched starts with it.
  root=\${REGISTER_ROOT:-}

  say() { printf '%s\\n' "$*"; }
  note() { say "Note: $*"; }
  stop() {
    say "STOPPED: $*" >&2
    exit 1
  }

  ${option}=''
  for option in "$@"; do
    case $option in
      --${option.replaceAll('_', '-')}) ${option}=yes ;;
      *)
        printf 'Unknown option: %s\\n' "$option" >&2
        exit 2
        ;;
    esac
  done
  if [[ $(id -u) != 0 ]]; then stop 'This takes root. Run it with sudo.'; fi

  registration_key=$root/var/lib/amazon/ssm/Vault/Store/RegistrationKey
  registered_as() {
    if [[ -r $registration_key ]]; then
      sed -n 's/.*"instanceID"[[:space:]]*:[[:space:]]*"\\([A-Za-z0-9-]*\\)".*/\\1/p' "$registration_key"
    fi
  }
`;

/** Needs `start('force')`. Values: `node_id`. */
const checkNode = `
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
`;

const stopService = `
  stop_service() {
    if systemctl cat "$1" >/dev/null 2>&1; then
      say "Stops $1"
      systemctl stop "$1"
    fi
  }
`;

const stopSsmAgent = `
  stop_ssm_agent() {
    stop_service amazon-ssm-agent.service
    stop_service snap.amazon-ssm-agent.amazon-ssm-agent.service
  }
`;

const removePackage = `
  is_installed() {
    if has dpkg-query; then
      [[ $(dpkg-query -W -f '\${Status}' "$1" 2>/dev/null) == 'install ok installed' ]]
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
`;

const removeSsmAgent = `
  remove_ssm_agent() {
    remove_package amazon-ssm-agent
    if has snap && snap list amazon-ssm-agent >/dev/null 2>&1; then
      say 'Removes the snap amazon-ssm-agent'
      snap remove amazon-ssm-agent
    fi
  }
`;

const removePaths = `
  remove() {
    local path
    for path in "$@"; do
      if [[ -e $path ]]; then
        say "Deletes $path"
        rm -rf -- "$path"
      fi
    done
  }
`;

const removeCredentials = `
  # The SSM agent writes one profile, with a session token. Anything else is the user's own.
  remove_credentials() {
    local file=$root/root/.aws/credentials
    if [[ ! -e $file ]]; then return 0; fi
    if grep -q '^[[:space:]]*aws_session_token' "$file" && [[ $(grep -c '^[[:space:]]*\\[' "$file") == 1 ]]; then
      remove "$file"
    else
      note "$file does not look like the agent's, so it stays. It gets in the way when this machine registers again."
    fi
  }
`;

const removeProxy = `
  # remove_proxy SERVICE...: what registering wrote for it. The address may hold a password.
  remove_proxy() {
    local service file removed=''
    for service in "$@"; do
      file=$root/etc/systemd/system/$service.d/external-instances-proxy.conf
      if [[ ! -e $file ]]; then continue; fi
      remove "$file"
      rmdir "\${file%/*}" 2>/dev/null || true
      removed=yes
      if [[ $service == docker.service ]]; then note 'Docker goes without that proxy after its next start: systemctl restart docker'; fi
    done
    if [[ $removed ]]; then
      say 'Tells systemd that the proxy settings are gone'
      systemctl daemon-reload
    fi
  }
`;

const has = `
  has() { command -v "$1" >/dev/null; }
`;

const cleanUpParts = [
  start('force'),
  has,
  checkNode,
  stopService,
  stopSsmAgent,
  removePackage,
  removeSsmAgent,
  removePaths,
  removeProxy,
  removeCredentials,
].join('');

const cleanUpSsm = `
  stop_ssm_agent
  remove_ssm_agent
  remove_proxy amazon-ssm-agent.service snap.amazon-ssm-agent.amazon-ssm-agent.service
  remove "$root/var/lib/amazon/ssm" "$root/var/log/amazon/ssm"
  remove_credentials
`;

const cleanUpEcs = `
  running_containers() {
    if has docker; then docker ps -q --filter label=com.amazonaws.ecs.task-arn 2>/dev/null || true; fi
  }

  check_node
  stop_service ecs.service
  remove_package amazon-ecs-init
${cleanUpSsm.trim().replace(/^ */gm, '  ')}
  remove_proxy docker.service
  remove "$root/var/lib/ecs" "$root/etc/ecs" "$root/var/log/ecs"
  if [[ $(running_containers) ]]; then
    # shellcheck disable=SC2016 # It is for the reader to run.
    note 'Containers of tasks still run, unmanaged. To remove them: docker rm -f $(docker ps -q --filter label=com.amazonaws.ecs.task-arn)'
  fi
  say 'DONE: the agents are gone from this machine. Docker itself stays.'
`;

const cleanUpHybridNode = `
  check_node
  if has nodeadm; then
    say 'Runs nodeadm uninstall'
    if ! nodeadm uninstall; then
      say 'FAILED: nodeadm uninstall; what it said stands above. Drain the node first (kubectl drain), or see nodeadm uninstall --help for what it can skip.' >&2
      if [[ ! $force ]]; then stop 'The SSM agent was left as it is. With --force this script goes on and removes it.'; fi
    fi
  else
    note 'nodeadm is not on this machine, so there was nothing to uninstall with it.'
  fi
${cleanUpSsm.trim().replace(/^ */gm, '  ')}
  say 'DONE: this machine is no hybrid node any more.'
`;

const cleanUpSsmOnly = `
  check_node
${cleanUpSsm.trim().replace(/^ */gm, '  ')}
  say 'DONE: the SSM agent is gone from this machine.'
`;

/** Values: `node_id`. */
export const cleanUpPrograms = {
  ecs: cleanUpParts + cleanUpEcs,
  hybridNode: cleanUpParts + cleanUpHybridNode,
  ssm: cleanUpParts + cleanUpSsmOnly,
} as const;

/** Values: `node_id`, `from`, `to`, `region`. */
export const moveProgram = `${start('force')}${checkNode}${stopService}${removePaths}
  config=$root/etc/ecs/ecs.config
  setting() {
    if [[ -r $2 ]]; then sed -n "s/^[[:space:]]*$1=//p" "$2" | tail -n 1; fi
  }
  agent_cluster() {
    curl --noproxy '*' -fsS --max-time 5 http://localhost:51678/v1/metadata 2>/dev/null |
      sed -n 's/.*"Cluster"[[:space:]]*:[[:space:]]*"\\([^"]*\\)".*/\\1/p'
  }
  is_there() {
    local cluster
    cluster=$(agent_cluster) || return 1
    [[ \${cluster##*/} == "$to" ]]
  }

  check_node
  if ! systemctl cat ecs.service >/dev/null 2>&1; then stop 'The ECS agent is not installed on this machine. Nothing was changed.'; fi
  here=$(setting AWS_DEFAULT_REGION "$root/var/lib/ecs/ecs.config")
  if [[ $here && $here != "$region" ]]; then
    stop "The agent of this machine works in the Region $here, and the cluster is in $region. Register it anew instead. Nothing was changed."
  fi
  now=$(setting ECS_CLUSTER "$config")
  if [[ $now != "$from" && $now != "$to" ]]; then
    unless_forced "This machine is set to the cluster \${now:-default}, not $from."
  fi

  stop_service ecs.service
  say "Sets the cluster in $config"
  mkdir -p -- "\${config%/*}"
  new=$(mktemp "$config.XXXXXX")
  if [[ -e $config ]]; then
    cp -p -- "$config" "$new"
    # The installer appends, so there may be several.
    sed '/^[[:space:]]*ECS_CLUSTER=/d' "$config" >"$new"
  fi
  printf 'ECS_CLUSTER=%s\\n' "$to" >>"$new"
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
`;

const reRegisterParts = [
  start('new_machine_id'),
  has,
  stopService,
  stopSsmAgent,
  removePackage,
  removePaths,
  removeCredentials,
].join('');

/** Values: `kind` (`ecs` or `ssm`). */
export const reRegisterProgram = `${reRegisterParts}
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
`;
