import assert from 'node:assert/strict';
import { assertBash, assertGolden, shellCheckNote } from '../../../../test/unit/goldenScript.ts';
import type { Machine, Outcome } from '../../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../../test/unit/recordingMachine.ts';
import { Failure } from '../../failure.ts';
import type { SshLoopOptions } from './sshLoop.ts';
import { sshLoopScript } from './sshLoop.ts';

const code = 'Ab+Cd/EfGhIjKlMnOpQr';
const script = `#!/usr/bin/env bash
main() {
  code='${code}'
  printf '%s\\n' "registers $HOST_NAME" "with $# arguments: $*"
  exit "\${STATUS:-0}"
}
main "$@"
`;
const plain: SshLoopOptions = { hosts: ['pi-1', 'pi-2', 'pi@10.0.0.7'], script, needsRoot: true };
const oddNames: SshLoopOptions = {
  hosts: ['küche', '[fe80::1%eth0]', 'ssh://pi@host:2222', '~x', 'a*?#!'],
  script: `it's "$(touch pwned)"\n\\ \`touch pwned\` \${HOME} 👩‍🚀`,
  needsRoot: false,
};
const goldens = { plain, oddNames };

describe('sshLoopScript', () => {
  for (const [name, options] of Object.entries(goldens)) {
    const loop = sshLoopScript(options);

    it(`is as in golden/sshLoop-${name}.sh`, () =>
      assertGolden(loop, new URL(`golden/sshLoop-${name}.sh`, import.meta.url)));

    it(`is valid bash (${name})`, () => assertBash(loop, { shellCheck: false }));

    it(`has nothing but comments before main (${name})`, () => {
      const [before = ''] = loop.split('\nmain() {\n');
      for (const line of before.split('\n')) assert.match(line, /^(#.*)?$/);
    });
  }

  // It takes `$(…)` in the single quotes of a value for a mistake.
  it(`is valid bash around the script (${shellCheckNote})`, () =>
    assertBash(sshLoopScript({ ...plain, script: 'true' })));

  it('refuses no hosts, an option in place of a host, and NUL', () => {
    for (const wrong of [{ hosts: [] }, { hosts: ['-oProxyCommand=x'] }, { script: '\0' }])
      assert.throws(
        () => sshLoopScript({ ...plain, ...wrong }),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
      );
  });
});

// In place of connecting, it does on this machine what a user's shell there would do with the command.
const ssh = `host=\${@: -2:1} command=\${@: -1}
case $host in
  away*) echo "ssh: connect to host $host: No route to host" >&2; exit 255 ;;
  wrong*) export STATUS=1 ;;
  nosudo*) export SUDO=no ;;
esac
if [[ $host == root* ]]; then export USER_ID=0; fi
cat >"$SCRATCH/got-$host"
HOST_NAME=$host bash -c "$command" <"$SCRATCH/got-$host"`;
const usual: Machine = {
  realCommands: ['bash', 'cat', 'mktemp', 'rm', 'sh', 'sleep'],
  commands: {
    ssh,
    id: 'echo "${USER_ID:-1000}"',
    sudo: '[[ $SUDO == no ]] && exit 1; shift; exec "$@"',
    true: '',
  },
};

function run(
  options: Partial<SshLoopOptions>,
  args: readonly string[] = [],
  machine: Machine = usual,
): Promise<Outcome> {
  return runOn(machine, { script: sshLoopScript({ ...plain, ...options }), args });
}
function result({ output }: Outcome, host: string): string | undefined {
  return output
    .split('\n')
    .find((line) => line.startsWith(`${host} `))
    ?.slice(host.length)
    .trim();
}

const runs = {
  fine: () => run({}),
  mixed: () => run({ hosts: ['pi-1', 'away', 'wrong', 'nosudo', 'root@x'] }, ['--check-only']),
  parallel: () => run({ hosts: ['a', 'away', 'c', 'd', 'e'] }, ['--parallel', '3', '--force']),
  odd: () => run(oddNames),
  noNumber: () => run({}, ['--parallel', '0']),
  unknown: () => run({}, ['--dry-run']),
  noSsh: () => run({}, [], { ...usual, commands: {} }),
  asUser: () => run({ needsRoot: false, hosts: ['nosudo'] }),
};

describe('the loop over ssh, run', function () {
  this.timeout(20_000);
  const went = {} as Record<keyof typeof runs, Outcome>;
  before(async () => {
    await Promise.all(
      Object.entries(runs).map(async ([name, start]) => (went[name as keyof typeof runs] = await start())),
    );
  });
  const connections = ({ calls }: Outcome) => calls.filter(([name]) => name === 'ssh');

  it('runs the script on each host, one after the other, as root', () => {
    const { status, output, calls } = went.fine;
    assert.equal(status, 0, output);
    assert.deepEqual(
      connections(went.fine).map((call) => call.at(-2)),
      plain.hosts,
    );
    for (const host of plain.hosts) {
      assert.ok(output.includes(`[${host}] registers ${host}\n[${host}] with 0 arguments: `), output);
      assert.equal(result(went.fine, host), 'done');
    }
    assert.equal(calls.filter((call) => call.join(' ') === 'sudo -n bash -s --').length, 3);
    assert.ok(!connections(went.fine).flat().includes('BatchMode=yes'));
    assert.match(output, /\n0 of 3 failed\.\n$/);
  });

  it('hands the script over on stdin, unchanged, and shows the code to nobody', () => {
    for (const host of plain.hosts) assert.equal(went.fine.files[`got-${host}`], `${script}\n`);
    assert.equal(went.odd.files['got-küche'], `${oddNames.script}\n`);
    const seen = [went.fine.output, ...went.fine.calls.flat()];
    for (const text of seen) assert.ok(!text.includes(code), text);
    assert.ok(!Object.keys(went.fine.files).some((path) => path.startsWith('tmp/')));
  });

  it('gives odd hosts to ssh as they are, after the end of its options', () => {
    assert.deepEqual(
      connections(went.odd).map((call) => call.slice(-3, -1)),
      oddNames.hosts.map((host) => ['--', host]),
    );
  });

  it('goes on after a failure, says what it was, and exits with 1', () => {
    const { status, output, calls } = went.mixed;
    assert.equal(status, 1, output);
    assert.deepEqual(
      ['pi-1', 'away', 'wrong', 'nosudo', 'root@x'].map((host) => result(went.mixed, host)),
      [
        'done',
        'FAILED: ssh could not connect, or lost the connection',
        'FAILED: exit status 1; what it said stands above',
        'FAILED: neither root, nor sudo without a password',
        'done',
      ],
    );
    assert.ok(output.includes('[away] ssh: connect to host away: No route to host'));
    assert.ok(output.includes('[root@x] with 1 arguments: --check-only'));
    assert.ok(!calls.some(([name, ...args]) => name === 'sudo' && args.includes('root@x')));
    assert.match(output, /\n3 of 5 failed\.\n$/);
  });

  it('runs several at a time, and then lets ssh ask for nothing', () => {
    const { status, output } = went.parallel;
    assert.equal(status, 1, output);
    assert.deepEqual(
      connections(went.parallel)
        .map((call) => call.at(-2))
        .sort(),
      ['a', 'away', 'c', 'd', 'e'],
    );
    for (const call of connections(went.parallel)) assert.ok(call.includes('BatchMode=yes'));
    for (const host of ['a', 'c', 'd', 'e']) {
      assert.equal(result(went.parallel, host), 'done');
      assert.ok(output.includes(`[${host}] with 1 arguments: --force`));
    }
  });

  it('takes no root where none is needed', () => {
    assert.equal(went.asUser.status, 0, went.asUser.output);
    assert.ok(!went.asUser.calls.some(([name]) => name === 'sudo' || name === 'id'));
  });

  it('refuses what it does not understand', () => {
    assert.deepEqual([went.noNumber.status, went.unknown.status, went.noSsh.status], [2, 2, 1]);
    assert.match(went.unknown.output, /Unknown option: --dry-run/);
    assert.match(went.noSsh.output, /no ssh here/);
    for (const outcome of [went.noNumber, went.unknown, went.noSsh]) assert.deepEqual(connections(outcome), []);
  });
});
