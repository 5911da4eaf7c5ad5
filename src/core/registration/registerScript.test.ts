import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import type { RegisterScriptOptions } from './registerScript.ts';
import { ecsLinuxRegisterScript, officialInstaller, plainOneLiner } from './registerScript.ts';

const plain: RegisterScriptOptions = {
  cluster: 'web',
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.UTC(2026, 10, 23, 14, 5, 59),
  registrationLimit: 1,
  installer: officialInstaller,
};
const oddNames: RegisterScriptOptions = {
  ...plain,
  cluster: `it's "$(touch pwned)" \`touch pwned\` \${HOME}\nmain; exit 👩‍🚀 \\`,
  region: `eu'central\n# 1`,
  activationId: `*'; rm -rf "$HOME" #\n`,
  activationCode: `--'+/=\n\u001b[31m\u202e`,
  registrationLimit: 25,
};
const demo: RegisterScriptOptions = {
  ...plain,
  installer: {
    url: 'http://127.0.0.1:4510/ecs-anywhere-install-latest.sh',
    insecureLoopback: true,
    needsRoot: false,
  },
};

const goldens = { plain, oddNames, demo };
const hasShellCheck = spawnSync('shellcheck', ['--version']).status === 0;

function checkWith(command: string, args: readonly string[], script: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { input: script, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

describe('ecsLinuxRegisterScript', () => {
  for (const [name, options] of Object.entries(goldens)) {
    const script = ecsLinuxRegisterScript(options);

    it(`is as in golden/${name}.sh`, () => {
      const file = new URL(`golden/${name}.sh`, import.meta.url);
      if (process.env.UPDATE_GOLDEN) writeFileSync(file, script);
      assert.equal(script, readFileSync(file, 'utf8'));
    });

    it(`is valid bash (${name}${hasShellCheck ? ', also to ShellCheck' : '; ShellCheck is not installed'})`, () => {
      checkWith('bash', ['-n'], script);
      // It takes quotes and `$(…)` in single quotes for mistakes; in the odd names that is just the point.
      const exclude = options === oddNames ? ['--exclude=SC1003,SC2016'] : [];
      if (hasShellCheck) checkWith('shellcheck', ['--shell=bash', ...exclude, '-'], script);
    });
  }

  it('tells in its header what it registers, until when, from where, and that it holds a secret', () => {
    const [header = ''] = ecsLinuxRegisterScript(plain).split('\nmain() {');
    for (const part of ['web', 'eu-central-1', '2026-11-23 14:05 UTC, for 1 host', officialInstaller.url, 'SECRET'])
      assert.ok(header.includes(part), part);
    assert.ok(!header.includes(plain.activationCode));
    assert.ok(ecsLinuxRegisterScript(oddNames).includes('for 25 hosts'));
    assert.match(ecsLinuxRegisterScript(demo), /^# .*stand-in of the demo account/m);
  });

  it('has nothing but comments before main, whatever the values hold', () => {
    for (const options of Object.values(goldens)) {
      const [before = ''] = ecsLinuxRegisterScript(options).split('\nmain() {\n');
      for (const line of before.split('\n')) assert.match(line, /^(#.*)?$/);
    }
  });

  it('takes its installer by https, or from loopback by http where that is asked for', () => {
    const from = (url: string, insecureLoopback: boolean) => () =>
      ecsLinuxRegisterScript({ ...plain, installer: { url, insecureLoopback, needsRoot: true } });
    for (const host of ['127.0.0.1', '127.8.9.10', 'localhost', '[::1]'])
      assert.doesNotThrow(from(`http://${host}:4510/x.sh`, true), host);
    assert.doesNotThrow(from('https://example.com/x.sh', false));
    for (const [url, insecureLoopback] of [
      ['http://example.com/x.sh', true],
      ['http://127.0.0.1.example.com/x.sh', true],
      ['http://127.0.0.1@example.com/x.sh', true],
      ['https://127.0.0.1/x.sh', true],
      ['http://127.0.0.1/x.sh', false],
      ['file:///etc/passwd', false],
      ['-o/etc/passwd', false],
      ['', false],
    ] as const)
      assert.throws(
        from(url, insecureLoopback),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
        url,
      );
  });
});

describe('plainOneLiner', () => {
  it("is AWS's command, quoted", () => {
    assert.equal(
      plainOneLiner(plain),
      "curl --proto '=https' -fsSL -o /tmp/ecs-anywhere-install.sh " +
        "'https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install-latest.sh' && " +
        "sudo bash /tmp/ecs-anywhere-install.sh --region 'eu-central-1' --cluster 'web' " +
        "--activation-id '7f3c0a52-1b2c-4d3e-8f90-123456789abc' --activation-code 'Ab+Cd/EfGhIjKlMnOpQr'",
    );
  });

  it('needs no sudo in the demo, and is valid bash with any names', () => {
    assert.match(plainOneLiner(demo), /^curl --proto '=http' .* && bash \/tmp/);
    for (const options of Object.values(goldens)) checkWith('bash', ['-n'], plainOneLiner(options));
  });
});
