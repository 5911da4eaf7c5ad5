import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { eventually, noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

describe('activations', function () {
  this.timeout(90_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  const greenhouse = /^Activation greenhouse-pi, expires in 22 hours, 1 of 1 left/;
  const old = /^Activation Old machines in the workshop, expired 5 days ago, 3 of 5 used/;
  const made = /^Activation test-bench, expires in 24 hours, 1 of 1 left, workshop/;
  const expected = /^test-bench, expected, not yet arrived, 24 hours left/;

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
  });

  it('stand in a view of their own, with uses left and a countdown', async () => {
    const { workbench } = window;
    await workbench.sidebar.getByRole('button', { name: /^Activations Section/ }).click();
    await workbench.treeItem(greenhouse).waitFor();
    await workbench.treeItem(old).waitFor();
    const card = await workbench.showHover(workbench.treeItem(greenhouse), 'Raspberry Pi for the greenhouse');
    const text = await card.innerText();
    for (const part of ['ecsAnywhereRole', '1 of 1 left', 'not known on this computer']) assert.ok(text.includes(part));
    await window.picture('activations');
    await workbench.page.mouse.move(900, 400);
  });

  /** Goes through the wizard for a host that joins the cluster `workshop`. */
  async function register(target: string, name: string, uses: string, life: string): Promise<void> {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Register This Host…');
    await workbench.pick(target);
    await workbench.pick('workshop');
    await workbench.pick('ecsAnywhereRole');
    await workbench.answer('Name of the host', name);
    await workbench.pick('Uses');
    await workbench.answer('How many hosts', uses);
    await workbench.pick('Valid For');
    await workbench.quickInput.getByPlaceholder('How long may the activation be used?').waitFor();
    await workbench.pick(life);
    await workbench.pick('Create Activation');
    await workbench.tab('register-workshop.sh').waitFor();
    // Then commands know that it is in front. Not its code lenses: VS Code calls their search off when it loses the focus.
    await workbench.page.getByRole('button', { name: 'Copy Register Script' }).first().waitFor();
  }

  it('of hosts that were registered and have not come are expected in their cluster', async () => {
    const { workbench } = window;
    await register('Another Host', 'test-bench', '1', '24 hours');
    await workbench.unfold(/^ECS cluster workshop/);
    await workbench.treeItem(expected).waitFor();
    await workbench.treeItem(made).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await window.picture('activations-expected');
  });

  it('show their register script again', async () => {
    const { workbench } = window;
    await workbench.runCommand('View: Close All Editors');
    await workbench.tab('register-workshop.sh').waitFor({ state: 'detached' });
    await workbench.pressRowButton(workbench.treeItem(expected), 'Show Register Script Again');
    await workbench.tab('register-workshop.sh').waitFor();
    await workbench.runCommand('External Instances: Copy Register Script');
    await eventually(async () => assert.match(await workbench.clipboard(), /activation_code='[\w+/]{20}'/));
    await workbench.runCommand('View: Close All Editors');

    await workbench.runCommand('External Instances: Show Register Script Again');
    await workbench.pick('test-bench');
    await workbench.tab('register-workshop.sh').waitFor();
  });

  it('are deleted after a question that names them, and their script with them', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Delete Activation…');
    await workbench.quickRow('greenhouse-pi').waitFor();
    await window.picture('activations-pick');
    await workbench.page.keyboard.press('Escape');

    await workbench.chooseFromMenu(workbench.treeItem(expected), 'Delete Activation…');
    const question = workbench.dialog('Delete the activation test-bench?');
    await question.waitFor();
    await window.picture('activations-delete');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await workbench.treeItem(expected).waitFor();

    await workbench.pressRowButton(workbench.treeItem(made), 'Delete Activation…');
    await question.getByRole('button', { name: 'Delete' }).click();
    await workbench.treeItem(expected).waitFor({ state: 'detached' });
    await workbench.treeItem(made).waitFor({ state: 'detached' });
    await workbench.activeEditor.getByText('This activation has ended').waitFor();
    await workbench.runCommand('External Instances: Refresh');
    await workbench.treeItem(greenhouse).waitFor();
    assert.equal(await workbench.treeItem(/test-bench/).count(), 0);
  });

  it('are deleted together once they have expired, counted', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Delete Expired Activations…');
    const question = workbench.dialog('Delete the expired activation Old machines in the workshop?');
    await question.getByRole('button', { name: 'Delete' }).click();
    await workbench.notification('Deleted 1 expired activation.').waitFor();
    await workbench.treeItem(old).waitFor({ state: 'detached' });
    await workbench.treeItem(greenhouse).waitFor();
    await workbench.runCommand('External Instances: Delete Expired Activations…');
    // The one that is left is the connector's.
    await workbench.notification('All expired activations belong to connected EKS clusters').waitFor();
  });

  it('that are wide are marked, count down as hosts come, and show them', async () => {
    const { workbench } = window;
    await workbench.runCommand('View: Close All Editors');
    await register(hostname(), 'rack', '12', '30 days');
    await workbench.treeItem(/^rack, 12 hosts expected, not yet arrived, 30 days left/).waitFor();
    await workbench
      .treeItem(/^Activation rack, expires in 30 days \(long life\), 12 of 12 left \(many uses\)/)
      .waitFor();
    await workbench.runCommand('External Instances: Run Register Script in Terminal');
    await workbench.notification('rack has arrived in workshop').waitFor({ timeout: 45_000 });
    await workbench.treeItem(/^rack, 11 hosts expected/).waitFor();
    const wide = /^Activation rack, expires in 30 days \(long life\), 11 of 12 left \(many uses\)/;
    await workbench.unfold(wide);
    await workbench
      .treeItem(/^rack, .*connected/)
      .nth(1)
      .waitFor(); // in its cluster, and under its activation
    await window.picture('activations-wide');
  });
});
