import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { Failure } from '../failure.ts';
import { connectorHelmScript, connectorManifestScript } from './eks/connector.ts';
import { hybridNodeScript } from './eks/hybridNode.ts';
import type { HandOutFile, HandOutOptions } from './handOut.ts';
import { handOutFiles, handOutText, managedNodeLabel, plainCommand, terminalRunOf } from './handOut.ts';
import { sshLoopScript } from './many/sshLoop.ts';
import type { HostPlan, ScriptSources } from './plan.ts';
import { ecsLinuxRegisterScript, officialInstaller, plainOneLiner } from './registerScript.ts';
import { ssmOnlyRegisterScript } from './ssmOnlyScript.ts';
import { runInTerminal, runOverSsh } from './terminalRun.ts';
import { windowsRegisterScript } from './windowsScript.ts';

const activation = {
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.UTC(2026, 10, 23, 14, 5, 59),
  registrationLimit: 3,
};
const cluster = 'web';
const proxy = { url: 'http://proxy.example.com:3128', noProxy: '.example.com' };
const host = { attributes: {}, tags: {} };
const script = { kind: 'script' } as const;
const overSsh = { kind: 'script', ssh: 'pi@garden' } as const;
const firstBoot = { kind: 'firstBoot', hostname: 'garden', authorizedKeys: ['ssh-ed25519 AAAA me'] } as const;
const loop = { kind: 'many', hosts: ['pi-1', 'pi-2'], by: 'ssh' } as const;
const ansible = { kind: 'many', hosts: ['pi-1', 'pi-2'], by: 'ansible' } as const;

const plans = {
  ecs: { kind: 'ecsLinux', form: script, host },
  ecsSsh: { kind: 'ecsLinux', form: overSsh, host },
  ecsFirstBoot: { kind: 'ecsLinux', form: firstBoot, host },
  ecsLoop: { kind: 'ecsLinux', form: loop, host },
  ecsAnsible: { kind: 'ecsLinux', form: ansible, host },
  windows: { kind: 'ecsWindows' },
  hybridNode: { kind: 'hybridNode', form: script, kubernetesVersion: '1.35' },
  hybridNodes: { kind: 'hybridNode', form: ansible, kubernetesVersion: '1.35', containerdSource: 'docker' },
  manifest: { kind: 'connector', by: 'manifest', provider: 'OTHER', context: 'home' },
  helm: { kind: 'connector', by: 'helm', provider: 'OTHER', context: 'home' },
  managedNode: { kind: 'ssmOnly', form: script },
  managedNodes: { kind: 'ssmOnly', form: ansible },
  managedNodesLoop: { kind: 'ssmOnly', form: loop },
} as const satisfies Record<string, HostPlan>;

const from = (path: string) => ({ url: `http://127.0.0.1:4510/${path}`, insecureLoopback: true, needsRoot: false });
const demo: ScriptSources = {
  installer: from('installer'),
  setupTool: from('setup'),
  nodeadm: from('nodeadm'),
  manifest: from('manifest'),
};

function options(plan: HostPlan, more: Partial<HandOutOptions> = {}): HandOutOptions {
  const named = plan.kind === 'ssmOnly' ? {} : { cluster };
  return { plan, sources: { installer: officialInstaller }, ...activation, ...named, ...more };
}
const text = (plan: HostPlan, more: Partial<HandOutOptions> = {}, part: HandOutFile['part'] = 'script'): string =>
  handOutText(options(plan, more), part);
const names = (plan: HostPlan, label: string) => handOutFiles(plan, label).map(({ name }) => name);

