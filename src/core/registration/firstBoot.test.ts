import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { assertBash, assertGolden, shellCheckNote } from '../../../test/unit/goldenScript.ts';
import type { Machine, Outcome } from '../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../test/unit/recordingMachine.ts';
import { Failure } from '../failure.ts';
import type { FirstBootOptions } from './firstBoot.ts';
import { checkHostname, ecsFirstBootUserData, firstBootScript } from './firstBoot.ts';
import type { RegisterScriptOptions } from './registerScript.ts';
import { ecsLinuxRegisterScript, officialInstaller } from './registerScript.ts';

const register: RegisterScriptOptions = {
  cluster: 'web',
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.UTC(2026, 10, 23, 14, 5, 59),
  registrationLimit: 1,
  installer: officialInstaller,
};
const plain: FirstBootOptions = { register, hostname: 'on', authorizedKeys: ['ssh-ed25519 AAAAC3Nza me@home: # x'] };
const host = { attributes: { rack: 'r1' }, tags: { Ort: 'Küche' }, proxy: { url: 'http://proxy.example.com:3128' } };
const odd: RegisterScriptOptions = { ...register, cluster: `it's: "$(x)" 👩‍🚀\n- {a}\n#`, activationCode: `'\u2028: '` };

interface CloudConfig {
  readonly hostname?: string;
  readonly ssh_authorized_keys?: readonly string[];
  readonly write_files: readonly {
    readonly path: string;
    readonly permissions: string;
    readonly encoding?: string;
    readonly content: string;
  }[];
  readonly runcmd: readonly (readonly string[])[];
}
// As cloud-init reads it.
const read = (text: string): CloudConfig => parse(text, { version: '1.1' }) as CloudConfig;

