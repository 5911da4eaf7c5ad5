import { readOptions, tell } from './programParts.ts';

/**
 * The parts that register scripts for Linux have in common, as text of bash. They stand in the function `main` of a script
 * (`guidedScript.ts`), after its values, and each uses what the parts before it define.
 *
 * Plain bash from 3.2 on: the demo account's scripts also run on macOS. Messages are ASCII, because a fresh machine's
 * console may be.
 */

/** Options, ways to report, and what the machine says of itself. A problem stops the script before it changes anything. */
export const scriptStart = `
  # Tests put a scratch folder here. Every absolute path that is looked at starts with it.
  root=\${REGISTER_ROOT:-}
${readOptions}${tell}  # For what matters to AWS's agents, and not to the stand-in of the demo account.
  agents_need() {
    if [[ $demo ]]; then note "$* (It does not matter to the demo account.)"; else problem "$*"; fi
  }

  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT

  # json_field NAME TEXT: the first string of that name. What is looked for holds nothing that JSON escapes.
  json_field() {
    local pattern="\\"$1\\"[[:space:]]*:[[:space:]]*\\"([^\\"]*)\\""
    if [[ $2 =~ $pattern ]]; then printf %s "\${BASH_REMATCH[1]}"; fi
  }

  os_id='' os_version='' os_name=''
  read_system() {
    local line value
    if [[ ! -r $root/etc/os-release ]]; then return; fi
    while IFS= read -r line || [[ $line ]]; do
      value=\${line#*=} value=\${value//[\\"\\']/}
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
`;

/** The proxy: for the run itself, and for the services that the agents are. */
export const proxySupport = `
  shown_proxy=''
  # Without a proxy of its own the script takes that of the environment: who needs one here needs it for the agents too.
  use_proxy() {
    local local_only=localhost,127.0.0.1,169.254.169.254,169.254.170.2,/var/run/docker.sock
    if [[ $demo ]]; then
      proxy=''
      return
    fi
    if [[ ! $proxy ]]; then
      proxy=\${https_proxy:-\${HTTPS_PROXY:-\${http_proxy:-}}}
      no_proxy_for=\${no_proxy:-\${NO_PROXY:-}}
      if [[ ! $proxy ]]; then return; fi
      if [[ $proxy$no_proxy_for == *[!A-Za-z0-9_.,:/@%~+*=-]* ]]; then
        note 'The proxy of the environment is used for this run only: the agents could not read what its address holds.'
        proxy=''
        return
      fi
      note 'Takes the proxy of the environment, for the agents too.'
    fi
    no_proxy_for=$local_only\${no_proxy_for:+,$no_proxy_for}
    export http_proxy=$proxy https_proxy=$proxy no_proxy=$no_proxy_for
    export HTTP_PROXY=$proxy HTTPS_PROXY=$proxy NO_PROXY=$no_proxy_for
    # Without the user name and the password that it may hold.
    shown_proxy=\${proxy##*@}
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
        say "Environment=\\"$name=\${!name//%/%%}\\""
      done
    } >"$file"
  }
`;

/** Checks of any machine that is to hold agents of AWS. They change nothing, and are bounded in time. */
export const machineChecks = `
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
      if [[ \${!name:-} ]]; then set+=" $name"; fi
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
  needs_host() { hosts+=("$1") optional+=("\${2:-}"); }

  # Everything that waits for the network, at once. The certificate does not matter where only the time is asked, and
  # with a wrong clock there would be no other answer.
  probe() {
    local index
    curl -s -o /dev/null --noproxy '*' --max-time 1 -w '%{http_code}' http://169.254.169.254/latest/meta-data/ >"$work/metadata" 2>/dev/null &
    {
      curl -sI --insecure --connect-timeout 5 --max-time 10 "https://\${hosts[0]}/" || true
      date +%s
    } >"$work/clock" 2>/dev/null &
    for index in "\${!hosts[@]}"; do
      curl -sS -o /dev/null --connect-timeout 5 --max-time 15 "https://\${hosts[index]}/" 2>"$work/host-$index" || echo "curl ended with $?" >>"$work/host-$index" &
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
      line=\${line%$'\\r'}
      case $line in
        # A proxy may have put its own before that of AWS.
        [Dd]ate:*) date=\${line#*: } ;;
        [0-9]*) now=$line ;;
      esac
    done <"$work/clock"
    if [[ $date ]] && there=$(date -u -d "$date" +%s 2>/dev/null); then
      off=$((now - there))
      if [[ \${off#-} -gt 300 ]]; then
        problem "This machine's clock is $((\${off#-} / 60)) minutes off: AWS says it is $date. AWS refuses what is signed at a wrong time. Set the clock: timedatectl set-ntp true, and wait until timedatectl says that it is synchronized."
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
    for index in "\${!hosts[@]}"; do
      if [[ ! -s $work/host-$index ]]; then continue; fi
      IFS= read -r said <"$work/host-$index"
      if [[ \${optional[index]} ]]; then
        note "\${hosts[index]} cannot be reached (\${said#curl: }): \${optional[index]}"
      else
        missing+="\${missing:+, }\${hosts[index]} (\${said#curl: })"
      fi
    done
    if [[ $missing ]]; then
      problem "Cannot be reached\${shown_proxy:+ through the proxy $shown_proxy}: $missing. Allow TCP port 443 to there in the firewall\${shown_proxy:+ and the proxy}; for certificate errors, add the proxy's CA to the system."
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
`;

/** Fetches what is to be run. */
export const download = `
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
`;
