import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { emptyWorld, isExternal } from '../world.ts';
import type { Activation } from '../world.ts';
import { addEcsCluster } from '../worlds/ecs.ts';
import { addActivation } from '../worlds/nodes.ts';

/** Feeds it to bash as it is served, in an environment without anything of ours. */
async function bash(script: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { PATH = '' } = process.env;
  const child = spawn('bash', ['-s', '--', ...args], { env: { PATH, http_proxy: 'http://127.0.0.1:1' } });
  child.stdin.end(script);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output: stdout + stderr };
}

describe('the stand-in for the install script', () => {
  let now: number;
  let account: DemoAccount;
  let script: string;
  before(async () => {
    now = Date.now();
    const world = emptyWorld({ clock: () => now });
    account = await startDemoAccount({ world });
    addEcsCluster(world, 'home');
    script = await (await fetch(`${account.endpoint}/ecs-anywhere-install-latest.sh`)).text();
  });
  after(() => account.stop());

  const options = ({ id, code }: Activation, cluster = 'home'): string[] => [
    ...['--region', account.region],
    ...['--cluster', cluster],
    ...['--activation-id', id],
    ...['--activation-code', code],
  ];

  it('registers the machine it runs on, and says what it is', async () => {
    const activation = addActivation(account.world, { defaultInstanceName: 'this host' });
    const { code, output } = await bash(script, [
      ...options(activation),
      '--docker-install-source',
      'none',
      '--no-start',
    ]);
    assert.equal(code, 0, output);
    assert.match(output, /^This is the demo account's stand-in/);
    const instance = [...account.world.ecsClusters.get('home')!.instances.values()].at(-1)!;
    assert.ok(
      output.includes(`Ping ECS Agent registered successfully! Container instance arn: "${instance.arn}"\n`),
      output,
    );
    const node = account.world.nodes.get(instance.ec2InstanceId)!;
    assert.deepEqual([node.name, node.report?.computerName, node.online], ['this host', hostname(), true]);
    assert.match(instance.attributes.get('ecs.cpu-architecture') ?? '', /^(arm64|x86_64)$/);
    assert.ok(isExternal(instance));
    assert.ok(instance.cpu >= 1024 && instance.cpu % 1024 === 0 && instance.memoryMiB > 100);
    const operations = account.calls.slice(-4).map(({ operation }) => operation);
    assert.deepEqual(operations, [
      'RegisterManagedInstance',
      'RequestManagedInstanceRoleToken',
      'UpdateInstanceInformation',
      'RegisterContainerInstance',
    ]);
  });

  it('brings any text to the account unchanged', async () => {
    const odd = `q"'\\ $(reboot) \`id\` \${HOME} a&b \n\t\u0001 🍓 ${'ü'.repeat(200)} %s end`;
    addEcsCluster(account.world, odd);
    const { code, output } = await bash(script, options(addActivation(account.world), odd));
    assert.equal(code, 0, output);
    assert.equal(account.world.ecsClusters.get(odd)!.instances.size, 1);
  });

  it('fails like the real one: the wrong code, an activation that is used up or has expired', async () => {
    const used = addActivation(account.world, { registrationCount: 1 });
    const expired = addActivation(account.world, { createdAt: now - 2 * 86_400_000 });
    const wrong = { ...addActivation(account.world), code: 'AAAAAAAAAAAAAAAAAA+/' };
    const cases = [
      [wrong, 'InvalidActivation'],
      [used, 'RegistrationLimitExceeded'],
      [expired, 'ActivationExpired'],
    ] as const;
    const runs = await Promise.all(cases.map(([activation]) => bash(script, options(activation))));
    for (const [index, { code, output }] of runs.entries()) {
      assert.equal(code, 1);
      assert.match(output, new RegExp(`error registering the instance with AWS SSM. ${cases[index]![1]}: `));
      assert.match(output, /Installation Failed/);
    }
  });

  it('fails like the real one: a cluster that is not there, after the activation was used', async () => {
    const activation = addActivation(account.world);
    const { code, output } = await bash(script, options(activation, 'hmoe'));
    assert.equal(code, 1);
    assert.match(output, /ClusterNotFoundException: Cluster not found\./);
    assert.match(output, /Timed out waiting for ECS Agent to start/);
    assert.equal(activation.registrationCount, 1);
  });

  it('takes the options of the real one, and refuses what that refuses', async () => {
    const id = ['--activation-id', 'i'];
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /--region is required/],
      [
        ['--region', '--cluster'],
        /Option --region was passed an invalid value: --cluster\. Perhaps you passed in an empty env var\?/,
      ],
      [['--region', account.region], /Both --activation-id and --activation-code are required/],
      [['--region', account.region, ...id], /Both --activation-id and --activation-code are required/],
      [['--uninstall'], /invalid option: \[--uninstall\]/],
      [['home'], /invalid option: \[home\]/],
      [['--ip-compatibility', 'ipv5'], /Must be 'ipv4' or 'ipv6'/],
      [['--region', 'xx-west-9', ...id, '--activation-code', 'c'], /The demo account is in Region us-east-1/],
      [['--region', account.region, '--skip-registration'], /a running SSM agent service is required/],
      [['--region'], /Option --region needs a value/],
    ];
    const before = account.callCount();
    const runs = await Promise.all(cases.map(([args]) => bash(script, args)));
    for (const [index, { code, output }] of runs.entries()) {
      const [args, message] = cases[index]!;
      assert.equal(code, 1, args.join(' '));
      assert.match(output, message);
      assert.match(output, /Installation Failed/);
    }
    const help = await bash(script, ['--help']);
    assert.deepEqual([help.code, help.output.includes('stand-in')], [0, true]);
    assert.equal(account.callCount(), before);
  });

  it('says so when the demo account is gone', async () => {
    const other = await startDemoAccount({ world: emptyWorld() });
    const gone = await (await fetch(`${other.endpoint}/ecs-anywhere-install-latest.sh`)).text();
    await other.stop();
    const { code, output } = await bash(gone, options(addActivation(account.world)));
    assert.equal(code, 1);
    assert.match(output, /The demo account does not answer/);
  });
});
