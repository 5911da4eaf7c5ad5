import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

describe('services and tasks', function () {
  this.timeout(90_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.unfoldCluster(/^ECS cluster home/, /^kitchen-pi5/);
  });

  it('shows the services of a cluster with how each of them is', async () => {
    const { workbench } = window;
    await workbench.unfold(/^Services of home, 5/);
    await workbench.treeItem(/^Service home-assistant, 1\/1 running · steady/).waitFor();
    await workbench.treeItem(/^Service metrics-gateway, 0\/1 running · can't place tasks/).waitFor();
    await workbench.unfold(/^Service sensor-hub, 3\/3 running · rolling out/);
    await workbench.treeItem(/^Task shed-pi4, RUNNING, last known · sensor-hub:1/).waitFor();
    await window.picture('services-rows');
    await workbench.showHover(workbench.treeItem(/^Service sensor-hub/), 'Deployment, being replaced');
    await window.picture('services-tooltip');
  });

  it('explains why a service can place no task', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^Service metrics-gateway/), 'Show Service Events');
    await workbench.webview.getByText('The host port that the task wants is taken').first().waitFor();
    await workbench.webview.getByText('memberOf: attribute:ecs.cpu-architecture == arm64').waitFor();
    await window.picture('services-events');
    await workbench.runCommand('View: Close All Editors');
  });

  it('asks from the palette which service of a cluster it is', async () => {
    const { workbench } = window;
    await workbench.treeItem(/^ECS cluster workshop/).click();
    await workbench.runCommand('External Instances: Show Service Events');
    await workbench.quickRow('node-exporter').waitFor();
    await workbench.pick('web');
    await workbench.webview.getByRole('heading', { name: 'Service web' }).waitFor();
    await workbench.runCommand('View: Close All Editors');
  });

  it('says why a task stopped, and what to do', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^Service sensor-hub/), 'Show Stopped Tasks…');
    await workbench.quickRow('The container wanted more memory than its hard limit').waitFor();
    await window.picture('services-stopped');
    await workbench.pick('garage-pi4');
    await workbench.webview.getByText('Raise memory of the container').first().waitFor();
    await workbench.webview.getByText('OutOfMemoryError: Container killed due to memory usage').waitFor();
    await window.picture('services-task');
    await workbench.runCommand('View: Close All Editors');
    await workbench.chooseFromMenu(workbench.treeItem(/^Task kitchen-pi5, RUNNING/), 'Show Task Details');
    await workbench.webview.getByRole('heading', { name: 'Task of sensor-hub' }).waitFor();
    await workbench.runCommand('View: Close All Editors');
  });

  it('opens the task definition that runs, and compares it with the file', async () => {
    const { workbench, workspace } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^Task shed-pi4, RUNNING/), 'Open Task Definition');
    await workbench.tab(/sensor-hub-1\.json/).waitFor();
    await workbench.activeEditor.getByText('"taskDefinitionArn"').waitFor();
    await window.picture('services-definition');
    await workbench.runCommand('View: Close All Editors');
    // Another file of the same family: then it is asked which one.
    const file = await readFile(join(workspace, 'task-definition.json'), 'utf8');
    await writeFile(
      join(workspace, 'other.json'),
      file.replace('"memoryReservation": 128', '"memoryReservation": 256'),
    );
    await workbench.chooseFromMenu(
      workbench.treeItem(/^Service sensor-hub/),
      'Compare Task Definition with Workspace File…',
    );
    await workbench.quickRow('other.json').waitFor();
    await window.picture('services-files');
    await workbench.pick('other.json');
    await workbench.tab(/sensor-hub:2, registered ↔ other\.json/).waitFor();
    const changed = workbench.page.locator('.editor.modified .view-line', { hasText: '"memoryReservation": 256' });
    await changed.waitFor();
    assert.equal(await workbench.page.getByText('"registeredBy"').count(), 0);
    await window.picture('services-compare');
    await workbench.runCommand('View: Close All Editors');
    await workbench.chooseFromMenu(
      workbench.treeItem(/^Service mosquitto/),
      'Compare Task Definition with Workspace File…',
    );
    await workbench.notification('No file of the workspace holds a task definition of the family mosquitto').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('runs a task on several hosts, and says what came of each', async () => {
    const { workbench } = window;
    await workbench.openFile('task-definition.json');
    await workbench.chooseFromMenu(workbench.treeItem(/^ECS cluster home/), 'Run Task on Hosts…');
    await workbench.quickRow('As it stands in the editor').waitFor();
    await workbench.pick('sensor-hub');
    await workbench.quickRow('shed-pi4').getByText('its ECS agent is not connected').waitFor();
    assert.equal(await workbench.quickRow('office-nuc').count(), 0);
    // All of them are ticked at once, and what can't be chosen is left out.
    await workbench.quickInput.locator('.quick-input-check-all, .quick-input-header .monaco-checkbox').first().click();
    await workbench.quickInput.getByText('2 Selected').waitFor();
    await window.picture('services-run-hosts');
    await workbench.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
    const question = workbench.dialog('Run sensor-hub on 2 hosts?');
    await question.getByText('One task is started on each of these hosts:').waitFor();
    await window.picture('services-run-question');
    await question.getByRole('button', { name: 'Register and Run', exact: true }).click();
    await workbench.notification('sensor-hub:3 runs on 2 hosts.').waitFor();
    await workbench.pressNotificationButton('sensor-hub:3 runs on 2 hosts.', 'Show Results');
    await workbench.webview.getByText('Runs on 2 of 2 hosts').waitFor();
    assert.equal(await workbench.webview.getByText('✓ runs').count(), 2);
    await window.picture('services-run-results');
  });
});
