import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { RegisterClusterCommand } from '@aws-sdk/client-eks';
import { parseAllDocuments } from 'yaml';
import { clientsOf } from '../../../test/unit/demoClients.ts';
import { assertBash, shellCheckNote } from '../../../test/unit/goldenScript.ts';
import type { Machine, Outcome } from '../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../test/unit/recordingMachine.ts';
import { boardAttribute } from '../../core/fleet/machine.ts';
import { connectorManifestScript } from '../../core/registration/eks/connector.ts';
import { hybridNodeScript } from '../../core/registration/eks/hybridNode.ts';
import type { HybridNodeScriptOptions } from '../../core/registration/eks/hybridNode.ts';
import { nodeConfigYaml } from '../../core/registration/eks/nodeConfig.ts';
import { hybridNodeTag } from '../../core/registration/activation.ts';
import { ecsLinuxRegisterScript } from '../../core/registration/registerScript.ts';
import { ssmOnlyRegisterScript } from '../../core/registration/ssmOnlyScript.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { connectCluster, registerHybridNode } from '../agent.ts';
import { connectorRole, emptyWorld, hybridNodesRole, roleArn } from '../world.ts';
import type { Activation, EcsCluster, EksCluster, ManagedNode } from '../world.ts';
import { addEcsCluster } from '../worlds/ecs.ts';
import { eksVersions } from '../worlds/homeWorld.ts';
import { addActivation, addEksCluster } from '../worlds/nodes.ts';

// Runs the real scripts for real, against a demo account, as users of the demo do.

/** Without root, kubectl and systemd; nothing but what such a machine has. */
const machine: Machine = {
  realCommands: [
    ...['awk', 'base64', 'bash', 'cat', 'chmod', 'curl', 'date', 'df', 'dirname', 'env', 'getconf', 'grep', 'head'],
    ...['hostname', 'id', 'mkdir', 'mktemp', 'rm', 'sed', 'sort', 'tr', 'uname', 'wc'],
  ],
  files: {
    'etc/os-release': 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04 LTS"\n',
    'proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0\0',
    'var/lib/.keep': '',
  },
  env: { http_proxy: 'http://127.0.0.1:1' },
};

