import assert from 'node:assert/strict';
import {
  amazon,
  features,
  fetched,
  nodeadm,
  options,
  problems,
  proxy,
  registration,
  rhel,
  run,
  usual,
} from '../../../../test/unit/hybridNodeMachine.ts';
import type { Machine, Outcome } from '../../../../test/unit/recordingMachine.ts';
import type { HybridNodeScriptOptions } from './hybridNode.ts';

interface Finding {
  readonly machine: Partial<Machine>;
  readonly options?: Partial<HybridNodeScriptOptions>;
  /** One for each problem that the script tells, in order. */
  readonly says: readonly RegExp[];
}
/** As many on one machine as get along with each other, since each run takes its time. */
const fatal: Readonly<Record<string, Finding>> = {
  'a machine that is none for nodes': {
    machine: {
      commands: { curl: undefined, id: 'echo 1000', uname: 'echo armv7l' },
      files: { 'run/systemd/system/.keep': undefined },
    },
    options: { expiresAt: Date.now() - 1000 },
    says: [
      /code ran out at .* clock is wrong/,
      /curl is not installed/,
      /root.*sudo/,
      /systemd does not run/,
      /architecture is armv7l/,
    ],
  },
  'a Raspberry Pi 4 with its usual settings': {
    machine: {
      commands: { getconf: 'echo 32' },
      files: {
        'proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.4\0',
        'proc/cpuinfo': 'Features\t: fp asimd evtstrm crc32 cpuid\n',
        'sys/fs/cgroup/cgroup.controllers': 'cpu io pids\n',
        'boot/firmware/cmdline.txt': '',
        'proc/swaps': `${usual.files!['proc/swaps']!}/dev/zram0 partition\t524284\t0\t100\n`,
      },
      env: { FREE: '2097152' },
    },
    says: [
      /system on top of it is 32-bit/,
      /processor of this Raspberry Pi 4 Model B Rev 1\.4 lacks: aes atomics dcpop\..*before the 5.*ECS cluster/,
      / \/boot\/firmware\/cmdline\.txt.*: cgroup_enable=memory cgroup_memory=1$/,
      /swap on \/dev\/zram0, .*swapoff -a/,
      /There are 2048 MiB free/,
    ],
  },
  'a machine that was something else before': {
    machine: {
      files: {
        [registration]: '{"ManagedInstanceID":"mi-0123456789abcdef0","Region":"us-east-1"}',
        'usr/libexec/amazon-ecs-init': '',
        'etc/kubernetes/x': '',
        'root/.aws/credentials': '',
      },
    },
    says: [
      /already registered as mi-0123456789abcdef0 in us-east-1\. .*nodeadm uninstall/,
      /ECS agent is installed here/,
      /There is a \/etc\/kubernetes: /,
      /mv \/root\/\.aws\/credentials/,
    ],
  },
  "a registration as ECS leaves it, another processor, and RHEL with the system's containerd": {
    machine: {
      files: {
        'etc/os-release': rhel,
        'var/lib/amazon/ssm/Vault/Store/RegistrationKey': '{"instanceID": "mi-0123456789abcdef0","region":"x"}',
        'proc/cpuinfo': `Features\t: ${features.replace(' aes', '')}\n`,
        'sys/fs/cgroup/cgroup.controllers': undefined,
        'proc/cgroups': '#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t0\t70\t0\n',
      },
    },
    options: { containerdSource: 'distro' },
    says: [
      /processor of this machine lacks: aes\./,
      /RHEL has no containerd of its own/,
      /already registered as mi-0123456789abcdef0\. /,
      /memory cgroup is off.*cgroup_enable=memory, and restart/,
    ],
  },
  "Amazon Linux with Docker's containerd, out of reach of SSM, and with a wrong clock": {
    machine: {
      files: { 'etc/os-release': amazon },
      commands: {
        curl: `if [[ $* == *--head* ]]; then echo 'Date: Thu, 01 Jan 2026 00:00:00 GMT'; elif [[ $* == */ssm.* ]]; then exit 7; fi`,
      },
    },
    options: { containerdSource: 'docker' },
    says: [
      /does not exist for Amazon Linux/,
      /https:\/\/ssm\.eu-central-1\.amazonaws\.com can't be reached\. /,
      /clock is wrong by \d+ seconds.*timedatectl/,
    ],
  },
  'another proxy in the files': {
    machine: {
      files: {
        'etc/systemd/system/kubelet.service.d/http-proxy.conf': 'Environment="HTTP_PROXY=http://old:1"',
        'etc/apt/apt.conf.d/proxy.conf': 'Acquire::http::Proxy "http://old:1";',
      },
    },
    options: { proxy },
    says: [
      /kubelet\.service\.d\/http-proxy\.conf names another proxy than http:\/\/proxy\.example\.com:3128/,
      /\/etc\/apt\/apt\.conf\.d\/proxy\.conf names another proxy/,
    ],
  },
  'a proxy with a password in the environment': {
    machine: { env: { https_proxy: 'http://user:secret@proxy:3128' } },
    says: [/without user and password/],
  },
  'a package manager without the proxy': {
    machine: { files: { 'etc/os-release': rhel, 'etc/yum.conf': '[main]\ngpgcheck=1\n' } },
    options: { proxy },
    says: [/section \[main\] of \/etc\/yum\.conf: proxy=http:\/\/proxy\.example\.com:3128$/],
  },
  'a proxy on a system that nodeadm does not know': {
    machine: { files: { 'etc/os-release': 'ID=debian\nVERSION_ID="12"\n' } },
    options: { proxy },
    says: [/Behind a proxy, nodeadm refuses/],
  },
};

describe('the script for a hybrid node, run where something stands in the way', function () {
  this.timeout(30_000);
  const stopped = new Map<string, Outcome>();

  before(async () => {
    await Promise.all(
      Object.entries(fatal).map(async ([what, { machine, options }]) =>
        stopped.set(what, await run(machine, [], options)),
      ),
    );
  });

  for (const [what, { says }] of Object.entries(fatal)) {
    it(`stops at ${what}, before it changes anything`, () => {
      const outcome = stopped.get(what)!;
      assert.equal(outcome.status, 1, outcome.output);
      const told = problems(outcome);
      says.forEach((sentence, index) => assert.match(told[index] ?? '', sentence));
      assert.equal(told.length, says.length, outcome.output);
      assert.match(outcome.output, /^STOPPED: nothing was changed, and no registration was used up/m);
      assert.equal(fetched(outcome), undefined);
      assert.deepEqual(nodeadm(outcome), []);
      assert.ok(!outcome.output.includes(options.activationCode) && !outcome.output.includes('secret'));
    });
  }
});