describe('handOutFiles', () => {
  it('names the files, the one to show first on top', () => {
    assert.deepEqual(Object.fromEntries(Object.entries(plans).map(([name, plan]) => [name, names(plan, 'web')])), {
      ecs: ['register-web.sh'],
      ecsSsh: ['register-web.sh'],
      ecsFirstBoot: ['user-data'],
      ecsLoop: ['register-web.sh'],
      ecsAnsible: ['register-web.yml', 'inventory-web.yml', 'register-web.sh'],
      windows: ['register-web.ps1'],
      hybridNode: ['register-web.sh'],
      hybridNodes: ['register-web.yml', 'inventory-web.yml', 'register-web.sh'],
      manifest: ['register-web.sh'],
      helm: ['register-web.sh'],
      managedNode: ['register-web.sh'],
      managedNodes: ['register-web.yml', 'inventory-web.yml', 'register-web.sh'],
      managedNodesLoop: ['register-web.sh'],
    });
  });

  it('says what they are', () => {
    const kinds = (plan: HostPlan) =>
      handOutFiles(plan, 'web').map(({ part, language, executable }) => [part, language, executable]);
    assert.deepEqual(kinds(plans.ecs), [['script', 'shellscript', true]]);
    assert.deepEqual(kinds(plans.windows), [['script', 'powershell', false]]);
    assert.deepEqual(kinds(plans.ecsFirstBoot), [['script', 'yaml', false]]);
    assert.deepEqual(kinds(plans.ecsAnsible), [
      ['play', 'yaml', false],
      ['inventory', 'yaml', false],
      ['script', 'shellscript', true],
    ]);
  });

  it('makes a name for files of any label', () => {
    for (const [label, name] of [
      ['a_b-C9', 'a_b-C9'],
      ['../../etc/passwd', 'etc-passwd'],
      ['Küche 2', 'K-che-2'],
      ['👩‍🚀', 'host'],
      ['', 'host'],
      ['-rf', 'rf'],
      ['x'.repeat(255), 'x'.repeat(100)],
    ] as const)
      assert.deepEqual(names(plans.ecs, label), [`register-${name}.sh`]);
  });
});

describe('handOutText', () => {
  const plain = { ...activation, cluster, installer: officialInstaller, host };

  it('is what the builder of the kind makes', () => {
    assert.equal(text(plans.ecs), ecsLinuxRegisterScript(plain));
    assert.equal(text(plans.ecsSsh), text(plans.ecs));
    assert.equal(text(plans.ecsAnsible), text(plans.ecs));
    assert.equal(text(plans.ecsLoop), sshLoopScript({ hosts: loop.hosts, script: text(plans.ecs), needsRoot: true }));
    assert.equal(text(plans.windows), windowsRegisterScript({ ...activation, cluster }));
    const node = { ...activation, cluster, kubernetesVersion: '1.35' };
    assert.equal(text(plans.hybridNode), hybridNodeScript(node));
    assert.equal(text(plans.hybridNodes), hybridNodeScript({ ...node, containerdSource: 'docker' }));
    assert.equal(text(plans.manifest), connectorManifestScript({ ...activation, cluster, context: 'home' }));
    assert.equal(text(plans.helm), connectorHelmScript({ ...activation, cluster, context: 'home' }));
    assert.equal(text(plans.managedNode), ssmOnlyRegisterScript(activation));
    const card = parse(text(plans.ecsFirstBoot)) as { hostname: string; ssh_authorized_keys: string[] };
    assert.equal(card.hostname, 'garden');
    assert.deepEqual(card.ssh_authorized_keys, firstBoot.authorizedKeys);
  });

  it('has the activation code in files that say so, and in no others', () => {
    const base64 = Buffer.from(activation.activationCode).toString('base64');
    for (const [name, plan] of Object.entries(plans))
      for (const { part, holdsSecret } of handOutFiles(plan, cluster)) {
        const found = [activation.activationCode, base64].some((hidden) => text(plan, {}, part).includes(hidden));
        assert.equal(found, holdsSecret, `${name}, ${part}`);
      }
  });

  it('has a play that reads the script beside it, for what is registered', () => {
    for (const [plan, label, become, title] of [
      [plans.ecsAnsible, cluster, true, 'Register with the ECS cluster web in eu-central-1'],
      [plans.hybridNodes, cluster, true, 'Make hybrid nodes of the EKS cluster web in eu-central-1'],
      [plans.managedNodes, managedNodeLabel, true, 'Register managed nodes of AWS Systems Manager in eu-central-1'],
    ] as const) {
      const [play] = parse(text(plan, {}, 'play')) as { name: string; become: boolean }[];
      assert.deepEqual([play?.name, play?.become], [title, become]);
      assert.ok(text(plan, {}, 'play').includes(`'${names(plan, label).at(-1)}'`));
    }
    const odd = { cluster: '../a "b" {{ c }}' };
    assert.ok(text(plans.ecsAnsible, odd, 'play').includes(`'${names(plans.ecsAnsible, odd.cluster).at(-1)}'`));
    assert.match(text(plans.ecsAnsible, {}, 'inventory'), /pi-1[^]*pi-2/);
    const [play] = parse(text(plans.ecsAnsible, { sources: demo }, 'play')) as { become: boolean }[];
    assert.equal(play?.become, false);
  });

  it('fetches from where it is told to', () => {
    for (const [plan, path] of [
      [plans.ecs, 'installer'],
      [plans.ecsFirstBoot, 'installer'],
      [plans.hybridNode, 'nodeadm'],
      [plans.manifest, 'manifest'],
      [plans.managedNode, 'setup'],
    ] as const)
      assert.ok(text(plan, { sources: demo }).includes(`='http://127.0.0.1:4510/${path}'`), path);
  });

  it('gives the proxy to every script that takes one, and to no other', () => {
    for (const [name, plan] of Object.entries(plans))
      assert.equal(text(plan, { proxy }).includes(proxy.url), !['windows', 'manifest', 'helm'].includes(name), name);
  });

  const refuses = (make: () => unknown, says: RegExp): void =>
    assert.throws(make, (error) => Failure.is(error) && error.reason === 'invalidRequest' && says.test(error.message));

  it('refuses a proxy with a password where EKS would', () => {
    const withPassword = { proxy: { url: 'http://me:secret@proxy.example.com:3128' } };
    for (const plan of [plans.hybridNode, plans.hybridNodes])
      refuses(() => text(plan, withPassword), /^A proxy is .*without user and password/);
    assert.ok(text(plans.ecs, withPassword).includes('me:secret@'));
    for (const part of ['play', 'inventory'] as const)
      assert.ok(!text(plans.ecsAnsible, withPassword, part).includes('secret@'));
  });

  it('refuses parts that are not there, and a plan without its cluster', () => {
    refuses(() => text(plans.ecs, {}, 'play'), /no play/);
    refuses(() => text(plans.ecsLoop, {}, 'inventory'), /no inventory/);
    const without: HandOutOptions = { plan: plans.windows, sources: demo, ...activation };
    refuses(() => handOutText(without, 'script'), /cluster/);
  });

  it('marks PowerShell as Unicode where ANSI would not do', () => {
    assert.ok(!text(plans.windows).startsWith('\uFEFF'));
    assert.ok(text(plans.windows, { cluster: 'Küche' }).startsWith('\uFEFF#'));
  });
});

