import assert from 'node:assert/strict';
import type { Machine } from '../../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../../test/unit/recordingMachine.ts';
import { probeScript } from './probe.ts';
import { clockOffset, diskOf, dockerOf, parseProbe, type ProbeAnswer } from './probeAnswer.ts';

// Runs the probe for real, in each POSIX shell that is here, on a machine made of stand-ins.

const nodeId = 'mi-0123456789abcdef0';
const script = probeScript({ nodeId, region: 'eu-central-1', accountId: '123456789012' });
const shells = ['sh', 'bash'] as const;

const realCommands = [
  ...['awk', 'bash', 'cut', 'env', 'grep', 'head', 'rm', 'sed', 'sh', 'sleep', 'tail', 'timeout', 'tr', 'true', 'wc'],
];
const now = 1_795_399_547;
const secretKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const privateKey = 'MIIEpAIBAAKCAQEAqnZbVq4tJ1Sx9d7w2uQk3l5f8g0h1i2j3k4l5m6n7o8p9';
const activationCode = 'aB3dE6gH9jK2mN5pQ8sT';
const secrets = [
  ...[secretKey, secretKey.slice(0, 12), privateKey, activationCode],
  ...['hunter2', 'ASIAIOSFODNN7', 'AKIAIOSFODNN7', 'tokentoken', '0123abcd'],
];

/** `docker` as it answers, `curl` as everything is reached; the machine's clock says `now`. */
const commands: Readonly<Record<string, string | undefined>> = {
  date: `echo ${now}`,
  stat: `echo ${now - 600}`,
  id: 'echo 0',
  uname: 'case $1 in -n) echo pi-1;; -r) echo 6.8.0-1028-raspi;; -m) echo aarch64;; esac',
  getconf: 'echo 64',
  df: `case $2 in -k) echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'; echo '/dev/root 30000000 27000000 1500000 95% /';; -i) echo 'Filesystem Inodes IUsed IFree IUse% Mounted on'; echo '/dev/root 1000 310 690 31% /';; esac`,
  systemctl: 'case $1 in is-active) echo active;; is-enabled) echo enabled;; cat) exit 1;; esac',
  timedatectl: 'case $3 in NTP) echo NTP=yes;; *) echo NTPSynchronized=no;; esac',
  vcgencmd: 'echo throttled=0x50005',
  docker: `echo '28.1.1|overlay2|4|6|12|/var/lib/docker'`,
  curl: `case "$*" in
    *51678/v1/metadata*) echo '{"Cluster":"home","ContainerInstanceArn":"arn:aws:ecs:eu-central-1:123456789012:container-instance/home/0a","Version":"Amazon ECS Agent - v1.99.0 (*1234abcd)"}' ;;
    *51678/v1/tasks*) echo '{"Tasks":[{"Arn":"a","DesiredStatus":"RUNNING","KnownStatus":"RUNNING"},{"Arn":"b","KnownStatus":"STOPPED"}]}' ;;
    *ec2messages*) exit 28 ;;
    *) printf 'HTTP/2 404\\r\\ndate: Sun, 15 Nov 2026 00:00:00 GMT\\r\\n' ;;
  esac`,
};

const files: Readonly<Record<string, string | undefined>> = {
  'etc/os-release': 'NAME="Ubuntu"\nPRETTY_NAME="Ubuntu 24.04.3 LTS"\n',
  'proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.4\0',
  'proc/uptime': '36000.52 120.4\n',
  'proc/meminfo': 'MemTotal:        3884400 kB\nMemFree: 1 kB\nMemAvailable:    2000000 kB\n',
  'proc/cmdline': 'root=/dev/mmcblk0p2 cryptkey=hunter2 cgroup_disable=memory console=tty1\n',
  'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io pids\n',
  'sys/class/thermal/thermal_zone0/temp': '61340\n',
  'boot/firmware/cmdline.txt': 'root=/dev/mmcblk0p2\n',
  'var/lib/amazon/ssm/Vault/Store/RegistrationKey': `{"instanceID":"${nodeId}","region":"eu-central-1","privateKey":"${privateKey}","publicKey":"p"}`,
  'root/.aws/credentials': `[default]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secretKey}\naws_session_token = tokentokentoken\n`,
  'usr/libexec/amazon-ecs-init': 'x',
  'etc/ecs/ecs.config': `ECS_CLUSTER=old\n# mine\nECS_CLUSTER=home\nECS_IMAGE_PULL_BEHAVIOR=prefer-cached\nHTTP_PROXY=http://me:hunter2@proxy:3128\nECS_ENGINE_AUTH_DATA={"password":"hunter2"}\n`,
  'var/lib/ecs/ecs.config': 'AWS_DEFAULT_REGION=eu-central-1\nECS_EXTERNAL=true\n',
  'var/log/ecs/ecs-agent.log': `level=info time=2026-11-22T00:00:00Z msg="fine"
level=error time=2026-11-22T00:00:01Z msg="Unable to register" error="ClusterNotFoundException: Cluster not found."
level=error time=2026-11-22T00:00:02Z msg="GET https://x/?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20261122&X-Amz-Signature=0123abcd secret_key=${secretKey}"
level=error time=2026-11-22T00:00:03Z msg="write /var/lib/docker/tmp/x: no space left on device"\n`,
  'var/log/amazon/ssm/amazon-ssm-agent.log': `2026-11-22 00:00:04 ERROR [ssm-agent-worker] Registering with activation code: ${activationCode} via http://me:hunter2@proxy:3128
2026-11-22 00:00:05 WARN hibernating\n`,
};

