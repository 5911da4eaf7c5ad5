import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoAccount } from '../../src/demo/account.ts';
import type { KubeFault } from '../../src/demo/kubernetes/faults.ts';
import { largeKubeWorld } from '../../src/demo/worlds/largeKubeWorld.ts';
import { addConnectedCluster } from '../../src/demo/worlds/nodes.ts';
import { eventually, noAws } from '../helpers.ts';
import { useAccountWindow, type ProfileHome } from './profileHome.ts';
import { stepByStep, useWindow, type Window } from './support.ts';

/** What the hover card of a row says. */
async function hoverText({ workbench }: Window, row: RegExp, part: string): Promise<string> {
  return (await workbench.showHover(workbench.treeItem(row).first(), part)).innerText();
}

function assertHas(text: string, ...parts: readonly string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `${part} in ${text}`);
}

describe('EKS clusters of the demo account', function () {
  this.timeout(60_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  const away = (): Promise<void> => window.workbench.page.mouse.move(900, 400);

  it('are told apart by version, support, health and provider', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^EKS cluster archive, EKS 1\.\d+ · 1 issue · extended support,/).waitFor();
    await workbench.treeItem(/^EKS cluster media, EKS 1\.\d+ · extended from \w+ \d+,/).waitFor();
    await workbench.treeItem(/^EKS cluster mill, EKS Anywhere · connected$/).waitFor();
    await workbench.treeItem(/^EKS cluster orchard, EKS 1\.\d+$/).waitFor();
    await window.picture('eks-clusters');
  });

  it('tell in their tooltip what AWS knows of them', async () => {
    const text = await hoverText(window, /^EKS cluster orchard/, 'Platform version');
    assertHas(
      text,
      'Standard support',
      'Extended support',
      'Hybrid nodes',
      '192.168.30.0/24',
      '10.86.0.0/16',
      'public',
    );
    await window.picture('eks-cluster-tooltip');
    await away();
    const issue = await hoverText(window, /^EKS cluster archive/, 'InsufficientFreeAddresses');
    assertHas(issue, 'does not have enough available IP addresses', 'subnet-', 'which costs more');
    await window.picture('eks-health-tooltip');
    await away();
  });

  it('show hybrid nodes as Kubernetes has them, and count the others', async () => {
    const { workbench } = window;
    await workbench.unfold(/^EKS cluster orchard/);
    await workbench.treeItem(/^orchard-pi5, .*, connected/).waitFor();
    await workbench.treeItem(/^press-nuc, .*, connected/).waitFor();
    await workbench.treeItem(/^barrel-server, .*, not ready, its kubelet is not heard of/).waitFor();
    await workbench.treeItem('2 EC2 nodes').waitFor();
    await workbench.treeItem('1 Fargate node').waitFor();
    await window.picture('eks-hybrid');
  });

  it('go down to pods and containers', async () => {
    const { workbench } = window;
    await workbench.unfold(/^orchard-pi5/);
    await workbench.treeItem(/^Pod orchard\/camera-\S+, CrashLoopBackOff, 0 of 1 ready, 41 restarts$/).waitFor();
    await workbench.unfold(/^Pod orchard\/sensor-hub/);
    await workbench.treeItem(/^Container sensor-hub, image .*sensor-hub:1\.4\.2, running$/).waitFor();
    await window.picture('eks-pods');
    await workbench.chooseFromMenu(workbench.treeItem(/^Pod orchard\/camera/), 'Copy ID');
    await eventually(async () => assert.match(await workbench.clipboard(), /^camera-\w+-\w+$/));
  });

  it("say in a node's tooltip what its kubelet says", async () => {
    const text = await hoverText(window, /^barrel-server/, 'Kubelet');
    assertHas(text, 'is not heard of', 'hours ago', 'containerd', '6.8.0-', 'CPU for pods', 'Pods at most', 'mi-');
    await window.picture('eks-node-tooltip');
    await away();
    assertHas(await hoverText(window, /^press-nuc/, 'Version skew'), 'is older than the control plane');
    await away();
  });

  it('show nodes and machines of EKS Anywhere, and whether a newer release is out', async () => {
    const { workbench } = window;
    await workbench.treeItem(/^EKS cluster orchard/).click();
    await workbench.unfold(/^EKS cluster mill/);
    await workbench.treeItem(/^mill-7kx2p, .*connected/).waitFor();
    await workbench.unfold(/^EKS Anywhere mill, management cluster, v[\d.]+, bundle \d+, EKS Distro 1-34-19$/);
    await workbench.treeItem(/^v[\d.]+ is out, with bundle \d+$/).waitFor();
    await workbench.unfold(/^Machines of EKS Anywhere: 6 · 1 failed$/);
    await workbench.treeItem(/^Machine mill-etcd-9fwqm, Running, etcd$/).waitFor();
    await workbench.treeItem(/^Machine mill-md-0-\S+, Failed, worker, .*not enough resources on host esx-2/).waitFor();
    await window.picture('eks-anywhere');
  });

  it('can be planned to be upgraded', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster orchard/), 'Plan Upgrade…');
    const { webview } = workbench;
    await webview.getByRole('heading', { name: /^Upgrade of orchard: Kubernetes 1\.\d+ → 1\.\d+$/ }).waitFor();
    await webview.getByText('sudo nodeadm upgrade').first().waitFor();
    await window.picture('eks-upgrade-plan');
  });

  it('ask which version, where there are several', async () => {
    const { workbench } = window;
    await workbench.runCommand('View: Close All Editors');
    await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster archive/), 'Plan Upgrade…');
    await workbench.quickRows.nth(1).waitFor();
    await window.picture('eks-upgrade-target');
    await workbench.quickRows.nth(0).click();
    const { webview } = workbench;
    await webview.getByText('InsufficientFreeAddresses').waitFor();
    await webview.getByText(/extended support, which adds \$365\.00 a month/).waitFor();
    await window.picture('eks-upgrade-extended');
  });
});