describe('terminalRunOf', () => {
  it('runs a script here, as root where it takes that', () => {
    for (const [plan, needsRoot] of [
      [plans.ecs, true],
      [plans.hybridNode, true],
      [plans.managedNode, true],
      [plans.manifest, false],
      [plans.helm, false],
      [plans.ecsLoop, false],
      [plans.managedNodesLoop, false],
    ] as const)
      assert.deepEqual(terminalRunOf(options(plan)), runInTerminal(text(plan), { needsRoot }), plan.kind);
    const inDemo = { sources: demo };
    assert.deepEqual(
      terminalRunOf(options(plans.ecs, inDemo)),
      runInTerminal(text(plans.ecs, inDemo), { needsRoot: false }),
    );
  });

  it('runs it on another machine over ssh', () => {
    const there = { host: overSsh.ssh, needsRoot: true };
    assert.deepEqual(terminalRunOf(options(plans.ecsSsh)), runOverSsh(text(plans.ecsSsh), there));
    const node: HostPlan = { ...plans.hybridNode, form: overSsh };
    assert.deepEqual(terminalRunOf(options(node)), runOverSsh(text(node), there));
  });

  it('knows what no terminal can run', () => {
    const hosts = Array.from({ length: 1000 }, (_, index) => `${index}.${'x'.repeat(200)}`);
    const tooLong: HostPlan = { ...plans.ecsLoop, form: { ...loop, hosts } };
    const unnamed: HostPlan = { kind: 'connector', by: 'helm', provider: 'OTHER' };
    for (const plan of [unnamed, plans.windows, plans.ecsFirstBoot, plans.ecsAnsible, plans.managedNodes, tooLong])
      assert.equal(terminalRunOf(options(plan)), undefined);
  });
});

describe('plainCommand', () => {
  const wanting = (more: object): HostPlan => ({ ...plans.ecs, host: { ...host, ...more } });

  it("is AWS's one line for one ECS machine on Linux", () => {
    const own = plainOneLiner({ ...activation, cluster, installer: officialInstaller, host });
    assert.equal(plainCommand(options(plans.ecs)), own);
    assert.equal(plainCommand(options(plans.ecsSsh)), own);
    assert.match(plainCommand(options(wanting({ gpu: true }))) ?? '', /--enable-gpu/);
  });

  it('is not there for what it has no option for, and for others', () => {
    const others = Object.values(plans).filter((plan) => plan !== plans.ecs && plan !== plans.ecsSsh);
    for (const plan of [...others, wanting({ attributes: { a: 'b' } }), wanting({ tags: { a: 'b' } })])
      assert.equal(plainCommand(options(plan)), undefined);
    assert.equal(plainCommand(options(plans.ecs, { proxy })), undefined);
  });
});