async function probe(
  machine: Partial<Machine> = {},
  shell: (typeof shells)[number] = 'sh',
): Promise<[ProbeAnswer, string]> {
  const { status, output } = await runOn(
    {
      ...machine,
      realCommands: machine.realCommands ?? realCommands,
      commands: { ...commands, ...machine.commands },
      files: { ...files, ...machine.files },
    },
    { script, shell: [shell] },
  );
  assert.equal(status, 0, output);
  const answer = parseProbe(output);
  assert.ok(answer, output);
  return [answer, output];
}

describe('the probe, run', () => {
  for (const shell of shells) {
    it(`gathers what it is for under ${shell}`, async () => {
      const [answer, output] = await probe({}, shell);
      const { facts, endpoints, logs } = answer;
      assert.ok(answer.isWhole);
      assert.ok(output.length < 8000, `${output.length}`);
      assert.deepEqual(Object.fromEntries([...facts].sort()), {
        'agent.answers': 'yes',
        'agent.cluster': 'home',
        'agent.instance': 'arn:aws:ecs:eu-central-1:123456789012:container-instance/home/0a',
        'agent.running': '1',
        'agent.tasks': '2',
        'agent.version': 'Amazon ECS Agent - v1.99.0 (*1234abcd)',
        'board.temperature': '61340',
        'board.throttled': '0x50005',
        'cgroup.cmdline': 'cgroup_disable=memory',
        'cgroup.file': '/boot/firmware/cmdline.txt',
        'cgroup.memory': 'no',
        'cgroup.version': '2',
        'clock.aws': `${now} Sun, 15 Nov 2026 00:00:00 GMT`,
        'clock.now': `${now}`,
        'clock.ntp': 'yes',
        'clock.synchronized': 'no',
        'credentials.age': '600',
        'credentials.file': 'yes',
        'credentials.rotating': 'yes',
        'credentials.whole': 'yes',
        'disk.docker': '30000000 1500000 95 31 /var/lib/docker',
        'disk.root': '30000000 1500000 95 31 /',
        'docker.info': '28.1.1|overlay2|4|6|12|/var/lib/docker',
        'docker.installed': 'yes',
        'ecs.cluster': 'home',
        'ecs.external': 'true',
        'ecs.installed': 'yes',
        'ecs.proxy': 'http://***@proxy:3128',
        'ecs.pull': 'prefer-cached',
        'ecs.region': 'eu-central-1',
        'log.ecs-agent.age': '600',
        'log.ecs-init.missing': '/var/log/ecs/ecs-init.log',
        'log.ssm.age': '600',
        'memory.available': '2000000',
        'memory.total': '3884400',
        'probe.node': nodeId,
        'registration.file': 'yes',
        'registration.node': nodeId,
        'registration.region': 'eu-central-1',
        'service.docker': 'active enabled',
        'service.ecs': 'active enabled',
        'service.ssm': 'active enabled',
        'system.bits': '64',
        'system.board': 'Raspberry Pi 4 Model B Rev 1.4',
        'system.hostname': 'pi-1',
        'system.kernel': '6.8.0-1028-raspi',
        'system.machine': 'aarch64',
        'system.os': 'Ubuntu 24.04.3 LTS',
        'system.uptime': '36000',
        'system.user': 'root',
      });
      assert.equal(endpoints.length, 10);
      assert.deepEqual(
        endpoints.filter(({ reached }) => reached !== 'ok'),
        [{ name: 'ec2messages', host: 'ec2messages.eu-central-1.amazonaws.com', reached: 'timeout' }],
      );
      assert.deepEqual(
        logs.map(({ log, text }) => [log, /ClusterNotFound|Credential|space|code|hibernat/.exec(text)?.[0]]),
        [
          ['ecs-agent', 'ClusterNotFound'],
          ['ecs-agent', 'Credential'],
          ['ecs-agent', 'space'],
          ['ssm', 'code'],
          ['ssm', 'hibernat'],
        ],
      );
      assert.equal(clockOffset(answer), now - Date.UTC(2026, 10, 15) / 1000);
      assert.deepEqual(diskOf(answer, 'root'), {
        path: '/',
        totalKiB: 30_000_000,
        freeKiB: 1_500_000,
        usedPercent: 95,
        inodesUsedPercent: 31,
      });
      assert.equal(dockerOf(answer)?.images, 12);
    });
  }

  it('says nothing that is secret, and changes nothing', async () => {
    const env = { https_proxy: 'http://me:hunter2@proxy:3128' };
    const machine = { realCommands, commands, files, env };
    const { output, files: after, calls } = await runOn(machine, { script, shell: ['sh'] });
    assert.match(output, /^network\.proxy=proxy:3128$/m);
    for (const secret of secrets) assert.ok(!output.includes(secret), `${secret} in ${output}`);
    const own = Object.entries(after).filter(([path]) => path.startsWith('root/'));
    const expected = Object.entries(files).map(([path, text]) => [`root/${path}`, text]);
    assert.deepEqual(own.sort(), expected.sort());
    const changing = calls
      .map((call) => call.join(' '))
      .filter((call) => /^(systemctl|docker|timedatectl)/.test(call))
      .filter((call) => !/^(systemctl (is-active|is-enabled|cat)|docker info|timedatectl show) /.test(call));
    assert.deepEqual(changing, []);
  });

  it('gets by on a bare machine', async () => {
    const none = (of: Readonly<Record<string, unknown>>): Readonly<Record<string, undefined>> =>
      Object.fromEntries(Object.keys(of).map((name) => [name, undefined]));
    const bare = { ...none(commands), date: commands.date, id: 'echo 1000', uname: commands.uname };
    const [{ isWhole, facts, endpoints }] = await probe({ commands: bare, files: none(files) });
    assert.ok(isWhole);
    assert.deepEqual(endpoints, []);
    assert.equal(facts.get('system.user'), 'other');
    assert.equal(facts.get('docker.installed'), 'no');
    assert.equal(facts.get('agent.answers'), undefined);
    assert.equal(facts.get('log.ssm.missing'), '/var/log/amazon/ssm/amazon-ssm-agent.log');
  });

  it('uses wget where there is no curl', async () => {
    const wget = `case "$*" in
      *51678*) exit 4 ;;
      *ecr*) echo "wget: bad address 'x'" >&2; exit 1 ;;
      *s3*) echo 'Connecting to x failed: Connection refused.' >&2; exit 4 ;;
      *) printf '  HTTP/1.1 404 Not Found\\r\\n  Date: Sun, 15 Nov 2026 00:00:00 GMT\\r\\n' >&2; exit 8 ;;
    esac`;
    const [answer] = await probe({ commands: { curl: undefined, wget } });
    const reached = new Map(answer.endpoints.map(({ name, reached: how }) => [name, how]));
    assert.deepEqual([reached.get('ecs'), reached.get('ecr'), reached.get('s3')], ['ok', 'dns', 'refused']);
    assert.equal(answer.facts.get('agent.answers'), 'no');
    assert.equal(clockOffset(answer), now - Date.UTC(2026, 10, 15) / 1000);
  });

  it('asks for the time despite a certificate that the clock spoils', async () => {
    const curl = `case "$*" in
      *51678*) exit 7 ;;
      *--insecure*) printf 'HTTP/2 404\\r\\nDate: Sun, 15 Nov 2026 00:00:00 GMT\\r\\n' ;;
      *) exit 60 ;;
    esac`;
    const [answer] = await probe({ commands: { curl } });
    assert.ok(answer.endpoints.every(({ reached }) => reached === 'certificate'));
    assert.equal(clockOffset(answer), now - Date.UTC(2026, 10, 15) / 1000);
  });

  it('tells a Docker that does not run', async () => {
    const docker = `echo '|||||'; echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' >&2; exit 1`;
    const [{ facts }] = await probe({ commands: { docker } });
    assert.equal(facts.get('docker.info'), undefined);
    assert.match(facts.get('docker.error') ?? '', /^Cannot connect to the Docker daemon/);
  });

  it('does not wait for what hangs, also without the command timeout', async () => {
    // Time goes faster there.
    const sleepBriefly = `exec '${process.execPath}' -e 'setTimeout(() => {}, 200)'`;
    const hanging = { vcgencmd: 'exec tail -f /dev/null', sleep: sleepBriefly };
    const [answer] = await probe({
      commands: hanging,
      realCommands: realCommands.filter((command) => command !== 'timeout' && command !== 'sleep'),
    });
    assert.ok(answer.isWhole);
    assert.equal(answer.facts.get('board.throttled'), undefined);
    assert.equal(answer.facts.get('docker.installed'), 'yes');
    assert.ok(answer.facts.has('docker.info'));
  });
});