describe('EKS clusters that are hard to reach', function () {
  this.timeout(90_000);
  stepByStep(this);
  let demo: DemoAccount;
  let home: ProfileHome;
  const window = useAccountWindow(
    async (start, ownHome) => {
      home = ownHome;
      demo = await start();
      const { world } = demo;
      const { cluster: late } = addConnectedCluster(world, 'late', 0, 'RANCHER');
      late.status = 'FAILED';
      const { cluster: soon } = addConnectedCluster(world, 'soon', 0, 'EKS_ANYWHERE');
      const activation = world.activations.get(soon.connector?.activationId ?? '');
      if (activation) world.activations.set(activation.id, { ...activation, expiresAt: Date.now() + 47 * 3_600_000 });
      await writeFile(join(home.folder, 'kubeconfig'), await demo.kubeconfig());
    },
    { env: () => ({ KUBECONFIG: join(home.folder, 'kubeconfig') }) },
  );

  it('say how far a connected one has come', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.treeItem(/^EKS cluster late, EKS · connection failed · Rancher,/).waitFor();
    await workbench.treeItem(/^EKS cluster soon, EKS Anywhere · 2 days to connect$/).waitFor();
    await workbench.unfold(/^EKS cluster soon/);
    await workbench.treeItem(/^Not connected yet: its script can be used for 4\d more hours$/).waitFor();
    await window.picture('eks-pending');
    await workbench.treeItem(/^EKS cluster soon/).click();
  });

  it('are reached by a context of the kubeconfig', async () => {
    const { workbench } = window;
    await workbench.unfold(/^EKS cluster mill/);
    await workbench.treeItem('EKS cannot list its nodes').waitFor();
    await window.picture('eks-no-context');
    await workbench.treeItem('Choose Kubernetes Context…').click();
    await workbench.quickRow('demo-anywhere').waitFor();
    await window.picture('eks-choose-context');
    await workbench.pick('demo-anywhere');
    await workbench.treeItem(/^mill-7kx2p, .*connected/).waitFor();
    await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster mill/), 'Choose Kubernetes Context…');
    await workbench.pick('None');
    await workbench.treeItem('EKS cannot list its nodes').waitFor();
    await workbench.treeItem(/^EKS cluster mill/).click();
  });

  const troubles: readonly (readonly [string, KubeFault, string])[] = [
    [
      'a certificate that nobody vouches for',
      { kind: 'foreign-certificate' },
      'The certificate of the Kubernetes API is not trusted',
    ],
    [
      'a sign-in that the cluster does not know',
      { kind: 'unauthorized' },
      'The cluster has no access entry for this sign-in',
    ],
    ['a permission that is missing', { kind: 'forbid' }, 'Kubernetes denies access: list nodes'],
    ['an API server that says nothing', { kind: 'hang' }, 'The Kubernetes API did not answer in time'],
  ];
  for (const [name, fault, sentence] of troubles) {
    it(`tell of ${name}, with the hosts that SSM knows`, async () => {
      const { workbench } = window;
      const remove = demo.kubernetes.faults.add({ cluster: 'orchard', fault });
      try {
        await workbench.unfold(/^EKS cluster orchard/);
        await workbench.runCommand('External Instances: Refresh');
        await workbench.treeItem(/^orchard-pi5/).waitFor();
        await workbench.treeItem(`Problem: ${sentence}`).waitFor({ timeout: 45_000 });
        assert.equal(await workbench.treeItem(/^Problem: /).count(), 1);
        await workbench.treeItem('Choose Kubernetes Context…').waitFor();
        await window.picture(`eks-trouble-${fault.kind}`);
      } finally {
        remove();
      }
      const again = workbench.treeItem('Try Again');
      await eventually(async () => {
        if (await again.isVisible()) await again.click(); // is lost on a row that is being drawn anew
        await workbench.treeItem(/^Problem: /).waitFor({ state: 'detached', timeout: 3000 });
      }, 30_000);
      await workbench.treeItem('2 EC2 nodes').waitFor();
    });
  }

  it('let hybrid nodes in, after a question', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster lab/), 'Allow Hybrid Nodes…');
    await workbench.quickRow('AmazonEKSHybridNodesRole').waitFor();
    await window.picture('eks-allow-role');
    await workbench.pick('AmazonEKSHybridNodesRole');
    const question = workbench.dialog(
      'Allow hybrid nodes with the role AmazonEKSHybridNodesRole to join the cluster lab?',
    );
    await question.waitFor();
    await window.picture('eks-allow-question');
    const entries = (): readonly string[] =>
      [...(demo.world.eksClusters.get('lab')?.accessEntries.values() ?? [])].map(({ type }) => type);
    assert.ok(!entries().includes('HYBRID_LINUX'));
    await question.getByRole('button', { name: 'Create Access Entry' }).click();
    await workbench.seeNotification('Hybrid nodes with the role AmazonEKSHybridNodesRole may join lab now.');
    assert.ok(entries().includes('HYBRID_LINUX'));
  });

  it('are registered again where they were not connected in time', async () => {
    const { workbench } = window;
    await workbench.unfold(/^EKS cluster late/);
    await workbench.treeItem(/^Problem: It could not be connected/).waitFor();
    await window.picture('eks-failed');
    await workbench.treeItem('Register Cluster Again…').click();
    const question = workbench.dialog('Deregister the cluster late from EKS?');
    await question.waitFor();
    await window.picture('eks-again-question');
    await question.getByRole('button', { name: 'Deregister', exact: true }).click();
    await workbench.answer('Name of the cluster in EKS', 'late');
    await workbench.quickRow('Rancher').waitFor();
    await window.picture('eks-again');
    await workbench.page.keyboard.press('Escape');
    await workbench.treeItem(/^EKS cluster late/).waitFor({ state: 'detached' });
  });

  it('leave EKS while they are pending', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster soon/), /^Deregister Cluster/);
    const question = workbench.dialog('Deregister the cluster soon from EKS?');
    await question.getByRole('button', { name: 'Deregister', exact: true }).click();
    await workbench.treeItem(/^EKS cluster soon/).waitFor({ state: 'detached' });
    assert.ok(!demo.world.eksClusters.has('soon'));
  });
});

describe('An EKS cluster of 10,000 nodes', function () {
  this.timeout(90_000);
  let demo: DemoAccount;
  const window = useAccountWindow(async (start) => {
    demo = await start({ world: largeKubeWorld({ nodes: 10_000, podsPerNode: 1 }) });
  });

  it('is listed whole, page by page, and the window stays at hand', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.unfold(/^EKS cluster fleet-eks/);
    await workbench.treeItem(/^node-00001, /).waitFor({ timeout: 45_000 });
    await window.picture('eks-ten-thousand');
    const pages = demo.kubernetes.calls.filter(({ resource }) => resource === 'nodes');
    assert.equal(pages.length, 20);
    // What Kubernetes says beside the nodes comes a little later, and rows that are drawn anew lose the keyboard.
    await eventually(async () => {
      await workbench
        .treeItem(/^node-/)
        .first()
        .click();
      await workbench.page.keyboard.press('End');
      await workbench.treeItem(/^node-10000, .*not ready/).waitFor({ timeout: 2000 });
    }, 30_000);
    await window.picture('eks-ten-thousand-end');
  });
});
