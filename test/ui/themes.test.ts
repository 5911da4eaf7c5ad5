import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import type { World } from '../../src/demo/world.ts';
import { addHost } from '../../src/demo/worlds/ecs.ts';
import { homeWorld } from '../../src/demo/worlds/homeWorld.ts';
import { addActivation, addHybridNode } from '../../src/demo/worlds/nodes.ts';
import { eventually } from '../helpers.ts';
import { backgroundOf, faintTexts, leastContrast, shownRows, type ShownRow } from './looks.ts';
import { useAccountWindow, type ProfileHome } from './profileHome.ts';
import { stepByStep } from './support.ts';
import { axeFindings, axeFindingsOf, frameOf, themes, tookTheme, useTheme, type Theme } from './themes.ts';
import { writeWrongTask } from './wrongTask.ts';

const region = 'eu-central-1';
const day = 86_400_000;

/** Hosts, activations and clusters in each state there is. */
function everyState(): World {
  const world = homeWorld({ region });
  const cluster = world.ecsClusters.get('home');
  const [orchard, lab] = ['orchard', 'lab'].map((name) => world.eksClusters.get(name));
  assert.ok(cluster && orchard && lab);
  const pi = { cluster, architecture: 'arm64' } as const;
  addHost(world, { ...pi, name: 'porch-pi4', status: 'DRAINING' });
  addHost(world, { ...pi, name: 'stable-pi4', status: 'REGISTERING', agentConnected: false });
  addHost(world, { ...pi, name: 'cellar-nuc', architecture: 'x86_64', status: 'REGISTRATION_FAILED' });
  addHost(world, { ...pi, name: 'roof-pi4', lostAt: world.clock() - day });
  // Its role has no access entry in this cluster.
  addHybridNode(world, lab, { name: 'cider-nuc' });
  addActivation(world, { defaultInstanceName: 'used', registrationCount: 1 });
  addActivation(world, {
    defaultInstanceName: 'wide',
    registrationLimit: 1000,
    expiresAt: world.clock() + 20 * day,
  });
  return world;
}

/** Steps of the walkthrough, and a text that only their picture has. */
const steps = { account: 'us-east-1', demo: 'shed-pi4', hint: '$7.48', register: 'kitchen-pi5' } as const;

/** A host in each state: what its row shows of it, and by which shape. */
const states = [
  ['kitchen-pi5', 'connected', 'pi-ok'],
  ['porch-pi4', 'draining', 'pi-draining'],
  ['stable-pi4', 'registering', 'pi-changing'],
  ['cellar-nuc', 'registration failed', 'x86-offline'],
  ['roof-pi4', 'SSM lost', 'pi-degraded'],
  ['shed-pi4', 'offline', 'pi-offline'],
  ['bench-mini', 'ECS lost', 'x86-degraded'],
  ['cider-nuc', 'not joined', 'x86-changing'],
  ['barrel-server', 'not ready', 'x86-degraded'],
] as const;

/** Of axe, those about contrast and about names and roles. */
const rules = [
  'color-contrast',
  'aria-allowed-attr',
  'aria-allowed-role',
  'aria-command-name',
  'aria-hidden-focus',
  'aria-required-attr',
  'aria-required-children',
  'aria-required-parent',
  'aria-roles',
  'aria-treeitem-name',
  'aria-valid-attr',
  'aria-valid-attr-value',
  'button-name',
  'image-alt',
  'link-name',
  'nested-interactive',
  'role-img-alt',
  'svg-img-alt',
];
const ours = ['.sidebar .monaco-list-row', '.sidebar .message', '.statusbar-item[id^="external-instances"]'];

/** The page around rendered Markdown is VS Code's own, and so are its colours. */
const preview = { without: ['color-contrast', 'document-title', 'html-has-lang', 'landmark-one-main', 'region'] };

