import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RegisterScriptOptions } from './registerScript.ts';
import { ecsLinuxRegisterScript, officialInstaller } from './registerScript.ts';

// Runs the script for real, in bash, on a machine made of stubs: its commands are those in `bin` and no others, its
// files those below `root`, and its installer one that writes down its arguments.

const usual: RegisterScriptOptions = {
  cluster: 'web',
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.now() + 3_600_000,
  registrationLimit: 1,
  installer: officialInstaller,
};
const standIn = { url: 'http://127.0.0.1:4510/x.sh', insecureLoopback: true, needsRoot: false };

const usualFiles: Readonly<Record<string, string>> = {
  'run/systemd/system/.keep': '',
  'etc/os-release': 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04 LTS"\n',
  'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
};
const usualCommands: Readonly<Record<string, string>> = {
  id: 'echo 0',
  uname: 'if [[ $1 == -m ]]; then echo aarch64; else echo pi; fi',
  getconf: 'echo 64',
  curl: 'printf "%s\\n" "$@" >"$SCRATCH/curl.log"; while (($# > 1)); do if [[ $1 == -o ]]; then cat "$SCRATCH/installer.sh" >"$2"; fi; shift; done',
};
const realCommands = ['bash', 'cat', 'date', 'env', 'grep', 'head', 'mktemp', 'rm', 'sed', 'tr'];
const usualInstaller = '#!/bin/bash\nprintf "%s\\0" "$@" >"$SCRATCH/arguments"\n';

interface Machine {
  /** Added to, or in place of, the usual files; `undefined` takes one away. Paths without the leading slash. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  /** Likewise for commands, as the body of a bash script. */
  readonly commands?: Readonly<Record<string, string | undefined>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly installer?: string;
}

interface Outcome {
  readonly status: number | null;
  readonly output: string;
  /** The arguments that curl got; absent when nothing was fetched. */
  readonly fetched?: readonly string[];
  /** The arguments that the installer got; absent when it did not run. */
  readonly installed?: readonly string[];
  readonly leftOver: boolean;
}

function onPath(command: string): string {
  const found = (process.env.PATH ?? '').split(delimiter).find((folder) => existsSync(join(folder, command)));
  assert.ok(found, `${command} is not on PATH`);
  return join(found, command);
}

