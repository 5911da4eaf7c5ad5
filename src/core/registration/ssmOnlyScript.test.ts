import assert from 'node:assert/strict';
import { assertBash, assertGolden, shellCheckNote } from '../../../test/unit/goldenScript.ts';
import type { HostChanges } from '../../../test/unit/linuxHost.ts';
import { linuxHost, nodeId, registrationKey } from '../../../test/unit/linuxHost.ts';
import type { Outcome } from '../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../test/unit/recordingMachine.ts';
import { Failure } from '../failure.ts';
import type { SsmOnlyScriptOptions } from './ssmOnlyScript.ts';
import { ssmOnlyRegisterScript } from './ssmOnlyScript.ts';

const plain: SsmOnlyScriptOptions = {
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.UTC(2026, 10, 23, 14, 5, 59),
  registrationLimit: 1,
};
const goldens: Readonly<Record<string, SsmOnlyScriptOptions>> = {
  ssmOnlyOddNames: {
    ...plain,
    region: `eu'central\n# 1`,
    activationId: `*'; rm -rf "$HOME" #\n`,
    activationCode: `--'+/=\n\u001b[31m\u202e`,
  },
  ssmOnlyProxy: { ...plain, proxy: { url: 'http://proxy.example.com:3128', noProxy: '.lan' } },
};

describe('ssmOnlyRegisterScript', () => {
  const [, program = ''] = ssmOnlyRegisterScript(plain).split("min_mib='256'\n");

  it('is as in golden/ssmOnly.sh', () => {
    assertGolden(ssmOnlyRegisterScript(plain), new URL('golden/ssmOnly.sh', import.meta.url));
  });

  for (const [name, options] of Object.entries(goldens))
    it(`begins as in golden/${name}.head.sh, and goes on as always`, () => {
      const [head = '', rest] = ssmOnlyRegisterScript(options).split(program);
      assertGolden(head, new URL(`golden/${name}.head.sh`, import.meta.url));
      assert.equal(rest, '');
    });

  it(`is valid bash, ${shellCheckNote}`, function () {
    this.timeout(20_000);
    for (const options of Object.values(goldens)) assertBash(ssmOnlyRegisterScript(options), { shellCheck: false });
    assertBash(ssmOnlyRegisterScript(plain));
  });

  it('refuses a tool from elsewhere, and a proxy that is none', () => {
    for (const wrong of [
      { setupTool: { url: 'http://example.com/ssm-setup-cli', needsRoot: true } },
      { proxy: { url: 'http://x"\n' } },
    ])
      assert.throws(
        () => ssmOnlyRegisterScript({ ...plain, ...wrong }),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
      );
  });
});

// A copy of a real program, for which the script looks; told `-register`, it runs the script of that name in its folder.
const registers = `
printf '%s\\0' "$@" >"$SCRATCH/registered"
env >"$SCRATCH/registeredEnvironment"
mkdir -p "$SCRATCH/root/var/lib/amazon/ssm/Vault/Store"
echo '{"instanceID":"${nodeId}","region":"eu-central-1"}' >"$SCRATCH/root/${registrationKey}"`;
const asProgram = 'cp "$(type -P bash)" "$out"; cp "$SCRATCH/bin/setup" ./setup; exit 0';
const demo = { url: 'http://127.0.0.1:4510/ssm-setup-cli', insecureLoopback: true, needsRoot: false };

function run(
  changes: HostChanges & { setup?: string } = {},
  options: Partial<SsmOnlyScriptOptions> = {},
  args: string[] = [],
): Promise<Outcome> {
  const { setup = registers, ...host } = changes;
  const machine = linuxHost({
    ...host,
    curl: { '*/ssm-setup-cli': asProgram, ...host.curl },
    commands: { setup, ...host.commands },
  });
  // bash takes `-register …` for options of its own: the stand-in is called in its place.
  const script = ssmOnlyRegisterScript({ ...plain, expiresAt: Date.now() + 3_600_000, ...options }).replace(
    '"$installer" -register',
    '"$SCRATCH/bin/setup" -register',
  );
  return runOn(machine, { script, args });
}

const outcomes = {
  usual: () => run(),
  debian: () => run({ files: { 'etc/os-release': 'ID=amzn\nVERSION_ID=2023\n' }, commands: { uname: 'echo x86_64' } }),
  wrong: () =>
    run({
      commands: { id: 'echo 1000', df: 'printf "%s\\n" head "/dev/root 1 1 20480 99% /"' },
      files: {
        [registrationKey]: `{"instanceID":"${nodeId}","region":"us-east-1"}`,
        'root/.aws/credentials': '',
        'run/systemd/system/.keep': undefined,
      },
      curl: { 'https://ssmmessages.*': 'echo "curl: (7) refused" >&2; exit 7' },
    }),
  unsupported: () => run({ files: { 'etc/os-release': 'ID=arch\nPRETTY_NAME=Arch\n' } }),
  proxied: () => run({}, { proxy: { url: 'http://proxy.test:3128', noProxy: '.lan' } }),
  page: () => run({ curl: { '*/ssm-setup-cli': 'echo "<html>" >"$out"; exit 0' } }),
  fails: () => run({ setup: 'exit 4' }),
  idle: () => run({ setup: '' }),
  demo: () =>
    run(
      {
        commands: { id: 'echo 1000' },
        curl: { '*/ssm-setup-cli': `printf '#!/bin/bash\\n' >"$out"; exit 0` },
        setup: 'printf "%s\\0" "$@" >"$SCRATCH/registered"',
      },
      { setupTool: demo },
    ),
};

