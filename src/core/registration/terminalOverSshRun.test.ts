import assert from 'node:assert/strict';
import type { Machine, Outcome } from '../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../test/unit/recordingMachine.ts';
import { assertBash, shellCheckNote } from '../../../test/unit/goldenScript.ts';
import { Failure } from '../failure.ts';
import { runOverSsh } from './terminalRun.ts';

const code = 'S3cr3t+Code/0123456789';
const script = `code='${code}'\necho "RAN with \${#code} characters, it's $0"\nexit 3\n`;
const host = 'pi@garden';

// In place of connecting, it does on this machine what a user's shell there would do with the command. What it is given
// on stdin, it keeps.
const ssh = `
if [[ " $* " == *' -O exit '* ]]; then exit 0; fi
if [[ $AWAY ]]; then echo 'ssh: No route to host' >&2; exit 255; fi
if [[ $CUT && " $* " == *" $CUT "* ]]; then kill -HUP "$PPID"; exit 255; fi
command=\${@: -1}
export XDG_RUNTIME_DIR=$SCRATCH/root/memory
if [[ " $* " == *' -t '* ]]; then exec bash -c "$command"; fi
cat >"$SCRATCH/got-$$"
bash -c "$command" <"$SCRATCH/got-$$"`;

// A password has to be typed, unless SUDO is set.
const sudo = `
if [[ $1 == -n ]]; then
  if [[ ! $SUDO ]]; then exit 1; fi
  shift
fi
if [[ -f $2 ]]; then stat -c 'MODES %a' "$2" "\${2%/*}"; fi
if [[ $SIGNAL ]]; then kill "-$SIGNAL" "$PPID"; exit 130; fi
[[ $1 == true ]] || "$@"`;

const usual: Machine = {
  files: { 'memory/.keep': '' },
  realCommands: ['base64', 'bash', 'cat', 'mkdir', 'mktemp', 'rm', 'sh', 'stat'],
  commands: { ssh, sudo, 'id': 'echo "${USER_ID:-1000}"', 'user-shell': 'echo "SHELL of the user"' },
};

function run(env: Readonly<Record<string, string>> = {}, changes: Partial<Machine> = {}, needsRoot = true) {
  const terminal = runOverSsh(script, { host, needsRoot });
  const machine: Machine = {
    ...usual,
    ...changes,
    commands: { ...usual.commands, ...changes.commands },
    // Bash thinks that it is started by sshd, and reads a file of the home folder.
    env: { HOME: '/nonexistent', ...terminal.env, ...env, SHELL: 'user-shell' },
  };
  return runOn(machine, { script: `exec ${terminal.shellPath} "$@"`, args: terminal.shellArgs });
}

const runs = {
  root: () => run({ USER_ID: '0' }),
  sudo: () => run({ SUDO: 'yes' }),
  password: () => run(),
  asUser: () => run({}, {}, false),
  away: () => run({ AWAY: 'yes' }),
  noSudo: () => run({}, { commands: { sudo: undefined } }),
  full: () =>
    run({}, { realCommands: usual.realCommands.filter((name) => name !== 'mkdir'), commands: { mkdir: 'exit 1' } }),
  noisy: () =>
    run(
      { SUDO: 'yes' },
      { commands: { id: 'echo "${USER_ID:-1000}"', ssh: ssh.replace('bash -c', 'echo Welcome; bash -c') } },
    ),
  interrupted: () => run({ SIGNAL: 'INT' }),
  hungUp: () => run({ SIGNAL: 'HUP' }),
  cut: () => run({ CUT: '-t' }),
};

