import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { eventually, noAws } from '../helpers.ts';
import { demoAccessOf } from './demoAccess.ts';
import { stepByStep, useWindow } from './support.ts';

describe('registering this host', function () {
  this.timeout(90_000);
  stepByStep(this);
  const window = useWindow({ env: noAws, settings: { 'externalInstances.costs.hoursPerMonth': 720 } });

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    // The setting counts: a month of 30 days.
    await workbench.statusItem('eksCost').filter({ hasText: 'EKS $648.00/mo' }).waitFor();
  });

  it('asks step by step: host, cluster, role, name, and what may be changed', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Register This Host…');
    await workbench.quickInput.getByText('Register This Host (1/5)').waitFor();
    await workbench.quickRow(hostname()).waitFor();
    await window.picture('wizard-1-host');
    await workbench.pick(hostname());
    await workbench.quickRow('workshop').waitFor();
    await window.picture('wizard-2-cluster');
    await workbench.pick('workshop');
    await workbench.quickRow('ecsAnywhereRole').filter({ hasText: 'fits' }).waitFor();
    await workbench.quickRow('cottageHostsRole').filter({ hasText: 'for the Region eu-west-1' }).waitFor();
    await window.picture('wizard-3-role');
    await workbench.pick('ecsAnywhereRole');
    await workbench.type('Name of the host', 'bad "name"');
    await workbench.quickInput.getByText('AWS does not allow the character').waitFor();
    await window.picture('wizard-4-name');
    await workbench.answer('AWS does not allow', 'test-bench');
    await workbench.quickRow('Create Activation').filter({ hasText: 'a host for workshop' }).waitFor();
    await window.picture('wizard-5-review');
  });

  it('asks for uses, life and more options only when wanted', async () => {
    const { workbench } = window;
    await workbench.pick('Uses');
    await workbench.type('How many hosts', '0');
    await workbench.answer('from 1 to 1000', '2');
    await workbench.quickRow('Uses').filter({ hasText: '2 registrations' }).waitFor();
    await workbench.pick('Valid For');
    await workbench.pick('1 hour');
    await workbench.pick('More Options…');
    await workbench.pick('ECS Attributes');
    await workbench.answer('Attributes of the container instance', 'site=garage, rack=2');
    await workbench.quickRow('ECS Attributes').filter({ hasText: 'site=garage, rack=2' }).waitFor();
    await window.picture('wizard-6-options');
    await workbench.pick('Done');
    await workbench.quickRow('Valid For').filter({ hasText: '1 hour' }).waitFor();
    await workbench.quickRow('More Options…').filter({ hasText: 'site=garage' }).waitFor();
  });

  it('goes back with the answers kept', async () => {
    const { workbench } = window;
    await workbench.quickInput.getByRole('button', { name: 'Back' }).click();
    await workbench.quickInput.filter({ hasText: 'Name of the host' }).waitFor();
    assert.equal(await workbench.quickInput.locator('.quick-input-box input').inputValue(), 'test-bench');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickRow('Uses').filter({ hasText: '2 registrations' }).waitFor();
    await workbench.pick('Uses');
    await workbench.answer('How many hosts', '1');
    await workbench.quickRow('Uses').filter({ hasText: '1 host' }).waitFor();
  });

  it('opens the register script, which offers Copy, Save and Run in Terminal', async () => {
    const { workbench } = window;
    await workbench.pick('Create Activation');
    await workbench.tab('register-workshop.sh').waitFor();
    const ready = workbench.notification('The register script for workshop is ready');
    await ready.waitFor();
    for (const offer of ['Run in Terminal', 'Copy', 'Save…'])
      await ready.getByRole('button', { name: offer }).waitFor();
    await workbench.notification('Waiting for the host in workshop').waitFor();
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Run in Terminal' }).waitFor();
    await window.picture('register-script');
  });

  it('copies a script that holds what the host registers with', async () => {
    const { workbench } = window;
    await workbench.pressNotificationButton('The register script for workshop is ready', 'Copy');
    await eventually(async () => {
      const script = await workbench.clipboard();
      assert.match(script, /^#!\/usr\/bin\/env bash/);
      assert.match(script, /cluster='workshop'/);
      assert.match(script, /activation_id='[0-9a-f-]{36}'/);
      assert.match(script, /activation_code='[\w+/]{20}'/);
    });
  });

  it('saves it readable by nobody else, also over a file that everybody can read', async () => {
    const { workbench } = window;
    const file = join(window.workspace, 'register.sh');
    await writeFile(file, 'old', { mode: 0o644 });
    await workbench.runCommand('External Instances: Save Register Script…');
    await workbench.choosePath(/register-workshop\.sh$/, file, 'OK');
    await workbench.quickInput.getByText('already exists').waitFor();
    await workbench.page.keyboard.press('Enter');
    await eventually(async () => {
      assert.match(await readFile(file, 'utf8'), /cluster='workshop'/);
      assert.equal((await stat(file)).mode & 0o777, 0o700);
    });
  });

  it('goes on watching through a refresh', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Refresh');
    await workbench.treeItem(/^ECS cluster home/).waitFor();
  });

  it('runs it in the terminal, sees the host arrive, and shows it', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Run Register Script in Terminal');
    const arrived = workbench.notification('test-bench has arrived in workshop');
    await arrived.waitFor({ timeout: 45_000 });
    await window.picture('host-arrived');
    await workbench.pressNotificationButton('test-bench has arrived in workshop', 'Show in Clusters');
    await workbench.treeItem(/^test-bench, .*connected/).waitFor();
    await window.picture('host-in-tree');
  });

  it('keeps the code out of the terminal', async () => {
    const { workbench } = window;
    const code = /activation_code='([^']+)'/.exec(await workbench.clipboard())?.[1] ?? '';
    assert.equal(code.length, 20);
    const shown = (await workbench.terminalRows.allInnerTexts()).join('').replaceAll('\u00a0', ' ');
    assert.ok(shown.includes('workshop'), shown);
    assert.ok(!shown.includes(code));
    assert.ok(!(await workbench.page.title()).includes(code));
  });

  it('leaves both ECS and SSM', async () => {
    const { workbench } = window;
    const demo = demoAccessOf(await workbench.clipboard());
    assert.equal((await demo.containerInstances('workshop')).length, 4);
    assert.ok((await demo.managedNodes()).includes('test-bench'));
    const row = workbench.treeItem(/^test-bench, .*connected/);
    await workbench.chooseFromMenu(row, 'Deregister Host…');
    const question = workbench.dialog('Deregister the host test-bench?');
    await question.getByRole('button', { name: 'Deregister', exact: true }).click();
    await workbench.notification('test-bench is deregistered.').waitFor();
    await row.waitFor({ state: 'detached' });
    await workbench.unfold(/^Other Managed Nodes/);
    await workbench.treeItem(/^backup-vm/).waitFor();
    assert.equal(await workbench.treeItem(/^test-bench/).count(), 0);
    assert.equal((await demo.containerInstances('workshop')).length, 3);
    assert.ok(!(await demo.managedNodes()).includes('test-bench'));
  });
});
