import { Document, Scalar } from 'yaml';
import { Failure } from '../failure.ts';
import { oneLine } from '../text/label.ts';
import { validFor } from './guidedScript.ts';
import type { CheckedOption } from './hostOptions.ts';
import type { RegisterScriptOptions } from './registerScript.ts';
import { ecsLinuxRegisterScript } from './registerScript.ts';

/**
 * A Raspberry Pi that registers itself at its first boot: cloud-init `user-data` for the boot partition (`system-boot`)
 * of Ubuntu's preinstalled server image.
 */

export interface FirstBootOptions {
  /** What the guided script is made of. */
  readonly register: RegisterScriptOptions;
  /** Absent: the image's own, `ubuntu`. */
  readonly hostname?: string;
  /** Public SSH keys for the user `ubuntu`. Without one nobody can log in, but through AWS. */
  readonly authorizedKeys?: readonly string[];
}

/** Letters, digits and inner hyphens, as RFC 1123 has them; no domain. */
export function checkHostname(name: string): CheckedOption<string> {
  if (name === '') return { problem: { kind: 'empty' } };
  if (name.length > 63) return { problem: { kind: 'tooLong', length: name.length, max: 63 } };
  const character = /^-|[^A-Za-z0-9-]|-$/u.exec(name)?.[0];
  return character === undefined ? { value: name } : { problem: { kind: 'badCharacter', character } };
}

const folder = '/var/lib/external-instances';
const service = 'external-instances-first-boot.service';

const firstBootProgram = `# Registers this machine with AWS at its first boot: runs register.sh, which lies beside this file, until it is done.
set -uo pipefail
umask 077

# Tests put a scratch folder here. Every absolute path that is looked at starts with it.
root=\${REGISTER_ROOT:-}
folder=$root/var/lib/external-instances
script=$folder/register.sh
service=external-instances-first-boot.service

if [[ ! -e $script ]]; then exit 0; fi
exec >>"$root/var/log/external-instances-first-boot.log" 2>&1
say() { printf '%s %s\\n' "$(date -u '+%Y-%m-%dT%H:%M:%SZ')" "$*"; }

# finish WHY: nothing is left on the card that holds the activation code. cloud-init kept copies of what it was given;
# what takes the place of the one on the boot partition has the same host name.
finish() {
  local seed=$root/boot/firmware/user-data kept=$root/var/lib/cloud/instances
  say "$*"
  rm -f "$script" "$kept"/*/user-data.txt* "$kept"/*/cloud-config.txt "$kept"/*/obj.pkl
  if [[ -e $seed ]]; then cp "$folder/user-data" "$seed"; fi
  sync
  systemctl disable "$service"
  exit 0
}

memory_cgroup() {
  local controllers=''
  if [[ -r $root/sys/fs/cgroup/cgroup.controllers ]]; then controllers=$(<"$root/sys/fs/cgroup/cgroup.controllers"); fi
  [[ " $controllers " == *' memory '* ]]
}

# The kernel takes it from its command line alone, at the start.
turn_memory_cgroup_on() {
  local file line=''
  for file in /boot/firmware/current/cmdline.txt /boot/firmware/cmdline.txt /boot/cmdline.txt; do
    if [[ -e $root$file ]]; then break; fi
  done
  if [[ ! -e $root$file ]]; then return 1; fi
  IFS= read -r line <"$root$file" || true
  if [[ " $line " == *' cgroup_memory=1 '* ]]; then return 1; fi
  printf '%s cgroup_enable=memory cgroup_memory=1\\n' "$line" >"$root$file.new" && mv "$root$file.new" "$root$file"
}

registered() { grep -q '"instanceID"' "$root/var/lib/amazon/ssm/Vault/Store/RegistrationKey" 2>/dev/null; }
clock_is_right() { [[ $(timedatectl show -p NTPSynchronized) == *=yes ]]; }

# It may still be installing packages, and holds their lock meanwhile.
timeout 900 cloud-init status --wait >/dev/null 2>&1

if ! memory_cgroup && [[ ! -e $folder/restarted ]] && turn_memory_cgroup_on; then
  : >"$folder/restarted"
  say 'Turned the memory cgroup on. Restarts once.'
  sync
  systemctl reboot
  exit 0
fi

# A Raspberry Pi has no clock of its own, and AWS refuses what is signed at a wrong time.
timedatectl set-ntp true
for ((tries = 0; tries < 60; tries++)); do
  if clock_is_right; then break; fi
  sleep 10
done

# A run after one that has registered goes on from there, and uses up no second registration.
for ((run = 1; ; run++)); do
  say "Run $run of $script"
  if bash "$script"; then finish 'Done.'; fi
  if registered && systemctl is-enabled --quiet ecs; then
    finish 'Registered. The ECS agent is installed and goes on trying by itself; what stands above says what was missing.'
  fi
  if [[ $(date +%s) -ge $expires_at ]] && ! registered && clock_is_right; then
    finish 'Gave up: the activation has run out. Make a new one, and flash the card again or register by hand.'
  fi
  if [[ $run -lt 10 ]]; then sleep 60; else sleep 600; fi
done
`;

