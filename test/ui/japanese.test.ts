import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { root } from '../../tools/lib/paths.ts';
import { eventually, noAws } from '../helpers.ts';
import { englishIn, textsIn } from './english.ts';
import { stepByStep, useWindow } from './support.ts';

type Texts = Readonly<Record<string, string>>;

const read = (file: string): Texts => JSON.parse(readFileSync(join(root, file), 'utf8')) as Texts;
const bundle = read('l10n/bundle.l10n.ja.json');
const manifest = read('package.nls.ja.json');

/** What is said in Japanese for an English text, with its arguments. */
function ja(text: string, ...args: readonly (string | number)[]): string {
  const translated = bundle[text];
  assert.ok(translated !== undefined, text);
  return translated.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));
}

/** The beginning of a spoken name. */
function begins(text: string): RegExp {
  return new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}`);
}

function command(id: string): string {
  return `${manifest.category ?? ''}: ${manifest[`command.${id}`] ?? ''}`;
}

/** The three jobs and most views, in a window whose language is Japanese. */
describe('in Japanese', function () {
  this.timeout(120_000);
  stepByStep(this);
  const window = useWindow({ env: noAws, locale: 'ja' });

  /** The texts of all places that were read. */
  const shown = new Set<string>();
  async function read(...places: readonly Locator[]): Promise<void> {
    for (const place of places) for (const text of await textsIn(place)) shown.add(text);
  }

  const fold = (view: string, isOpen: boolean): Promise<void> =>
    window.workbench.foldView(manifest[`view.${view}`] ?? '', isOpen);

  async function closeEditors(): Promise<void> {
    const { workbench } = window;
    await eventually(async () => {
      await workbench.page.keyboard.press('Control+K');
      await workbench.page.keyboard.press('Control+W');
      await workbench.tab(/./).first().waitFor({ state: 'detached', timeout: 3000 });
      await workbench.page.locator('iframe.webview.ready').first().waitFor({ state: 'detached', timeout: 3000 });
    });
  }

  it('clusters and hosts are browsed', async () => {
    const { workbench } = window;
    await workbench.openView(manifest.viewContainer ?? '');
    await workbench.welcomeButton(manifest['command.selectAccount'] ?? '').waitFor();
    await read(workbench.sidebar.first());
    await window.picture('ja-welcome');
    await workbench.welcomeButton(manifest['command.exploreDemoAccount'] ?? '').click();
    await workbench.unfold(begins(ja('ECS cluster {0}', 'home')));
    await workbench.unfold(/^kitchen-pi5/);
    const card = await workbench.showHover(workbench.treeItem(/^shed-pi4/), ja('ECS agent'));
    await read(workbench.sidebar.first(), card);
    await window.picture('ja-browse');
    await workbench.page.mouse.move(900, 400);
  });

  it('activations are listed', async () => {
    const { workbench } = window;
    await fold('activations', true);
    const greenhouse = workbench.treeItem(/greenhouse-pi/).first();
    await greenhouse.waitFor();
    const card = await workbench.showHover(greenhouse, 'ecsAnywhereRole');
    await read(workbench.sidebar.first(), card);
    await window.picture('ja-activations');
    await workbench.page.mouse.move(900, 400);
    await fold('activations', false);
  });

  it('what the control planes cost is told', async () => {
    const { workbench } = window;
    const card = await workbench.showHover(workbench.statusItem('eksCost'), '$438.00');
    await read(workbench.statusItem('eksCost'), card);
    await window.picture('ja-eks-cost');
    await workbench.page.mouse.move(900, 400);
  });

  it('a host is registered', async () => {
    const { workbench } = window;
    const { quickInput } = workbench;
    await workbench.runCommand(command('registerThisHost'));
    await workbench.quickRow(hostname()).waitFor();
    await read(quickInput);
    await window.picture('ja-register-host');
    await workbench.pick(hostname());
    await workbench.quickRow('workshop').waitFor();
    await read(quickInput);
    await window.picture('ja-register-cluster');
    await workbench.pick('workshop');
    await workbench.quickRow('ecsAnywhereRole').waitFor();
    await read(quickInput);
    await window.picture('ja-register-role');
    await workbench.pick('ecsAnywhereRole');
    await workbench.answer(
      ja('Name of the host in AWS. Leave it empty to use the name that the machine gives itself.'),
      'test-bench',
    );
    await workbench.quickRow(ja('Create Activation')).waitFor();
    await read(quickInput);
    await window.picture('ja-register-review');
    await workbench.pick(ja('Create Activation'));
    await workbench.tab('register-workshop.sh').waitFor();
    await read(workbench.activeEditor.locator('.codelens-decoration'));
    await window.picture('ja-register-script');
  });

  it('costs are hinted at in a task definition', async () => {
    const { workbench } = window;
    await workbench.openFile('task-definition.json');
    const lenses = workbench.activeEditor.locator('.codelens-decoration');
    await lenses.filter({ hasText: '$7.48' }).first().waitFor();
    await read(lenses);
    await window.picture('ja-hints');
    await workbench.runCommand(command('compareTaskCost'));
    await workbench.page
      .locator('.view-lines', { hasText: ja('What the task {0} costs a month', 'sensor-hub') })
      .waitFor();
    await read(workbench.activeEditor.locator('.view-lines'));
    await window.picture('ja-hints-compare');
  });

  it('what is wrong with a task definition is told', async () => {
    const { workbench, workspace } = window;
    const definition = {
      family: 'web',
      requiresCompatibilities: ['EXTERNAL'],
      networkMode: 'awsvpc',
      containerDefinitions: [{ name: 'web', image: 'nginx', links: ['db'] }],
    };
    await writeFile(join(workspace, 'wrong.json'), JSON.stringify(definition, undefined, 2));
    await workbench.openFile('wrong.json');
    await workbench.activeEditor.locator('.squiggly-error').first().waitFor();
    await workbench.activeEditor.locator('.codelens-decoration').first().waitFor();
    const problem = workbench.page.locator('.marker-widget');
    await eventually(async () => {
      await workbench.page.keyboard.press('F8');
      await problem.locator('.descriptioncontainer').waitFor({ timeout: 3000 });
    });
    await read(problem);
    await window.picture('ja-problem');
    await closeEditors();
  });

  it('costs and pulls are shown with what they are made of', async () => {
    const { workbench } = window;
    await workbench.statusItem('eksCost').click();
    const month = workbench.treeItem(begins(bundle['Costs in {0}, {1}']?.split('{')[0] ?? ''));
    await month.first().waitFor();
    await fold('clusters', false);
    await workbench.runCommand(command('readPulls'));
    const transfer = workbench.treeItem(begins(ja('Transfer out of ECR')));
    await transfer.first().waitFor({ timeout: 60_000 });
    await workbench.treeItem(begins(ja('Pulls by Host'))).waitFor();
    await workbench.treeItem(begins(ja('Reading pulls…'))).waitFor({ state: 'detached', timeout: 60_000 });
    await workbench.unfold(begins(ja('EKS control planes')));
    await workbench.unfold(/^lab/);
    await read(workbench.sidebar.first());
    await window.picture('ja-costs');
    const card = await workbench.showHover(workbench.statusItem('pulls'), ja('Pulled from Amazon ECR this month'));
    await read(workbench.statusItem('pulls'), card);
    await window.picture('ja-status-pulls');
    await workbench.page.mouse.move(900, 400);
  });

  it('Regions are offered by their names', async () => {
    const { workbench } = window;
    await workbench.runCommand(command('refreshPrices'));
    await workbench.quickRow('アジアパシフィック (東京)').waitFor();
    await read(workbench.quickInput);
    await window.picture('ja-regions');
    await workbench.page.keyboard.press('Escape');
  });

  it('a month is reported', async () => {
    const { workbench } = window;
    await workbench.runCommand(command('openCostReport'));
    await workbench.webview.locator('#table-hosts').waitFor({ timeout: 60_000 });
    await workbench.webview.locator('#table-prices').waitFor();
    for (const fold of await workbench.webview.locator('details > summary').all()) await fold.click();
    await read(workbench.webview.locator('body'));
    await window.picture('ja-cost-report');
    await workbench.webview.locator('#table-prices').scrollIntoViewIfNeeded();
    await window.picture('ja-cost-report-prices');
    await closeEditors();
  });

  it('a host is shown with all that is known of it', async () => {
    const { workbench } = window;
    await workbench.runCommand(command('showHostDetails'));
    await workbench.pick('kitchen-pi5');
    await workbench.webview.getByRole('heading', { name: 'kitchen-pi5' }).waitFor();
    await workbench.webview.locator('#table-tasks').getByText('home-assistant').first().waitFor();
    await workbench.webview.locator('#chart-cpu canvas').waitFor();
    await read(workbench.webview.locator('body'));
    await window.picture('ja-host');
    await closeEditors();
  });

  it('what is wrong with a host is told', async () => {
    const { workbench } = window;
    await workbench.runCommand(command('diagnoseHost'));
    await workbench.pick(ja('offline'));
    await workbench.webview.getByText(ja('AWS does not hear of the host at all')).first().waitFor();
    await read(workbench.webview.locator('body'));
    await window.picture('ja-diagnose');
  });

  it('nothing that was shown there has a sentence in English', () => {
    assert.ok(shown.size > 100);
    assert.deepEqual(englishIn(shown), []);
  });

  it('no label, wherever it stands, has a text in English that has a translation', () => {
    const translated = Object.keys(bundle).filter((text) => bundle[text] !== text);
    const words = new Set(translated);
    const sentences = englishIn(translated).map(
      (text) => new RegExp(text.replace(/[\\^$.*+?()[\]|]/g, String.raw`\$&`).replace(/\{\d+\}/g, '.+')),
    );
    assert.deepEqual(
      [...window.labels].filter((label) => words.has(label) || sentences.some((each) => each.test(label))),
      [],
    );
  });
});
