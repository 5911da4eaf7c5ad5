import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { eventually, noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';
import { axeFindings, inEachTheme } from './themes.ts';

describe('the cost report', function () {
  this.timeout(120_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  const report = (): FrameLocator => window.workbench.webview;
  const heading = (name: string | RegExp): Locator => report().getByRole('heading', { name });
  const table = (id: string): Locator => report().locator(`#table-${id}`);
  /** The total's cells, from left to right. */
  const total = async (id: string): Promise<readonly string[]> =>
    await table(id).locator('tr.total > *').allInnerTexts();
  const drawn = async (): Promise<string> =>
    await report()
      .locator('#chart-days canvas')
      .evaluate((canvas: { toDataURL(): string }) => canvas.toDataURL()); // no DOM types in tests

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^EKS cluster lab/).waitFor();
  });

  it('opens with all its sections', async () => {
    await window.workbench.runCommand('External Instances: Open Cost Report');
    await heading(/^Costs and pulls, /).waitFor();
    for (const name of [
      'This month',
      'Day by day',
      'Pulls from ECR',
      'Forecast',
      'What if',
      'Prices and their sources',
    ])
      await heading(name).waitFor();
    await window.workbench.tab(/^Costs and pulls, /).waitFor();
    await report().getByText('Demo Account, eu-central-1').waitFor();
  });

  it('shows pulls as soon as they are read', async () => {
    await window.workbench.runCommand('External Instances: Read Pulls Now');
    await table('repositories').waitFor({ timeout: 60_000 });
    await table('hosts').waitFor();
    await window.picture('cost-report');
  });

  it('has the same figures wherever they stand', async () => {
    const costs = await total('costs');
    assert.match(costs[1] ?? '', /^\$\d/);
    // The view itself is too narrow for all of it.
    await window.workbench.sidebar
      .getByRole('treeitem', { name: `, ${costs[1] ?? ''} so far` })
      .first()
      .waitFor();
    assert.deepEqual((await total('forecast')).slice(1, 3), costs.slice(1, 3));
    await report().locator('#fold-days > summary').click();
    assert.equal((await total('days')).at(-1), costs[1]);
    assert.equal((await total('hosts'))[1], (await total('repositories'))[1]);
  });

  it('has nothing that axe finds wrong', async () => {
    assert.deepEqual(await axeFindings(report()), []);
  });

  it('is used by keys alone', async () => {
    const { keyboard } = window.workbench.page;
    await heading(/^Costs and pulls/).click();
    const focused = report().locator(':focus');
    await keyboard.press('Tab');
    await eventually(async () => assert.equal(await focused.innerText(), 'Save as HTML…'));
    for (let stops = 0; stops < 7; stops++) await keyboard.press('Tab');
    await eventually(async () => assert.equal(await focused.innerText(), 'What if'));
    await keyboard.press('Enter');
    await eventually(async () => assert.equal(await focused.getAttribute('id'), 'section-what-if'));
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await eventually(async () => assert.equal(await focused.getAttribute('name'), 'hosts'));
    const before = await table('what-if').innerText();
    await keyboard.press('Control+A');
    await keyboard.type('20');
    await report().getByText('hosts: 20, with').waitFor();
    assert.notEqual(await table('what-if').innerText(), before);
    await eventually(async () => assert.equal(await focused.getAttribute('name'), 'hosts'));
    for (let stops = 0; stops < 3; stops++) await keyboard.press('Tab');
    await keyboard.press('Enter');
    await table('what-if').getByText('ECS Anywhere × 20').waitFor();
  });

  it('reckons the fleet in another Region', async () => {
    const row = table('what-if').locator('tbody tr').filter({ hasText: 'EC2' }).last();
    const before = await row.innerText();
    await report().getByLabel('Region').first().selectOption('sa-east-1');
    await report().getByText('sa-east-1, hosts: 20').waitFor();
    assert.notEqual(await row.innerText(), before);
    await heading('What if').scrollIntoViewIfNeeded();
    await window.picture('cost-report-what-if');
  });

  it('saves what was chosen as Markdown', async () => {
    const file = join(window.workspace, 'what-if.md');
    await report().getByRole('button', { name: 'Save What If…' }).click();
    await window.workbench.pick('Markdown');
    await window.workbench.choosePath(/cost-report-\d{4}-\d\d-what-if\.md$/, file, 'OK');
    await eventually(async () => {
      const text = await readFile(file, 'utf8');
      assert.match(text, /^- Region: sa-east-1$/m);
      assert.match(text, /^\| ECS Anywhere \| .*\$149\.65/m);
    });
  });

  it('saves itself as HTML, its tables as CSV and its charts as PNG', async () => {
    const { workbench, workspace } = window;
    const [html, csv, png] = ['report.html', 'costs.csv', 'days.png'].map((name) => join(workspace, name));
    assert.ok(html !== undefined && csv !== undefined && png !== undefined);
    await report().getByRole('button', { name: 'Save as HTML…' }).click();
    await workbench.choosePath(/cost-report-\d{4}-\d\d\.html$/, html, 'OK');
    await eventually(async () => {
      const text = await readFile(html, 'utf8');
      assert.ok(text.endsWith('</html>\n'));
      assert.equal(text.match(/<img src="data:image\/png;base64,/g)?.length, 4);
      assert.doesNotMatch(text, /<script/);
    });
    await report().getByRole('button', { name: 'Save as CSV…' }).click();
    await workbench.pick('Costs of this month');
    await workbench.choosePath(/cost-report-\d{4}-\d\d-costs\.csv$/, csv, 'OK');
    await eventually(async () => {
      const lines = (await readFile(csv, 'utf8')).split('\r\n');
      assert.match(lines[0] ?? '', /^\uFEFFCost,"So far, least \(USD\)"/);
      assert.match(lines.at(-2) ?? '', /^Total,\d+\.\d+,/);
    });
    await report().getByRole('button', { name: 'Save Days as PNG…' }).click();
    await workbench.choosePath(/cost-report-\d{4}-\d\d-days\.png$/, png, 'OK');
    await eventually(async () => {
      const bytes = await readFile(png);
      assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
      assert.ok(bytes.length > 10_000);
    });
  });

  it('says in a sentence that a file can not be written', async () => {
    const { workbench } = window;
    // Where nobody can make a file, not even root. Not /proc: what VS Code lists of it is gone as it looks closer.
    const file = `${process.platform === 'linux' ? '/sys' : '/dev'}/days.png`;
    // Where the box is slow, it forgets the path that it was given, and saves to its own.
    await eventually(async () => {
      await report().getByRole('button', { name: 'Save Days as PNG…' }).click();
      await workbench.choosePath(/days\.png$/, file, 'OK');
      await workbench.notification(/days\.png could not be saved: /).waitFor({ timeout: 5000 });
    }, 40_000);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('takes the colours of each kind of theme, and stays readable in all', async () => {
    const pictures = new Set<string>();
    let before = await drawn();
    await inEachTheme(window, report, async ({ name, slug }) => {
      await eventually(async () => assert.notEqual(await drawn(), before, name));
      before = await drawn();
      pictures.add(before);
      assert.deepEqual(await axeFindings(report()), [], name);
      await heading('Day by day').scrollIntoViewIfNeeded();
      await window.picture(`cost-report-${slug}`);
    });
    assert.ok(pictures.size >= 4, String(pictures.size));
  });

  it('is as it was when it comes back to the front, and after a restart of the window', async () => {
    const { workbench } = window;
    const isOpen = async (): Promise<void> =>
      await eventually(async () => {
        assert.equal(await report().locator('#fold-days').getAttribute('open'), '');
        assert.equal(await report().getByLabel('Hosts').inputValue(), '20');
        assert.match(await table('what-if').innerText(), /EC2/);
        await report().getByText('sa-east-1, hosts: 20').waitFor({ timeout: 1000 });
      }, 30_000);
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.activeEditor.waitFor();
    await workbench.tab(/^Costs and pulls, /).click();
    await isOpen();
    await Promise.all([workbench.page.waitForEvent('load'), workbench.runCommand('Developer: Reload Window')]);
    await workbench.page.locator('.activitybar').waitFor();
    await isOpen();
  });
});
