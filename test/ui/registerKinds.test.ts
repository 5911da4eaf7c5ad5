import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { eventually, noAws } from '../helpers.ts';
import { demoAccessOf, type DemoAccess } from './demoAccess.ts';
import { stepByStep, useWindow } from './support.ts';

describe('registering for EKS, and without a cluster', function () {
  this.timeout(90_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.unfoldCluster(/^EKS cluster lab/, /^No hybrid nodes/);
  });

  /** What the register script in front says, and the account that it is for. */
  async function copyScript(expected: RegExp): Promise<{ readonly script: string; readonly demo: DemoAccess }> {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Copy Register Script');
    let script = '';
    await eventually(async () => {
      script = await workbench.clipboard();
      assert.match(script, expected);
    });
    return { script, demo: demoAccessOf(script) };
  }

  async function clearAway(): Promise<void> {
    const { workbench } = window;
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Terminal: Kill All Terminals');
  }

  describe('as a hybrid node', () => {
    let demo: DemoAccess;

    it('asks for the version, the role, and whether to let it in', async () => {
      const { workbench } = window;
      await workbench.pressRowButton(workbench.treeItem(/^EKS cluster lab/), 'Register This Host…');
      await workbench.quickRow(hostname()).waitFor();
      await window.picture('kinds-hybrid-1-host');
      // Nothing of ECS, and no cluster to be connected: the cluster is given.
      for (const other of ['A Windows Host', 'First Boot', 'A Kubernetes Cluster'])
        assert.equal(await workbench.quickRow(other).count(), 0);
      await workbench.pick(hostname());

      await workbench.quickRow('1.35').filter({ hasText: "the cluster's own" }).waitFor();
      await workbench.quickRow('1.34').filter({ hasText: 'older than the cluster' }).waitFor();
      assert.equal(await workbench.quickRow('1.36').count(), 0);
      await window.picture('kinds-hybrid-2-version');
      await workbench.pick('1.34');

      const role = workbench.quickRow('AmazonEKSHybridNodesRole');
      await role.filter({ hasText: 'fits: trusts SSM, and has the policies for EKS hybrid nodes' }).waitFor();
      await window.picture('kinds-hybrid-3-role');
      await role.click();

      await workbench.quickInput
        .getByPlaceholder('The role AmazonEKSHybridNodesRole is not let into the cluster yet')
        .waitFor();
      await workbench.quickRow('Go On Without').waitFor();
      await window.picture('kinds-hybrid-4-access');
      await workbench.pick('Create an Access Entry');
      await workbench.answer('Name of the host', 'lab-node');
      await workbench.quickRow('Create Activation').filter({ hasText: 'a host for lab' }).waitFor();
      await window.picture('kinds-hybrid-5-review');
    });

    it('comes out as a script with the NodeConfig for nodeadm', async () => {
      const { workbench } = window;
      await workbench.pick('Create Activation');
      await workbench.tab('register-lab.sh').waitFor();
      await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Run in Terminal' }).waitFor();
      await workbench.treeItem(/^lab-node, expected, not yet arrived/).waitFor();
      await window.picture('kinds-hybrid-6-script');
      const copied = await copyScript(/nodeadm/);
      demo = copied.demo;
      for (const part of [
        /kubernetes_version='1\.34'/,
        /kind: NodeConfig/,
        /name: "lab"/,
        /activationCode: "[\w+/]{20}"/,
        /activationId: "[0-9a-f-]{36}"/,
      ])
        assert.match(copied.script, part);
      assert.ok(!(await demo.managedNodes()).includes('lab-node'));
    });

    it('brings the host under its cluster', async () => {
      const { workbench } = window;
      await workbench.pressNotificationButton('The register script for lab is ready', 'Run in Terminal');
      const arrived = workbench.notification('lab-node is online in SSM');
      await arrived.waitFor({ timeout: 45_000 });
      await arrived.getByText('network plugin (CNI)').waitFor();
      await window.picture('kinds-hybrid-7-arrived');
      await workbench.pressNotificationButton('lab-node is online in SSM', 'Show in Clusters');
      await workbench.treeItem(/^lab-node, .*connected/).waitFor();
      await window.picture('kinds-hybrid-8-tree');
      assert.ok((await demo.managedNodes()).includes('lab-node'));
      await clearAway();
    });

    it('asks not again for an access entry that is there', async () => {
      const { workbench } = window;
      await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster lab/), 'Register This Host…');
      await workbench.pick(hostname());
      await workbench.pick('1.35');
      await workbench.pick('AmazonEKSHybridNodesRole');
      await workbench.quickInput.filter({ hasText: 'Name of the host' }).waitFor();
      await workbench.page.keyboard.press('Escape');
    });

    it('leaves it in order: Kubernetes, the machine, and SSM last', async () => {
      const { workbench } = window;
      await workbench.chooseFromMenu(workbench.treeItem(/^lab-node/), 'Deregister Host…');
      const question = workbench.dialog('Deregister the host lab-node?');
      await question.waitFor();
      await window.picture('kinds-hybrid-9-leave');
      await question.getByRole('button', { name: 'Deregister', exact: true }).click();
      await workbench.pressNotificationButton(/kubectl drain mi-/, 'Done, Go On');
      await workbench.tab('clean-up-lab-node.sh').waitFor();
      await window.picture('kinds-hybrid-10-clean-up');
      await workbench.pressNotificationButton('run the script that is shown on it', 'Done, Go On');
      assert.ok((await demo.managedNodes()).includes('lab-node'));
      await workbench.pressNotificationButton(/kubectl delete node mi-/, 'Done, Go On');
      // VS Code shows no more than three notifications in 800 ms, so that the one of success may be only in its list.
      await workbench.treeItem(/^lab-node/).waitFor({ state: 'detached' });
      assert.ok(!(await demo.managedNodes()).includes('lab-node'));
      await clearAway();
    });
  });

  describe('as a cluster that EKS shows', () => {
    let demo: DemoAccess;

    it('asks for its name, its kind, the role, and the way of installing', async () => {
      const { workbench } = window;
      await workbench.runCommand('External Instances: Register This Host…');
      await workbench.pick('A Kubernetes Cluster');
      await workbench.type('Name of the cluster in EKS', 'lab');
      await workbench.quickInput.getByText('There is a cluster of this name already.').waitFor();
      await workbench.answer('There is a cluster of this name already.', 'barn');
      await workbench.quickRow('Other (k3s, kubeadm').waitFor();
      await window.picture('kinds-connector-1-provider');
      await workbench.pick('Other (k3s, kubeadm');
      const role = workbench.quickRow('AmazonEKSConnectorAgentRole').filter({ hasText: 'fits' });
      await role.waitFor();
      await window.picture('kinds-connector-2-role');
      await role.click();
      await workbench.quickRow('With helm').filter({ hasText: 'not in the demo account' }).waitFor();
      await window.picture('kinds-connector-3-install');
      await workbench.pick('With kubectl');
      await workbench.quickRow('Another One').waitFor();
      await window.picture('kinds-connector-4-context');
      await workbench.page.keyboard.press('Enter'); // the current one
      await workbench.quickRow('Register the Cluster').filter({ hasText: 'barn' }).waitFor();
      await window.picture('kinds-connector-5-review');
    });

    it('is registered, and comes out as a script that applies the manifest', async () => {
      const { workbench } = window;
      await workbench.pick('Register the Cluster');
      await workbench.tab('register-barn.sh').waitFor();
      await workbench.notification('Waiting for barn to connect').waitFor();
      await window.picture('kinds-connector-6-script');
      const copied = await copyScript(/eks-connector/);
      demo = copied.demo;
      assert.match(copied.script, /context='demo'/);
      assert.ok((await demo.eksClusters()).includes('barn'));
    });

    it('shows its script again', async () => {
      const { workbench } = window;
      await workbench.runCommand('View: Close All Editors');
      await workbench.tab('register-barn.sh').waitFor({ state: 'detached' });
      await workbench.runCommand('External Instances: Show Register Script Again');
      await workbench.pick('barn');
      await workbench.tab('register-barn.sh').waitFor();
    });

    it('is connected by it', async () => {
      const { workbench } = window;
      await workbench.runCommand('External Instances: Run Register Script in Terminal');
      await workbench.notification('The cluster barn is connected.').waitFor({ timeout: 45_000 });
      await window.picture('kinds-connector-7-connected');
      await workbench.pressNotificationButton('The cluster barn is connected.', 'Show in Clusters');
      await workbench.treeItem(/^EKS cluster barn, EKS · connected$/).waitFor();
      await window.picture('kinds-connector-8-tree');
      // Its two agents are managed nodes, but no hosts.
      assert.equal(await workbench.treeItem(/eks-connector/).count(), 0);
      await clearAway();
    });

    it('leaves EKS', async () => {
      const { workbench } = window;
      await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster barn/), /^Deregister Cluster/);
      const question = workbench.dialog('Deregister the cluster barn from EKS?');
      await question.waitFor();
      await window.picture('kinds-connector-9-leave');
      await question.getByRole('button', { name: 'Deregister', exact: true }).click();
      await workbench.treeItem(/^EKS cluster barn/).waitFor({ state: 'detached' });
      await window.picture('kinds-connector-10-left');
      assert.ok(!(await demo.eksClusters()).includes('barn'));
      await clearAway();
    });
  });

  describe('as a managed node alone', () => {
    let demo: DemoAccess;

    it('says why a role does not fit, and takes it only when told twice', async () => {
      const { workbench } = window;
      await workbench.runCommand('External Instances: Register This Host…');
      await workbench.pick(hostname());
      await workbench.quickRow('Systems Manager Only').waitFor();
      await window.picture('kinds-ssm-1-cluster');
      await workbench.pick('Systems Manager Only');
      await workbench.quickRow('cottageHostsRole').filter({ hasText: 'for the Region eu-west-1' }).waitFor();
      await workbench.quickRow('ssmManagedNodeRole').filter({ hasText: 'does not trust ssm.amazonaws.com' }).waitFor();
      await window.picture('kinds-ssm-2-roles');
      await workbench.pick('ssmManagedNodeRole');
      const question = workbench.dialog('The role ssmManagedNodeRole does not seem to fit.');
      await question.getByText('does not trust ssm.amazonaws.com, but ecs-tasks.amazonaws.com').waitFor();
      await window.picture('kinds-ssm-3-unfit');
      await question.getByRole('button', { name: 'Cancel' }).click();
    });

    it('takes a role that fits', async () => {
      const { workbench } = window;
      await workbench.quickRow('AmazonEC2RunCommandRoleForManagedInstances').filter({ hasText: 'fits' }).click();
      await workbench.answer('Name of the host', 'shelf-box');
      await workbench.quickRow('Create Activation').filter({ hasText: 'a host with the role' }).waitFor();
      await window.picture('kinds-ssm-4-review');
    });

    it('comes under Other Managed Nodes', async () => {
      const { workbench } = window;
      await workbench.pick('Create Activation');
      await workbench.tab('register-managed-node.sh').waitFor();
      await window.picture('kinds-ssm-5-script');
      demo = (await copyScript(/activation_code='[\w+/]{20}'/)).demo;
      await workbench.runCommand('External Instances: Run Register Script in Terminal');
      await workbench.notification('shelf-box has arrived in Systems Manager').waitFor({ timeout: 45_000 });
      await workbench.pressNotificationButton('shelf-box has arrived', 'Show in Clusters');
      await workbench.treeItem(/^shelf-box, .*connected/).waitFor();
      await window.picture('kinds-ssm-6-tree');
      assert.ok((await demo.managedNodes()).includes('shelf-box'));
      await clearAway();
    });

    it('registers anew by the name that it had', async () => {
      const { workbench } = window;
      await workbench.runCommand('External Instances: Re-register Host…');
      const question = workbench.dialog('Re-register the host shelf-box?');
      await question.getByRole('button', { name: 'Show Script and Register' }).click();
      await workbench.tab('re-register-shelf-box.sh').waitFor();
      await workbench.pick('Another Host');
      // As it was, unless it is to join a cluster now.
      await workbench.quickRows.and(workbench.page.locator('.focused')).getByText('Systems Manager Only').waitFor();
      await workbench.page.keyboard.press('Enter');
      await workbench.pick('AmazonEC2RunCommandRoleForManagedInstances');
      await workbench.quickInput.getByText('Name of the host in AWS').waitFor();
      assert.equal(await workbench.quickInput.locator('.quick-input-box input').inputValue(), 'shelf-box');
      await workbench.page.keyboard.press('Escape');
    });

    it('leaves SSM', async () => {
      const { workbench } = window;
      await workbench.chooseFromMenu(workbench.treeItem(/^shelf-box/), 'Deregister Host…');
      const question = workbench.dialog('Deregister the host shelf-box?');
      await question.getByRole('button', { name: 'Deregister', exact: true }).click();
      await workbench.notification('shelf-box is deregistered.').waitFor();
      await workbench.treeItem(/^shelf-box/).waitFor({ state: 'detached' });
      await workbench.treeItem(/^backup-vm/).waitFor();
      assert.ok(!(await demo.managedNodes()).includes('shelf-box'));
    });
  });
});
