import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Locator } from 'playwright-core';
import { eventually, noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';
import { writeWrongTask } from './wrongTask.ts';

/** The three jobs with keys alone: nothing here clicks, points or fills in. What is looked at are names and roles. */
describe('with the keyboard alone, in a high-contrast theme', function () {
  this.timeout(90_000);
  stepByStep(this);
  const window = useWindow({
    env: noAws,
    settings: { 'workbench.colorTheme': 'Default High Contrast', 'editor.accessibilitySupport': 'on' },
  });

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await window.workbench.page.keyboard.press(key);
  };
  const typeText = (text: string): Promise<void> => window.workbench.page.keyboard.type(text);

  /** Narrows the list that is open down to a row, by its name, and takes it. */
  const choose = async (text: string): Promise<void> => {
    const { workbench } = window;
    await workbench.quickRow(text).waitFor();
    await typeText(text);
    await workbench.quickRows.and(workbench.page.locator('.focused')).filter({ hasText: text }).waitFor();
    await press('Enter');
  };

  /** By its title in the command palette, which knows those of an extension only a while after the window has opened. */
  const run = async (title: string): Promise<void> => {
    const { workbench } = window;
    await eventually(async () => {
      await press('Escape', 'F1');
      await workbench.quickInput.filter({ visible: true }).waitFor({ timeout: 3000 });
      await typeText(title);
      await workbench.quickRows
        .and(workbench.page.locator('.focused'))
        .filter({ has: workbench.commandTitle(title) })
        .waitFor({ timeout: 3000 });
    }, 20_000);
    await press('Enter');
  };

  const snapshot = (of: Locator): Promise<string> => of.ariaSnapshot();

  /** What has the focus, by its role and name. */
  const focused = (role: 'button' | 'treeitem' | 'menuitem' | 'link', name: string | RegExp): Locator =>
    window.workbench.page
      .getByRole(role, { name })
      .and(window.workbench.page.locator(':focus, :focus-within, .focused'));

  /** Presses a key until something has the focus. */
  const until = async (key: string, target: Locator, most = 40): Promise<void> => {
    for (let left = most; left > 0 && !(await target.first().isVisible()); left--) {
      await press(key);
      await window.workbench.page.waitForTimeout(60);
    }
    await target.first().waitFor({ timeout: 1000 });
  };

  it('the walkthrough is opened, read, and leads into the demo account', async () => {
    const { workbench } = window;
    const { page } = workbench;
    const guide = page.locator('.gettingStartedContainer');
    await page.locator('.statusbar').getByText('Screen Reader Optimized').waitFor();
    assert.equal(await guide.or(page.locator('.notification-toast')).count(), 0, 'nothing comes unasked');
    await run('External Instances: Open Walkthrough');
    await guide.getByText('Get Started with External Instances').first().waitFor();
    for (const step of ['Choose an account', 'Browse the demo account', 'Register a host', 'Read a cost hint'])
      await guide.getByRole('heading', { name: step }).waitFor();
    await page.waitForTimeout(500); // the picture of a step is a page of its own
    await window.picture('walkthrough-account-hc');
    for (const [step, offer] of [
      ['hint', 'Insert EXTERNAL Task Definition'],
      ['register', 'Register This Host…'],
      ['demo', 'Explore a Demo Account'],
    ] as const) {
      await until(step === 'hint' ? 'Tab' : 'Shift+Tab', page.locator(`[data-step-id$="#firstSteps#${step}"]:focus`));
      await press('Enter');
      await until('Tab', guide.locator('.monaco-button:focus').filter({ hasText: offer }));
      await page.waitForTimeout(500);
      await window.picture(`walkthrough-${step}-hc`);
    }
    await press('Enter');
    await workbench.treeItem(/^Account Demo Account/).waitFor();
    await guide.locator('[data-done-step-id$="#demo"][aria-checked="true"]').waitFor();
    assert.equal(await guide.locator('[aria-checked="true"][data-done-step-id]').count(), 1);
    await window.picture('walkthrough-done-hc');
  });

  it('clusters and hosts are browsed, down to a tooltip and a page about a host', async () => {
    const { workbench } = window;
    await run('External Instances: Focus on Clusters View');
    await until('ArrowDown', focused('treeitem', /^ECS cluster home/));
    await press('ArrowRight');
    await workbench.treeItem(/^kitchen-pi5/).waitFor();
    await until('ArrowDown', focused('treeitem', /^kitchen-pi5/));
    const tree = await snapshot(workbench.sidebar.getByRole('tree').first());
    for (const row of [
      /treeitem "Account Demo Account, eu-central-1 · \d{12}.*" \[expanded\]/,
      /treeitem "ECS cluster home, .*" \[expanded\]/,
      /treeitem "kitchen-pi5, Raspberry Pi 5.*, connected, .*"/,
      /treeitem "shed-pi4, Raspberry Pi 4.*, offline, .*"/,
      /treeitem "EKS cluster lab, EKS 1\.35.*"/,
    ])
      assert.match(tree, row);
    await press('Control+K', 'Control+I');
    await workbench.hover('ECS agent').waitFor();
    await window.picture('keyboard-tooltip-hc');
    await press('Escape');
    // Newer windows leave the focus nowhere when a tooltip goes; in older ones one more Escape takes it off the row.
    await run('External Instances: Focus on Clusters View');
    await until('ArrowDown', focused('treeitem', /^kitchen-pi5/));
    await press('Shift+F10');
    await until('ArrowDown', focused('menuitem', 'Show Host Details'), 10);
    await press('Enter');
    await workbench.tab(/^kitchen-pi5/).waitFor();
    await workbench.webview.getByRole('heading', { name: 'kitchen-pi5' }).first().waitFor();
    await window.picture('keyboard-details-hc');
  });

  it('what the control planes cost is said in words in the status bar', async () => {
    const { workbench } = window;
    const item = workbench.statusItem('eksCost');
    await item.filter({ hasText: 'EKS $657.00/mo' }).waitFor();
    assert.match(await snapshot(item), /button "[^"$]*EKS[^"]*657[^"]*"/);
    await run('View: Focus Status Bar');
    await until('ArrowRight', item.locator(':focus').or(item.and(workbench.page.locator(':focus'))));
    await press('Enter');
    await workbench.treeItem(/^Costs in /).waitFor();
  });

  it('a host is registered', async () => {
    const { workbench } = window;
    await run('External Instances: Register This Host…');
    await workbench.quickInput.getByText('Register This Host (1/5)').waitFor();
    const asked = await snapshot(workbench.quickInput);
    assert.match(asked, /- (?:textbox|combobox)/);
    assert.match(asked, new RegExp(`(?:option|listitem|checkbox|treeitem) ".*${hostname()}`));
    await choose(hostname());
    await choose('workshop');
    await choose('ecsAnywhereRole');
    await workbench.quickInput.getByText('Name of the host').first().waitFor();
    await typeText('test-bench');
    await press('Enter');
    await workbench.quickRow('Create Activation').waitFor();
    await window.picture('keyboard-register-hc');
    await choose('Create Activation');
    await workbench.tab('register-workshop.sh').waitFor();
    await run('External Instances: Copy Register Script');
    await eventually(async () => assert.match(await workbench.clipboard(), /^#!\/usr\/bin\/env bash/));
  });

  it('a cost hint is read, and a mistake is mended', async () => {
    const { workbench, workspace } = window;
    const file = await writeWrongTask(workspace);
    await eventually(async () => {
      await press('Escape', 'Control+P');
      await typeText('wrong.json');
      await workbench.quickRow('wrong.json').waitFor({ timeout: 3000 });
    });
    await press('Enter');
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Anywhere: $7.48/host' }).first().waitFor();
    await press('Control+Home');
    await run('Show CodeLens Commands for Current Line');
    await workbench.quickRow('Anywhere: $7.48/host').waitFor();
    await window.picture('keyboard-hint-hc');
    await press('Escape');
    await press('F8');
    const problem = workbench.page.locator('.marker-widget');
    await problem.getByText('External instances do not support network mode awsvpc').waitFor();
    await press('Control+.');
    const fix = workbench.page.locator('.action-widget').getByText('Change to bridge');
    await fix.waitFor();
    await window.picture('keyboard-fix-hc');
    await press('Enter', 'Control+S');
    await eventually(async () => assert.match(await readFile(file, 'utf8'), /"networkMode": "bridge"/));
  });

  it('diagnostics for a bug report are copied, with nothing private in them', async () => {
    const { workbench } = window;
    await run('External Instances: Copy Diagnostics');
    await eventually(async () => assert.match(await workbench.clipboard(), /^External Instances \d/));
    const text = await workbench.clipboard();
    assert.match(text, /\nVS Code \d+\.\d+\.\d+, /);
    assert.match(text, /\nAccounts shown: demo eu-central-1\n/);
    assert.doesNotMatch(text, /\d{12}/);
    assert.ok(!text.includes(window.workspace));
  });
});
