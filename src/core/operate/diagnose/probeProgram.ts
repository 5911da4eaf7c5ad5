/**
 * What the probe does on a host, after its values, as text of POSIX sh: it runs under dash and busybox too, changes
 * nothing, writes no file, and ends by itself in less than ten seconds.
 *
 * It says one fact a line, `section.key=value`, in no particular order, since what may take long is looked at side by
 * side. A line is short enough to be written in one piece. Nothing that it says is secret: files that hold keys are only
 * asked about, of the kernel's command line only the words about cgroups are said, and lines of logs are masked.
 */
export const probeProgram = `
  # Tests put a scratch folder here. Every absolute path that is looked at starts with it.
  root=\${REGISTER_ROOT:-}
  # Sortable, without words of the user's language, and byte by byte.
  export LC_ALL=C

  has() { command -v "$1" >/dev/null 2>&1; }

  # Long runs without a name are taken for keys. A registration key's path and a task's id stay readable.
  mask() {
    sed -E \\
      -e 's#://[^/@ ]*@#://***@#g' \\
      -e 's#(AKIA|ASIA)[A-Z0-9]{12,}#\\1***#g' \\
      -e 's#([Ss]ecret|SECRET|[Pp]assword|PASSWORD|[Cc]ode|CODE|[Kk]ey|KEY)([_-][A-Za-z_-]*)?"?[=:] *"?[^" &,]+#\\1\\2=***#g' \\
      -e 's#([Tt]oken|TOKEN|[Ss]ignature|[Cc]redential)"?(=|":) *"?[^" &,]+#\\1=***#g' \\
      -e 's#([Bb]earer|[Bb]asic|-code) +[^ ]+#\\1 ***#g' \\
      -e 's#[A-Za-z0-9+=]{40,}#***#g' \\
      -e 's#[A-Za-z0-9+/=]{60,}#***#g'
  }
  # Lines of printable ASCII, masked before they are cut, so that no half of a key is left. All at once: a process for each
  # would take seconds on a small board.
  tidy() { tr '\\t' ' ' | tr -cd ' -~\\n' | mask | cut -c1-300; }
  # fact KEY VALUE: its first line
  fact() {
    if [ -n "$2" ]; then printf '%s=%s\\n' "$1" "\${2%%"$newline"*}"; fi
  }
  newline='
'
  yes_if() { if "$@" >/dev/null 2>&1; then echo yes; else echo no; fi; }

  own_timeout=''
  if ! timeout 5 true >/dev/null 2>&1; then own_timeout=yes; fi
  # limited SECONDS COMMAND...: old busybox spells its timeout differently, and some machines have none.
  limited() {
    seconds=$1
    shift
    if [ -z "$own_timeout" ]; then
      timeout "$seconds" "$@"
      return
    fi
    "$@" &
    worker=$!
    (
      sleep "$seconds"
      kill "$worker"
    ) >/dev/null 2>&1 &
    watcher=$!
    wait "$worker"
    ended=$?
    kill "$watcher" 2>/dev/null
    return "$ended"
  }

  # setting FILE NAME: as the agent reads it, from the last line of that name.
  setting() {
    if [ -r "$root$1" ]; then sed -n "s/^[[:space:]]*$2=//p" "$root$1" | tail -n 1; fi
  }
  # json_text NAME: the first string of that name on stdin.
  json_text() { tr '\\n' ' ' | sed -n "s/.*\\"$1\\"[[:space:]]*:[[:space:]]*\\"\\([^\\"]*\\)\\".*/\\1/p"; }
  first_line() { if [ -r "$root$1" ]; then head -n 1 "$root$1" | tr -d '\\000'; fi; }
  # age FILE: seconds since it was written.
  age() {
    written=$(stat -c %Y "$root$1" 2>/dev/null) || return 0
    echo $(($(date +%s) - written))
  }

  system_facts() {
    fact system.user "$(yes_if test "$(id -u)" = 0 | sed 's/yes/root/; s/no/other/')"
    fact system.hostname "$(uname -n)"
    fact system.kernel "$(uname -r)"
    fact system.machine "$(uname -m)"
    if has getconf; then fact system.bits "$(getconf LONG_BIT 2>/dev/null)"; fi
    fact system.os "$(setting /etc/os-release PRETTY_NAME | tr -d '"')"
    fact system.board "$(first_line /proc/device-tree/model)"
    fact system.uptime "$(first_line /proc/uptime | cut -d. -f1)"
    fact memory.total "$(sed -n 's/^MemTotal: *\\([0-9]*\\).*/\\1/p' "$root/proc/meminfo" 2>/dev/null)"
    fact memory.available "$(sed -n 's/^MemAvailable: *\\([0-9]*\\).*/\\1/p' "$root/proc/meminfo" 2>/dev/null)"
    fact board.temperature "$(first_line /sys/class/thermal/thermal_zone0/temp)"
    throttled=''
    if has vcgencmd; then throttled=$(limited 2 vcgencmd get_throttled 2>/dev/null | sed -n 's/^throttled=//p'); fi
    if [ -z "$throttled" ]; then throttled=$(first_line /sys/devices/platform/soc/soc:firmware/get_throttled); fi
    fact board.throttled "$throttled"
  }

  cgroup_facts() {
    if [ -r "$root/sys/fs/cgroup/cgroup.controllers" ]; then
      fact cgroup.version 2
      fact cgroup.memory "$(yes_if grep -qw memory "$root/sys/fs/cgroup/cgroup.controllers")"
    elif [ -r "$root/proc/cgroups" ]; then
      fact cgroup.version 1
      fact cgroup.memory "$(yes_if grep -Eq '^memory[[:space:]].*[[:space:]]1$' "$root/proc/cgroups")"
    fi
    if [ -r "$root/proc/cmdline" ]; then
      fact cgroup.cmdline "$(tr ' ' '\\n' <"$root/proc/cmdline" | grep -E '^(cgroup|systemd.unified_cgroup|swapaccount)' | tr '\\n' ' ')"
    fi
    for file in /boot/firmware/cmdline.txt /boot/cmdline.txt; do
      if [ -e "$root$file" ]; then
        fact cgroup.file "$file"
        break
      fi
    done
  }

  # service NAME UNIT
  service() {
    active=$(limited 3 systemctl is-active "$2" 2>/dev/null | head -n 1)
    if [ -n "$active" ]; then fact "service.$1" "$active $(limited 3 systemctl is-enabled "$2" 2>/dev/null | head -n 1)"; fi
  }
  service_facts() {
    if ! has systemctl; then return; fi
    service ecs ecs.service
    service docker docker.service
    if limited 3 systemctl cat snap.amazon-ssm-agent.amazon-ssm-agent.service >/dev/null 2>&1; then
      service ssm snap.amazon-ssm-agent.amazon-ssm-agent.service
    else
      service ssm amazon-ssm-agent.service
    fi
    if has timedatectl; then
      fact clock.synchronized "$(limited 3 timedatectl show -p NTPSynchronized 2>/dev/null | sed -n 's/^NTPSynchronized=//p')"
      fact clock.ntp "$(limited 3 timedatectl show -p NTP 2>/dev/null | sed -n 's/^NTP=//p')"
    fi
  }

  registration_facts() {
    key=/var/lib/amazon/ssm/Vault/Store/RegistrationKey
    fact registration.file "$(yes_if test -e "$root$key")"
    if [ -r "$root$key" ]; then
      # The file holds a private key: only these two are taken out of it.
      fact registration.node "$(json_text instanceID <"$root$key")"
      fact registration.region "$(json_text region <"$root$key")"
    fi
    credentials=/root/.aws/credentials
    fact credentials.file "$(yes_if test -e "$root$credentials")"
    if [ -r "$root$credentials" ]; then
      fact credentials.age "$(age "$credentials")"
      fact credentials.rotating "$(yes_if grep -q '^[[:space:]]*aws_session_token' "$root$credentials")"
      fact credentials.whole "$(yes_if grep -q '^[[:space:]]*aws_secret_access_key[[:space:]]*=[[:space:]]*[^[:space:]]' "$root$credentials")"
    fi
  }

  # ask URL: of this machine itself, so never through a proxy.
  ask() {
    if has curl; then
      curl -s --noproxy '*' --max-time 3 "$1" 2>/dev/null
    elif has wget; then
      env -u http_proxy -u HTTP_PROXY wget -q -T 3 -O - "$1" 2>/dev/null
    fi
  }
  agent_facts() {
    fact ecs.installed "$(yes_if test -e "$root/usr/libexec/amazon-ecs-init")"
    fact ecs.cluster "$(setting /etc/ecs/ecs.config ECS_CLUSTER)"
    fact ecs.pull "$(setting /etc/ecs/ecs.config ECS_IMAGE_PULL_BEHAVIOR)"
    fact ecs.cleanup_off "$(setting /etc/ecs/ecs.config ECS_DISABLE_IMAGE_CLEANUP)"
    fact ecs.proxy "$(setting /etc/ecs/ecs.config HTTP_PROXY)"
    fact ecs.external "$(setting /var/lib/ecs/ecs.config ECS_EXTERNAL)"
    fact ecs.region "$(setting /var/lib/ecs/ecs.config AWS_DEFAULT_REGION)"
    if ! has curl && ! has wget; then return; fi
    metadata=$(ask http://localhost:51678/v1/metadata)
    fact agent.answers "$(yes_if test -n "$metadata")"
    if [ -z "$metadata" ]; then return; fi
    fact agent.cluster "$(printf '%s' "$metadata" | json_text Cluster)"
    fact agent.instance "$(printf '%s' "$metadata" | json_text ContainerInstanceArn)"
    fact agent.version "$(printf '%s' "$metadata" | json_text Version)"
    tasks=$(ask http://localhost:51678/v1/tasks)
    fact agent.tasks "$(printf '%s' "$tasks" | grep -o '"KnownStatus"' | wc -l | tr -d ' ')"
    fact agent.running "$(printf '%s' "$tasks" | grep -o '"KnownStatus"[: ]*"RUNNING"' | wc -l | tr -d ' ')"
  }

  # disk KEY PATH: KiB there are, KiB free, percent used, percent of inodes used, where it is mounted
  disk() {
    space=$(limited 3 df -P -k "$root$2" 2>/dev/null | awk 'NR == 2 { print $2, $4, $5 }' | tr -d %)
    inodes=$(limited 3 df -P -i "$root$2" 2>/dev/null | awk 'NR == 2 { print $5 }' | tr -d %)
    if [ -n "$space" ]; then fact "disk.$1" "$space \${inodes:--} $2"; fi
  }
  docker_facts() {
    disk root /
    fact docker.installed "$(yes_if has docker)"
    docker_root=/var/lib/docker
    if has docker; then
      info=$(limited 5 docker info --format '{{.ServerVersion}}|{{.Driver}}|{{.ContainersRunning}}|{{.Containers}}|{{.Images}}|{{.DockerRootDir}}' 2>&1)
      ended=$?
      # Without a daemon docker prints the format with nothing in it too, and the error after it.
      case $info in
        [0-9]*'|'*)
          info=$(printf '%s\\n' "$info" | grep '^[0-9].*|' | head -n 1)
          fact docker.info "$info"
          docker_root=\${info##*|}
          ;;
        *)
          if [ "$ended" = 124 ] || [ "$ended" = 143 ]; then info='no answer in 5 seconds'; fi
          fact docker.error "$(printf '%s\\n' "$info" | grep -v '^|*$' | tail -n 1)"
          ;;
      esac
    fi
    case $docker_root in /*) disk docker "$docker_root" ;; esac
  }

  # reach NAME HOST: any answer of the host will do. SSM's tells the time too, also where a wrong clock spoils its certificate.
  reach() {
    if has curl; then
      said=$(curl -sI --connect-timeout 3 --max-time 4 "https://$2/" 2>/dev/null)
      case $? in
        0 | 22 | 52 | 56) result=ok ;;
        5) result=proxy ;;
        6) result=dns ;;
        7) result=refused ;;
        28) result=timeout ;;
        35) result=tls ;;
        51 | 60) result=certificate ;;
        *) result=other ;;
      esac
      if [ "$result$1" = certificatessm ]; then said=$(curl -sI --insecure --connect-timeout 3 --max-time 4 "https://$2/" 2>/dev/null); fi
    else
      said=$(limited 5 wget -S -T 4 -O /dev/null "https://$2/" 2>&1)
      case $said in
        *HTTP/*) result=ok ;;
        *'bad address'* | *resol*) result=dns ;;
        *refused*) result=refused ;;
        *ertificate*) result=certificate ;;
        *SSL* | *TLS*) result=tls ;;
        '' | *'timed out'*) result=timeout ;;
        *) result=other ;;
      esac
    fi
    if [ "$1" = ssm ]; then
      asked=$(date +%s)
      date_said=$(printf '%s\\n' "$said" | tr -d '\\r' | sed -n 's/^ *[Dd][Aa][Tt][Ee]: *//p' | tail -n 1)
      if [ -n "$date_said" ]; then fact clock.aws "$asked $date_said"; fi
    fi
    fact "endpoint.$1" "$result $2"
  }

  # log KEY FILE: what tells of known problems, and the last errors, oldest first
  log() {
    if [ ! -r "$root$2" ]; then
      fact "log.$1.missing" "$2"
      return
    fi
    fact "log.$1.age" "$(age "$2")"
    for pattern in 'ingerprint|[Hh]ibernat|Signature expired|Signature not yet|ClusterNotFound|No space left|no space left|[Cc]group|ExpiredToken|expired token|InvalidInstanceId|UnrecognizedClient|AccessDenied|corrupt' 'level=(error|critical)|ERROR|CRITICAL'; do
      tail -c 200000 "$root$2" | grep -E "$pattern" | tail -n 4 | cut -c1-2000 | sed "s/^/log.$1=/"
    done
  }

  proxy=\${https_proxy:-\${HTTPS_PROXY:-}}
  {
    printf 'external-instances-probe 1\\n'
    fact probe.node "$node_id"
    fact clock.now "$(date +%s)"
    fact network.proxy "\${proxy##*@}"
    system_facts &
    cgroup_facts &
    service_facts &
    registration_facts &
    agent_facts &
    docker_facts &
    if has curl || has wget; then
      for endpoint in $endpoints; do reach "\${endpoint%%=*}" "\${endpoint#*=}" & done
    fi
    log ecs-agent /var/log/ecs/ecs-agent.log &
    log ecs-init /var/log/ecs/ecs-init.log &
    log ssm /var/log/amazon/ssm/amazon-ssm-agent.log &
    wait
    printf 'end=1\\n'
  } | tidy
`;
