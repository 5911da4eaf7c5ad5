import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { DemoAccount } from '../../src/demo/account.ts';
import { useAccountWindow } from './profileHome.ts';
import { stepByStep, type Window } from './support.ts';
import { setUserSettings } from './userSettings.ts';

/** Shows what the command palette offers for a title, and closes it again. */
async function isOffered({ workbench }: Window, title: string): Promise<boolean> {
  await workbench.page.keyboard.press('F1');
  await workbench.quickInput.locator('input').first().fill(`>External Instances: ${title}`);
  const any = workbench.quickRows.first();
  await any.waitFor();
  const label = workbench.page.locator('.quick-input-list .label-name').filter({ visible: true });
  const found = (await label.allTextContents()).some((text) => text === `External Instances: ${title}`);
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
  return found;
}

describe('a workspace that is not trusted', function () {
  this.timeout(90_000);
  stepByStep(this);

  let demo: DemoAccount;
  const window = useAccountWindow(
    async (start) => {
      demo = await start();
    },
    { workspaceTrust: true },
  );

  const lens = (text: RegExp | string): Locator =>
    window.workbench.activeEditor.locator('.codelens-decoration').getByText(text).first();

  it('has its files hinted at without a request to AWS, whatever it sets', async () => {
    const { workbench, workspace } = window;
    const settings = join(workspace, '.vscode');
    await writeSettings(settings, {
      'externalInstances.readOnly': true,
      'externalInstances.editor.hints': 'codeLens',
      'aws.profile': 'other',
    });
    await workbench.openFile('task-definition.json');
    await lens('Anywhere: $7.48/host').waitFor();
    await workbench.openFile('deployment.yaml');
    await workbench.openFile('task-definition.json');
    await lens('Anywhere: $7.48/host').waitFor();
    // Where a role is named, for which an account would be asked.
    await workbench.runCommand('Find');
    await workbench.page.keyboard.type('role/sensorHubTask');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Control+Space');
    await workbench.page.waitForTimeout(4000);
    await window.picture('trust-restricted');
    await workbench.page.keyboard.press('Escape');
    assert.deepEqual(demo.calls, []);
    assert.equal(await lens('Look Up Download Size').count(), 0);
    assert.equal(await lens(/^fits/).count(), 0);
  });

  it('is offered no command that runs something', async () => {
    for (const title of ['Open Shell', 'Run Command…', 'Register This Revision…', 'Run on Host…', 'Diagnose Host…'])
      assert.equal(await isOffered(window, title), false, title);
    assert.equal(await isOffered(window, 'Find Host…'), true);
    assert.deepEqual(demo.calls, []);
  });

  it('does not keep accounts from being browsed, when the user looks', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.treeItem(/^ECS cluster home/).waitFor();
  });

  it('has all hints once it is trusted', async () => {
    const { workbench } = window;
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.openFile('task-definition.json');
    await lens(/^fits \d of 3 hosts in home/).waitFor();
    await lens('Look Up Download Size').waitFor();
    assert.equal(await isOffered(window, 'Open Shell'), true);
  });
});

describe('read-only mode', function () {
  this.timeout(90_000);
  stepByStep(this);

  const window = useAccountWindow((start) => start(), { settings: { 'externalInstances.readOnly': true } });

  const setReadOnly = (isOn: boolean): Promise<void> => setUserSettings(window, { 'externalInstances.readOnly': isOn });
  const menuOf = async (row: RegExp): Promise<readonly string[]> => {
    const { workbench } = window;
    await workbench.treeItem(row).click({ button: 'right' });
    const items = workbench.page.getByRole('menuitem');
    await items.filter({ hasText: 'Copy ID' }).waitFor();
    const texts = await items.allTextContents();
    await workbench.page.keyboard.press('Escape');
    return texts;
  };
  const banner = (): Locator =>
    window.workbench.sidebar.locator('.pane-header').getByText('Read-only', { exact: true });

  it('says so above the clusters, and offers nothing that changes something', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.unfold(/^ECS cluster home/);
    await workbench.treeItem(/^kitchen-pi5/).waitFor();
    await workbench.treeItem(/^Other Managed Nodes/).waitFor();
    await banner().waitFor();
    await window.picture('read-only');
    const menu = await menuOf(/^kitchen-pi5/);
    for (const item of ['Drain Hosts…', 'Deregister Host…', 'Run Command…', 'Open Shell'])
      assert.ok(!menu.includes(item), `${item} in ${menu.join(', ')}`);
    assert.equal(await isOffered(window, 'Register This Host…'), false);
    assert.equal(await isOffered(window, 'Drain Hosts…'), false);
  });

  it('offers it as soon as it is off, and takes it away when it is on again', async () => {
    const { workbench } = window;
    await setReadOnly(false);
    await banner().waitFor({ state: 'hidden' });
    assert.equal(await isOffered(window, 'Drain Hosts…'), true);
    assert.ok((await menuOf(/^kitchen-pi5/)).includes('Drain Hosts…'));
    await setReadOnly(true);
    await banner().waitFor();
    assert.equal(await isOffered(window, 'Drain Hosts…'), false);
    await workbench.treeItem(/^kitchen-pi5/).waitFor();
  });
});

async function writeSettings(folder: string, settings: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings));
}
