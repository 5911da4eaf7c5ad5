import assert from 'node:assert/strict';
import { assertBash, assertGolden, shellCheckNote } from '../../../test/unit/goldenScript.ts';
import { Failure } from '../failure.ts';
import { registerProgram } from './registerProgram.ts';
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
const attributes: RegisterScriptOptions = {
  ...plain,
  host: {
    attributes: { 'rack': 'r 1/2@a:b', 'site.x': 'back\\slash' },
    tags: { Ort: 'Küche', note: '' },
    dockerSource: 'distro',
    ipCompatibility: 'ipv6',
  },
};
const proxy: RegisterScriptOptions = {
  ...plain,
  region: 'cn-north-1',
  host: { attributes: {}, tags: {}, proxy: { url: 'proxy.example.com:3128', noProxy: '.lan, 10.0.0.0/8' } },
};
const gpu: RegisterScriptOptions = { ...plain, host: { attributes: {}, tags: {}, gpu: true } };

const goldens = { oddNames, demo, attributes, proxy, gpu };

describe('ecsLinuxRegisterScript', () => {
  it('is as in golden/plain.sh', () => {
    assertGolden(ecsLinuxRegisterScript(plain), new URL('golden/plain.sh', import.meta.url));
  });

  for (const [name, options] of Object.entries(goldens)) {
    it(`begins as in golden/${name}.head.sh, and goes on as always`, () => {
      const [head = '', program] = ecsLinuxRegisterScript(options).split(registerProgram.trimEnd());
      assertGolden(head, new URL(`golden/${name}.head.sh`, import.meta.url));
      assert.equal(program, '\n}\n\nmain "$@"\n');
    });
  }

  it(`is valid bash, ${shellCheckNote}`, function () {
    this.timeout(20_000);
    // The others differ in values alone; and for mistakes ShellCheck takes `$(…)` in the single quotes of odd names.
    for (const options of Object.values(goldens)) assertBash(ecsLinuxRegisterScript(options), { shellCheck: false });
    assertBash(ecsLinuxRegisterScript(plain));
  });

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

  const refuses = (options: RegisterScriptOptions, what: string): void =>
    assert.throws(
      () => ecsLinuxRegisterScript(options),
      (error) => Failure.is(error) && error.reason === 'invalidRequest',
      what,
    );

  it('takes its installer by https, or from loopback by http where that is asked for', () => {
    const from = (url: string, insecureLoopback: boolean): RegisterScriptOptions => ({
      ...plain,
      installer: { url, insecureLoopback, needsRoot: true },
    });
    for (const host of ['127.0.0.1', '127.8.9.10', 'localhost', '[::1]'])
      assert.doesNotThrow(() => ecsLinuxRegisterScript(from(`http://${host}:4510/x.sh`, true)), host);
    assert.doesNotThrow(() => ecsLinuxRegisterScript(from('https://example.com/x.sh', false)));
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
      refuses(from(url, insecureLoopback), url);
  });

  it('refuses what ECS would refuse, and what could act in the files that it writes', () => {
    for (const host of [
      { attributes: { 'a b': 'x' }, tags: {} },
      { attributes: { a: '' }, tags: {} },
      { attributes: {}, tags: { 'aws:x': 'y' } },
      { attributes: {}, tags: { a: 'x\nECS_CLUSTER=other' } },
      { attributes: {}, tags: {}, proxy: { url: 'http://proxy"\n[Service]' } },
      { attributes: {}, tags: {}, proxy: { url: 'http://proxy:1', noProxy: '"' } },
    ])
      refuses({ ...plain, host }, JSON.stringify(host));
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

  it('has the options that the installer has', () => {
    assert.match(plainOneLiner(gpu), / --enable-gpu$/);
    assert.match(plainOneLiner(attributes), / --docker-install-source distro --ip-compatibility ipv6$/);
  });

  it('needs no sudo in the demo, and is valid bash with any names', () => {
    assert.match(plainOneLiner(demo), /^curl --proto '=http' .* && bash \/tmp/);
    assertBash(Object.values(goldens).map(plainOneLiner).join('\n'), { shellCheck: false });
  });
});
