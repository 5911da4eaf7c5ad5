import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually, noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

/** The middle of a text in a piece of it, all letters of which are of one width: a line without colors is one piece. */
async function placeOf(piece: Locator, text: string): Promise<{ readonly x: number; readonly y: number }> {
  const all = ((await piece.textContent({ timeout: 3000 })) ?? '').replaceAll('\u00a0', ' ');
  const box = await piece.boundingBox({ timeout: 3000 });
  assert.ok(box && all.includes(text));
  const share = (all.indexOf(text) + text.length / 2) / all.length;
  return { x: box.x + box.width * share, y: box.y + box.height / 2 };
}

describe('forms of hints in task definitions', function () {
  this.timeout(60_000);
  stepByStep(this);
  // Hints behind long lines are to be in sight.
  const window = useWindow({ env: noAws, settings: { 'editor.minimap.enabled': false } });

  /** A piece of the text in the editor in front: a name or a value. */
  function piece(text: string): Locator {
    return window.workbench.activeEditor.locator('.view-line span span', { hasText: text }).first();
  }

  /** Points at a piece of the text, and returns the hover that says `words`. */
  async function pointAt(text: string, words: string | RegExp): Promise<Locator> {
    const { workbench } = window;
    const card = workbench.hover(words);
    await eventually(async () => {
      // From somewhere else, so that the pointer is seen to move.
      await workbench.page.mouse.move(900, 780);
      const { x, y } = await placeOf(piece(text), text);
      await workbench.page.mouse.move(x, y);
      await card.waitFor({ timeout: 4000 });
    }, 20_000);
    return card;
  }

  async function assertNoHover(text: string, words: string): Promise<void> {
    const { workbench } = window;
    await workbench.page.mouse.move(900, 780);
    await piece(text).hover();
    await workbench.page.locator('.monaco-hover', { hasText: 'AWS documentation' }).first().waitFor();
    assert.equal(await workbench.hover(words).count(), 0);
  }

  async function set(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await mkdir(join(window.workspace, '.vscode'), { recursive: true });
    await writeFile(join(window.workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
  }

  const form = (hints: string): Promise<void> => set({ 'externalInstances.editor.hints': hints });
  const lenses = (): Locator => window.workbench.activeEditor.locator('.codelens-decoration');

  it('say in hovers what each figure is made of, with date and source of each price', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    await workbench.openFile('task-definition.json');
    await lenses()
      .getByText(/fits \d of 3 hosts in home/)
      .first()
      .waitFor();

    const cost = await pointAt('"requiresCompatibilities"', 'Compare Cost of This Task…');
    for (const words of [
      'ECS Anywhere',
      'cheapest',
      'For 320 CPU units and 192 MiB, the sums of its containers, 730 hours a month in eu-central-1',
      'Fits 2 of 3 hosts in home',
      'its ECS agent is not connected',
      "$0.01025 per host-hour, list price (AWS price list (AmazonECS), in a copy of the data of AWS's pricing pages, 2025-10-27)",
      '$0.04656 per vCPU-hour, list price (AWS price list (AmazonECS)',
    ]) {
      await cost.getByText(words).first().waitFor({ state: 'attached' });
    }
    await window.picture('hints-hover');
    await cost.getByText('Compare Cost of This Task…').click();
    await workbench.tab('Cost of sensor-hub.md').waitFor();
    await workbench.runCommand('View: Close Editor');
    await pointAt('"networkMode"', 'External instances have bridge, host, none, but not awsvpc.');
    await window.picture('hints-hover-network');
    await pointAt('"logConfiguration"', 'awslogs is offered by 3 of 3 hosts in home');
    await pointAt('"cpu"', 'ECS Anywhere');
    await pointAt('"memoryReservation"', 'ECS Anywhere');
  });

  it('look an image up from its hover', async () => {
    const { workbench } = window;
    const asked = await pointAt('"image"', 'Nobody has looked yet how large this image is.');
    await asked.getByText('Look Up Download Size').click();
    await lenses()
      .getByText(/download arm64/)
      .first()
      .waitFor();
    const card = await pointAt('"image"', 'A roll-out to 2 hosts transfers 157 MB');
    await card.getByText('measured').waitFor();
    await card.getByText('AWS price list (AWSDataTransfer)').waitFor({ state: 'attached' });
    await window.picture('hints-hover-image');
    await workbench.page.keyboard.press('Escape');
  });

  it('stand behind the values, with tooltips, when the setting says so, without a reload', async () => {
    const { workbench } = window;
    await form('inlay');
    await lenses().first().waitFor({ state: 'detached' });
    for (const words of ['$7.48/host a month', 'fits 2 of 3 hosts in home', 'arm64: 79 MB'])
      await piece(words).waitFor();
    await window.picture('hints-inlay');
    await pointAt('$7.48/host a month', 'For 320 CPU units and 192 MiB');
    await pointAt('fits 2 of 3 hosts in home', 'its ECS agent is not connected');
    await pointAt('arm64: 79 MB', 'A roll-out to 2 hosts transfers 157 MB');
    await workbench.page.keyboard.press('Escape');
  });

  it('stand in hovers only', async () => {
    await form('hover');
    await piece('$7.48/host a month').waitFor({ state: 'detached' });
    await pointAt('"cpu"', 'ECS Anywhere');
    assert.equal(await lenses().count(), 0);
  });

  it('are nowhere when they are off, but the documentation is', async () => {
    await form('off');
    await eventually(() => assertNoHover('"cpu"', 'ECS Anywhere'), 15_000);
    assert.equal(await lenses().count(), 0);
    assert.equal(await piece('$7.48/host a month').count(), 0);
    await form('codeLens');
    await lenses().getByText('Anywhere: $7.48/host').first().waitFor();
  });

  it('are as severe as the setting for each rule', async () => {
    const { workbench, workspace } = window;
    const definition = {
      family: 'web',
      requiresCompatibilities: ['EXTERNAL'],
      networkMode: 'awsvpc',
      containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/nginx/nginx:1.29', memory: 128 }],
    };
    await writeFile(join(workspace, 'severities.json'), JSON.stringify(definition, undefined, 2));
    await workbench.openFile('severities.json');
    const squiggle = (kind: string): Locator => workbench.activeEditor.locator(`.squiggly-${kind}`).first();
    const rule = (severity: string): Promise<void> =>
      set({ 'externalInstances.editor.rules': { 'external-network-mode': severity } });
    await squiggle('error').waitFor();
    await rule('warning');
    await squiggle('warning').waitFor();
    assert.equal(await squiggle('error').count(), 0);
    await rule('off');
    await squiggle('warning').waitFor({ state: 'detached' });
    await rule('error');
    await squiggle('error').waitFor();
  });

  it('lead from the code of a finding to the page of its rule', async () => {
    const { workbench } = window;
    const problem = await pointAt('"awsvpc"', 'External instances do not support network mode awsvpc');
    await problem.locator('a.code-link', { hasText: 'external-network-mode' }).click();
    await workbench.tab('external-network-mode.md').waitFor();
    await workbench.activeEditor.getByText('## Not so').waitFor();
    await window.picture('hints-rule');
    await workbench.runCommand('View: Close All Editors');
  });

  it('remove all that a printed task definition has too much', async () => {
    const { workbench, workspace } = window;
    const file = join(workspace, 'printed.json');
    const task = {
      taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:7',
      family: 'web',
      revision: 7,
      status: 'ACTIVE',
      requiresCompatibilities: ['EXTERNAL'],
      containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/nginx/nginx:1.29', memory: 128 }],
      registeredAt: '2026-11-02T09:30:00.000000+01:00',
    };
    await writeFile(file, JSON.stringify(task, undefined, 2));
    await workbench.openFile('printed.json');
    await workbench.activeEditor.locator('.squiggly-warning').first().waitFor();
    await piece('"taskDefinitionArn"').click();
    await workbench.page.keyboard.press('Control+.');
    await workbench.page.locator('.action-widget').getByText("Remove all fields that can't be registered").waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.press('Control+S');
    const { family, requiresCompatibilities, containerDefinitions } = task;
    await eventually(async () =>
      assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), {
        family,
        requiresCompatibilities,
        containerDefinitions,
      }),
    );
  });

  for (const [file, names] of [
    ['stack.cfn.yaml', ['NetworkMode', 'RequiresCompatibilities', 'LogConfiguration', 'Cpu']],
    ['external.tf', ['network_mode', 'requires_compatibilities', 'cpu', 'memoryReservation']],
  ] as const) {
    it(`say the same in ${file}`, async () => {
      const { workbench } = window;
      await workbench.openFile(file);
      await lenses().getByText('Anywhere: $7.48/host').first().waitFor();
      const [network, compatibilities, ...others] = names;
      await pointAt(network, 'External instances have bridge, host, none, but not awsvpc.');
      await pointAt(compatibilities, '$0.01025 per host-hour');
      for (const name of others) await pointAt(name, name === 'LogConfiguration' ? 'is offered by' : 'ECS Anywhere');
    });
  }

  for (const [file, text] of [
    ['empty.json', '"EXTERNAL"'],
    ['empty.yaml', 'Resources:'],
    ['empty.tf', '"aws_ecs_task_definition"'],
  ] as const) {
    it(`insert a task definition in ${file}`, async () => {
      const { workbench, workspace } = window;
      await writeFile(join(workspace, file), '');
      await workbench.openFile(file);
      await workbench.runCommand('External Instances: Insert EXTERNAL Task Definition');
      await workbench.activeEditor.getByText(text).first().waitFor();
      await lenses().getByText('Anywhere: $7.48/host').first().waitFor();
      await window.picture(`hints-insert-${file}`);
    });
  }

  it('can be read in two columns, in a light theme and in high contrast', async () => {
    const { workbench } = window;
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('task-definition.json');
    await workbench.runCommand('View: Split Editor Right');
    for (const theme of ['Default Light Modern', 'Default High Contrast', 'Default High Contrast Light']) {
      await set({ 'workbench.colorTheme': theme });
      await pointAt('"requiresCompatibilities"', 'Compare Cost of This Task…');
      await window.picture(`hints-theme-${theme}`);
    }
  });
});
