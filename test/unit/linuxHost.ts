import type { Machine } from './recordingMachine.ts';

/** A Raspberry Pi with Ubuntu on which registering succeeds, made of stand-ins. */

/** Changes to the usual machine; `undefined` takes something away. */
export interface HostChanges extends Partial<Machine> {
  /** Faults of the network: shell patterns of addresses, with what curl does there. */
  readonly curl?: Readonly<Record<string, string>>;
  /** What comes in place of the installer. */
  readonly installer?: string;
}

export const registrationKey = 'var/lib/amazon/ssm/Vault/Store/RegistrationKey';
export const nodeId = 'mi-0123456789abcdef0';

export function linuxHost(changes: HostChanges = {}): Machine {
  return {
    files: { ...usualFiles, 'stand-in/installer': changes.installer ?? standInInstaller, ...changes.files },
    commands: { ...usualCommands, curl: curl(changes.curl ?? {}), ...changes.commands },
    realCommands: [...realCommands, ...(changes.realCommands ?? [])],
    env: changes.env ?? {},
  };
}

const realCommands = ['bash', 'cat', 'chmod', 'cp', 'date', 'env', 'grep', 'head', 'mkdir', 'mktemp', 'mv', 'rm'];

const usualFiles: NonNullable<Machine['files']> = {
  'run/systemd/system/.keep': '',
  'var/lib/.keep': '',
  'etc/os-release': 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04 LTS"\n',
  'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
  'proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0\0',
  'etc/ssl/certs/ca-certificates.crt': 'certificates',
};

const signed =
  '[GNUPG:] GOODSIG 50DECCC4710E61AF Amazon ECS\\n[GNUPG:] VALIDSIG D64BB6F9 F34C3DDAE72926B079BEAEC6BCE9D9A42D51784F';

const usualCommands: NonNullable<Machine['commands']> = {
  'id': 'echo 0',
  'uname': 'if [ "$1" = -m ]; then echo aarch64; else echo kitchen; fi',
  'getconf': 'echo 64',
  'dpkg': 'echo arm64',
  'ip': 'echo "default via 192.0.2.1 dev eth0"',
  'df': 'printf "%s\\n" "Filesystem 1024-blocks Used Available Capacity Mounted" "/dev/root 30000000 9 8000000 9% /"',
  'timedatectl': 'echo NTPSynchronized=yes',
  'timeout': 'shift; exec "$@"',
  'openssl': '[ "$*" = "verify -x509_strict $SCRATCH/root/etc/ssl/certs/ca-certificates.crt" ]',
  'systemctl': '',
  'docker': 'case $1 in --version) echo "Docker version 28.1.1" ;; info) ;; *) exit 1 ;; esac',
  'gpg': `case $* in *--verify*) printf '${signed}\\n' ;; esac`,
  'apt-key': '',
  'sudo': 'exec "$@"',
};

// The URL is its last argument. It answers as the hosts would, unless a fault comes first.
function curl(faults: Readonly<Record<string, string>>): string {
  return `
out=/dev/stdout last=''
for word; do
  if [ "$last" = -o ]; then out=$word; fi
  last=$word
done
case $last in
${Object.entries(faults)
  .map(([pattern, does]) => `  ${pattern}) ${does} ;;`)
  .join('\n')}
  http://169.254.169.254/*) printf 000; exit 7 ;;
  http://localhost:51678/*) cat "$SCRATCH/root/stand-in/metadata" 2>/dev/null || exit 7 ;;
  *.asc | *.gpg) echo "$last" >"$out" ;;
  *ecs-anywhere-install-latest.sh | */ssm-setup-cli)
    if [[ \${https_proxy:-} ]]; then env >"$SCRATCH/environment"; fi
    cat "$SCRATCH/root/stand-in/installer" >"$out" ;;
  https://ssm.*) case $1 in -sI) printf 'HTTP/1.1 404 Not Found\\r\\nDate: %s\\r\\n\\r\\n' "$(date -u '+%a, %d %b %Y %H:%M:%S GMT')" ;; esac ;;
esac`;
}

/**
 * A stand-in for AWS's installer: it takes the options that `scripts/ecs-anywhere-install.sh` documents, refuses others,
 * and leaves behind what that leaves: a registration, unless there is one, then the agent's cluster, unless it is
 * installed already.
 */
export const standInInstaller = `#!/bin/bash
set -e
printf '%s\\0' "$@" >"$SCRATCH/installer"
if [[ \${https_proxy:-}\${ECS_INSTANCE_ATTRIBUTES:-} ]]; then env >"$SCRATCH/installerEnvironment"; fi
fail() { echo "$*"; exit 1; }
gpu='' region='' cluster=default id='' code='' root=$SCRATCH/root
while [[ $# -gt 0 ]]; do
  case $1 in
    --region | --cluster | --activation-id | --activation-code | --docker-install-source | --ip-compatibility | --ecs-version | --certs-file)
      if [[ $2 == --* ]]; then fail "Option $1 was passed an invalid value: $2."; fi
      case $1 in
        --region) region=$2 ;;
        --cluster) cluster=$2 ;;
        --activation-id) id=$2 ;;
        --activation-code) code=$2 ;;
        --docker-install-source) [[ $2 =~ ^(all|docker|distro|none)$ ]] || fail "docker: $2" ;;
        --ip-compatibility) [[ $2 == ipv4 || $2 == ipv6 ]] || fail "ip: $2" ;;
      esac
      shift 2 ;;
    --enable-gpu) gpu=yes; shift ;;
    --skip-registration | --no-start) shift ;;
    *) fail "invalid option: [$1]" ;;
  esac
done
[[ $region && $id && $code ]] || fail '--region, --activation-id and --activation-code are required'
key=$root/${registrationKey}
if [[ ! -e $key ]]; then
  mkdir -p "$root/var/lib/amazon/ssm/Vault/Store"
  echo '{"instanceID":"${nodeId}","region":"'"$region"'"}' >"$key"
  echo "$id" >>"$SCRATCH/registrations"
fi
if [[ ! -e $root/usr/libexec/amazon-ecs-init ]]; then
  mkdir -p "$root/usr/libexec" "$root/etc/ecs"
  : >"$root/usr/libexec/amazon-ecs-init"
  echo "ECS_CLUSTER=$cluster" >>"$root/etc/ecs/ecs.config"
  if [[ $gpu ]]; then nvidia-smi || fail 'Failed to detect GPU'; fi
fi
arn=arn:aws:ecs:$region:123456789012:container-instance/web/0f1e2d3c
if [[ $cluster =~ ^[A-Za-z0-9_-]+$ ]]; then echo '{"Cluster":"'"$cluster"'","ContainerInstanceArn":"'"$arn"'"}' >"$root/stand-in/metadata"; fi
`;
