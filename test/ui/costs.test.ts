import assert from 'node:assert/strict';
import { monthOf, monthStart, dayKey } from '../../src/core/cost/month.ts';
import { byteWords } from '../../src/core/cost/monthly/words.ts';
import type { DemoAccount } from '../../src/demo/account.ts';
import { eventually } from '../helpers.ts';
import { useAccountWindow } from './profileHome.ts';
import { stepByStep } from './support.ts';
import { setUserSettings } from './userSettings.ts';

/** Of what hosts pulled this month: the demo account's own word, which is not made of the events that it hands out. */
function truth({ world }: DemoAccount, by: 'host' | 'repository'): ReadonlyMap<string, number> {
  const first = dayKey(monthStart(monthOf(Date.now())));
  const sums = new Map<string, number>();
  for (const each of world.pulls().truth) {
    if (each.day >= first) sums.set(each[by], (sums.get(each[by]) ?? 0) + each.bytes);
  }
  return sums;
}

const words = { locale: 'en' };

describe('costs and pulls', function () {
  this.timeout(120_000);
  stepByStep(this);

  let demo: DemoAccount;
  /** How far AWS's clock goes ahead, in milliseconds. */
  let ahead = 0;
  const window = useAccountWindow(async (start) => {
    demo = await start({ hasRateLimits: false, clock: () => Date.now() + ahead });
    // One is enough to know what it costs to the cent.
    for (const name of [...demo.world.eksClusters.keys()]) if (name !== 'lab') demo.world.eksClusters.delete(name);
  });

  const set = (changes: Readonly<Record<string, unknown>>): Promise<void> => setUserSettings(window, changes);

  it('say what the EKS control planes cost, and open the Costs view on a click', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    // Nobody has looked at pulls, and nobody has asked for it.
    assert.equal(demo.callCount('cloudtrail'), 0);
    await workbench.statusItem('pulls').waitFor({ state: 'hidden' });
    const item = workbench.statusItem('eksCost');
    await item.filter({ hasText: 'EKS $73.00/mo' }).waitFor();
    await item.click();
    await workbench.treeItem(/^Costs in /).waitFor();
    await window.workbench.foldView('Clusters', false);
  });

  it('read pulls while the view is shown, and measure them as the world knows them', async () => {
    const { workbench } = window;
    await workbench.treeItem(/^Transfer out of ECR, /).waitFor({ timeout: 60_000 });
    await workbench.treeItem(/^Pulls by Host/).waitFor();
    await workbench.treeItem(/^Reading pulls/).waitFor({ state: 'detached', timeout: 60_000 });
    await workbench.unfold(/^Pulls by Host/);
    const names = new Map([...demo.world.nodes.values()].map(({ id, name }) => [id, name]));
    for (const [host, bytes] of truth(demo, 'host')) {
      if (!host.startsWith('mi-')) continue;
      const name = names.get(host) ?? host;
      await workbench.treeItem(new RegExp(`^Pulls of ${name}, ${byteWords(bytes, words)} · \\$`)).waitFor();
    }
    await window.picture('costs-view');
    const scans = demo.callCount('cloudtrail');
    await window.workbench.foldView('Costs', false);
    await window.workbench.foldView('Costs', true);
    await workbench.treeItem(/^Pulls by Host/).waitFor();
    assert.equal(demo.callCount('cloudtrail'), scans, 'at most once an hour by itself');
  });

  it('expand each figure into its inputs, with price, source and date', async () => {
    const { workbench } = window;
    await workbench.unfold(/^EKS control planes, /);
    await workbench.unfold(/^lab, \$.* so far/);
    await workbench.treeItem(/^Kubernetes version: 1\.35/).waitFor();
    await workbench
      .treeItem(/^\$0\.10 a cluster and hour · AWS price list \(AmazonEKS\), \d{4}-\d\d-\d\d/)
      .first()
      .waitFor();
    await window.picture('costs-inputs');
    await workbench.unfold(/^EKS control planes, /);
    await workbench
      .treeItem(/^EKS control planes, /)
      .locator('.monaco-tl-twistie')
      .click();
    await workbench.unfold(/^Transfer out of ECR, /);
    for (const [repository, bytes] of truth(demo, 'repository')) {
      await workbench.unfold(new RegExp(`^${repository}, `));
      await workbench
        .treeItem(`Pulled so far: ${byteWords(bytes, words)}`)
        .first()
        .waitFor();
      await workbench
        .treeItem(new RegExp(`^${repository}, `))
        .locator('.monaco-tl-twistie')
        .click();
    }
    await workbench
      .treeItem(/^Transfer out of ECR, /)
      .locator('.monaco-tl-twistie')
      .click();
    await workbench.unfold(/^How Pulls Are Known/);
    await workbench.treeItem(/^Measured by layer: /).waitFor();
    await workbench.treeItem(/^Estimated from pull counts: likely .*, at most /).waitFor();
    await workbench.treeItem(/^Measured by layer is .* (more|less) than Estimated from pull counts/).waitFor();
    await window.picture('costs-evidence');
  });

  it('show what was pulled in the status bar, with tables of repositories and hosts', async () => {
    const { workbench } = window;
    const total = [...truth(demo, 'host').values()].reduce((sum, bytes) => sum + bytes, 0);
    const item = workbench.statusItem('pulls');
    await item.filter({ hasText: `${byteWords(total, words)} · $0.00` }).waitFor();
    const card = await workbench.showHover(item, 'Pulled from Amazon ECR this month');
    const text = await card.innerText();
    for (const part of ['Repository', 'Host', 'Of it free', 'Measured by layer']) assert.ok(text.includes(part), text);
    await window.picture('pulls-item');
    await workbench.page.mouse.move(900, 400);
  });

  it('lead with the images of the task definition in front', async () => {
    const { workbench } = window;
    await workbench.openFile('task-definition.json');
    await workbench.page.waitForTimeout(1500);
    const card = await workbench.showHover(workbench.statusItem('pulls'), 'Images of the task definition in front');
    assert.match(await card.innerText(), /^Images of the task definition in front\s+\S+sensor-hub:1\.4\.2/);
    await window.picture('pulls-item-images');
    await workbench.page.mouse.move(900, 400);
    await workbench.runCommand('View: Close All Editors');
  });

  it('ask Cost Explorer only once the user agreed to what it costs, and once a day', async () => {
    const { workbench } = window;
    assert.equal(demo.callCount('ce'), 0);
    await workbench.treeItem(/^Cost Explorer, off/).click();
    const dialog = workbench.dialog('AWS charges $0.01 for each request of Cost Explorer.');
    await dialog.waitFor();
    await window.picture('costs-consent');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(demo.callCount('ce'), 0);
    await workbench.treeItem(/^Cost Explorer, off/).click();
    await dialog.getByRole('button', { name: 'Turn On' }).click();
    await workbench.treeItem(/^Cost Explorer, 1 request so far, \$0\.01 · read today/).waitFor();
    await workbench.treeItem(/^Billed: /).waitFor();
    assert.equal(demo.callCount('ce'), 1);
    await workbench.treeItem(/^Cost Explorer, 1 request/).click();
    await workbench.notification('Cost Explorer was asked within the last day.').waitFor();
    assert.equal(demo.callCount('ce'), 1);
    await workbench.pressNotificationButton('Cost Explorer was asked', 'Turn Off');
    await workbench.treeItem(/^Cost Explorer, off · 1 request so far/).waitFor();
  });

  it('take up the currency and the budget without a reload, and tell of the budget once', async () => {
    const { workbench } = window;
    await set({ 'externalInstances.costs.currencyRate': 0.5, 'externalInstances.costs.currency': 'EUR' });
    await workbench.statusItem('eksCost').filter({ hasText: 'EKS €36.50/mo' }).waitFor();
    await set({ 'externalInstances.costs.currency': 'USD' });
    await workbench.statusItem('eksCost').filter({ hasText: 'EKS $73.00/mo' }).waitFor();
    await set({ 'externalInstances.costs.budget': 5 });
    const alert = workbench.notification(/over the budget of \$5\.00/);
    await alert.waitFor();
    await window.picture('costs-budget');
    await alert.getByRole('button', { name: 'Open Costs' }).click();
    await alert.waitFor({ state: 'detached' });
    await set({ 'externalInstances.costs.budget': 4 });
    await workbench.unfold(/^Costs in /);
    await workbench.treeItem('Budget: $4.00').waitFor();
    assert.equal(await workbench.notification(/over the budget/).count(), 0);
  });

  it('take up the hours of a month without a reload', async () => {
    const { workbench } = window;
    await set({ 'externalInstances.costs.hoursPerMonth': 720 });
    await workbench.statusItem('eksCost').filter({ hasText: 'EKS $72.00/mo' }).waitFor();
    await set({ 'externalInstances.costs.hoursPerMonth': 730 });
    await workbench.statusItem('eksCost').filter({ hasText: 'EKS $73.00/mo' }).waitFor();
  });

  it('warn 30 days before extended support of a cluster begins, and no sooner', async () => {
    const { workbench } = window;
    const { world } = demo;
    const item = workbench.statusItem('eksCost');
    const warned = workbench.page.locator('.statusbar-item.warning-kind').filter({ hasText: 'EKS $73.00/mo' });
    const { eksVersions } = world;
    const lab = world.eksClusters.get('lab');
    const endIn = async (days: number): Promise<string> => {
      const endOfStandardSupport = dayKey(Date.now() + days * 86_400_000);
      world.eksVersions = eksVersions.map((each) =>
        each.version === lab?.details.version ? { ...each, endOfStandardSupport } : each,
      );
      await workbench.runCommand('External Instances: Refresh');
      return endOfStandardSupport;
    };
    await item.waitFor();
    assert.equal(await warned.count(), 0);
    const day = await endIn(29);
    await warned.waitFor();
    await workbench.showHover(item, `lab: extended support begins on ${day} and adds $365.00 a month`);
    await window.picture('eks-item-warning');
    await workbench.page.mouse.move(900, 400);
    await endIn(40);
    await warned.waitFor({ state: 'detached' });
    world.eksVersions = eksVersions;
    await workbench.runCommand('External Instances: Refresh');
  });

  it('stop reading pulls at once, within the requests that a setting allows, and say that there is more', async () => {
    const { workbench } = window;
    await set({ 'externalInstances.pulls.requestsPerScan': 7 });
    demo.faults.add({ service: 'cloudtrail', fault: { kind: 'latency', ms: 60_000 } });
    const scans = demo.callCount('cloudtrail');
    await workbench.runCommand('External Instances: Read Pulls Now');
    await workbench.treeItem(/^Reading pulls…, 0 of 7 requests/).waitFor();
    await workbench.runCommand('External Instances: Stop Reading Pulls');
    await workbench.treeItem(/^Reading pulls/).waitFor({ state: 'detached' });
    await workbench.unfold(/^How Pulls Are Known/);
    const more = workbench.treeItem('Older events are still to be read: Read Pulls Now');
    await more.waitFor();
    assert.equal(demo.callCount('cloudtrail'), scans, 'nobody waits for the answer');
    // It is true after the window was closed, too.
    await Promise.all([workbench.page.waitForEvent('load'), workbench.runCommand('Developer: Reload Window')]);
    await workbench.page.locator('.activitybar').waitFor();
    demo.faults.clear();
    await workbench.unfold(/^How Pulls Are Known/);
    await more.click();
    await more.waitFor({ state: 'detached' });
    // The row is gone as soon as a read begins, which asks for the fleet first.
    await eventually(() => assert.ok(demo.callCount('cloudtrail') > scans));
  });

  it('tell once of a repository that is suddenly pulled more than usual', async () => {
    const { workbench } = window;
    const { world } = demo;
    const history = world.pulls();
    // From nine on a working day builds inside AWS have pulled it too, which count for nothing.
    const isHosts = ({ session }: { readonly session: string }): boolean => session.startsWith('mi-');
    const usual = history.events.findLast(
      ({ repository, layerDigest, reader }) => repository === 'workshop/builder' && layerDigest && isHosts(reader),
    );
    assert.ok(usual);
    // CloudTrail is some minutes late, and the day may be younger than that.
    ahead = 6 * 60_000;
    const last = history.events.at(-1)?.number ?? 0;
    const sudden = Array.from({ length: 60 }, (_, index) => ({
      ...usual,
      seed: `sudden ${index}`,
      number: last + 1 + index,
      at: Math.floor(Date.now() / 1000) * 1000 - 60_000,
    }));
    world.pulls = () => ({ ...history, events: [...history.events, ...sudden] });
    await set({ 'externalInstances.pulls.alertFactor': 3 });
    const alert = workbench.notification(/ of workshop\/builder were pulled today; on a usual day it is /);
    assert.equal(await alert.count(), 0);
    await workbench.runCommand('External Instances: Read Pulls Now');
    await alert.waitFor();
    await window.picture('costs-unusual');
    await alert.getByRole('button', { name: "Don't Show Again This Month" }).click();
    await alert.waitFor({ state: 'detached' });
    const scans = demo.callCount('cloudtrail');
    await workbench.runCommand('External Instances: Read Pulls Now');
    await eventually(async () => {
      await Promise.resolve();
      assert.ok(demo.callCount('cloudtrail') > scans, 'it reads again');
    });
    await workbench.treeItem(/^Reading pulls/).waitFor({ state: 'detached' });
    await workbench.page.waitForTimeout(1500);
    assert.equal(await alert.count(), 0);
    ahead = 0;
  });

  it('refresh prices from the price list', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Refresh Prices…');
    await workbench.quickRow('eu-central-1').waitFor();
    await workbench.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
    await workbench.notification(/^Read \d+ prices\./).waitFor({ timeout: 60_000 });
    await workbench.unfold(/^Costs in /);
    await workbench.treeItem(/^Prices refreshed on \d{4}-\d\d-\d\d/).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('export the month as a table', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Export Costs…');
    await workbench.pick('Markdown');
    await workbench.activeEditor.getByText('EKS control planes').first().waitFor();
    await workbench.runCommand('View: Revert and Close Editor');
  });

  it('look well in light and high contrast', async () => {
    const { workbench } = window;
    await set({ 'workbench.colorTheme': 'Default Light Modern' });
    await workbench.page.locator('.monaco-workbench.vs').waitFor();
    await window.picture('costs-light');
    await set({ 'workbench.colorTheme': 'Default High Contrast' });
    await workbench.page.locator('.monaco-workbench.hc-black').waitFor();
    await window.picture('costs-contrast');
    await set({ 'workbench.colorTheme': 'Default Dark Modern' });
  });

  it('show the last known figures with their age when AWS can not be reached', async () => {
    const { workbench } = window;
    demo.faults.add({ fault: { kind: 'reset-before' } });
    await Promise.all([workbench.page.waitForEvent('load'), workbench.runCommand('Developer: Reload Window')]);
    await workbench.page.locator('.activitybar').waitFor();
    await workbench.openView('External Instances');
    await workbench
      .statusItem('eksCost')
      .filter({ hasText: /EKS \$73\.00\/mo, as of \d+ minutes? ago/ })
      .waitFor({ timeout: 60_000 });
    await workbench
      .statusItem('pulls')
      .filter({ hasText: /GB · \$0\.00, as of \d+ minutes? ago/ })
      .waitFor({ timeout: 60_000 });
    await workbench.treeItem(/^Last known: EKS \$73\.00\/mo/).waitFor();
    await window.picture('costs-offline');
    await workbench.runCommand('External Instances: Open Cost Report');
    const report = workbench.webview;
    await report.getByText('AWS could not be asked again. These are the figures of the last time.').waitFor();
    await window.picture('cost-report-offline');
    demo.faults.clear();
    // Not by the command: one that was used lately and begins alike comes first among them.
    await workbench.treeItem('Try Again').click();
    await eventually(async () => assert.match(await workbench.statusItem('eksCost').innerText(), /EKS \$73\.00\/mo$/));
    await report.getByText('AWS could not be asked again').waitFor({ state: 'detached' });
  });
});
