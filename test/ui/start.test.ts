import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { root } from '../../tools/lib/paths.ts';
import { launchBrowser } from '../../tools/vscode/browser.ts';
import { eventually, noAws } from '../helpers.ts';
import { Workbench } from './workbench.ts';

// Ctrl-C reaches a whole process group at once, and only POSIX has these.
if (process.platform !== 'win32') {
  describe('npm start', function () {
    this.timeout(60_000);
    let started: ChildProcess | undefined;
    let browser: Browser | undefined;

    after(async () => {
      await browser?.close();
      if (started?.pid !== undefined && isAlive(started.pid)) process.kill(-started.pid, 'SIGKILL');
    });

    it('opens VS Code with the demo account, says where in one line, and leaves nothing behind after Ctrl-C', async () => {
      const command = ['tools/run.mjs', 'start', '--no-open'];
      const env = { ...process.env, ...noAws() };
      const child = spawn(process.execPath, command, { cwd: root, env, detached: true });
      started = child;
      const { pid } = child;
      assert.ok(pid);
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await eventually(async () => {
        await Promise.resolve();
        assert.match(output, /^VS Code \S+ .*http:\/\/127\.0\.0\.1:\d+\//m);
      }, 30_000);
      const address = /http:\S+/.exec(output)?.[0] ?? '';
      assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/\?tkn=\w{16}/, output);
      const { origin } = new URL(address);

      browser = await launchBrowser();
      const workbench = new Workbench(await browser.newPage({ viewport: { width: 1280, height: 800 } }));
      await workbench.page.goto(address);
      await workbench.treeItem(/^Account Demo Account/).waitFor({ timeout: 20_000 });
      await workbench.treeItem(/^ECS cluster home/).waitFor();
      await browser.close();
      assert.equal((await fetch(origin)).status, 403, 'nobody gets in without the token');

      process.kill(-pid, 'SIGINT');
      await eventually(async () => {
        assert.ok(!isAlive(pid), 'a process of its group still runs');
        await assert.rejects(fetch(origin));
      });
    });
  });
}

/** Whether any process of the group is left. */
function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