describe('ecsFirstBootUserData', () => {
  it('is as in golden/firstBoot.yaml', () => {
    assertGolden(ecsFirstBootUserData(plain), new URL('golden/firstBoot.yaml', import.meta.url));
  });

  const variants: Readonly<Record<string, RegisterScriptOptions>> = {
    oddNames: odd,
    proxy: { ...register, host: { attributes: {}, tags: {}, proxy: host.proxy } },
    gpu: { ...register, host: { attributes: {}, tags: {}, gpu: true } },
    attributes: { ...register, host: { attributes: host.attributes, tags: host.tags } },
  };
  for (const [name, variant] of Object.entries(variants)) {
    it(`begins as in golden/firstBoot-${name}.head.yaml`, () => {
      // What differs: the program that follows is the same for all.
      const head = ecsFirstBootUserData({ register: variant }).split('\n').slice(0, 75).join('\n');
      assertGolden(`${head}\n`, new URL(`golden/firstBoot-${name}.head.yaml`, import.meta.url));
    });
  }

  it('is cloud-config that brings the guided script, readable by root only', () => {
    const text = ecsFirstBootUserData(plain);
    assert.ok(text.startsWith('#cloud-config\n'));
    const config = read(text);
    assert.equal(config.hostname, 'on');
    assert.deepEqual(config.ssh_authorized_keys, plain.authorizedKeys);
    const [script, boot, after] = config.write_files;
    assert.deepEqual([script?.permissions, script?.content], ['0600', ecsLinuxRegisterScript(register)]);
    assert.deepEqual([boot?.permissions, boot?.content], ['0700', firstBootScript(register)]);
    assert.deepEqual(parse(after?.content ?? ''), { hostname: 'on', ssh_authorized_keys: plain.authorizedKeys });
    assert.deepEqual(config.runcmd.at(-1)?.slice(0, 3), ['systemctl', 'start', '--no-block']);
    const holders = config.write_files.filter(({ content }) => content.includes(register.activationCode));
    assert.deepEqual(holders, [script]);
  });

  it('is valid whatever the values hold', () => {
    for (const each of [
      { ...odd, host },
      { ...odd, activationCode: '\u001b[31m' },
      { ...odd, activationCode: '\ud800' },
    ]) {
      const text = ecsFirstBootUserData({ register: each });
      const [script] = read(text).write_files;
      const content = Buffer.from(script?.content ?? '', script?.encoding === 'b64' ? 'base64' : 'utf8').toString();
      assert.equal(content, Buffer.from(ecsLinuxRegisterScript(each)).toString());
      assert.match(text, /^[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u);
    }
  });

  it('has no host name where many cards get the same', () => {
    assert.equal(read(ecsFirstBootUserData({ register })).hostname, undefined);
  });

  it('refuses a host name that is none', () => {
    for (const hostname of ['', 'a b', '-a', 'a-', 'a.b', 'ü', 'x'.repeat(64)]) {
      assert.ok(checkHostname(hostname).problem, hostname);
      assert.throws(
        () => ecsFirstBootUserData({ register, hostname }),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
      );
    }
    for (const hostname of ['a', 'Pi-5', '3'.repeat(63)])
      assert.deepEqual(checkHostname(hostname), { value: hostname });
  });
});

const folder = 'var/lib/external-instances';
const key = 'var/lib/amazon/ssm/Vault/Store/RegistrationKey';
const saved = 'root/var/log/external-instances-first-boot.log';
const secret = 'Ab+Cd/EfGhIjKlMnOpQr';

function machine(registerScript: string, changes: Partial<Machine> = {}): Machine {
  return {
    realCommands: ['bash', 'cat', 'cp', 'grep', 'mkdir', 'mv', 'rm'],
    files: {
      [`${folder}/register.sh`]: `# ${secret}\necho run >>"$SCRATCH/runs"\n${registerScript}\n`,
      [`${folder}/user-data`]: '#cloud-config\nhostname: "pi"\n',
      'var/log/.keep': '',
      'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
      'boot/firmware/cmdline.txt': 'console=tty1 root=LABEL=writable rootwait\n',
      'boot/firmware/user-data': `#cloud-config\n# ${secret}\n`,
      'var/lib/cloud/instances/i-1/user-data.txt': secret,
      'var/lib/cloud/instances/i-1/user-data.txt.i': secret,
      'var/lib/cloud/instances/i-1/cloud-config.txt': secret,
      'var/lib/cloud/instances/i-1/obj.pkl': secret,
      'var/lib/cloud/instances/i-1/sem/config_runcmd': '',
      ...changes.files,
    },
    commands: {
      'cloud-init': '',
      'timeout': 'shift; exec "$@"',
      'sync': '',
      'date': 'if [[ $1 == +%s ]]; then echo "${NOW:-0}"; else echo 2026-11-22T10:00:00Z; fi',
      'sleep': '',
      'systemctl': '[[ $1 != is-enabled ]]',
      'timedatectl': 'if [[ $1 == show ]]; then echo NTPSynchronized=yes; fi',
      ...changes.commands,
    },
    env: changes.env ?? {},
  };
}

const succeedsThirdTime = '[[ $(grep -c . "$SCRATCH/runs") == 3 ]]';
const registersAndFails =
  `mkdir -p "$REGISTER_ROOT/\${key%/*}"; echo '{"instanceID":"mi-1"}' >"$REGISTER_ROOT/$key"; exit 1`
    .replaceAll('$key', key)
    .replaceAll('${key%/*}', key.slice(0, key.lastIndexOf('/')));
const noMemory = { 'sys/fs/cgroup/cgroup.controllers': 'cpu io pids\n' };

const boots: Readonly<Record<string, Machine>> = {
  usual: machine('exit 0'),
  retries: machine(succeedsThirdTime),
  noMemory: machine('exit 0', { files: noMemory }),
  stillNoMemory: machine('exit 0', { files: { ...noMemory, [`${folder}/restarted`]: '' } }),
  late: machine('exit 0', {
    commands: {
      timedatectl: 'if [[ $1 == show ]]; then [[ $(grep -c . "$SCRATCH/asked") == 3 ]] && echo NTPSynchronized=yes; fi',
      sleep: 'echo slept >>"$SCRATCH/asked"',
    },
    files: {},
  }),
  enabled: machine(registersAndFails, { commands: { systemctl: '' } }),
  expired: machine('exit 1', { env: { NOW: '9999999999' } }),
  again: machine('exit 0', { files: { [`${folder}/register.sh`]: undefined } }),
};

describe('the first boot, run', function () {
  this.timeout(20_000);
  const went: Record<string, Outcome> = {};
  before(() =>
    Promise.all(
      Object.entries(boots).map(async ([name, each]) => {
        went[name] = await runOn(each, { script: firstBootScript(register) });
      }),
    ),
  );

  const runs = ({ files }: Outcome): number => (files.runs ?? '').split('\n').length - 1;
  const called = ({ calls }: Outcome, line: string): boolean => calls.some((call) => call.join(' ') === line);
  const withSecret = ({ files }: Outcome): readonly string[] =>
    Object.keys(files).filter((path) => files[path]?.includes(secret));

  it(`is valid bash, ${shellCheckNote}`, () => assertBash(firstBootScript(register)));

  it('registers, and leaves the code nowhere', () => {
    const usual = went.usual!;
    assert.equal(usual.status, 0, usual.output);
    assert.equal(runs(usual), 1);
    assert.deepEqual(withSecret(usual), []);
    assert.equal(usual.files['root/boot/firmware/user-data'], '#cloud-config\nhostname: "pi"\n');
    assert.ok('root/var/lib/cloud/instances/i-1/sem/config_runcmd' in usual.files);
    assert.ok(called(usual, 'systemctl disable external-instances-first-boot.service'));
    assert.match(usual.files[saved] ?? '', /Run 1 of .*\n.*Done\./);
    assert.equal(usual.files['root/boot/firmware/cmdline.txt'], 'console=tty1 root=LABEL=writable rootwait\n');
  });

  it('goes on trying', () => {
    assert.equal(runs(went.retries!), 3);
    assert.deepEqual(withSecret(went.retries!), []);
  });

  it('turns the memory cgroup on and restarts, once, before it registers', () => {
    const { files } = went.noMemory!;
    assert.equal(
      files['root/boot/firmware/cmdline.txt'],
      'console=tty1 root=LABEL=writable rootwait cgroup_enable=memory cgroup_memory=1\n',
    );
    assert.ok(called(went.noMemory!, 'systemctl reboot'));
    assert.equal(runs(went.noMemory!), 0);
    assert.ok(`root/${folder}/register.sh` in files && `root/${folder}/restarted` in files);
    assert.ok(!called(went.stillNoMemory!, 'systemctl reboot'));
    assert.equal(runs(went.stillNoMemory!), 1);
  });

  it('waits for the time before it registers', () => {
    assert.equal(runs(went.late!), 1);
    const order = went.late!.calls.map(([name, first]) => `${name ?? ''} ${first ?? ''}`);
    assert.ok(order.filter((call) => call === 'sleep 10').length === 3, order.join(', '));
  });

  it('leaves a host alone that has registered, and never registers a second time', () => {
    assert.equal(runs(went.enabled!), 1);
    assert.match(went.enabled!.files[saved] ?? '', /Registered\. The ECS agent is installed/);
    assert.deepEqual(withSecret(went.enabled!), []);
  });

  it('gives up when the activation has run out', () => {
    assert.equal(runs(went.expired!), 1);
    assert.match(went.expired!.files[saved] ?? '', /Gave up: the activation has run out/);
    assert.deepEqual(withSecret(went.expired!), []);
  });

  it('does nothing afterwards', () => assert.deepEqual([went.again!.status, went.again!.calls], [0, []]));
});
