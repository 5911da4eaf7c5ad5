import { ecsChecks } from './ecsPreflight.ts';
import { download, machineChecks, proxySupport, scriptStart } from './preflight.ts';
import { stopAtProblems } from './programParts.ts';
import { ecsAnywhereSystems, systemCheck } from './supportedSystems.ts';

const beforeChecks = `
  # AWS signs the installer, and publishes the key where the installer takes it from itself.
  check_signature() {
    local keys=$work/keys said='' gpg=(gpg --homedir "$work/keys" --batch --no-autostart)
    if [[ $demo ]]; then return; fi
    if ! command -v gpg >/dev/null; then
      note 'gpg is not installed, so the signature of the installer is not checked. It came from AWS by https.'
      return
    fi
    mkdir -m 700 "$keys"
    if ! get "$work/key" "$signing_key_url" 2>/dev/null || ! "\${gpg[@]}" --import "$work/key" >/dev/null 2>&1 ||
      ! "\${gpg[@]}" --list-keys "$signing_key" >/dev/null 2>&1; then
      note "The key $signing_key of AWS could not be had, so the signature of the installer is not checked. It came from AWS by https."
      return
    fi
    if get "$installer.asc" "$installer_url.asc"; then
      said=$("\${gpg[@]}" --status-fd 1 --verify "$installer.asc" "$installer" 2>/dev/null) || said=''
    fi
    # The last word of that line is the fingerprint of the main key.
    if [[ $said != *' GOODSIG '* || $said$'\\n' != *' VALIDSIG '*" $signing_key"$'\\n'* ]]; then
      say "FAILED: the installer does not carry AWS's signature, and was not run. No registration was used up. Tell AWS, or whoever runs the network." >&2
      exit 1
    fi
    say "The installer carries AWS's signature."
  }

  # with_members NAME MEMBERS: the JSON object of that setting with the members added. Of two of a name the last counts.
  with_members() {
    local old
    old=$(setting "$1")
    if [[ $old != '{'*'}' ]]; then old='{}'; fi
    old=\${old#'{'}
    old=\${old%'}'}
    if [[ $old == *"$2" ]]; then
      say "{$old}"
    elif [[ $old == *[![:space:]]* ]]; then
      say "{$old,$2}"
    else
      say "{$2}"
    fi
  }

  # The agent reads its attributes and tags when it registers, and never again.
  configure() {
    local board_member='' file=$root/etc/ecs/ecs.config name value
    if [[ $board_value ]]; then board_member="\\"$board_attribute\\":\\"$board_value\\""; fi
    attributes+=\${attributes:+\${board_member:+,}}$board_member
    tags+=\${tags:+\${board_member:+,}}$board_member
    if [[ $demo ]]; then
      # The stand-in changes nothing here: it takes them from its environment.
      export ECS_INSTANCE_ATTRIBUTES="{$attributes}" ECS_CONTAINER_INSTANCE_TAGS="{$tags}"
      return
    fi
    {
      echo
      if [[ ! $node && $mark != *$'\\n'* ]] && ! marked; then say "$mark"; fi
      for name in ECS_INSTANCE_ATTRIBUTES ECS_CONTAINER_INSTANCE_TAGS; do
        if [[ $name == *TAGS ]]; then value=$tags; else value=$attributes; fi
        if [[ $value ]]; then say "$name=$(with_members "$name" "$value")"; fi
      done
      if [[ $proxy ]]; then
        for name in HTTP_PROXY HTTPS_PROXY NO_PROXY; do say "$name=\${!name}"; done
      fi
    } >"$work/settings"
    mkdir -p "$root/etc/ecs"
    if [[ ! -e $file ]]; then (umask 077 && : >"$file"); fi
    cat "$work/settings" >>"$file"
    if [[ $proxy ]]; then
      chmod go= "$file"
      use_proxy_in amazon-ssm-agent.service
      use_proxy_in snap.amazon-ssm-agent.amazon-ssm-agent.service
      use_proxy_in docker.service
      systemctl daemon-reload
      if command -v docker >/dev/null; then note 'Docker pulls images through the proxy after its next start: systemctl restart docker'; fi
    fi
  }

  verify() {
    local answer arn there
    if [[ $demo ]]; then
      say 'DONE: this machine is registered. It appears in VS Code shortly.'
      return
    fi
    answer=$(curl -s --noproxy '*' --max-time 5 http://localhost:51678/v1/metadata || true)
    arn=$(json_field ContainerInstanceArn "$answer")
    there=$(json_field Cluster "$answer")
    read_registration
    if [[ ! $arn ]]; then
      say "REGISTERED\${node:+ with SSM as $node}, but the ECS agent does not answer yet. See: systemctl status ecs, and /var/log/ecs/ecs-agent.log"
    elif [[ \${there##*/} != "$cluster" ]]; then
      say "FAILED: the ECS agent is in the cluster $(printf %q "\${there##*/}"), not in $(printf %q "$cluster")." >&2
      exit 1
    else
      say "DONE: this machine is the container instance \${arn##*/}\${node:+ and the managed node $node}. It appears in VS Code shortly."
    fi
  }

  read_system
  read_board
  say "Registers this machine, $(uname -n)\${board:+ ($board)}, with the ECS cluster $(printf %q "$cluster") in $region."
  use_proxy
  check_earlier
  if [[ ! $resumes ]]; then
    check_code
    # After an earlier run they are those of the SSM agent.
    check_credentials
  fi
  check_tools
  check_root
  check_systemd
  check_architecture
  check_memory
  check_system
  check_docker
  check_gpu
  check_certificates
  check_disk
  ecs_hosts
  check_network
`;