describe('runOverSsh', function () {
  this.timeout(20_000);
  const went = {} as Record<keyof typeof runs, Outcome>;
  before(async () => {
    await Promise.all(
      Object.entries(runs).map(async ([name, start]) => (went[name as keyof typeof runs] = await start())),
    );
  });
  const commandsTo = ({ calls }: Outcome) => calls.filter(([name, ...args]) => name === 'ssh' && !args.includes('-O'));
  const given = ({ files }: Outcome) =>
    Object.entries(files)
      .filter(([path, text]) => path.startsWith('got-') && text !== '')
      .map(([, text]) => text);
  const ranOnce = ({ output }: Outcome) => {
    assert.equal(output.match(/^RAN with 22 characters/gm)?.length, 1, output);
    assert.match(output, /\nThe register script ended with exit status 3\.\nSHELL of the user\n$/);
  };

  it('gives the script to bash on stdin where the user is root, or sudo asks nothing', () => {
    for (const [outcome, command] of [
      [went.root, 'bash -s'],
      [went.sudo, 'sudo -n bash -s'],
      [went.noisy, 'sudo -n bash -s'],
      [went.asUser, 'bash -s'],
    ] as const) {
      ranOnce(outcome);
      assert.equal(commandsTo(outcome).length, 2);
      assert.equal(commandsTo(outcome)[1]?.at(-1), command);
      assert.deepEqual(given(outcome), [script]);
    }
    assert.ok(!went.asUser.calls.some(([name, ...args]) => name === 'sudo' && args.includes('bash')));
  });

  it('lets sudo ask on the terminal, of a file in memory that its owner alone can read, and deletes it', () => {
    ranOnce(went.password);
    assert.match(went.password.output, /^MODES 600\nMODES 700$/m);
    const [, asked] = went.password.calls.filter(([name, ...args]) => name === 'sudo' && args[0] !== '-n').flat();
    assert.equal(asked, 'bash');
    assert.match(went.password.output, /it's \S*\/root\/memory\/register-script-\w+-\d+\/script/);
    assert.deepEqual(given(went.password), [script]);
    assert.deepEqual(
      commandsTo(went.password).map((call) => (call.includes('-t') ? 'terminal' : 'none')),
      ['none', 'none', 'terminal', 'none'],
    );
  });

  it('leaves nothing there, also when it is interrupted, or the terminal or the connection ends', () => {
    for (const [name, outcome] of Object.entries(went)) {
      const left = Object.keys(outcome.files).filter((path) => /^(root|tmp)\//.test(path));
      assert.deepEqual(
        left,
        ['root/memory/.keep'].filter((path) => path in outcome.files),
        name,
      );
    }
    assert.match(went.interrupted.output, /exit status 130\./);
    assert.match(went.hungUp.output, /exit status 130\./);
    // The terminal was closed: no shell comes after it.
    assert.equal(went.cut.status, 1);
    assert.doesNotMatch(went.cut.output, /SHELL of the user/);
    assert.deepEqual(given(went.cut), [script]);
  });

  it('connects once, and ends that connection', () => {
    for (const { calls } of Object.values(went)) {
      const sockets = calls.filter(([name]) => name === 'ssh').map((call) => call[call.indexOf('-S') + 1]);
      assert.equal(new Set(sockets).size, 1);
      const last = calls.filter(([name]) => name === 'ssh').at(-1);
      assert.deepEqual(last?.slice(-4), ['-O', 'exit', '--', host]);
    }
    for (const call of commandsTo(went.password)) assert.ok(call.includes('ControlMaster=auto'));
  });

  it('shows the code in no arguments, no output, and no environment of what it starts', () => {
    const base64 = Buffer.from(script).toString('base64');
    const { shellArgs } = runOverSsh(script, { host, needsRoot: true });
    for (const { calls, output } of Object.values(went))
      for (const text of [...calls.flat(), ...shellArgs, output])
        for (const hidden of [code, base64.slice(0, 40)]) assert.ok(!text.includes(hidden), text);
  });

  it('says why it did not run', () => {
    for (const [outcome, says, status] of [
      [went.away, /^ssh could not connect to pi@garden\./m, 255],
      [went.noSudo, /^This takes root, and there is no sudo on pi@garden\./m, 1],
      [went.full, /^The register script could not be handed over to pi@garden,/m, 1],
    ] as const) {
      assert.match(outcome.output, says);
      assert.match(outcome.output, new RegExp(`ended with exit status ${status}\\.\nSHELL of the user\n`));
      assert.doesNotMatch(outcome.output, /RAN/);
    }
  });

  it('stays as it is where VS Code replaces what looks like a variable of its own by itself', () => {
    for (const text of runOverSsh(script, { host, needsRoot: true }).shellArgs)
      for (const [variable] of text.matchAll(/\$\{[^}]*\}/g))
        // With a string as JavaScript takes it, in which `$'` means what follows.
        assert.equal(text.replace(variable, variable), text, variable);
  });

  it(`is valid bash (${shellCheckNote}), and takes no option for a host`, () => {
    // The commands for the host are in single quotes for a reason.
    assertBash(`# shellcheck disable=SC2016\n${runOverSsh(script, { host, needsRoot: true }).shellArgs[1]!}`);
    for (const wrong of ['-oProxyCommand=x', '', 'a b', '$(x)'])
      assert.throws(
        () => runOverSsh(script, { host: wrong, needsRoot: false }),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
      );
  });
});
