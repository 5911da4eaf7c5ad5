import assert from 'node:assert/strict';
import type { SpawnSyncReturns } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ecsLinuxRegisterScript, officialInstaller } from './registerScript.ts';
import { runInTerminal } from './terminalRun.ts';

const secret = 'S3cr3t+Code/0123456789';

// Shows everything that another program could see of the script that runs: arguments and environment, its own and
// those of the shells above it.
const nosy = `
# ${secret}
code='${secret}'
echo "SCRIPT RAN as $0 with \${#code} characters"
env
pid=$$
while [[ $pid -gt 1 && -r /proc/$pid/cmdline ]]; do
  tr '\\0' ' ' </proc/$pid/cmdline; echo
  if [[ $(cat /proc/$pid/comm) == node ]]; then break; fi
  pid=$(sed -n 's/^PPid:[[:space:]]*//p' /proc/$pid/status)
done
`;

describe('runInTerminal', () => {
  let scratch = '';
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'terminal-'));
    put('shell', 'echo "INTERACTIVE SHELL"; env; if [[ -r /proc/$$/environ ]]; then cat /proc/$$/environ; fi');
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true });
  });

  function put(name: string, body: string): void {
    writeFileSync(join(scratch, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(scratch, name), 0o755);
  }

  function run(
    script: string,
    needsRoot: boolean,
    path = process.env.PATH,
    more: Readonly<Record<string, string>> = {},
  ): SpawnSyncReturns<string> {
    const { shellPath, shellArgs, env } = runInTerminal(script, { needsRoot });
    return spawnSync(shellPath, shellArgs, {
      env: {
        ...process.env,
        ...env,
        PATH: `${scratch}:${path ?? ''}`,
        SHELL: join(scratch, 'shell'),
        SCRATCH: scratch,
        ...more,
      },
      encoding: 'utf8',
    });
  }

  it('runs the script, tells its exit status, and becomes a shell', () => {
    const { stdout, status } = run('echo hello; exit 3', false);
    assert.match(stdout, /^hello\n\nThe register script ended with exit status 3\.\nINTERACTIVE SHELL\n/);
    assert.equal(status, 0);
  });

  it('shows the code in no arguments and no environment', () => {
    const { stdout, stderr } = run(nosy, false);
    const base64 = Buffer.from(nosy).toString('base64');
    assert.match(stdout, new RegExp(`SCRIPT RAN as .* with ${secret.length} characters`));
    assert.match(stdout, /INTERACTIVE SHELL/);
    for (const hidden of [secret, base64, base64.slice(20, 60), Buffer.from(secret).toString('base64').slice(4, 20)])
      assert.ok(!`${stdout}${stderr}`.includes(hidden), hidden);
    assert.doesNotMatch(stdout, /EXTERNAL_INSTANCES_SCRIPT=./);
  });

  it('runs nothing that the environment of the terminal, which a workspace may set, would slip in', () => {
    put('start-up', 'echo SLIPPED IN');
    put('shell', 'exit');
    const slipped = {
      'BASH_ENV': join(scratch, 'start-up'),
      'ENV': join(scratch, 'start-up'),
      'BASH_FUNC_base64%%': '() {  echo "echo SLIPPED IN"\n}',
      'BASH_FUNC_printf%%': '() {  echo SLIPPED IN\n}',
      'BASH_FUNC_bash%%': '() {  echo SLIPPED IN\n}',
      'BASH_FUNC_echo%%': '() {  builtin echo SLIPPED IN\n}',
    };
    const { stdout, stderr } = run('echo hello', false, process.env.PATH, slipped);
    assert.match(stdout, /^hello\n/);
    // The shell that it becomes is the user's, as in any terminal.
    assert.equal(`${stdout}${stderr}`.split('exit status 0.')[0]?.includes('SLIPPED IN'), false);
  });

  it('puts the code in none of the arguments of the terminal', () => {
    const { shellArgs, env } = runInTerminal(nosy, { needsRoot: true });
    assert.ok(!shellArgs.join(' ').includes(secret));
    assert.deepEqual(Object.keys(env), ['EXTERNAL_INSTANCES_SCRIPT']);
  });

  it('goes through sudo where root is needed and the user is not root', () => {
    put('id', 'echo 1000');
    put('sudo', 'printf "%s|" "$@" >"$SCRATCH/sudo.log"; exec "$@"');
    const { stdout } = run(nosy, true);
    assert.match(stdout, /SCRIPT RAN/);
    assert.equal(readFileSync(join(scratch, 'sudo.log'), 'utf8'), 'bash|-ps|');
    assert.ok(!stdout.includes(secret));
  });

  it('uses no sudo when it is not needed', () => {
    put('sudo', 'echo SUDO');
    put('id', 'echo 0');
    assert.doesNotMatch(run('echo ran', true).stdout, /SUDO/);
    put('id', 'echo 1000');
    assert.doesNotMatch(run('echo ran', false).stdout, /SUDO/);
  });

  it('says that it lacks sudo instead of running without root', () => {
    put('id', 'echo 1000');
    for (const command of ['bash', 'base64', 'env', 'cat'])
      put(
        command,
        `exec ${spawnSync('bash', ['-c', `command -v ${command}`], { encoding: 'utf8' }).stdout.trim()} "$@"`,
      );
    const { stdout, stderr } = run('echo ran', true, '');
    assert.match(stderr, /no sudo/);
    assert.match(stdout, /exit status 1\./);
    assert.doesNotMatch(stdout, /^ran/m);
  });

  it('does not call half a script a success', () => {
    put('base64', 'exit 1');
    assert.match(run('echo ran', false).stdout, /exit status 1\./);
  });

  it('carries a script with any text', () => {
    const { stdout } = run(`printf '%s\\n' 'Küche 👩‍🚀' "it's" '$(x) \`y\`'`, false);
    assert.match(stdout, /^Küche 👩‍🚀\nit's\n\$\(x\) `y`\n/);
  });

  it('fits the longest register script in an environment variable', () => {
    const script = ecsLinuxRegisterScript({
      cluster: "'".repeat(255),
      region: 'ap-southeast-1',
      activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
      activationCode: "'".repeat(250),
      expiresAt: Date.now(),
      registrationLimit: 1000,
      installer: officialInstaller,
    });
    // Linux has 131,072, with the name.
    assert.ok(runInTerminal(script, { needsRoot: true }).env.EXTERNAL_INSTANCES_SCRIPT!.length < 96 * 1024);
  });
});