const afterChecks = `
  installer=$work/ecs-anywhere-install.sh
  get_installer
  # A sign-in page of the network, or half a file, must not be run.
  if [[ $(head -c 2 "$installer") != '#!' ]] || ! bash -n "$installer"; then
    say 'FAILED: what came is not a complete shell script. No registration was used up. Is there a sign-in page or a filter in the network?' >&2
    exit 1
  fi
  check_signature
  configure

  set -- --region "$region" --cluster "$cluster" --activation-id "$activation_id" --activation-code "$activation_code"
  if [[ $docker_source ]]; then set -- "$@" --docker-install-source "$docker_source"; fi
  if [[ $gpu ]]; then set -- "$@" --enable-gpu; fi
  if [[ $ip_wanted ]]; then set -- "$@" --ip-compatibility "$ip_wanted"; fi
  # An earlier run may have ended before the installer came to this.
  if [[ $resumes && -e $root/usr/libexec/amazon-ecs-init ]]; then systemctl enable --now ecs || true; fi
  status=0
  (cd "$work" && bash "$installer" "$@") || status=$?

  if [[ $status -eq 0 ]]; then
    verify
    exit 0
  fi
  say "FAILED: the installer ended with exit status $status; what it said stands above." >&2
  if [[ ! $demo ]]; then
    read_registration
    if [[ $node ]]; then
      say "A registration is used up: SSM knows this machine as $node. Once the cause is gone, run this script again: it goes on from there." >&2
    else
      say 'This machine is not registered. A registration of the activation may be used up all the same.' >&2
    fi
    say 'Logs: /var/log/ecs/ecs-agent.log, /var/log/ecs/ecs-init.log, /var/log/amazon/ssm/amazon-ssm-agent.log, and: journalctl -u ecs -u amazon-ssm-agent -u docker' >&2
  fi
  exit "$status"
`;

/**
 * What every register script for ECS Anywhere on Linux does, after its values: the same for all, so that it can be read
 * and checked once.
 */
export const registerProgram = [
  scriptStart,
  proxySupport,
  machineChecks,
  systemCheck(ecsAnywhereSystems),
  ecsChecks,
  download,
  beforeChecks,
  stopAtProblems,
  afterChecks,
].join('');
