import assert from 'node:assert/strict';
import { noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

describe('diagnosing a host', function () {
  this.timeout(90_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  it('asks the host after saying so, and shows what is wrong and how it is put right', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.unfold(/^ECS cluster home/);
    // All that is told late is told: a menu of a row that is drawn anew just then has lost its row.
    await workbench.treeItem(/^Other Managed Nodes/).waitFor();
    await workbench.treeItem(/^Account Demo Account, .*111122223333/).waitFor();
    await workbench.chooseFromMenu(workbench.treeItem(/^kitchen-pi5/), 'Diagnose Host…');
    const question = workbench.dialog('Diagnose the host kitchen-pi5?');
    await question.getByText('and changes nothing').waitFor();
    await window.picture('diagnose-question');
    await question.getByRole('button', { name: 'Run Script' }).click();
    const { webview } = workbench;
    await webview.getByRole('heading', { name: 'Diagnosis of kitchen-pi5' }).waitFor();
    await webview.getByRole('heading', { name: 'Findings' }).waitFor();
    await webview.getByRole('row', { name: /^Board Raspberry Pi 5/ }).waitFor();
    await window.picture('diagnose-online');
  });

  it('says of a host that is offline what AWS knows, and hands out the script', async () => {
    const { workbench } = window;
    await workbench.runCommand('View: Close All Editors');
    await workbench.chooseFromMenu(workbench.treeItem(/, offline/).first(), 'Diagnose Host…');
    const { webview } = workbench;
    await webview.getByText('AWS does not hear of the host at all').waitFor();
    await webview.getByText('is not started again').waitFor();
    await window.picture('diagnose-offline');
    await workbench.pressNotificationButton('A script tells more', 'Copy Script');
    await workbench.notification('and copy what it says').waitFor();
    assert.match(await workbench.clipboard(), /^#!\/bin\/sh\n/);
    await workbench.pressNotificationButton('and copy what it says', 'Read from Clipboard');
    await workbench.notification('The clipboard holds no answer of the script').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });
});
