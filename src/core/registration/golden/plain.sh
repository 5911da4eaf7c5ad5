#!/usr/bin/env bash
# Registers this machine as an external instance of an Amazon ECS cluster (ECS Anywhere).
#
#   Cluster     web
#   Region      eu-central-1
#   Activation  7f3c0a52-1b2c-4d3e-8f90-123456789abc
#   Valid       until 2026-11-23 14:05 UTC, for 1 host
#   Fetches     https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install-latest.sh
#               AWS's installer, always the newest, because older ones stop working.
#
# THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with
# your account. Do not share it, do not commit it, and delete it when it has done its work.
#
# Run it on the machine to register, as root: sudo bash FILE
#   --check-only  only tells what stands in the way, and changes nothing
#   --force       goes on despite problems

main() {
  set -euo pipefail

  cluster='web'
  region='eu-central-1'
  activation_id='7f3c0a52-1b2c-4d3e-8f90-123456789abc'
  activation_code='Ab+Cd/EfGhIjKlMnOpQr'
  expires_at='1795442759'
  expires_text='2026-11-23 14:05 UTC'
  installer_url='https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install-latest.sh'
  signing_key='F34C3DDAE72926B079BEAEC6BCE9D9A42D51784F'
  signing_key_url='https://raw.githubusercontent.com/aws/amazon-ecs-agent/master/scripts/amazon-ecs-agent.gpg'
  dns_suffix='amazonaws.com'
  loopback=''
  demo=''
  board_attribute='external-instances.board'
  attributes=''
  tags=''
  proxy=''
  no_proxy_for=''
  docker_wanted=''
  gpu=''
  ip_wanted=''
  min_mib='1024'

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

  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT

  # json_field NAME TEXT: the first string of that name. What is looked for holds nothing that JSON escapes.
  json_field() {
    local pattern="\"$1\"[[:space:]]*:[[:space:]]*\"([^\"]*)\""
    if [[ $2 =~ $pattern ]]; then printf %s "${BASH_REMATCH[1]}"; fi
  }

  os_id='' os_version='' os_name=''
  read_system() {
    local line value
    if [[ ! -r $root/etc/os-release ]]; then return; fi
    while IFS= read -r line || [[ $line ]]; do
      value=${line#*=} value=${value//[\"\']/}
      case $line in
        ID=*) os_id=$value ;;
        VERSION_ID=*) os_version=$value ;;
        PRETTY_NAME=*) os_name=$value ;;
      esac
    done <"$root/etc/os-release"
  }

  # What SSM knows this machine as, if it is registered.
  node='' node_region=''
  read_registration() {
    local key=$root/var/lib/amazon/ssm/Vault/Store/RegistrationKey text
    node='' node_region=''
    if [[ ! -r $key ]]; then return; fi
    text=$(<"$key")
    node=$(json_field instanceID "$text")
    node_region=$(json_field region "$text")
  }

  shown_proxy=''
  # Without a proxy of its own the script takes that of the environment: who needs one here needs it for the agents too.
  use_proxy() {
    local local_only=localhost,127.0.0.1,169.254.169.254,169.254.170.2,/var/run/docker.sock
    if [[ $demo ]]; then
      proxy=''
      return
    fi
    if [[ ! $proxy ]]; then
      proxy=${https_proxy:-${HTTPS_PROXY:-${http_proxy:-}}}
      no_proxy_for=${no_proxy:-${NO_PROXY:-}}
      if [[ ! $proxy ]]; then return; fi
      if [[ $proxy$no_proxy_for == *[!A-Za-z0-9_.,:/@%~+*=-]* ]]; then
        note 'The proxy of the environment is used for this run only: the agents could not read what its address holds.'
        proxy=''
        return
      fi
      note 'Takes the proxy of the environment, for the agents too.'
    fi
    no_proxy_for=$local_only${no_proxy_for:+,$no_proxy_for}
    export http_proxy=$proxy https_proxy=$proxy no_proxy=$no_proxy_for
    export HTTP_PROXY=$proxy HTTPS_PROXY=$proxy NO_PROXY=$no_proxy_for
    # Without the user name and the password that it may hold.
    shown_proxy=${proxy##*@}
    say "Proxy: $shown_proxy"
  }

  # use_proxy_in SERVICE: systemd gives it the proxy from the next start on.
  use_proxy_in() {
    local folder=$root/etc/systemd/system/$1.d file name
    file=$folder/external-instances-proxy.conf
    mkdir -p "$folder"
    # The address may hold a password.
    (umask 077 && : >"$file")
    {
      say '[Service]'
      for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        say "Environment=\"$name=${!name//%/%%}\""
      done
    } >"$file"
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

  user_id=''
  check_root() {
    user_id=$(id -u)
    if [[ $user_id != 0 ]]; then
      agents_need 'Installing the agents takes root. Run this script with sudo.'
    fi
  }

  check_systemd() {
    if [[ ! -d $root/run/systemd/system ]]; then
      agents_need 'systemd does not run here, and the agents are systemd services. Use a machine (not a container) with systemd; in WSL turn it on in /etc/wsl.conf.'
    fi
  }

  userland_is_32_bit() {
    local packages=''
    if command -v getconf >/dev/null && [[ $(getconf LONG_BIT) == 32 ]]; then return 0; fi
    if command -v dpkg >/dev/null; then packages=$(dpkg --print-architecture); fi
    [[ $packages == arm || $packages == armhf || $packages == armel || $packages == i386 ]]
  }

  check_architecture() {
    machine=$(uname -m)
    case $machine in
      x86_64 | aarch64)
        if userland_is_32_bit; then
          agents_need "The kernel is 64-bit ($machine), but the system on top of it is 32-bit, and the agents are 64-bit. Install a 64-bit operating system."
        fi
        ;;
      *) agents_need "The architecture is $machine, and the agents exist for x86_64 and aarch64 only. Most Raspberry Pis can run a 64-bit operating system: install one." ;;
    esac
  }

  check_credentials() {
    local name set=''
    if [[ -e $root/root/.aws/credentials ]]; then
      agents_need 'There is a /root/.aws/credentials (of your own, or left over from an earlier registration), which gets in the way of the credentials that AWS gives this machine. Move it away: mv /root/.aws/credentials /root/.aws/credentials.before'
    fi
    if [[ -r $root/root/.aws/config ]] && grep -Eq '^[[:space:]]*(credential_process|credential_source|aws_access_key_id|sso_|role_arn)' "$root/root/.aws/config"; then
      agents_need '/root/.aws/config names credentials, which get in the way of those that AWS gives this machine. Move it away: mv /root/.aws/config /root/.aws/config.before'
    fi
    for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_WEB_IDENTITY_TOKEN_FILE; do
      if [[ ${!name:-} ]]; then set+=" $name"; fi
    done
    if [[ $set ]]; then
      agents_need "The environment holds AWS credentials, which get in the way of those that AWS gives this machine. Take them out: unset$set"
    fi
  }

  check_disk() {
    local folder=/var/lib/docker free=''
    if [[ ! -d $root$folder ]]; then folder=/var/lib; fi
    { read -r _ && read -r _ _ _ free _; } < <(df -Pk "$root$folder" 2>/dev/null) || true
    if [[ ! $free =~ ^[0-9]+$ ]]; then return; fi
    if [[ $free -lt $((min_mib * 1024)) ]]; then
      agents_need "Only $((free / 1024)) MiB are free in $folder, and the agents take $min_mib MiB. Make room, or use a larger disk or card."
    fi
  }

  hosts=() optional=()
  # needs_host HOST [what it is for, where a machine can register without it]
  needs_host() { hosts+=("$1") optional+=("${2:-}"); }

  # Everything that waits for the network, at once. The certificate does not matter where only the time is asked, and
  # with a wrong clock there would be no other answer.
  probe() {
    local index
    curl -s -o /dev/null --noproxy '*' --max-time 1 -w '%{http_code}' http://169.254.169.254/latest/meta-data/ >"$work/metadata" 2>/dev/null &
    {
      curl -sI --insecure --connect-timeout 5 --max-time 10 "https://${hosts[0]}/" || true
      date +%s
    } >"$work/clock" 2>/dev/null &
    for index in "${!hosts[@]}"; do
      curl -sS -o /dev/null --connect-timeout 5 --max-time 15 "https://${hosts[index]}/" 2>"$work/host-$index" || echo "curl ended with $?" >>"$work/host-$index" &
    done
    wait
  }

  check_metadata() {
    local code
    code=$(<"$work/metadata")
    if [[ $code == 200 || $code == 401 ]]; then
      problem 'An instance metadata service answers at 169.254.169.254: this is an EC2 instance, or a cloud machine made like one, and the agents would take the role that it offers. On EC2, join the cluster as an EC2 instance; elsewhere, turn the service off or block it.'
    fi
  }

  check_clock() {
    local line date='' now='' there off synced=''
    while IFS= read -r line; do
      line=${line%$'\r'}
      case $line in
        # A proxy may have put its own before that of AWS.
        [Dd]ate:*) date=${line#*: } ;;
        [0-9]*) now=$line ;;
      esac
    done <"$work/clock"
    if [[ $date ]] && there=$(date -u -d "$date" +%s 2>/dev/null); then
      off=$((now - there))
      if [[ ${off#-} -gt 300 ]]; then
        problem "This machine's clock is $((${off#-} / 60)) minutes off: AWS says it is $date. AWS refuses what is signed at a wrong time. Set the clock: timedatectl set-ntp true, and wait until timedatectl says that it is synchronized."
        return
      fi
    fi
    if command -v timedatectl >/dev/null; then synced=$(timedatectl show -p NTPSynchronized 2>/dev/null || true); fi
    if [[ $synced == *=no ]]; then
      note 'Nothing keeps the clock in sync. Once it is 5 minutes off, the agents are refused: timedatectl set-ntp true'
    fi
  }

  check_hosts() {
    local index said missing=''
    for index in "${!hosts[@]}"; do
      if [[ ! -s $work/host-$index ]]; then continue; fi
      IFS= read -r said <"$work/host-$index"
      if [[ ${optional[index]} ]]; then
        note "${hosts[index]} cannot be reached (${said#curl: }): ${optional[index]}"
      else
        missing+="${missing:+, }${hosts[index]} (${said#curl: })"
      fi
    done
    if [[ $missing ]]; then
      problem "Cannot be reached${shown_proxy:+ through the proxy $shown_proxy}: $missing. Allow TCP port 443 to there in the firewall${shown_proxy:+ and the proxy}; for certificate errors, add the proxy's CA to the system."
    fi
  }

  check_network() {
    if [[ $demo ]]; then
      note 'The network is not checked: the demo account is on this machine.'
    elif command -v curl >/dev/null; then
      probe
      check_metadata
      check_clock
      check_hosts
    fi
  }

  check_system() {
    case $os_id:$os_version in
      amzn:2023 | amzn:2023.* | ubuntu:20 | ubuntu:20.* | ubuntu:22 | ubuntu:22.* | ubuntu:24 | ubuntu:24.* | rhel:9 | rhel:9.*) ;;
      amzn:2 | amzn:2.* | centos:9 | centos:9.* | rhel:7 | rhel:7.* | rhel:8 | rhel:8.* | fedora:32 | fedora:32.* | fedora:33 | fedora:33.* | fedora:40 | fedora:40.* | opensuse-tumbleweed:* | ubuntu:18 | ubuntu:18.* | debian:9 | debian:9.* | debian:10 | debian:10.* | debian:11 | debian:11.* | debian:12 | debian:12.* | sles:15 | sles:15.*)
        note "AWS ended its support of ${os_name:-this system} for ECS Anywhere on 7 August 2026. AWS supports: Amazon Linux 2023, Ubuntu 20, Ubuntu 22, Ubuntu 24, RHEL 9 (as of 7 August 2026). It may work all the same."
        ;;
      *) note "${os_name:-This operating system} is not one of those that AWS supports for ECS Anywhere. AWS supports: Amazon Linux 2023, Ubuntu 20, Ubuntu 22, Ubuntu 24, RHEL 9 (as of 7 August 2026). It may work all the same." ;;
    esac
  }

  # What the machine calls itself: a board in its device tree, a PC in its DMI. ECS takes fewer characters than either.
  board='' board_value=''
  read_board() {
    local file LC_ALL=C odd='[!A-Za-z0-9_.@:/ -]'
    for file in /proc/device-tree/model /sys/class/dmi/id/product_name; do
      if [[ ! $board && -r $root$file ]]; then IFS= read -r -d '' board <"$root$file" || true; fi
    done
    board=${board%$'\n'}
    case $board in
      *O.E.M* | 'System Product Name' | 'Default string' | 'Not Specified' | 'Not Applicable') board='' ;;
    esac
    board_value=${board//$odd/ }
    while [[ $board_value == *'  '* ]]; do board_value=${board_value//  / }; done
    board_value=${board_value# }
    board_value=${board_value:0:128}
    board_value=${board_value% }
    if [[ $board_value != "$board" ]]; then note "ECS gets to know this board as '$board_value': it does not take all characters of its name."; fi
  }

  # setting NAME: as the agent reads it, from the last line of that name.
  setting() {
    local line value='' file=$root/etc/ecs/ecs.config
    if [[ ! -r $file ]]; then return; fi
    while IFS= read -r line || [[ $line ]]; do
      if [[ $line == "$1="* ]]; then value=${line#*=}; fi
    done <"$file"
    printf %s "$value"
  }

  mark="# external-instances: activation $activation_id"
  # Whether the last run that came to the installer was one with this activation: it left its mark.
  marked() {
    local line last='' file=$root/etc/ecs/ecs.config
    if [[ ! -r $file ]]; then return 1; fi
    while IFS= read -r line; do
      if [[ $line == '# external-instances: activation '* ]]; then last=$line; fi
    done <"$file"
    [[ $last == "$mark" ]]
  }

  resumes=''
  check_earlier() {
    local there
    read_registration
    there=$(setting ECS_CLUSTER)
    if [[ $node && $node_region == "$region" ]] && marked; then
      resumes=yes
      note "An earlier run registered this machine as $node by this activation. This one goes on from there, and uses up no second registration."
    elif [[ $node ]]; then
      agents_need "This machine is already registered as $node${node_region:+ in $node_region}. The installer would keep that, with its account and Region, and not use this activation. To start afresh: deregister $node in AWS, stop and remove amazon-ssm-agent, and delete /var/lib/amazon/ssm."
    fi
    if [[ -e $root/usr/libexec/amazon-ecs-init ]]; then
      if [[ ! $resumes || $there != "$cluster" ]]; then
        agents_need "The ECS agent is already installed, for the cluster $(printf %q "${there:-default}"). The installer would leave it as it is. To start afresh: stop and remove amazon-ecs-init, and delete /etc/ecs and /var/lib/ecs."
      fi
    elif [[ -e $root/var/lib/ecs/data/agent.db ]]; then
      agents_need 'An earlier ECS agent left its memory of another registration, which the new one would go on with. Delete it: rm -rf /var/lib/ecs/data'
    fi
  }

  memory_cgroup() {
    local controllers
    if [[ -r $root/sys/fs/cgroup/cgroup.controllers ]]; then
      controllers=$(<"$root/sys/fs/cgroup/cgroup.controllers")
      [[ " $controllers " == *' memory '* ]]
    elif [[ -r $root/proc/cgroups ]]; then
      grep -Eq '^memory[[:space:]].*[[:space:]]1$' "$root/proc/cgroups"
    fi
  }

  check_memory() {
    local file=/boot/firmware/cmdline.txt
    if memory_cgroup; then return; fi
    if [[ $board != *'Raspberry Pi'* ]]; then
      note 'The memory cgroup is off in the kernel: tasks with a memory limit will not start.'
      return
    fi
    if [[ ! -e $root$file ]]; then file=/boot/cmdline.txt; fi
    agents_need "The memory cgroup is off, so no task could start on this $board. Add this to the end of the one line in $file, after a space, and restart: cgroup_enable=memory cgroup_memory=1"
  }

  # The installer registers with SSM first. What it needs later and does not find costs a registration.
  docker_source=$docker_wanted needs_docker_com=''
  check_docker() {
    if command -v docker >/dev/null; then
      if [[ $os_id == *rhel* ]]; then
        docker_source=none
        note 'On RHEL the installer cannot install Docker: it is told to take the one that is here.'
      fi
      if [[ $demo ]]; then return; fi
      if [[ $(docker --version 2>/dev/null) == *[Pp]odman* ]]; then
        problem 'The command docker is Podman here, and the ECS agent needs Docker. Remove podman-docker and install Docker.'
      elif [[ $user_id == 0 ]] && ! timeout 20 docker info >/dev/null 2>&1; then
        problem 'Docker is installed and does not answer. Start it: systemctl enable --now docker'
      fi
      return
    fi
    case $os_id in
      *rhel* | rocky | almalinux | ol)
        docker_source=none
        agents_need "On ${os_name:-this system} the installer cannot install Docker, and there is none. Install Docker first."
        ;;
      *ubuntu* | *debian*)
        if [[ ${docker_source:-all} == all || $docker_source == docker ]]; then
          if command -v apt-key >/dev/null && command -v sudo >/dev/null; then
            needs_docker_com=yes
          else
            docker_source=distro
            note "There is no apt-key or no sudo here, without which the installer cannot use Docker's own packages: it is told to take those of the system."
          fi
        fi
        ;;
      *centos* | *fedora*)
        if [[ $docker_source == distro ]]; then
          agents_need 'The installer refuses the Docker packages of this system. Choose those of Docker, or install Docker first.'
        elif [[ $docker_source != none ]]; then
          needs_docker_com=yes
        fi
        ;;
    esac
    if [[ $docker_source == none && $os_id != *rhel* ]]; then
      agents_need 'Docker is not installed, and the installer is told not to install it. Install Docker first.'
    fi
  }

  check_gpu() {
    if [[ $gpu ]] && ! nvidia-smi >/dev/null 2>&1; then
      agents_need 'GPU support is asked for, and nvidia-smi does not work here: the installer would stop half-way. Install the NVIDIA driver and the NVIDIA Container Toolkit first.'
    fi
  }

  check_certificates() {
    local file
    for file in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/pki/tls/cacert.pem /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem /etc/ssl/cert.pem; do
      if [[ ! -f $root$file ]]; then continue; fi
      if ! command -v openssl >/dev/null; then
        agents_need 'openssl is not installed, and the installer would stop half-way. Install it with the package manager.'
      elif ! openssl verify -x509_strict "$root$file" >/dev/null 2>&1; then
        agents_need "openssl verify -x509_strict $file fails, and so would the installer, half-way. Is a CA certificate of your own in there that does not follow the standard?"
      fi
      return
    done
    agents_need 'There are no CA certificates, and the installer would stop half-way. Install the package ca-certificates.'
  }

  ecs_hosts() {
    local suffix=$region.$dns_suffix s3=s3.$region.$dns_suffix
    if ipv6_only && [[ $dns_suffix == amazonaws.com ]]; then
      suffix=$region.api.aws
      s3=s3.dualstack.$region.$dns_suffix
    fi
    needs_host "ssm.$suffix"
    needs_host "ssmmessages.$suffix"
    needs_host "ec2messages.$suffix" 'only older SSM agents use it.'
    needs_host "ecs.$suffix"
    needs_host "$s3"
    if [[ $suffix != *.api.aws ]]; then
      needs_host "ecs-a-1.$suffix" "the ECS agent is sent to hosts like ecs-a-1.$suffix and ecs-t-1.$suffix, of any number: allow them."
    fi
    if command -v gpg >/dev/null; then needs_host raw.githubusercontent.com; fi
    if [[ $needs_docker_com ]]; then needs_host download.docker.com; fi
  }

  # As the installer tells.
  ipv6_only() {
    if [[ $ip_wanted || $demo ]] || ! command -v ip >/dev/null; then
      [[ $ip_wanted == ipv6 ]]
    else
      [[ $(ip route show default 2>/dev/null) != *default* && $(ip -6 route show default 2>/dev/null) == *default* ]]
    fi
  }

  # get FILE URL
  get() {
    if [[ $loopback ]]; then
      curl --proto '=http' --noproxy '*' --globoff -fsS --max-time 60 -o "$1" "$2"
    else
      curl --proto '=https' --tlsv1.2 -fsSL --retry 3 --retry-connrefused --connect-timeout 20 --max-time 300 -o "$1" "$2"
    fi
  }

  get_installer() {
    say "Fetches $installer_url"
    if ! get "$installer" "$installer_url"; then
      say 'FAILED: the installer could not be fetched. No registration was used up. Check the network, the proxy and the firewall.' >&2
      exit 1
    fi
  }

  # AWS signs the installer, and publishes the key where the installer takes it from itself.
  check_signature() {
    local keys=$work/keys said='' gpg=(gpg --homedir "$work/keys" --batch --no-autostart)
    if [[ $demo ]]; then return; fi
    if ! command -v gpg >/dev/null; then
      note 'gpg is not installed, so the signature of the installer is not checked. It came from AWS by https.'
      return
    fi
    mkdir -m 700 "$keys"
    if ! get "$work/key" "$signing_key_url" 2>/dev/null || ! "${gpg[@]}" --import "$work/key" >/dev/null 2>&1 ||
      ! "${gpg[@]}" --list-keys "$signing_key" >/dev/null 2>&1; then
      note "The key $signing_key of AWS could not be had, so the signature of the installer is not checked. It came from AWS by https."
      return
    fi
    if get "$installer.asc" "$installer_url.asc"; then
      said=$("${gpg[@]}" --status-fd 1 --verify "$installer.asc" "$installer" 2>/dev/null) || said=''
    fi
    # The last word of that line is the fingerprint of the main key.
    if [[ $said != *' GOODSIG '* || $said$'\n' != *' VALIDSIG '*" $signing_key"$'\n'* ]]; then
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
    old=${old#'{'}
    old=${old%'}'}
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
    if [[ $board_value ]]; then board_member="\"$board_attribute\":\"$board_value\""; fi
    attributes+=${attributes:+${board_member:+,}}$board_member
    tags+=${tags:+${board_member:+,}}$board_member
    if [[ $demo ]]; then
      # The stand-in changes nothing here: it takes them from its environment.
      export ECS_INSTANCE_ATTRIBUTES="{$attributes}" ECS_CONTAINER_INSTANCE_TAGS="{$tags}"
      return
    fi
    {
      echo
      if [[ ! $node && $mark != *$'\n'* ]] && ! marked; then say "$mark"; fi
      for name in ECS_INSTANCE_ATTRIBUTES ECS_CONTAINER_INSTANCE_TAGS; do
        if [[ $name == *TAGS ]]; then value=$tags; else value=$attributes; fi
        if [[ $value ]]; then say "$name=$(with_members "$name" "$value")"; fi
      done
      if [[ $proxy ]]; then
        for name in HTTP_PROXY HTTPS_PROXY NO_PROXY; do say "$name=${!name}"; done
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
      say "REGISTERED${node:+ with SSM as $node}, but the ECS agent does not answer yet. See: systemctl status ecs, and /var/log/ecs/ecs-agent.log"
    elif [[ ${there##*/} != "$cluster" ]]; then
      say "FAILED: the ECS agent is in the cluster $(printf %q "${there##*/}"), not in $(printf %q "$cluster")." >&2
      exit 1
    else
      say "DONE: this machine is the container instance ${arn##*/}${node:+ and the managed node $node}. It appears in VS Code shortly."
    fi
  }

  read_system
  read_board
  say "Registers this machine, $(uname -n)${board:+ ($board)}, with the ECS cluster $(printf %q "$cluster") in $region."
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
}

main "$@"
