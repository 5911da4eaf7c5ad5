import assert from 'node:assert/strict';
import type { DemoAccount } from '../../src/demo/account.ts';
import { useAccountWindow } from './profileHome.ts';
import { stepByStep } from './support.ts';

describe('hints in task definitions, without AWS', function () {
  this.timeout(90_000);
  stepByStep(this);

  let demo: DemoAccount;
  const window = useAccountWindow(async (start) => {
    demo = await start();
  });

  const lens = (text: RegExp | string) =>
    window.workbench.activeEditor.locator('.codelens-decoration').getByText(text).first();
  const toasts = () => window.workbench.page.locator('.notifications-toasts .notification-list-item');

  it('say in one sentence why an image could not be looked up', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    await workbench.openFile('task-definition.json');
    await lens(/fits \d of 3 hosts in home/).waitFor();
    demo.faults.add({ service: 'ecr', fault: { kind: 'deny' } });
    await lens('Look Up Download Size').click();
    const denied = workbench.notification(
      /The download size of \S+sensor-hub:1\.4\.2 could not be looked up\. Access denied: ecr:\w+\.$/,
    );
    await denied.waitFor();
    await window.picture('hints-look-denied');
    await denied.getByRole('button', { name: 'Show Log' }).waitFor();
    demo.faults.clear();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await lens('Look Up Download Size').click();
    await lens(/^download arm64: 79 MB/).waitFor();
    // It was read a moment ago.
    assert.equal(await lens(/as of/).count(), 0);
  });

  it('show the figures of the last time with their age, and all else in full', async () => {
    const { workbench } = window;
    demo.faults.add({ fault: { kind: 'reset-before' } });
    await workbench.runCommand('View: Show Explorer');
    // As users do it: a page that is torn away loses what VS Code has not saved yet.
    await Promise.all([workbench.page.waitForEvent('load'), workbench.runCommand('Developer: Reload Window')]);
    await workbench.page.locator('.activitybar').waitFor();
    await workbench.openFile('task-definition.json');
    await lens(/^fits 2 of 3 hosts in home, as of [12] minutes? ago$/).waitFor();
    await lens(/^download arm64: 79 MB .*, as of [12] minutes? ago$/).waitFor();
    await lens('Anywhere: $7.48/host').waitFor();
    // Long enough for the first answer that does not come.
    await workbench.page.waitForTimeout(8000);
    await window.picture('hints-old');
    await lens(/^fits 2 of 3 hosts in home, as of [12] minutes? ago$/).waitFor();
    assert.equal(await toasts().count(), 0, 'nobody asked, so nobody is told');
    assert.equal(
      await workbench.page.locator('.monaco-progress-container.active').filter({ visible: true }).count(),
      0,
    );
    await workbench.page.keyboard.press('Escape');
  });

  it('compare and place with what they know', async () => {
    const { workbench } = window;
    await lens(/^fits 2 of 3/).click();
    await workbench.quickRow('its ECS agent is not connected').waitFor();
    await workbench.quickInput.getByPlaceholder(/^home, as of [12] minutes? ago$/).waitFor();
    await window.picture('hints-old-placement');
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('External Instances: Compare Cost of This Task…');
    await workbench.page.locator('.view-lines', { hasText: 'What the task sensor-hub costs a month' }).waitFor();
    await workbench.runCommand('View: Close Editor');
  });

  it('are of now again when AWS can be reached', async () => {
    const { workbench } = window;
    demo.faults.clear();
    await workbench.openView('External Instances');
    await workbench.runCommand('External Instances: Refresh');
    await lens(/^fits 2 of 3 hosts in home$/).waitFor();
  });
});