// `exec`, not `oneshot`: the start of the system must not wait for it, since cloud-init waits for that, and it for
// cloud-init.
const unit = `[Unit]
Description=Registers this machine with AWS at its first boot
Wants=network-online.target
After=network-online.target
ConditionPathExists=${folder}/register.sh

[Service]
Type=exec
ExecStart=/bin/bash ${folder}/first-boot.sh

[Install]
WantedBy=multi-user.target
`;

/**
 * `user-data` that sets the host name, turns the memory cgroup on (and restarts once for it), waits for network and time,
 * registers, and deletes what holds the activation code, the copy on the boot partition included. It goes on trying until
 * the activation expires, and never uses up a second registration. Its log, which does not hold the code, is
 * `/var/log/external-instances-first-boot.log` on the host.
 *
 * @throws Failure `invalidRequest` as `ecsLinuxRegisterScript` does, or for a host name that `checkHostname` refuses.
 */
export function ecsFirstBootUserData(options: FirstBootOptions): string {
  const { register, hostname, authorizedKeys = [] } = options;
  if (hostname !== undefined && checkHostname(hostname).problem)
    throw new Failure('invalidRequest', `The host name is not valid: ${oneLine(hostname)}`);
  const lasting = {
    ...(hostname !== undefined && { hostname }),
    ...(authorizedKeys.length > 0 && { ssh_authorized_keys: authorizedKeys }),
  };
  const config = {
    ...lasting,
    write_files: [
      file(`${folder}/register.sh`, '0600', ecsLinuxRegisterScript(register)),
      file(`${folder}/first-boot.sh`, '0700', firstBootScript(register)),
      file(`${folder}/user-data`, '0600', cloudConfig([], lasting)),
      file(`/etc/systemd/system/${service}`, '0644', unit),
    ],
    runcmd: [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', service],
      ['systemctl', 'start', '--no-block', service],
    ],
  };
  return cloudConfig(header(register), config);
}

/** What runs at the first boot, beside the guided script in `register.sh`. It holds no secret. */
export function firstBootScript({ expiresAt }: Pick<RegisterScriptOptions, 'expiresAt'>): string {
  return ['#!/usr/bin/env bash', `expires_at=${Math.floor(expiresAt / 1000)}`, '', firstBootProgram].join('\n');
}

function header(register: RegisterScriptOptions): readonly string[] {
  return [
    'Registers a Raspberry Pi as an external instance of an Amazon ECS cluster (ECS Anywhere) when it first starts.',
    'Flash 64-bit Ubuntu Server 24.04 or 22.04 for Raspberry Pi on a card, and put this file in place of user-data on its',
    'boot partition (system-boot).',
    '',
    `  Cluster     ${oneLine(register.cluster)}`,
    `  Region      ${oneLine(register.region)}`,
    `  Activation  ${oneLine(register.activationId)}`,
    `  Valid       ${validFor(register)}`,
    '',
    'THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with',
    'your account. The host deletes it from the card when it has registered.',
  ];
}

function cloudConfig(comment: readonly string[], config: object): string {
  const document = new Document(config);
  // Values in quotes: cloud-init reads YAML 1.1, in which many a plain word is something else than text.
  const body = document.toString({ lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
  const lines = ['#cloud-config', ...comment.map((line) => (line === '' ? '#' : `# ${line}`))];
  return `${lines.join('\n')}\n${body}`;
}

// What YAML takes as it is, less what some of its readers take for the end of a line.
const printable = /^[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

function file(path: string, permissions: string, text: string): object {
  if (!printable.test(text)) {
    return { path, permissions, encoding: 'b64', content: Buffer.from(text, 'utf8').toString('base64') };
  }
  // Readable, since whoever flashes it should see what will run.
  const content = new Scalar(text);
  content.type = Scalar.BLOCK_LITERAL;
  return { path, permissions, content };
}
