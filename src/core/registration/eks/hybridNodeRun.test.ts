import assert from 'node:assert/strict';
import { parse } from 'yaml';
import {
  amazon,
  fetched,
  machine,
  nodeadm,
  options,
  problems,
  proxy,
  register,
  registration,
  rhel,
  run,
  usual,
} from '../../../../test/unit/hybridNodeMachine.ts';
import type { Outcome } from '../../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../../test/unit/recordingMachine.ts';
import { hybridNodeScript, officialNodeadm } from './hybridNode.ts';

const demo = { url: 'http://127.0.0.1:4510/{arch}/nodeadm', insecureLoopback: true, needsRoot: false };
const odd = {
  cluster: `it's "$(touch pwned)" 👩‍🚀 \\\n- x`,
  region: "eu'1 #",
  activationCode: `--'+/="$(touch pwned)" # {{`,
};

const runs = {
  usual: run,
  odd: () => run({}, [], odd),
  forcedOnDebian: () =>
    run(
      {
        files: { 'etc/os-release': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n' },
        commands: { id: 'echo 1000', getconf: 'echo 32' },
      },
      ['--force'],
    ),
  checked: () => run({}, ['--check-only', '--force']),
  unknownOption: () => run({}, ['--dry-run']),
  rhelOnX86: () =>
    run({ files: { 'etc/os-release': rhel, 'proc/cpuinfo': 'flags\t: sse\n' }, commands: { uname: 'echo x86_64' } }),
  bareMetal: () =>
    run({
      files: { 'etc/os-release': amazon, 'proc/swaps': `${usual.files!['proc/swaps']!}/swapfile file\t1\t0\t-2\n` },
      commands: { 'systemd-detect-virt': 'exit 1' },
    }),
  proxied: () => run({}, [], { proxy: { ...proxy, noProxy: 'localhost,.corp' } }),
  proxyOfEnvironment: () => run({ env: { HTTPS_PROXY: proxy.url, no_proxy: '.corp' } }),
  ownCredentials: () =>
    run({
      env: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' },
      commands: { 'nodeadm-init': `printf %s "\${AWS_ACCESS_KEY_ID:-none}" >"$SCRATCH/key"; ${register}` },
    }),
  signInPage: () =>
    run({ commands: { curl: `while (($# > 1)); do [[ $1 == -o ]] && echo '<html>' >"$2"; shift; done; exit 0` } }),
  notFetched: () => run({ commands: { curl: '[[ $* == *" -o "* ]] && exit 6; exit 0' } }),
  installFails: () => run({ commands: { 'nodeadm-install': 'exit 3' } }),
  initFails: () => run({ commands: { 'nodeadm-init': 'exit 4' } }),
  nothingDone: () => run({ commands: { 'nodeadm-init': '' } }),
  notRunning: () => run({ commands: { systemctl: '[[ $* != *kubelet* ]]' } }),
  piped: () =>
    runOn(machine({ commands: { 'nodeadm-install': 'cat >"$SCRATCH/eaten"' } }), {
      script: hybridNodeScript(options),
      piped: true,
    }),
  inPart: () => {
    const script = hybridNodeScript(options);
    return runOn(machine(), { script: script.slice(0, script.lastIndexOf('\nmain') + 3), piped: true });
  },
  demo: () =>
    run(
      {
        commands: {
          'id': 'echo 1000',
          'curl': `while (($# > 1)); do [[ $1 == -o ]] && cp "$SCRATCH/bin/stand-in" "$2"; shift; done; exit 0`,
          'stand-in': '[[ $1 == init ]] && cat "${3#file://}" >"$SCRATCH/seen.yaml"; exit 0',
        },
        files: {
          'run/systemd/system/.keep': undefined,
          [registration]: '{"ManagedInstanceID":"mi-0123456789abcdef0"}',
        },
      },
      [],
      { nodeadm: demo },
    ),
};

describe('the script for a hybrid node, run', function () {
  this.timeout(30_000);
  const went = {} as Record<keyof typeof runs, Outcome>;

  before(async () => {
    await Promise.all(
      Object.entries(runs).map(async ([name, start]) => (went[name as keyof typeof runs] = await start())),
    );
  });

  const usualInstall = ['install', '1.35', '--credential-provider', 'ssm', '--region', 'eu-central-1'];

  it('fetches nodeadm safely, installs, and registers', () => {
    const { status, output, files } = went.usual;
    assert.equal(status, 0, output);
    assert.doesNotMatch(output, /PROBLEM|Note|FAILED/);
    assert.equal(fetched(went.usual), officialNodeadm.url.replace('{arch}', 'arm64'));
    const curl = went.usual.calls.find(([name, ...args]) => name === 'curl' && args.includes('-o')) ?? [];
    for (const argument of ['=https', '--tlsv1.2', '-fsSL', '--retry']) assert.ok(curl.includes(argument), argument);
    const [install, init = []] = nodeadm(went.usual);
    assert.deepEqual(install, [...usualInstall, '--containerd-source', 'distro']);
    assert.deepEqual(init.slice(0, 2), ['init', '--config-source']);
    assert.match(init[2] ?? '', /^file:\/\/.*\/root\/run\/hybrid-node\..*\/nodeConfig\.yaml$/);
    assert.match(output, /^DONE: this machine is the node mi-0123456789abcdef0\./m);
    assert.ok(files['root/usr/local/bin/nodeadm']);
  });

  it('shows the code to nodeadm alone, in a file that only root reads, and deletes it', () => {
    const { output, files, calls } = went.usual;
    assert.equal(files.mode, '600\n');
    const { spec } = parse(files['seen.yaml'] ?? '') as { spec: { hybrid: { ssm: unknown } } };
    assert.deepEqual(spec.hybrid.ssm, { activationCode: options.activationCode, activationId: options.activationId });
    assert.ok(!output.includes(options.activationCode) && !calls.flat().join('\0').includes(options.activationCode));
    const holders = Object.entries(files).filter(([, text]) => text.includes(options.activationCode));
    assert.deepEqual(
      holders.map(([path]) => path),
      ['seen.yaml'],
    );
    assert.ok(!Object.keys(files).some((path) => path.startsWith('tmp/')));
  });

  it('asks for every endpoint first', () => {
    const asked = went.usual.calls.filter(([name, ...args]) => name === 'curl' && args.includes('/dev/null'));
    assert.deepEqual(
      asked.map((args) => args.at(-1)),
      [
        'https://hybrid-assets.eks.amazonaws.com/',
        'https://amazon-ssm-eu-central-1.s3.eu-central-1.amazonaws.com/',
        ...['ssm', 'ssmmessages', 'eks', 'api.ecr'].map((name) => `https://${name}.eu-central-1.amazonaws.com/`),
      ],
    );
  });

  it('gives odd values back unchanged', () => {
    const { status, output, files } = went.odd;
    assert.equal(status, 0, output);
    const { spec } = parse(files['seen.yaml'] ?? '') as { spec: unknown };
    assert.deepEqual(spec, {
      cluster: { name: odd.cluster, region: odd.region },
      hybrid: { ssm: { activationCode: odd.activationCode, activationId: options.activationId } },
    });
    assert.equal(nodeadm(went.odd)[0]?.[5], odd.region);
    assert.ok(!('pwned' in files));
  });

  it('goes on with --force', () => {
    assert.equal(went.forcedOnDebian.status, 0, went.forcedOnDebian.output);
    assert.equal(problems(went.forcedOnDebian).length, 2);
    assert.equal(nodeadm(went.forcedOnDebian).length, 2);
  });

  it('only reports with --check-only, also together with --force', () => {
    assert.equal(went.checked.status, 0);
    assert.match(went.checked.output, /nothing was changed\. Problems: 0\./);
    assert.deepEqual(nodeadm(went.checked), []);
  });

  it('refuses an unknown option', () => {
    assert.equal(went.unknownOption.status, 2);
    assert.match(went.unknownOption.output, /Unknown option: --dry-run/);
    assert.deepEqual(went.unknownOption.calls, []);
  });

  it('chooses containerd and the program as the machine wants', () => {
    assert.deepEqual(nodeadm(went.rhelOnX86)[0], [...usualInstall, '--containerd-source', 'docker']);
    assert.equal(fetched(went.rhelOnX86), officialNodeadm.url.replace('{arch}', 'amd64'));
    assert.equal(went.rhelOnX86.status, 0);
  });

  it('notes what may work all the same', () => {
    assert.match(
      went.forcedOnDebian.output,
      /^Note: Debian 12 is not one of those that AWS supports for hybrid nodes \(as of 2026-08/m,
    );
    assert.match(went.bareMetal.output, /^Note: .*virtual machines only/m);
    assert.match(went.bareMetal.output, /^Note: nodeadm turns the swap file off/m);
    for (const { status } of [went.forcedOnDebian, went.bareMetal]) assert.equal(status, 0);
  });

  it('writes the proxy where nodeadm looks for it', () => {
    for (const [outcome, exceptions] of [
      [went.proxied, 'localhost,.corp'],
      [went.proxyOfEnvironment, '.corp'],
    ] as const) {
      const { status, output, files, calls } = outcome;
      assert.equal(status, 0, output);
      const unit = `[Service]\nEnvironment="HTTP_PROXY=${proxy.url}"\nEnvironment="HTTPS_PROXY=${proxy.url}"\nEnvironment="NO_PROXY=${exceptions}"\n`;
      const agent = 'snap.amazon-ssm-agent.amazon-ssm-agent';
      assert.equal(files['root/etc/systemd/system/kubelet.service.d/http-proxy.conf'], unit);
      assert.equal(files['root/usr/lib/systemd/system/containerd.service.d/http-proxy.conf'], unit);
      assert.equal(files[`root/etc/systemd/system/${agent}.service.d/http-proxy.conf`], unit);
      assert.equal(
        files['root/etc/apt/apt.conf.d/proxy.conf'],
        `Acquire::http::Proxy "${proxy.url}";\nAcquire::https::Proxy "${proxy.url}";\n`,
      );
      assert.deepEqual(
        calls.find(([name]) => name === 'snap'),
        ['snap', 'set', 'system', `proxy.http=${proxy.url}`, `proxy.https=${proxy.url}`],
      );
      assert.ok(calls.some((call) => call.join(' ') === 'systemctl daemon-reload'));
      const curls = calls.filter(([name]) => name === 'curl');
      for (const call of curls) assert.equal(call[call.indexOf('--proxy') + 1], proxy.url);
    }
  });

  it("keeps the shell's own credentials from nodeadm", () => assert.equal(went.ownCredentials.files.key, 'none'));

  it('does not run what is no program, nor what did not come', () => {
    assert.match(went.signInPage.output, /^FAILED: what came is not a program\. No registration was used up/m);
    assert.match(went.notFetched.output, /^FAILED: nodeadm could not be fetched\. No registration was used up/m);
    for (const outcome of [went.signInPage, went.notFetched]) {
      assert.equal(outcome.status, 1);
      assert.deepEqual(nodeadm(outcome), []);
    }
  });

  it('says what a failure has used up, and passes its exit status on', () => {
    const { installFails, initFails } = went;
    assert.deepEqual([installFails.status, initFails.status], [3, 4]);
    assert.match(installFails.output, /^FAILED: nodeadm install .*No registration was used up/m);
    assert.equal(nodeadm(installFails).length, 1);
    assert.match(initFails.output, /^FAILED: nodeadm init .*may be used up/m);
    assert.ok(!Object.keys(initFails.files).some((path) => path.endsWith('nodeConfig.yaml')));
  });

  it('does not believe nodeadm that all went well', () => {
    assert.match(went.nothingDone.output, /^FAILED: .*this machine is not registered/m);
    assert.match(went.notRunning.output, /^FAILED: .*mi-0123456789abcdef0, but kubelet does not run/m);
    assert.deepEqual([went.nothingDone.status, went.notRunning.status], [1, 1]);
  });

  it('can come by a pipe, also when nodeadm reads its input; and does nothing when it comes in part', () => {
    assert.equal(went.piped.status, 0, went.piped.output);
    assert.equal(went.piped.files.eaten, '');
    assert.equal(nodeadm(went.piped).length, 2);
    assert.deepEqual(went.inPart.calls, []);
  });

  it('makes notes of what does not matter to the stand-in of the demo, and installs nothing', () => {
    const { status, output, files } = went.demo;
    assert.equal(status, 0, output);
    assert.equal(output.match(/^Note: .*It does not matter to the demo account/gm)?.length, 3);
    assert.equal(fetched(went.demo), 'http://127.0.0.1:4510/arm64/nodeadm');
    assert.match(files['seen.yaml'] ?? '', /activationCode: "Ab\+Cd\/EfGhIjKlMnOpQr"/);
    assert.ok(!('root/usr/local/bin/nodeadm' in files));
    assert.match(output, /^DONE: /m);
  });
});
