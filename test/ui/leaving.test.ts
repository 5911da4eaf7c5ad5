import assert from 'node:assert/strict';
import type { DemoAccount } from '../../src/demo/account.ts';
import type { EcsCluster } from '../../src/demo/world.ts';
import { addExternalInstance, addHost } from '../../src/demo/worlds/ecs.ts';
import { addManagedNode } from '../../src/demo/worlds/nodes.ts';
import { eventually } from '../helpers.ts';
import { clusterIn, nodeIdIn } from './demoWorld.ts';
import { useAccountWindow } from './profileHome.ts';
import { stepByStep } from './support.ts';

const day = 24 * 60 * 60_000;

describe('leaving', function () {
  this.timeout(90_000);
  stepByStep(this);

  let demo: DemoAccount;
  const window = useAccountWindow(async (start) => {
    // VS Code shows no more than three notifications in 800 ms, and no AWS is as quick as this one.
    demo = await start({ latencyMs: 150 });
    const { world } = demo;
    const now = world.clock();
    // Its own stale node makes room for those of this test.
    const stale = [...world.nodes.values()].find(({ name, online }) => name === 'bench-mini' && !online);
    assert.ok(stale);
    world.nodes.delete(stale.id);
    const lost = { agentConnected: false, lostAt: now - 100 * day, registeredAt: now - 300 * day };
    addHost(world, { cluster: clusterIn(world, 'home'), name: 'cellar-pi3', ...lost });
    addManagedNode(world, { name: 'old-laptop', lostAt: now - 40 * day, registeredAt: now - 50 * day });
  });

  const cluster = (name: string): EcsCluster => clusterIn(demo.world, name);
  const nodeId = (name: string): string | undefined => nodeIdIn(demo.world, name);
  const statuses = (clusterName: string, id: string | undefined): readonly string[] =>
    [...cluster(clusterName).instances.values()]
      .filter(({ ec2InstanceId }) => ec2InstanceId === id)
      .map(({ status }) => status);

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.unfoldCluster(/^ECS cluster home/, /^kitchen-pi5/);
  });

  it('deregisters a host in ECS and SSM after a question that names it', async () => {
    const { workbench } = window;
    const id = nodeId('kitchen-pi5');
    const row = workbench.treeItem(/^kitchen-pi5/);
    await workbench.chooseFromMenu(row, 'Deregister Host…');
    const question = workbench.dialog('Deregister the host kitchen-pi5?');
    await question.getByText('To come back it has to register anew').waitFor();
    await window.picture('leaving-question');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    assert.deepEqual(statuses('home', id), ['ACTIVE']);

    await workbench.chooseFromMenu(row, 'Deregister Host…');
    await question.getByRole('button', { name: 'Deregister', exact: true }).click();
    await workbench.notification('kitchen-pi5 is deregistered.').waitFor();
    await row.waitFor({ state: 'detached' });
    assert.deepEqual(statuses('home', id), ['INACTIVE']);
    assert.equal(nodeId('kitchen-pi5'), undefined);

    await workbench.pressNotificationButton('kitchen-pi5 is deregistered.', 'Show Clean-Up Script');
    await workbench.tab('clean-up-kitchen-pi5.sh').waitFor();
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Copy' }).waitFor();
    await window.picture('leaving-script');
    await workbench.runCommand('External Instances: Copy Script');
    await eventually(async () => assert.ok((await workbench.clipboard()).includes(`node_id='${String(id)}'`)));
    await workbench.runCommand('View: Close All Editors');
  });

  it('tells what is denied and what was done so far, and goes on from there', async () => {
    const { workbench } = window;
    const id = nodeId('garage-pi4');
    demo.faults.add({ service: 'ssm', operation: 'DeregisterManagedInstance', fault: { kind: 'deny' } });
    await workbench.chooseFromMenu(workbench.treeItem(/^garage-pi4/), 'Deregister Host…');
    const question = workbench.dialog('Deregister the host garage-pi4?');
    await question.getByRole('button', { name: 'Deregister', exact: true }).click();
    const denied = workbench.notification('Access denied: ssm:DeregisterManagedInstance');
    await denied.waitFor();
    assert.match(await denied.innerText(), /Done so far: set to draining, deregistered in ECS\./);
    await window.picture('leaving-denied');
    assert.equal(nodeId('garage-pi4'), id);

    demo.faults.clear();
    await workbench.notification('Deregistering garage-pi4').waitFor({ state: 'detached' });
    await denied.getByRole('button', { name: 'Try Again' }).click();
    await workbench.notification('garage-pi4 is deregistered.').waitFor();
    assert.equal(nodeId('garage-pi4'), undefined);
    await workbench.treeItem(/^garage-pi4/).waitFor({ state: 'detached' });
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('waits for tasks that end by themselves, is called off, and activates the host again', async () => {
    const { workbench } = window;
    const id = nodeId('attic-rack');
    await workbench.unfold(/^ECS cluster workshop/);
    await workbench.chooseFromMenu(workbench.treeItem(/^attic-rack/), 'Deregister Host…');
    const question = workbench.dialog('Deregister the host attic-rack?');
    await question.getByRole('button', { name: 'Deregister', exact: true }).click();
    const waiting = workbench.notification(/tasks? still runs?/);
    await waiting.waitFor();
    await window.picture('leaving-waiting');
    await waiting.getByRole('button', { name: 'Cancel' }).click();
    const stopped = workbench.notification('attic-rack is still registered, and draining');
    await stopped.waitFor();
    assert.deepEqual(statuses('workshop', id), ['DRAINING']);
    await workbench.treeItem(/^attic-rack, .*, draining/).waitFor();
    await stopped.getByRole('button', { name: 'Activate Again' }).click();
    await eventually(async () => {
      assert.deepEqual(await Promise.resolve(statuses('workshop', id)), ['ACTIVE']);
    });
    await workbench.treeItem(/^attic-rack, .*, connected/).waitFor();
    assert.equal(nodeId('attic-rack'), id);
  });

  it('lists stale nodes to tick, and wants their count typed', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Clean Up Stale Nodes…');
    await workbench.quickRow('cellar-pi3').filter({ hasText: 'Not heard of since' }).waitFor();
    await workbench.quickRow('old-laptop').filter({ hasText: 'Not heard of since' }).waitFor();
    assert.equal(await workbench.quickRows.count(), 2);
    await window.picture('leaving-stale');
    await workbench.pickSeveral('cellar-pi3', 'old-laptop');
    await workbench.answer('Type 2 to deregister 2 nodes', '20');
    await workbench.quickInput.getByText('Type 2 to go on').waitFor();
    await window.picture('leaving-count');
    assert.ok(nodeId('cellar-pi3'));

    demo.faults.add({ service: 'ssm', operation: 'DeregisterManagedInstance', times: 1, fault: { kind: 'deny' } });
    await workbench.answer('Type 2 to go on', '2');
    const told = workbench.notification('Deregistered 1 of 2 nodes.');
    await told.waitFor();
    assert.match(await told.innerText(), /cellar-pi3: Access denied: ssm:DeregisterManagedInstance/);
    assert.ok(nodeId('cellar-pi3'));
    assert.equal(nodeId('old-laptop'), undefined);
    await workbench.treeItem(/^cellar-pi3/).waitFor({ state: 'detached' }); // no container instance any more
    await workbench.runCommand('Notifications: Clear All Notifications');

    await workbench.runCommand('External Instances: Clean Up Stale Nodes…');
    await workbench.pickSeveral('cellar-pi3');
    await workbench.answer('Type 1 to deregister 1 node', '1');
    await workbench.notification('Deregistered 1 node.').waitFor();
    assert.equal(nodeId('cellar-pi3'), undefined);
    await workbench.runCommand('External Instances: Clean Up Stale Nodes…');
    await workbench.notification('There are no stale nodes.').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('moves a host to another cluster, and removes its old registration once it is there', async () => {
    const { workbench } = window;
    const id = nodeId('office-nuc');
    const node = demo.world.nodes.get(id ?? '');
    assert.ok(id !== undefined && node);
    await workbench.chooseFromMenu(workbench.treeItem(/^office-nuc/), 'Move to Cluster…');
    await workbench.pick('home');
    const question = workbench.dialog('Move the host office-nuc to home?');
    await question.waitFor();
    await window.picture('leaving-move');
    await question.getByRole('button', { name: 'Show Script', exact: true }).click();
    await workbench.tab('move-to-home.sh').waitFor();
    await workbench.notification('Waiting for office-nuc in home').waitFor();
    // What the script brings about, on the machine that it is run on.
    for (const instance of cluster('workshop').instances.values()) {
      if (instance.ec2InstanceId === id) instance.agentConnected = false;
    }
    addExternalInstance(demo.world, node, { cluster: cluster('home'), name: 'office-nuc' });
    await workbench.notification('office-nuc is in home now.').waitFor();
    await workbench.notification('Waiting for office-nuc in home').waitFor({ state: 'detached' });
    await workbench.pressNotificationButton('office-nuc is in home now.', 'Deregister Old Registration');
    await workbench.notification('office-nuc has left workshop.').waitFor();
    assert.deepEqual([statuses('workshop', id), statuses('home', id)], [['INACTIVE'], ['ACTIVE']]);
    assert.equal(nodeId('office-nuc'), id);
    await eventually(async () => assert.equal(await workbench.treeItem(/^office-nuc/).count(), 1));
    await workbench.runCommand('View: Close All Editors');
  });

  it('registers a host anew by the name that it had', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^bench-mini/), 'Re-register Host…');
    const question = workbench.dialog('Re-register the host bench-mini?');
    await question.waitFor();
    await window.picture('leaving-re-register');
    await question.getByRole('button', { name: 'Show Script and Register' }).click();
    await workbench.tab('re-register-bench-mini.sh').waitFor();
    await workbench.pick('Another Host');
    await workbench.pick('ecsAnywhereRole');
    const name = workbench.quickInput.locator('.quick-input-box input');
    await workbench.quickInput.getByText('Name of the host in AWS').waitFor();
    assert.equal(await name.inputValue(), 'bench-mini');
    await workbench.page.keyboard.press('Escape');
  });

  it('copies the least IAM policy for a job', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Copy IAM Policy…');
    await workbench.quickRow('Operate').waitFor();
    await window.picture('copy-iam-policy');
    await workbench.pick('Operate');
    await eventually(async () => {
      const policy = JSON.parse(await workbench.clipboard()) as { Statement: { Action: string[] }[] };
      const actions = policy.Statement.flatMap(({ Action }) => Action);
      assert.ok(actions.includes('ecs:DeregisterContainerInstance'), actions.join());
    });
  });
});