describe('the stand-ins of a demo account, fetched by the register scripts', function () {
  this.timeout(30_000);
  const clock = Date.now();
  let account: DemoAccount;
  let lab: EksCluster;
  let home: EcsCluster;

  beforeEach(async () => {
    const world = emptyWorld({ clock: () => clock });
    world.eksVersions = eksVersions;
    home = addEcsCluster(world, 'home');
    lab = addEksCluster(world, { name: 'lab', version: '1.35', remoteNodeCidrs: ['192.168.20.0/24'] });
    account = await startDemoAccount({ world });
  });
  afterEach(() => account.stop());

  const valid = (): { region: string; expiresAt: number; registrationLimit: number } => ({
    region: account.region,
    expiresAt: clock + 3_600_000,
    registrationLimit: 1,
  });
  const secretOf = ({ id, code }: Activation): { activationId: string; activationCode: string } => ({
    activationId: id,
    activationCode: code,
  });
  const nodes = (): readonly ManagedNode[] => [...account.world.nodes.values()];
  const operations = (): readonly string[] => account.calls.map(({ operation }) => operation);
  const run = (script: string, args: readonly string[] = []): Promise<Outcome> => runOn(machine, { script, args });

  /** What was called by an agent of the demo, with no script. */
  async function operationsOf(agent: () => Promise<unknown>): Promise<readonly string[]> {
    account.resetCalls();
    await agent();
    return operations();
  }

  function assertWentWell({ status, output, files }: Outcome, { code }: Activation): void {
    assert.equal(status, 0, output);
    assert.match(output, /^DONE: /m);
    for (const text of [output, ...Object.values(files)]) assert.ok(!text.includes(code), text);
    assert.deepEqual(
      Object.keys(files).filter((path) => path.startsWith('tmp')),
      [],
    );
  }

  it(`are valid bash, ${shellCheckNote}`, async () => {
    const { sources, endpoint } = account;
    const urls = [sources.installer.url, sources.setupTool.url, sources.nodeadm.url, `${endpoint}/kubectl`];
    for (const url of urls) assertBash(await (await fetch(url)).text());
  });

  describe('for ECS', () => {
    const attributes = { 'shelf': '3', 'a.b/c-d_e\\': 'C:\\x y@z.1', 'empty-not': '-' };
    const tags = { 'Ort des Gerätes': 'Küche = 1+1 @ 厨房', 'none': '' };

    it('take attributes, tags and the board', async () => {
      const activation = addActivation(account.world, { defaultInstanceName: 'kitchen' });
      const host = { attributes, tags };
      const { installer } = account.sources;
      const options = { cluster: 'home', installer, host, ...valid(), ...secretOf(activation) };
      const outcome = await run(ecsLinuxRegisterScript(options));
      assertWentWell(outcome, activation);
      const [instance] = home.instances.values();
      const board = { [boardAttribute]: 'Raspberry Pi 5 Model B Rev 1.0' };
      const own = Object.fromEntries(
        [...instance!.attributes].filter(([name]) => !/^(ecs|com\.amazonaws)\./.test(name)),
      );
      assert.deepEqual(own, { ...attributes, ...board });
      assert.deepEqual(instance!.tags, { ...tags, ...board });
      assert.equal(nodes()[0]!.name, 'kitchen');
    });
  });

  describe('for SSM alone', () => {
    it('register a managed node', async () => {
      const activation = addActivation(account.world, { defaultInstanceName: 'shed', tags: { room: 'shed' } });
      const { setupTool } = account.sources;
      const outcome = await run(ssmOnlyRegisterScript({ setupTool, ...valid(), ...secretOf(activation) }));
      assertWentWell(outcome, activation);
      const [node, ...others] = nodes();
      assert.deepEqual(
        [node?.name, node?.report?.computerName, node?.online, node?.tags, others],
        ['shed', hostname(), true, { room: 'shed' }, []],
      );
      assert.equal(home.instances.size, 0);
    });

    it('say what was wrong, and register nothing', async () => {
      const used = addActivation(account.world, { registrationCount: 1 });
      const { setupTool } = account.sources;
      const { status, output } = await run(ssmOnlyRegisterScript({ setupTool, ...valid(), ...secretOf(used) }));
      assert.equal(status, 1, output);
      assert.match(output, /RegistrationLimitExceeded/);
      assert.match(output, /^FAILED: ssm-setup-cli ended with exit status 1/m);
      const tool = await (await fetch(setupTool.url)).text();
      const good = ['-register', '-activation-code', used.code, '-activation-id', used.id];
      const cases: readonly (readonly [args: readonly string[], status: number, says: RegExp])[] = [
        [[...good, '-region', 'xx-west-9'], 1, /The demo account is in Region us-east-1/],
        [good, 1, /takes -activation-code, -activation-id and -region/],
        [good.slice(1), 1, /-register is required/],
        [['-register', '-region'], 2, /flag needs an argument: -region/],
        [['-shutdown'], 2, /flag provided but not defined: -shutdown/],
      ];
      const outcomes = await Promise.all(cases.map(([args]) => run(tool, args)));
      for (const [index, [args, expected, says]] of cases.entries()) {
        assert.equal(outcomes[index]!.status, expected, args.join(' '));
        assert.match(outcomes[index]!.output, says);
      }
      assert.deepEqual(nodes(), []);
    });
  });

  describe('for EKS hybrid nodes', () => {
    const activate = (): Activation =>
      addActivation(account.world, {
        iamRole: hybridNodesRole,
        registrationLimit: 2,
        tags: { [hybridNodeTag]: lab.arn },
      });
    const script = (activation: Activation, more: Partial<HybridNodeScriptOptions> = {}): string =>
      hybridNodeScript({
        cluster: 'lab',
        kubernetesVersion: '1.35',
        nodeadm: account.sources.nodeadm,
        ...valid(),
        ...secretOf(activation),
        ...more,
      });
    /** The error in the last line of nodeadm's log. */
    const errorIn = ({ output }: Outcome): string => {
      const line = output.split('\n').find((each) => each.includes('"level":"fatal"'));
      assert.ok(line !== undefined, output);
      return (JSON.parse(line) as { error: string }).error;
    };

    it('register as the agent does, and look at the cluster', async () => {
      const activation = activate();
      const outcome = await run(script(activation));
      assertWentWell(outcome, activation);
      const [node] = nodes();
      assert.deepEqual(
        [node?.report?.computerName, node?.online, node?.iamRole, node?.tags],
        [hostname(), true, hybridNodesRole, { [hybridNodeTag]: lab.arn }],
      );
      const called = operations();
      const { endpoint, region } = account;
      const expected = await operationsOf(() =>
        registerHybridNode({ endpoint, region, computerName: 'a', ...secretOf(activation) }),
      );
      assert.deepEqual(called, [...expected, 'DescribeCluster']);
    });

    it('read the NodeConfig that the script writes, whatever is in it', async () => {
      const odd = `q"'\\ /\t# {{ x }}: &*!|>%@ $(reboot) \u0007\u007f\u0085\ufeff ü € 👩‍🚀 end`;
      const known = activate();
      account.world.activations.set(known.id, { ...known, code: odd });
      const outcome = await run(script({ ...known, code: odd }, { cluster: `no\n${odd}\u2028` }));
      assert.equal(outcome.status, 1, outcome.output);
      // The code was right, for the node is there; and the name came through.
      assert.equal(nodes().length, 1);
      assert.equal(errorIn(outcome), `ResourceNotFoundException: No cluster found for name: no\n${odd}\u2028.`);
      assert.match(outcome.output, /^FAILED: nodeadm init .*may be used up/m);
    });

    it('refuse what nodeadm refuses: before the registration, or after it', async () => {
      addEksCluster(account.world, { name: 'office' });
      const cases: readonly (readonly [Partial<HybridNodeScriptOptions>, says: RegExp, registered: number])[] = [
        [{ kubernetesVersion: '1.99' }, /no version of Kubernetes .* matches 1\.99/, 0],
        [{ kubernetesVersion: '1.3' }, /no version of Kubernetes .* matches 1\.3$/, 0],
        [{ activationCode: 'x'.repeat(20) }, /SSM registration failed/, 0],
        [{ kubernetesVersion: '1.36' }, /kubelet version v1\.36 is newer than kube-apiserver version 1\.35/, 1],
        [{ kubernetesVersion: '1.31.16' }, /kubelet version v1\.31 is too old .*1\.35; .* 3 minor versions/, 1],
        [{ cluster: 'office' }, /does not have remoteNetworkConfig enabled/, 1],
        [{ cluster: 'none' }, /DescribeCluster: No cluster found for name: none\./, 1],
      ];
      let registered = 0;
      for (const [more, says, usedUp] of cases) {
        const outcome = await run(script(activate(), more));
        assert.equal(outcome.status, 1, outcome.output);
        assert.match(errorIn(outcome), says);
        assert.equal(nodes().length, (registered += usedUp), outcome.output);
      }
    });

    it('take an older version within the skew, and the options that the script gives', async () => {
      const activation = activate();
      const older = script(activation, { kubernetesVersion: '1.32', containerdSource: 'docker' });
      assertWentWell(await run(older), activation);
    });

    it('know no other options', async () => {
      const nodeadm = await (await fetch(account.sources.nodeadm.url)).text();
      const install = ['install', '1.35', '--credential-provider'];
      const cases: readonly (readonly [args: readonly string[], status: number, says: RegExp])[] = [
        [['upgrade', '1.35'], 2, /Unknown subcommand: upgrade/],
        [['install'], 2, /KUBERNETES_VERSION not found/],
        [['install', '1.35'], 2, /--credential-provider is a required flag/],
        [[...install, 'imds'], 1, /invalid credential process provided/],
        [[...install, 'ssm', '--containerd-source', 'podman'], 1, /invalid containerd source podman/],
        [[...install, 'ssm', '--force'], 2, /Unknown arguments supplied: --force/],
        [['init', '--config-source', 'imds://user-data'], 1, /from a file only/],
        [['init'], 2, /--config-source is a required flag/],
        [['init', '-c', 'file://nodeConfig.yaml'], 0, /Nodeadm components are not installed/],
      ];
      const outcomes = await Promise.all(cases.map(([args]) => run(nodeadm, args)));
      for (const [index, [args, status, says]] of cases.entries()) {
        assert.equal(outcomes[index]!.status, status, args.join(' '));
        assert.match(outcomes[index]!.output, says);
      }
      assert.deepEqual(nodes(), []);
    });

    it('know no other NodeConfig', async () => {
      const nodeadm = await (await fetch(account.sources.nodeadm.url)).text();
      const good = nodeConfigYaml({ cluster: 'lab', region: account.region, ...secretOf(activate()) });
      const cases: readonly (readonly [config: string, says: RegExp])[] = [
        [good.replace('NodeConfig', 'ClusterConfig'), /no kind "ClusterConfig"/],
        [good.replace('v1alpha1', 'v2'), /version "node\.eks\.aws\/v2"/],
        [good.replace('  hybrid:', '  kubelet:'), /unknown field "spec\.kubelet"/],
        [good.replace(/name: .*/, 'name: "a" b"'), /value of spec\.cluster\.name is not in a form/],
        [good.replace(/name: .*/, String.raw`name: "\x41"`), /value of spec\.cluster\.name is not in a form/],
        [good.replace(/name: .*/, 'name: "a'), /value of spec\.cluster\.name is not in a form/],
        [good.replace(/name: .*/, 'name: ""'), /Name is missing/],
        [good.replace(/activationId: .*/, "activationId: 'x'"), /activationId is not in a form/],
        [good.replace(/region: .*/, 'region: xx-west-9'), /The demo account is in Region us-east-1/],
        [good.replace('  hybrid:', '\thybrid:'), /not in a form that the stand-in reads/],
      ];
      const outcomes = await Promise.all(
        cases.map(([config]) => {
          const installed = 'echo 1.35.6 >"$0.tracker"';
          const script = `cat >nodeConfig.yaml <<'END'\n${config}END\n${installed}\n${nodeadm}`;
          return run(script, ['init', '--config-source', 'file://nodeConfig.yaml']);
        }),
      );
      for (const [index, [config, says]] of cases.entries()) {
        assert.equal(outcomes[index]!.status, 1, config);
        assert.match(errorIn(outcomes[index]!), says);
      }
      assert.deepEqual(nodes(), []);
    });
  });

  describe('for EKS Connector', () => {
    async function registerCluster(name: string): Promise<Activation> {
      const clients = clientsOf(account);
      const connectorConfig = { roleArn: roleArn(account.world, connectorRole), provider: 'OTHER' as const };
      await clients.eks.send(new RegisterClusterCommand({ name, connectorConfig }));
      clients.destroy();
      const { connector } = account.world.eksClusters.get(name)!;
      return account.world.activations.get(connector!.activationId)!;
    }
    const script = (cluster: string, activation: Activation, context: string | undefined = 'demo'): string =>
      connectorManifestScript({
        cluster,
        manifest: account.sources.manifest,
        ...(context !== '' && { context }),
        ...valid(),
        ...secretOf(activation),
      });

    it('connect a cluster, as its two agents do, with a kubectl of their own', async () => {
      const activation = await registerCluster('k3s');
      account.resetCalls();
      const outcome = await run(script('k3s', activation));
      assertWentWell(outcome, activation);
      assert.match(outcome.output, /^Context demo, API server http:\/\/127/m);
      assert.doesNotMatch(outcome.output, /PROBLEM|Note: https/);
      assert.equal(account.world.eksClusters.get('k3s')!.status, 'ACTIVE');
      assert.deepEqual(
        nodes().map(({ report, online, activationId }) => [report?.computerName, online, activationId]),
        [0, 1].map((replica) => [`eks-connector-${replica}`, true, activation.id]),
      );
      const called = operations();
      const { endpoint, region } = account;
      const other = await registerCluster('k0s');
      assert.deepEqual(called, await operationsOf(() => connectCluster({ endpoint, region, ...secretOf(other) })));
    });

    it('connect none twice, and none by a context that is not there', async () => {
      const activation = await registerCluster('k3s');
      const [noContext, wrongContext] = await Promise.all([
        run(script('k3s', activation, '')),
        run(script('k3s', activation, 'prod')),
      ]);
      assert.match(noContext.output, /^PROBLEM: Which cluster is meant\? .* is demo\./m);
      assert.match(wrongContext.output, /^PROBLEM: kubectl knows no context prod\. There are:\ndemo$/m);
      assert.deepEqual([noContext.status, wrongContext.status, nodes().length], [1, 1, 0]);
      assertWentWell(await run(script('k3s', activation, ''), ['--context', 'demo']), activation);
      const again = await run(script('k3s', activation));
      assert.equal(again.status, 1, again.output);
      assert.match(again.output, /RegistrationLimitExceeded/);
      assert.match(again.output, /^FAILED: kubectl could not apply/m);
      assert.equal(nodes().length, 2);
    });

    it('have a manifest with the placeholders of the real one', async () => {
      const template = await (await fetch(account.sources.manifest.url)).text();
      const placeholders = ['%AWS_REGION%', '%EKS_ACTIVATION_CODE%', '%EKS_ACTIVATION_ID%'];
      assert.deepEqual([...new Set(template.match(/%\w*%/g))].sort(), placeholders);
      // As the script fills it in; `%` begins nothing in YAML.
      const documents = parseAllDocuments(template.replaceAll(/%\w*%/g, 'x'));
      assert.deepEqual(
        documents.map((document) => (document.toJS() as { kind: string }).kind),
        ['Namespace', 'Secret', 'ServiceAccount', 'StatefulSet'],
      );
    });

    it('have a kubectl that refuses what it does not know', async () => {
      const kubectl = await (await fetch(`${account.endpoint}/kubectl`)).text();
      const outcomes = await Promise.all([
        run(kubectl, ['delete', 'namespace', 'default']),
        run(kubectl, ['--context', 'prod', 'get', 'nodes']),
        run(kubectl, ['apply', '--filename', '-']),
      ]);
      const says = [/does not know: kubectl delete namespace default/, /context "prod" does not exist/, /manifest of/];
      for (const [index, { status, output }] of outcomes.entries()) {
        assert.equal(status, 1, output);
        assert.match(output, says[index]!);
      }
    });
  });

  it('say so when the demo account is gone', async () => {
    const activation = addActivation(account.world);
    const options = { cluster: 'x', context: 'demo', ...valid(), ...secretOf(activation) };
    const script = connectorManifestScript({ ...options, manifest: account.sources.manifest });
    await account.stop();
    const { status, output } = await run(script);
    assert.equal(status, 1);
    assert.match(output, /^FAILED: the demo account does not answer/m);
  });
});