describe('the register script, run', function () {
  this.timeout(20_000);
  let scratch = '';

  function put(path: string, text: string): void {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  }

  function build(machine: Machine): NodeJS.ProcessEnv {
    mkdirSync(join(scratch, 'bin'));
    mkdirSync(join(scratch, 'tmp'));
    for (const command of realCommands) symlinkSync(onPath(command), join(scratch, 'bin', command));
    for (const [command, body] of Object.entries({ ...usualCommands, ...machine.commands })) {
      if (body === undefined) continue;
      put(`bin/${command}`, `#!/bin/bash\n${body}\n`);
      chmodSync(join(scratch, 'bin', command), 0o755);
    }
    for (const [path, text] of Object.entries({ ...usualFiles, ...machine.files }))
      if (text !== undefined) put(`root/${path}`, text);
    put('installer.sh', machine.installer ?? usualInstaller);
    return {
      PATH: join(scratch, 'bin'),
      REGISTER_ROOT: join(scratch, 'root'),
      SCRATCH: scratch,
      TMPDIR: join(scratch, 'tmp'),
      ...machine.env,
    };
  }

  function outcome({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): Outcome {
    const read = (name: string, separator: string): readonly string[] | undefined =>
      existsSync(join(scratch, name))
        ? readFileSync(join(scratch, name), 'utf8').split(separator).slice(0, -1)
        : undefined;
    const fetched = read('curl.log', '\n');
    const installed = read('arguments', '\0');
    return {
      status,
      output: stdout + stderr,
      ...(fetched && { fetched }),
      ...(installed && { installed }),
      leftOver: spawnSync('ls', ['-A', join(scratch, 'tmp')], { encoding: 'utf8' }).stdout !== '',
    };
  }

  function run(
    machine: Machine = {},
    args: readonly string[] = [],
    options: Partial<RegisterScriptOptions> = {},
  ): Outcome {
    const env = build(machine);
    put('register.sh', ecsLinuxRegisterScript({ ...usual, ...options }));
    return outcome(spawnSync('bash', [join(scratch, 'register.sh'), ...args], { env, cwd: scratch, encoding: 'utf8' }));
  }

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'register-'));
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true });
  });

  const usualArguments = [
    '--region',
    usual.region,
    '--cluster',
    usual.cluster,
    '--activation-id',
    usual.activationId,
    '--activation-code',
    usual.activationCode,
  ];

  it('fetches the installer safely and runs it with the values', () => {
    const { status, output, fetched = [], installed, leftOver } = run();
    assert.equal(status, 0, output);
    assert.deepEqual(installed, usualArguments);
    assert.equal(fetched.at(-1), officialInstaller.url);
    for (const argument of ['=https', '--tlsv1.2', '-fsSL', '--retry']) assert.ok(fetched.includes(argument), argument);
    assert.match(output, /^DONE: /m);
    assert.doesNotMatch(output, /PROBLEM|Note/);
    assert.ok(!output.includes(usual.activationCode));
    assert.ok(!leftOver);
  });

  const oddValues = [
    [`it's`, `"quoted"`, '$(touch pwned)', '`touch pwned`'],
    ['two\nlines\n', '👩‍🚀 Küche', 'x'.repeat(255), 'Ab+Cd/Ef=='],
    ['${HOME}\\', '; exit 9 #', '--force', `'''`],
    ['\u001b[31m', '* ? [a-z] ~', '%s %d', 'a\tb\rc'],
  ] as const;
  for (const [cluster, region, activationId, activationCode] of oddValues) {
    it(`gives odd values back unchanged: ${JSON.stringify([cluster, region, activationId, activationCode]).slice(0, 60)}`, () => {
      const { status, output, installed } = run({}, [], { cluster, region, activationId, activationCode });
      assert.equal(status, 0, output);
      const expected = ['--region', region, '--cluster', cluster, '--activation-id', activationId, '--activation-code'];
      assert.deepEqual(installed, [...expected, activationCode]);
      assert.ok(!existsSync(join(scratch, 'pwned')));
    });
  }

  const pi = { 'proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0\0' };
  const key = 'var/lib/amazon/ssm/Vault/Store/RegistrationKey';
  const fatal: readonly (readonly [what: string, machine: Machine, says: RegExp])[] = [
    ['no root', { commands: { id: 'echo 1000' } }, /root.*sudo/],
    ['no systemd', { files: { 'run/systemd/system/.keep': undefined } }, /systemd does not run/],
    ['another architecture', { commands: { uname: 'echo armv7l' } }, /architecture is armv7l.*64-bit operating system/],
    ['a 32-bit userland', { commands: { getconf: 'echo 32' } }, /system on top of it is 32-bit/],
    [
      'an earlier registration',
      { files: { [key]: '{"instanceID": "mi-0123456789abcdef0","region":"us-east-1"}' } },
      /already registered as mi-0123456789abcdef0\. .*keep that/,
    ],
    ['an installed ECS agent', { files: { 'usr/libexec/amazon-ecs-init': '' } }, /ECS agent is already installed/],
    ["root's credentials", { files: { 'root/.aws/credentials': '[default]' } }, /mv \/root\/\.aws\/credentials/],
    ['credentials in the environment', { env: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' } }, /unset AWS_ACCESS_KEY_ID/],
    [
      'a Pi without memory cgroup',
      { files: { ...pi, 'sys/fs/cgroup/cgroup.controllers': 'cpu io pids\n', 'boot/firmware/cmdline.txt': '' } },
      /Raspberry Pi 5 Model B Rev 1\.0\..*\/boot\/firmware\/cmdline\.txt.*: cgroup_enable=memory cgroup_memory=1$/m,
    ],
    [
      'an older Pi without memory cgroup',
      {
        files: {
          ...pi,
          'sys/fs/cgroup/cgroup.controllers': undefined,
          'proc/cgroups': '#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t0\t70\t0\n',
        },
      },
      / \/boot\/cmdline\.txt/,
    ],
    ['RHEL without Docker', { files: { 'etc/os-release': 'ID="rhel"\nVERSION_ID="9.4"\n' } }, /Install Docker first/],
  ];
  for (const [what, machine, says] of fatal) {
    it(`stops at ${what}, before it fetches anything`, () => {
      const { status, output, fetched, installed } = run(machine);
      assert.equal(status, 1);
      assert.match(output, says);
      assert.equal(output.match(/^PROBLEM: /gm)?.length, 1, output);
      assert.match(output, /^STOPPED: nothing was changed, and no registration was used up/m);
      assert.equal(fetched, undefined);
      assert.equal(installed, undefined);
    });
  }

  it('stops at a missing curl', () => {
    const { status, output } = run({ commands: { curl: undefined } });
    assert.equal(status, 1);
    assert.match(output, /^PROBLEM: curl is not installed/m);
  });

  it('stops at a code that has run out, and suspects the clock', () => {
    const { status, output, fetched } = run({}, [], { expiresAt: Date.now() - 1000 });
    assert.equal(status, 1);
    assert.match(output, /code ran out at .* UTC, or this machine's clock is wrong/);
    assert.equal(fetched, undefined);
  });

  it('tells all that is wrong at once', () => {
    const { output } = run({ commands: { id: 'echo 1000', getconf: 'echo 32' }, env: { AWS_ACCESS_KEY_ID: 'x' } });
    assert.equal(output.match(/^PROBLEM: /gm)?.length, 3);
  });

  it('goes on with --force', () => {
    const { status, output, installed } = run({ commands: { id: 'echo 1000', getconf: 'echo 32' } }, ['--force']);
    assert.equal(status, 0, output);
    assert.deepEqual(installed, usualArguments);
    assert.equal(output.match(/^PROBLEM: /gm)?.length, 2);
  });

  it('only reports with --check-only, also together with --force', () => {
    const fine = run({}, ['--check-only']);
    assert.deepEqual([fine.status, fine.fetched], [0, undefined]);
    assert.match(fine.output, /Problems: 0\./);
    rmSync(join(scratch, 'bin'), { recursive: true });
    rmSync(join(scratch, 'tmp'), { recursive: true });
    const wrong = run({ commands: { id: 'echo 1000' } }, ['--check-only', '--force']);
    assert.deepEqual([wrong.status, wrong.fetched], [1, undefined]);
    assert.match(wrong.output, /Problems: 1\./);
  });

  it('refuses an unknown option', () => {
    const { status, output, fetched } = run({}, ['--dry-run']);
    assert.equal(status, 2);
    assert.match(output, /Unknown option: --dry-run/);
    assert.equal(fetched, undefined);
  });

  it('uses the Docker that is there on RHEL 9', () => {
    const os = 'ID="rhel"\nVERSION_ID="9.4"\nPRETTY_NAME="Red Hat Enterprise Linux 9.4"\n';
    const { status, output, installed } = run({ files: { 'etc/os-release': os }, commands: { docker: '' } });
    assert.equal(status, 0, output);
    assert.deepEqual(installed, [...usualArguments, '--docker-install-source', 'none']);
    assert.doesNotMatch(output, /is not one of those/);
  });

  it('warns of a system that AWS no longer supports, and goes on', () => {
    const os = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n';
    const { status, output } = run({ files: { 'etc/os-release': os } });
    assert.equal(status, 0);
    assert.match(output, /^Note: Debian GNU\/Linux 12 \(bookworm\) is not one of those that AWS supports/m);
  });

  it('works where none of the files it looks at exist', () => {
    const none = Object.fromEntries(Object.keys(usualFiles).map((path) => [path, undefined]));
    const { output, fetched } = run({ files: none }, ['--force']);
    assert.match(output, /^Note: This operating system is not one of those/m);
    assert.ok(fetched);
  });

  it('makes notes, not problems, of what does not matter to the stand-in of the demo', () => {
    const machine: Machine = {
      commands: { id: 'echo 1000', uname: 'echo arm64' },
      files: { 'run/systemd/system/.keep': undefined, [key]: '{"instanceID":"mi-0123456789abcdef0"}' },
    };
    const { status, output, fetched, installed } = run(machine, [], { installer: standIn });
    assert.equal(status, 0, output);
    assert.equal(output.match(/^Note: .*It does not matter to the demo account/gm)?.length, 4);
    assert.deepEqual(installed, usualArguments);
    assert.ok(fetched?.includes('=http') && !fetched.includes('-fsSL'));
  });

  it('does not run what is no complete script', () => {
    for (const came of ['', '<html>Sign in to the guest network</html>', '#!/bin/bash\nif true; then\n']) {
      const { status, output, installed } = run({ installer: came });
      assert.equal(status, 1);
      assert.match(output, /^FAILED: what came is not a complete shell script\. No registration was used up/m);
      assert.equal(installed, undefined);
      for (const folder of ['bin', 'tmp']) rmSync(join(scratch, folder), { recursive: true });
    }
  });

  it('says so when the installer cannot be fetched', () => {
    const { status, output, leftOver } = run({ commands: { curl: 'exit 6' } });
    assert.equal(status, 1);
    assert.match(output, /^FAILED: the installer could not be fetched\. No registration was used up/m);
    assert.ok(!leftOver);
  });

  it('passes the exit status of the installer on and names the logs', () => {
    const { status, output, leftOver } = run({ installer: '#!/bin/bash\nexit 7\n' });
    assert.equal(status, 7);
    assert.match(output, /^FAILED: the installer ended with exit status 7;/m);
    assert.match(output, /\/var\/log\/ecs\/ecs-agent\.log.*\/var\/log\/amazon\/ssm\/amazon-ssm-agent\.log/);
    assert.doesNotMatch(output, /DONE/);
    assert.ok(!leftOver);
  });

  it('can come by a pipe, also when the installer reads its input', () => {
    const env = build({ installer: `${usualInstaller}cat >"$SCRATCH/eaten"\n` });
    const result = outcome(
      spawnSync('bash', ['-s'], { env, cwd: scratch, encoding: 'utf8', input: ecsLinuxRegisterScript(usual) }),
    );
    assert.equal(result.status, 0, result.output);
    assert.deepEqual(result.installed, usualArguments);
    assert.match(result.output, /^DONE: /m);
    assert.equal(readFileSync(join(scratch, 'eaten'), 'utf8'), '');
  });

  it('does nothing when it arrives in part', () => {
    const env = build({});
    const script = ecsLinuxRegisterScript(usual);
    const end = script.lastIndexOf('\nmain');
    for (const length of [
      ...Array.from({ length: 12 }, (_, n) => Math.floor((end / 12) * n)),
      end,
      end + 1,
      end + 4,
      end + 7,
    ]) {
      const { stdout } = spawnSync('bash', ['-s'], {
        env,
        cwd: scratch,
        encoding: 'utf8',
        input: script.slice(0, length),
      });
      assert.equal(stdout, '', `cut at ${length}`);
    }
    assert.ok(!existsSync(join(scratch, 'curl.log')));
  });

  it('works with the real curl and a server on loopback', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.end(request.url === '/moved.sh' ? '' : usualInstaller);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ecs-anywhere-install-latest.sh`;
      const env = build({
        commands: { curl: `exec ${onPath('curl')} "$@"` },
        env: { http_proxy: 'http://127.0.0.1:9' },
      });
      put('register.sh', ecsLinuxRegisterScript({ ...usual, installer: { ...standIn, url } }));
      const ran = await promisify(execFile)('bash', [join(scratch, 'register.sh')], { env, cwd: scratch });
      assert.deepEqual(outcome({ status: 0, ...ran }).installed, usualArguments);
      assert.deepEqual(asked, ['/ecs-anywhere-install-latest.sh']);
    } finally {
      server.close();
    }
  });
});
