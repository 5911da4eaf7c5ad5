import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually, noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

const registry = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';

describe('completion in task definitions', function () {
  this.timeout(60_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  /** Opens a text as a file, with the cursor at its `¦`. */
  async function openAt(name: string, marked: string): Promise<void> {
    const { workbench, workspace } = window;
    await writeFile(join(workspace, name), marked.replace('¦', ''));
    await workbench.openFile(name);
    const before = marked.slice(0, marked.indexOf('¦')).split('\n');
    const { keyboard } = workbench.page;
    await keyboard.press('Control+G');
    await workbench.quickInput
      .locator('input')
      .first()
      .fill(`:${before.length}:${(before.at(-1) ?? '').length + 1}`);
    await keyboard.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden' });
  }

  const widget = (): Locator => window.workbench.page.locator('.editor-widget.suggest-widget.visible');

  /** The rows that are listed, from the top. */
  const rows = (): Locator => widget().locator('.monaco-list-row');

  /** A row by what stands in it at its beginning: the label, which what stands behind it follows at once. */
  function row(label: string): Locator {
    const name = window.workbench.page.locator('.label-name', {
      hasText: new RegExp(`^${label.replace(/\W/g, '\\$&')}$`),
    });
    return rows().filter({ has: name }).first();
  }

  /** Types, and waits until a suggestion is there. */
  async function typeUntil(typed: string, label: string): Promise<void> {
    const { keyboard } = window.workbench.page;
    await keyboard.type(typed, { delay: 30 });
    await eventually(async () => {
      await keyboard.press('Control+Space');
      await row(label).waitFor({ timeout: 3000 });
    });
  }

  async function accept(label: string): Promise<void> {
    await row(label).click();
    // Newer windows go on with a list of values.
    await row(label).waitFor({ state: 'hidden' });
  }

  /** Saves, and finds this line in the file. */
  async function expectLine(name: string, line: string): Promise<void> {
    await window.workbench.page.keyboard.press('Control+S');
    await eventually(async () => {
      const lines = (await readFile(join(window.workspace, name), 'utf8')).split('\n').map((each) => each.trim());
      assert.ok(lines.includes(line), lines.join('\n'));
    });
  }

  const json = (line: string): string =>
    `{\n  "family": "web",\n  "containerDefinitions": [\n    {\n      "name": "web",\n      ${line}\n    }\n  ]\n}\n`;
  const taskLine = (line: string): string =>
    `{\n  "family": "web",\n  "containerDefinitions": [{ "name": "web", "image": "web" }],\n  ${line}\n}\n`;
  const yaml = (lines: string): string =>
    `Resources:\n  Web:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: web\n${lines}\n`;
  const terraform = (lines: string): string =>
    `resource "aws_ecs_task_definition" "web" {\n  family = "web"\n${lines}\n}\n`;

  it('offers names and words of the schema in JSON, with a link to the page of AWS', async () => {
    await openAt('words.json', taskLine('¦'));
    await typeUntil('"netw', 'networkMode');
    await window.picture('completion-name');
    await accept('networkMode');
    await window.workbench.page.keyboard.press('Escape');
    await openAt('values.json', taskLine('"networkMode": "¦"'));
    await typeUntil('br', 'bridge');
    await accept('bridge');
    await expectLine('values.json', '"networkMode": "bridge"');
  });

  it('tells more of a name, and where AWS has all of it', async () => {
    const { page } = window.workbench;
    await openAt('more.json', taskLine('¦'));
    await typeUntil('"execu', 'executionRoleArn');
    // Once it is unfolded, it stays so.
    await page.keyboard.press('Control+Space');
    const details = page.locator('.suggest-details-container');
    await eventually(async () => {
      if (!(await details.isVisible())) await page.keyboard.press('Control+Space');
      await details.getByRole('link', { name: 'AWS documentation' }).waitFor({ timeout: 2000 });
    });
    await window.picture('completion-details');
    const link = details.getByRole('link', { name: 'AWS documentation' });
    const address = (await link.getAttribute('data-href')) ?? (await link.getAttribute('href')) ?? '';
    assert.match(address, /^https:\/\/docs\.aws\.amazon\.com\/AmazonECS\/latest\/APIReference\/API_\w+\.html#/);
    await page.keyboard.press('Control+Space');
    await page.keyboard.press('Escape');
  });

  it('offers the roles that tasks can take on, once an account is shown', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    await openAt('role.json', taskLine('"taskRoleArn": "¦"'));
    await typeUntil('', 'webTaskRole');
    await row('ecsTaskExecutionRole').waitFor();
    // It trusts SSM.
    assert.equal(await row('ecsAnywhereRole').count(), 0);
    await window.picture('completion-roles');
    // The name alone finds it.
    await workbench.page.keyboard.type('webT', { delay: 30 });
    await row('ecsTaskExecutionRole').waitFor({ state: 'detached' });
    await accept('webTaskRole');
    await expectLine('role.json', '"taskRoleArn": "arn:aws:iam::111122223333:role/workshop/webTaskRole"');
  });

  it('offers repositories, and then their tags with the newest first', async () => {
    const { page } = window.workbench;
    await openAt('image.json', json('"image": "¦"'));
    await typeUntil('sens', 'home/sensor-hub');
    await window.picture('completion-repositories');
    await row('home/sensor-hub').click();
    await row('1.3.0').waitFor();
    await window.picture('completion-tags');
    const tags = await rows().locator('.label-name').allTextContents();
    assert.deepEqual(tags.slice(0, 3), ['1.4.2', 'latest', '1.3.0']);
    assert.match((await row('1.4.2').textContent()) ?? '', /pushed \w+ \d+, \d{4} · at most \d+ MB/);
    await page.keyboard.type('1.3', { delay: 30 });
    await row('latest').waitFor({ state: 'detached' });
    await accept('1.3.0');
    await expectLine('image.json', `"image": "${registry}/home/sensor-hub:1.3.0"`);
  });

  it('offers log groups in CloudFormation, but nothing in place of a reference', async () => {
    const { page } = window.workbench;
    const options = (group: string): string =>
      yaml(
        `      ContainerDefinitions:\n        - Name: web\n          LogConfiguration:\n            LogDriver: awslogs\n            Options:\n              awslogs-group: ${group}`,
      );
    await openAt('logs.yaml', options('¦'));
    await typeUntil('/ecs/', '/ecs/sensor-hub');
    await window.picture('completion-log-groups');
    await accept('/ecs/sensor-hub');
    await expectLine('logs.yaml', 'awslogs-group: /ecs/sensor-hub');
    await openAt('reference.yaml', options('!Ref ¦'));
    // VS Code says it for a few seconds only.
    await eventually(async () => {
      await page.keyboard.press('Control+Space');
      await widget().or(page.getByText('No suggestions.')).first().waitFor({ timeout: 3000 });
    });
    assert.equal(await row('/ecs/sensor-hub').count(), 0);
    await page.keyboard.press('Escape');
  });

  it('offers images without quotes in YAML', async () => {
    await openAt('image.yaml', yaml('      ContainerDefinitions:\n        - Name: web\n          Image: ¦'));
    await typeUntil('1111', 'workshop/web');
    await row('workshop/web').click();
    await row('2026.11.2').waitFor();
    await accept('2026.11.2');
    await expectLine('image.yaml', `Image: ${registry}/workshop/web:2026.11.2`);
  });

  it('offers clusters to a service in CloudFormation', async () => {
    const service =
      'Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      DesiredCount: 1\n      Cluster: ¦\n';
    await openAt('service.yaml', service);
    await typeUntil('work', 'workshop');
    await window.picture('completion-clusters');
    await accept('workshop');
    await expectLine('service.yaml', 'Cluster: workshop');
  });

  it('offers blocks, roles and images in Terraform', async () => {
    const { page } = window.workbench;
    await openAt('block.tf', terraform('  ¦'));
    await typeUntil('runtime', 'runtime_platform');
    await window.picture('completion-terraform');
    await row('runtime_platform').click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expectLine('block.tf', 'runtime_platform {');
    await openAt('role.tf', terraform('  execution_role_arn = "¦"'));
    await typeUntil('ecsTask', 'ecsTaskExecutionRole');
    await accept('ecsTaskExecutionRole');
    await expectLine('role.tf', 'execution_role_arn = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"');
    await openAt(
      'image.tf',
      terraform('  container_definitions = jsonencode([{\n    name  = "a"\n    image = "¦"\n  }])'),
    );
    await typeUntil('build', 'workshop/builder');
    await row('workshop/builder').click();
    await row('latest').waitFor();
    await accept('latest');
    await expectLine('image.tf', `image = "${registry}/workshop/builder:latest"`);
  });
});
