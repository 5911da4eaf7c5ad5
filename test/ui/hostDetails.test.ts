import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { eventually, noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';
import { axeFindings, inEachTheme } from './themes.ts';

describe('host details', function () {
  this.timeout(120_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  const page = (): FrameLocator => window.workbench.webview;
  const heading = (name: string | RegExp): Locator => page().getByRole('heading', { name });
  const button = (name: string | RegExp): Locator => page().getByRole('button', { name });
  const drawn = async (chart: string): Promise<string> =>
    await page()
      .locator(`#chart-${chart} canvas`)
      .evaluate((canvas: { toDataURL(): string }) => canvas.toDataURL()); // no DOM types in tests

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.unfold(/^ECS cluster home/);
    // All that is told late is told: a menu of a row that is drawn anew just then has lost its row.
    await workbench.treeItem(/^Other Managed Nodes/).waitFor();
    await workbench.treeItem(/^Account Demo Account, .*111122223333/).waitFor();
  });

  it('show a host with its tasks, its tags and charts of its metrics', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^kitchen-pi5/), 'Show Host Details');
    await heading('kitchen-pi5').waitFor();
    for (const name of ['State', 'CPU, Memory and Disk', 'Tasks', 'Resources', 'Identity', 'Attributes and Tags']) {
      await heading(name).waitFor();
    }
    await page().locator('#table-tasks').getByText('home-assistant').first().waitFor();
    await page().locator('#table-ecs-tags').getByText('kitchen').waitFor();
    await page().getByText('Raspberry Pi 5 Model B Rev 1.0').first().waitFor();
    for (const chart of ['cpu', 'memory', 'disk']) await page().locator(`#chart-${chart} canvas`).waitFor();
    await page().getByText('namespace CWAgent').waitFor();
    await window.picture('host-details');
  });

  it('offer what is done with its tasks', async () => {
    const { workbench } = window;
    const row = page().locator('#table-tasks tr', { hasText: 'home-assistant' });
    await row.getByRole('button', { name: /^Exec/ }).click();
    await workbench.notification('they have no shell').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await row.getByRole('button', { name: /^Task Definition/ }).click();
    await workbench.tab(/home-assistant-\d+\.json/).waitFor();
    await workbench.runCommand('View: Close Editor');
    await button('Stopped Tasks…').click();
    await workbench.notification(/No task of kitchen-pi5 ended/).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await button('Run Task…').click();
    await workbench.quickInput.waitFor();
    await workbench.page.keyboard.press('Escape');
    await page().locator('#table-tasks').scrollIntoViewIfNeeded();
    await window.picture('host-details-tasks');
  });

  it('draw another time', async () => {
    const before = await drawn('cpu');
    await page().getByRole('radio', { name: '7 days' }).check();
    await eventually(async () => assert.notEqual(await drawn('cpu'), before));
    await heading('CPU, Memory and Disk').scrollIntoViewIfNeeded();
    await window.picture('host-details-charts');
  });

  it('ask the host itself', async () => {
    await button('Read Now').click();
    await page().getByText('As the host said at').waitFor({ timeout: 30_000 });
    await page()
      .getByText(/% of .* in use, .* free/)
      .first()
      .waitFor();
  });

  it('have nothing that axe finds wrong, in any kind of theme', async () => {
    const pictures = new Set<string>();
    let before = await drawn('memory');
    await inEachTheme(window, page, async ({ name, slug }) => {
      await eventually(async () => assert.notEqual(await drawn('memory'), before, name));
      before = await drawn('memory');
      pictures.add(before);
      assert.deepEqual(await axeFindings(page()), [], name);
      await window.picture(`host-details-${slug}`);
    });
    assert.ok(pictures.size >= 4, String(pictures.size));
  });

  it('edit tags, and show them when they are changed', async () => {
    const { workbench } = window;
    await button('Edit Tags and Attributes…').click();
    await workbench.pick('Add ECS Attribute…');
    await workbench.type(/Name of the ECS attribute/, 'rack');
    await workbench.page.keyboard.press('Enter');
    await workbench.type(/Value of rack/, 'top-shelf');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickRow('rack').waitFor();
    await window.picture('edit-tags');
    await workbench.pick('Apply…');
    const dialog = workbench.dialog('Change tags and attributes of kitchen-pi5?');
    await dialog.getByText('Set the ECS attribute rack: top-shelf').waitFor();
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await workbench.notification('kitchen-pi5: 1 change made.').waitFor();
    await page().locator('#table-attributes').getByText('top-shelf').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('say of a host without metrics how it would get some', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/, offline/).first(), 'Show Host Details');
    await page().getByText('CloudWatch has no metrics of this host.').waitFor();
    await page().getByText('AWS bills its metrics as custom metrics').waitFor();
    await page()
      .getByText(/^Disconnected:/)
      .waitFor();
    await page().getByText('is not started again').waitFor();
    assert.equal(await page().locator('canvas').count(), 0);
    assert.deepEqual(await axeFindings(page()), []);
    await window.picture('host-details-disconnected');
  });

  it('have the conditions and the pods of a node of Kubernetes', async () => {
    const { workbench } = window;
    await workbench.unfold(/^EKS cluster orchard/);
    const row = workbench.treeItem(/^barrel-server, .*, not ready, its kubelet is not heard of/);
    await row.waitFor();
    await workbench.chooseFromMenu(row, 'Show Host Details');
    await heading('barrel-server').waitFor();
    await heading('Pods').waitFor();
    await page().locator('#table-conditions').getByText('Ready', { exact: true }).waitFor();
    await page().locator('#table-pods').getByText('sensor-hub').first().waitFor();
    assert.deepEqual(await axeFindings(page()), []);
    await window.picture('host-details-kubernetes');
  });

  it('are there again after a restart of the window', async () => {
    const { workbench } = window;
    await workbench.tab('kitchen-pi5').click();
    await page().getByRole('radio', { name: '7 days', checked: true }).waitFor();
    await Promise.all([workbench.page.waitForEvent('load'), workbench.runCommand('Developer: Reload Window')]);
    await workbench.page.locator('.activitybar').waitFor();
    await heading('kitchen-pi5').waitFor({ timeout: 30_000 });
    await page().getByRole('radio', { name: '7 days', checked: true }).waitFor({ timeout: 30_000 });
    await page().locator('#chart-cpu canvas').waitFor();
  });
});
