import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/lib/paths.ts';
import { noAws } from '../helpers.ts';
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

/** The three jobs, in a window whose language is Japanese. */
describe('in Japanese', function () {
  this.timeout(90_000);
  stepByStep(this);
  const window = useWindow({ env: noAws, locale: 'ja' });

  it('clusters and hosts are browsed', async () => {
    const { workbench } = window;
    await workbench.openView(manifest.viewContainer ?? '');
    await workbench.welcomeButton(manifest['command.selectAccount'] ?? '').waitFor();
    await window.picture('ja-welcome');
    await workbench.welcomeButton(manifest['command.exploreDemoAccount'] ?? '').click();
    await workbench.unfold(begins(ja('ECS cluster {0}', 'home')));
    await workbench.unfold(/^kitchen-pi5/);
    await workbench.treeItem(/^shed-pi4/).hover();
    await workbench.hover(ja('ECS agent')).waitFor();
    await window.picture('ja-browse');
    await workbench.page.mouse.move(900, 400);
  });

  it('what the control planes cost is told', async () => {
    const { workbench } = window;
    await workbench.statusItem('eksCost').hover();
    await workbench.hover('$438.00').waitFor();
    await window.picture('ja-eks-cost');
    await workbench.page.mouse.move(900, 400);
  });

  it('a host is registered', async () => {
    const { workbench } = window;
    await workbench.runCommand(command('registerThisHost'));
    await workbench.quickRow(hostname()).waitFor();
    await window.picture('ja-register-host');
    await workbench.pick(hostname());
    await workbench.pick('workshop');
    await workbench.pick('ecsAnywhereRole');
    await workbench.answer(
      ja('Name of the host in AWS. Leave it empty to use the name that the machine gives itself.'),
      'test-bench',
    );
    await workbench.quickRow(ja('Create Activation')).waitFor();
    await window.picture('ja-register-review');
    await workbench.pick(ja('Create Activation'));
    await workbench.tab('register-workshop.sh').waitFor();
    await window.picture('ja-register-script');
  });

  it('costs are hinted at in a task definition', async () => {
    const { workbench } = window;
    await workbench.openFile('task-definition.json');
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: '$7.48' }).first().waitFor();
    await window.picture('ja-hints');
  });

  it('nothing that was said in any label is English that has a translation', () => {
    const translated = new Set(Object.keys(bundle).filter((text) => bundle[text] !== text && !/\{\d+\}/.test(text)));
    assert.deepEqual(
      [...window.labels].filter((label) => translated.has(label)),
      [],
    );
  });
});
