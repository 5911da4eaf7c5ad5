import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stepByStep, useWindow } from './support.ts';
import { eventually, noAws } from '../helpers.ts';
import { writeWrongTask } from './wrongTask.ts';

describe('hints in task definitions', function () {
  this.timeout(60_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  it('say what a task costs, without any account', async () => {
    const { workbench } = window;
    await workbench.openFile('task-definition.json');
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Anywhere: $7.48/host' }).first().waitFor();
    await window.picture('hints-offline');
  });

  it('say where it fits, and why not elsewhere, once an account is shown', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    const fits = workbench.activeEditor
      .locator('.codelens-decoration', { hasText: /fits \d of 3 hosts in home/ })
      .first();
    await fits.waitFor();
    await window.picture('hints-fit');
    await fits.getByText(/fits/).click();
    await workbench.quickRow('kitchen-pi5').filter({ hasText: 'fits' }).waitFor();
    await workbench.quickRow('shed-pi4').filter({ hasText: 'its ECS agent is not connected' }).waitFor();
    await window.picture('hints-placement');
    await workbench.page.keyboard.press('Escape');
  });

  it('look up what an image weighs when they are asked to', async () => {
    const { workbench } = window;
    const lens = workbench.activeEditor.locator('.codelens-decoration');
    await lens.getByText('Look Up Download Size').first().click();
    await lens
      .getByText(/download .*arm64: .*a roll-out to \d hosts transfers/)
      .first()
      .waitFor();
    await window.picture('hints-image');
  });

  it('compare the cost in a table that can be copied', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Compare Cost of This Task…');
    await workbench.page.locator('.view-lines', { hasText: 'What the task sensor-hub costs a month' }).waitFor();
    await workbench.tab('Cost of sensor-hub.md').waitFor();
    await window.picture('hints-compare');
    await workbench.activeEditor.click();
    await workbench.page.keyboard.press('Control+A');
    await workbench.page.keyboard.press('Control+C');
    await eventually(async () => {
      const text = await workbench.clipboard();
      assert.match(
        text,
        /^\| Place +\| +A month \| Note +\|\r?\n\| -+ \| -+: \| -+ \|\r?\n\| ECS Anywhere +\| +\$7\.48 \|/m,
      );
      assert.match(text, /^- \$0\.01025 per host-hour, list price \(.+, 2025-10-27\)\r?$/m);
    });
    // Nothing was made that has to be saved.
    await workbench.runCommand('View: Close Editor');
    await workbench.tab('Cost of sensor-hub.md').waitFor({ state: 'detached' });
  });

  for (const [file, format] of [
    ['external.tf', 'Terraform'],
    ['stack.cfn.yaml', 'CloudFormation'],
  ] as const) {
    it(`are the same in ${format}`, async () => {
      const { workbench } = window;
      await workbench.openFile(file);
      const lens = workbench.activeEditor.locator('.codelens-decoration');
      await lens.filter({ hasText: 'Anywhere: $7.48/host' }).first().waitFor();
      await window.picture(`hints-${format}`);
    });
  }

  it('tell what is wrong, and mend it', async () => {
    const { workbench, workspace } = window;
    const file = await writeWrongTask(workspace);
    await workbench.openFile('wrong.json');
    await workbench.activeEditor.locator('.squiggly-error').first().waitFor();
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Anywhere: $7.48/host' }).first().waitFor();
    await workbench.runCommand('Go to Next Problem in Files (Error, Warning, Info)');
    const problem = workbench.page.locator('.marker-widget');
    await problem.getByText('External instances do not support network mode awsvpc').waitFor();
    await window.picture('hints-problem');
    await workbench.page.keyboard.press('Control+.');
    await workbench.page.locator('.action-widget').getByText('Change to bridge').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.press('Control+S');
    await eventually(async () => assert.match(await readFile(file, 'utf8'), /"networkMode": "bridge"/));
    await workbench.activeEditor.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  });

  it('convert a task definition of Fargate, after a preview', async () => {
    const { workbench, workspace } = window;
    const file = join(workspace, 'fargate.json');
    const definition = {
      family: 'web',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/nginx/nginx:1.29' }],
    };
    await writeFile(file, JSON.stringify(definition, undefined, 2));
    await workbench.openFile('fargate.json');
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Anywhere' }).first().waitFor();
    await workbench.page.keyboard.press('Shift+F10');
    const choice = workbench.page.getByRole('menuitem', { name: 'Convert to EXTERNAL…' });
    await choice.hover();
    await window.picture('hints-menu');
    await workbench.page.keyboard.press('Enter');
    await workbench.notification('Apply these changes?').waitFor();
    await workbench.page.locator('.monaco-diff-editor').first().waitFor();
    await window.picture('hints-convert');
    await workbench.pressNotificationButton('Apply these changes?', 'Apply');
    await workbench.page.locator('.monaco-diff-editor').first().waitFor({ state: 'detached' });
    await workbench.editor('fargate.json').first().waitFor();
    await workbench.page.keyboard.press('Control+S');
    await eventually(async () => {
      const converted = JSON.parse(await readFile(file, 'utf8')) as typeof definition;
      assert.deepEqual([converted.requiresCompatibilities, converted.networkMode], [['EXTERNAL'], 'bridge']);
    });
  });

  it('insert a task definition for external instances', async () => {
    const { workbench } = window;
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.runCommand('External Instances: Insert EXTERNAL Task Definition');
    await workbench.activeEditor.getByText('"EXTERNAL"').first().waitFor();
    await window.picture('hints-insert');
  });
});
