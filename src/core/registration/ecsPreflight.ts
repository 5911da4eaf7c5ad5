/**
 * What ECS needs of a machine, as text of bash like that of `preflight.ts`.
 *
 * What is checked, and why: AWS's installer looks at root, systemd and the architecture alone; registers with SSM first,
 * and then may stop for want of Docker, a CA bundle, openssl or a GPU; and ignores a new activation and a new cluster
 * where an earlier registration is left. Source: the installer, `scripts/ecs-anywhere-install.sh` of aws/amazon-ecs-agent.
 */

/** Checks that find what would make the installer fail, before it uses up a registration. */
export const ecsChecks = `
  # What the machine calls itself: a board in its device tree, a PC in its DMI. ECS takes fewer characters than either.
  board='' board_value=''
  read_board() {
    local file LC_ALL=C odd='[!A-Za-z0-9_.@:/ -]'
    for file in /proc/device-tree/model /sys/class/dmi/id/product_name; do
      if [[ ! $board && -r $root$file ]]; then IFS= read -r -d '' board <"$root$file" || true; fi
    done
    board=\${board%$'\\n'}
    case $board in
      *O.E.M* | 'System Product Name' | 'Default string' | 'Not Specified' | 'Not Applicable') board='' ;;
    esac
    board_value=\${board//$odd/ }
    while [[ $board_value == *'  '* ]]; do board_value=\${board_value//  / }; done
    board_value=\${board_value# }
    board_value=\${board_value:0:128}
    board_value=\${board_value% }
    if [[ $board_value != "$board" ]]; then note "ECS gets to know this board as '$board_value': it does not take all characters of its name."; fi
  }

  # setting NAME: as the agent reads it, from the last line of that name.
  setting() {
    local line value='' file=$root/etc/ecs/ecs.config
    if [[ ! -r $file ]]; then return; fi
    while IFS= read -r line || [[ $line ]]; do
      if [[ $line == "$1="* ]]; then value=\${line#*=}; fi
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
      agents_need "This machine is already registered as $node\${node_region:+ in $node_region}. The installer would keep that, with its account and Region, and not use this activation. To start afresh: deregister $node in AWS, stop and remove amazon-ssm-agent, and delete /var/lib/amazon/ssm."
    fi
    if [[ -e $root/usr/libexec/amazon-ecs-init ]]; then
      if [[ ! $resumes || $there != "$cluster" ]]; then
        agents_need "The ECS agent is already installed, for the cluster $(printf %q "\${there:-default}"). The installer would leave it as it is. To start afresh: stop and remove amazon-ecs-init, and delete /etc/ecs and /var/lib/ecs."
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
        agents_need "On \${os_name:-this system} the installer cannot install Docker, and there is none. Install Docker first."
        ;;
      *ubuntu* | *debian*)
        if [[ \${docker_source:-all} == all || $docker_source == docker ]]; then
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
`;
