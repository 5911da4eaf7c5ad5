import type { HybridNodeScriptOptions } from '../../src/core/registration/eks/hybridNode.ts';
import { hybridNodeScript } from '../../src/core/registration/eks/hybridNode.ts';
import type { Machine, Outcome } from './recordingMachine.ts';
import { runOn } from './recordingMachine.ts';

// Runs the script for real, in bash. What it fetches as nodeadm is a copy of bash, a real program: told `install …`, it
// runs the script of that name in its folder.

export const options: HybridNodeScriptOptions = {
  cluster: 'factory',
  region: 'eu-central-1',
  kubernetesVersion: '1.35',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.now() + 3_600_000,
};

export const registration = 'var/lib/amazon/ssm/registration';
export const register = `mkdir -p "$SCRATCH/root/var/lib/amazon/ssm"
  printf '{"ManagedInstanceID":"mi-0123456789abcdef0","Region":"eu-central-1"}' >"$SCRATCH/root/${registration}"`;

export const features =
  'fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp';
export const usual: Machine = {
  realCommands: [
    ...['awk', 'bash', 'cat', 'chmod', 'cp', 'date', 'dirname', 'env', 'grep', 'head', 'mkdir', 'mktemp'],
    ...['mv', 'rm', 'sed', 'stat', 'tr', 'wc'],
  ],
  files: {
    'run/systemd/system/.keep': '',
    'etc/os-release': 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04 LTS"\n',
    'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
    'proc/cpuinfo': `processor\t: 0\nFeatures\t: ${features}\n\nprocessor\t: 1\nFeatures\t: ${features}\n`,
    'proc/swaps': 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n',
  },
  commands: {
    'id': 'echo 0',
    'uname': 'if [[ $1 == -m ]]; then echo aarch64; else echo pi; fi',
    'getconf': 'echo 64',
    'df': 'printf "Filesystem 1024-blocks Used Available Capacity Mounted\\n/dev/sda 1 1 %s 1%% /\\n" "${FREE:-99999999}"',
    'systemctl': '',
    'snap': '',
    'systemd-detect-virt': '',
    'nodeadm-install': '',
    'nodeadm-init': `config=\${2#file://}; cat "$config" >"$SCRATCH/seen.yaml"; stat -c %a "$config" >"$SCRATCH/mode"
      ${register}`,
    'curl': `
      if [[ $* == *--head* ]]; then date -u '+Date: %a, %d %b %Y %H:%M:%S GMT'; exit 0; fi
      while (($# > 1)); do
        if [[ $1 == -o ]]; then
          cp "$(type -P bash)" "$2"
          for part in install init; do cp "$SCRATCH/bin/nodeadm-$part" "$SCRATCH/$part"; done
        fi
        shift
      done
      exit 0`,
  },
};

export function machine(changes: Partial<Machine> = {}): Machine {
  return {
    ...usual,
    ...changes,
    files: { ...usual.files, ...changes.files },
    commands: { ...usual.commands, ...changes.commands },
  };
}

export function run(
  changes?: Partial<Machine>,
  args: readonly string[] = [],
  more: Partial<HybridNodeScriptOptions> = {},
): Promise<Outcome> {
  return runOn(machine(changes), { script: hybridNodeScript({ ...options, ...more }), args });
}

/** What nodeadm was told, in order: `['install', '1.35', …]`. */
export function nodeadm({ calls }: Outcome): readonly (readonly string[])[] {
  return calls.filter(([name]) => name === 'install' || name === 'init');
}
export function fetched({ calls }: Outcome): string | undefined {
  return calls.find(([name, ...args]) => name === 'curl' && args.includes('-o'))?.at(-1);
}
export function problems({ output }: Outcome): readonly string[] {
  return output.split('\n').filter((line) => line.startsWith('PROBLEM: '));
}

export const proxy = { url: 'http://proxy.example.com:3128' };
export const rhel = 'ID="rhel"\nVERSION_ID="9.4"\nPRETTY_NAME="Red Hat Enterprise Linux 9.4"\n';
export const amazon = 'ID="amzn"\nVERSION_ID="2023"\nPRETTY_NAME="Amazon Linux 2023"\n';