describe('the register script without a cluster, run', function () {
  this.timeout(20_000);
  const went = {} as Record<keyof typeof outcomes, Outcome>;
  before(() =>
    Promise.all(
      Object.entries(outcomes).map(async ([name, start]) => {
        went[name as keyof typeof outcomes] = await start();
      }),
    ),
  );

  const fetched = ({ calls }: Outcome): string | undefined =>
    calls
      .find(([name, ...args]) => name === 'curl' && args.includes('-o') && args.at(-1)?.endsWith('/ssm-setup-cli'))
      ?.at(-1);
  const from = 'https://amazon-ssm-eu-central-1.s3.eu-central-1.amazonaws.com/latest';
  const told = [
    '-register',
    '-activation-code',
    plain.activationCode,
    '-activation-id',
    plain.activationId,
    '-region',
    plain.region,
  ];

  it('fetches the tool for the system and registers', () => {
    const { status, output, files } = went.usual;
    assert.equal(status, 0, output);
    assert.equal(fetched(went.usual), `${from}/debian_arm64/ssm-setup-cli`);
    assert.equal(fetched(went.debian), `${from}/linux_amd64/ssm-setup-cli`);
    assert.deepEqual(files.registered?.split('\0').slice(0, -1), told);
    assert.match(output, /^DONE: this machine is the managed node mi-0123456789abcdef0\./m);
    assert.doesNotMatch(output, /PROBLEM|Note/);
    assert.ok(!output.includes(plain.activationCode));
    assert.ok(!Object.keys(files).some((path) => path.startsWith('tmp/')));
  });

  it('stops before it changes anything, and tells all that is wrong', () => {
    const { status, output, files } = went.wrong;
    assert.equal(status, 1);
    for (const [index, says] of [
      /already registered as mi-0123456789abcdef0 in us-east-1\..*-register -clear/,
      /mv \/root\/\.aws\/credentials/,
      /root.*sudo/,
      /systemd does not run/,
      /Only 20 MiB are free in \/var\/lib, and the agents take 256 MiB/,
      /reached: ssmmessages\.eu-central-1\.amazonaws\.com \(\(7\) refused\)/,
    ].entries())
      assert.match(output.match(/^PROBLEM: .*/gm)?.[index] ?? '', says);
    assert.match(output, /^STOPPED: nothing was changed/m);
    assert.equal(fetched(went.wrong), undefined);
    assert.equal(files.registered, undefined);
  });

  it('notes a system that AWS does not list', () => {
    assert.match(went.unsupported.output, /^Note: Arch is not one of those that AWS supports for the SSM Agent\./m);
    assert.equal(went.unsupported.status, 0);
  });

  it('gives the proxy to the tool and to the agent', () => {
    const { files, calls, status } = went.proxied;
    assert.equal(status, 0);
    assert.match(files.registeredEnvironment ?? '', /^https_proxy=http:\/\/proxy\.test:3128$/m);
    for (const service of ['amazon-ssm-agent', 'snap.amazon-ssm-agent.amazon-ssm-agent'])
      assert.ok(`root/etc/systemd/system/${service}.service.d/external-instances-proxy.conf` in files);
    assert.ok(calls.some((call) => call.join(' ') === 'systemctl daemon-reload'));
  });

  it('does not run what is no program', () => {
    assert.equal(went.page.status, 1);
    assert.match(went.page.output, /^FAILED: what came is not a program\. No registration was used up/m);
    assert.equal(went.page.files.registered, undefined);
  });

  it('does not believe the tool that all went well', () => {
    assert.deepEqual([went.fails.status, went.idle.status], [4, 1]);
    for (const { output } of [went.fails, went.idle]) assert.match(output, /^FAILED: ssm-setup-cli ended with/m);
  });

  it('makes notes of what does not matter to the stand-in of the demo account', () => {
    const { status, output, files } = went.demo;
    assert.equal(status, 0, output);
    assert.equal(fetched(went.demo), demo.url);
    assert.deepEqual(files.registered?.split('\0').slice(0, -1), told);
    assert.match(output, /It does not matter to the demo account/);
    assert.match(output, /^DONE: /m);
  });
});