describe('in every kind of theme', function () {
  this.timeout(120_000);
  stepByStep(this);

  let home: ProfileHome;
  const window = useAccountWindow(
    async (start, ownHome) => {
      home = ownHome;
      const { faults } = await start({ world: everyState(), hasRateLimits: false });
      faults.add({ service: 'ecs', operation: 'ListServices', about: 'workshop', fault: { kind: 'deny' } });
    },
    { env: () => ({ AWS_PROFILE: undefined }) },
  );

  const step = (id: string): Locator => window.workbench.page.locator(`[data-step-id$="#firstSteps#${id}"]`);
  const shownPages = (): Locator => window.workbench.page.locator('iframe.webview.ready').filter({ visible: true });
  const pageAt = (place: number): FrameLocator =>
    shownPages().nth(place).contentFrame().locator('iframe#active-frame').contentFrame();
  const pages = async (): Promise<readonly FrameLocator[]> =>
    Array.from({ length: await shownPages().count() }, (_, place) => pageAt(place));

  /** Makes room for a preview, which comes where the text is that has the focus. */
  const beside = async (): Promise<void> => {
    await window.workbench.runCommand('View: Focus First Editor Group');
    await window.workbench.runCommand('View: Split Editor Right');
  };

  /** Rows of the side bar, whose width is the usual one, once their icons are those for the theme. */
  const rowsIn = async (theme: Theme): Promise<readonly ShownRow[]> => {
    const { page } = window.workbench;
    const folder = theme.workbench === 'vs' || theme.workbench === 'hc-light' ? 'light' : 'dark';
    let rows: readonly ShownRow[] = [];
    await eventually(async () => {
      rows = await shownRows(page);
      for (const { icon, spoken } of rows) assert.match(icon, new RegExp(`^(codicon-|media/icons/${folder}/)`), spoken);
    });
    const background = await backgroundOf(page, '.part.sidebar');
    for (const { icon, label, spoken } of rows) {
      assert.doesNotMatch(spoken, /\$\(/);
      // A sentence may be longer than the side bar is wide; its tooltip has all of it.
      if (!spoken.startsWith('Problem: ')) assert.equal(label.seen, label.whole, 'a name is cut off');
      if (icon.endsWith('.svg')) assert.ok(leastContrast(icon, background) >= 3, `${icon} on ${background}`);
    }
    return rows;
  };

  it('a window is opened', async () => {
    const { workbench } = window;
    // Room for all rows, and for texts beside each other. The side bar stays as wide as it is.
    await workbench.page.setViewportSize({ width: 2200, height: 1400 });
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Select Account…').waitFor();
    await workbench.runCommand('External Instances: Open Walkthrough');
    await step('account').waitFor();
  });

  for (const theme of themes) {
    it(`the welcome and the pictures of the walkthrough can be read: ${theme.name}`, async () => {
      const { page } = window.workbench;
      await useTheme(window, theme);
      for (const [id, text] of Object.entries(steps)) {
        await eventually(async () => {
          if ((await step(id).getAttribute('aria-expanded')) !== 'true') await step(id).click({ timeout: 3000 });
          await pageAt(0).locator('svg text').filter({ hasText: text }).first().waitFor({ timeout: 3000 });
          await tookTheme(pageAt(0), theme);
          assert.deepEqual(await faintTexts(await frameOf(pageAt(0).locator('svg').first())), []);
        }, 20_000);
        await window.picture(`theme-${theme.slug}-walkthrough-${id}`);
      }
      const parts = ['.welcome-view-content', '.gettingStartedContainer'];
      assert.deepEqual(await axeFindingsOf(page, parts, ['color-contrast', 'button-name']), []);
    });
  }

  it('a wrong task definition and a document about EKS Distro are opened', async () => {
    const { workbench } = window;
    await writeWrongTask(window.workspace);
    await workbench.runCommand('External Instances: Explore a Demo Account');
    await workbench.treeItem(/^Account Demo Account/).waitFor();
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('wrong.json');
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Anywhere: $7.48/host' }).first().waitFor();
    await beside();
    await workbench.runCommand('External Instances: Show EKS Distro Components…');
    await workbench.pick('Kubernetes 1.35');
    await pageAt(0)
      .getByRole('heading', { name: /^EKS Distro 1-35-\d+$/ })
      .waitFor();
  });

  it('the views are filled: groups, a filter, a failure, pulls', async () => {
    const { workbench } = window;
    const keys = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n';
    await writeFile(join(home.folder, 'config'), `[default]\nregion = ${region}\n`);
    await writeFile(join(home.folder, 'credentials'), `[default]\n${keys}`);
    await workbench.runCommand('External Instances: Select Account…');
    await workbench.pick('default');
    await workbench.quickRow('Europe (Frankfurt)').waitFor();
    await workbench.page.keyboard.press('Enter'); // the profile's own Region is ticked
    await workbench.pick('Show Only the New Choice');
    await workbench.treeItem(/^Account default/).waitFor();
    await window.workbench.foldView('Costs', true);
    await workbench.unfold(/^ECS cluster home/);
    await workbench.unfold(/^ECS cluster workshop/);
    await workbench.unfold(/^Services of workshop/);
    await workbench.treeItem(/^Problem: Access denied/).waitFor();
    await workbench.unfold(/^EKS cluster lab/);
    await workbench.unfold(/^EKS cluster orchard/);
    await workbench.runCommand('External Instances: Group Hosts By…');
    await workbench.pick(/^Architecture/);
    await workbench
      .treeItem(/^Group /)
      .first()
      .waitFor();
    await workbench.runCommand('External Instances: Filter Hosts…');
    await workbench.answer('Text, or an expression', '-name:press*');
    await workbench.sidebar.locator('.message').filter({ hasText: 'Filter:' }).waitFor();
    await window.workbench.foldView('Activations', true);
    await window.workbench.foldView('Clusters', false);
    await workbench.treeItem(/^Pulls by Host/).waitFor({ timeout: 60_000 });
    await workbench.treeItem(/^Reading pulls/).waitFor({ state: 'detached', timeout: 60_000 });
    await workbench.unfold(/^Pulls by Host/);
    await window.workbench.foldView('Clusters', true);
  });

  it('a plan and a diagnosis are opened beside it', async () => {
    const { workbench } = window;
    await beside();
    await workbench.runCommand('External Instances: Plan Upgrade…');
    await workbench.pick('orchard');
    await workbench.tab(/Upgrade of orchard/).waitFor();
    await beside();
    await workbench.runCommand('External Instances: Diagnose Host…');
    await workbench.pick('kitchen-pi5');
    const question = workbench.dialog('Diagnose the host kitchen-pi5?');
    await question.getByRole('button', { name: 'Run Script' }).click();
    await workbench.tab(/Diagnosis of kitchen-pi5/).waitFor();
    await eventually(async () => {
      const titles = await Promise.all((await pages()).map((page) => page.locator('h1').innerText({ timeout: 3000 })));
      const found = titles.sort().map((title) => title.split(' ')[0]);
      assert.deepEqual(found, ['Diagnosis', 'EKS', 'Upgrade']);
    }, 20_000);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  for (const theme of themes) {
    it(`hosts in each state are told apart, by words that are seen and by shape: ${theme.name}`, async () => {
      const { page } = window.workbench;
      await useTheme(window, theme);
      const rows = await rowsIn(theme);
      const width = (await page.locator('.part.sidebar').boundingBox())?.width ?? 0;
      assert.ok(width > 200 && width <= 310, String(width));
      for (const [name, words, shape] of states) {
        const row = rows.find(({ label }) => label.whole === name);
        assert.ok(row, name);
        assert.ok(row.description.seen.startsWith(words), `${name}: ${JSON.stringify(row.description)}`);
        assert.ok(row.icon.endsWith(`/${shape}.svg`), row.icon);
      }
      await window.picture(`theme-${theme.slug}`);
      assert.deepEqual(await axeFindingsOf(page, ours, rules), []);
    });

    it(`items of the status bar are buttons that say what they warn of: ${theme.name}`, async () => {
      const { workbench } = window;
      for (const [id, name] of [
        ['eksCost', /^EKS control planes: \$\d+\.00 a month, 5 clusters; media: extended support begins on \d{4}-/],
        ['pulls', /^Pulled from Amazon ECR this month: [\d.]+ GB · \$0\.00$/],
      ] as const)
        await workbench.statusItem(id).getByRole('button', { name }).waitFor();
      assert.equal(await workbench.statusItem('eksCost').locator('.codicon-warning').count(), 1);
    });

    it(`a task definition and documents can be read: ${theme.name}`, async () => {
      const editor = window.workbench.editor('wrong.json').first();
      await editor.locator('.codelens-decoration', { hasText: 'Anywhere: $7.48/host' }).first().waitFor();
      await editor.locator('.squiggly-error').first().waitFor({ state: 'attached' });
      for (const page of await pages()) {
        // VS Code makes some of them anew for a theme.
        await eventually(async () => {
          await tookTheme(page, theme);
          assert.deepEqual(await axeFindings(page, preview), []);
        }, 20_000);
      }
    });

    it(`activations and costs can be read: ${theme.name}`, async () => {
      await window.workbench.foldView('Clusters', false);
      await window.workbench.treeItem(/^Pulls of Others, such as a laptop, /).waitFor();
      await rowsIn(theme);
      await window.picture(`theme-${theme.slug}-costs`);
      assert.deepEqual(await axeFindingsOf(window.workbench.page, ours, rules), []);
      await window.workbench.foldView('Clusters', true);
    });

    it(`what is to be chosen from is named by its words: ${theme.name}`, async () => {
      const { workbench } = window;
      await workbench.runCommand('External Instances: Register This Host…');
      const row = workbench.quickRow('Another Host');
      await row.locator('.codicon').first().waitFor();
      assert.match((await row.getAttribute('aria-label')) ?? '', /^Another Host, copy or save the script/);
      await window.picture(`theme-${theme.slug}-wizard`);
      await workbench.page.keyboard.press('Escape');
      await workbench.quickInput.waitFor({ state: 'hidden' });
    });
  }
});
