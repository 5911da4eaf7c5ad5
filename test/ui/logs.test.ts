import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { DemoAccount } from '../../src/demo/account.ts';
import { addHost } from '../../src/demo/worlds/ecs.ts';
import { eventually } from '../helpers.ts';
import { clusterIn } from './demoWorld.ts';
import { useAccountWindow } from './profileHome.ts';
import { stepByStep } from './support.ts';

describe('logs of containers and hosts', function () {
  this.timeout(90_000);
  stepByStep(this);

  let demo: DemoAccount;
  const window = useAccountWindow(async (start) => {
    demo = await start({ latencyMs: 50 });
    const cluster = clusterIn(demo.world, 'home');
    // Two machines that were given one name.
    for (const ipAddress of ['192.168.20.31', '192.168.20.32'])
      addHost(demo.world, { cluster, name: 'twin', ipAddress });
  });

  const row = (name: RegExp): Locator => window.workbench.treeItem(name);
  const panel = (): Locator => window.workbench.page.locator('.part.panel');
  const line = (text: string | RegExp): Locator => panel().locator('.view-line').filter({ hasText: text }).first();
  const requests = (): number => demo.calls.filter(({ operation }) => operation === 'GetLogEvents').length;

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.unfoldCluster(/^ECS cluster home/, /^kitchen-pi5/);
  });

  it('finds a host, and reveals the very one of two that have the same name', async () => {
    const { workbench } = window;
    const twins = [...demo.world.nodes.values()].filter(({ name }) => name === 'twin').map(({ id }) => id);
    assert.equal(twins.length, 2);
    for (const id of [...twins, ...twins]) {
      await workbench.runCommand('External Instances: Find Host…');
      await workbench.type('Text, or an expression', 'twin');
      await workbench.pick(id);
      await eventually(async () => {
        const selected = workbench.sidebar.locator('[role=treeitem][aria-selected=true]');
        assert.match((await selected.getAttribute('aria-label')) ?? '', new RegExp(`^twin, .*${id}`));
      });
    }
  });

  it("shows the log of one of a host's containers, follows it, and stops when it is told to", async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(row(/^kitchen-pi5/), 'Show Logs…');
    await workbench.quickRow('sensor-hub / hub').waitFor();
    await workbench.quickRow("SSM agent's log").waitFor();
    await window.picture('logs-choose');
    await workbench.pick('sensor-hub / hub');
    await line('reading from').waitFor();
    await line('── Following.').waitFor();
    const channel = panel()
      .locator('option')
      .filter({ hasText: /^hub · kitchen-pi5 · [0-9a-f]{8}$/ });
    await channel.first().waitFor({ state: 'attached' });
    const before = requests();
    await eventually(() => assert.ok(requests() > before + 2), 20_000);
    await line(/°C/).waitFor();
    await window.picture('logs-follow');
    await panel().getByRole('button', { name: 'Stop Following Log…' }).click();
    await line('── Stopped following.').waitFor();
    await panel().getByRole('button', { name: 'Stop Following Log…' }).waitFor({ state: 'detached' });
    const stopped = requests();
    await workbench.page.waitForTimeout(5000);
    assert.equal(requests(), stopped);
  });

  it('shows the log of a task that has stopped to its end, and why it stopped', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(row(/^garage-pi4/), 'Show Logs…');
    await workbench.quickInput.getByText('of tasks that have stopped').waitFor();
    await workbench.pick(/sensor-hub \/ hub.*STOPPED/);
    await line('── The task has stopped: Essential container in task exited').waitFor();
    await line('exiting with code 137').waitFor();
    await window.picture('logs-stopped');
  });

  it('offers to read on the host what is not in CloudWatch Logs', async () => {
    const { workbench } = window;
    await workbench.unfold(/^kitchen-pi5/);
    await workbench.unfold(/^Task mosquitto/);
    await workbench.chooseFromMenu(row(/^Container mosquitto/), 'Show Logs…');
    const offer = /The log of mosquitto is not in CloudWatch Logs: its log driver is json-file/;
    await workbench.notification(offer).waitFor();
    await window.picture('logs-driver');
    await workbench.pressNotificationButton(offer, 'Read on Host');
    await workbench.notification('Log of mosquitto: Ended well on all hosts.').waitFor();
    await workbench.webview
      .getByText('mosquitto started, pid 1')
      .or(workbench.webview.getByText('msg="tick"'))
      .first()
      .waitFor();
    await window.picture('logs-on-host');
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('says in a sentence what is not allowed, with the next step', async () => {
    const { workbench } = window;
    const allow = demo.faults.add({ operation: 'GetLogEvents', fault: { kind: 'deny' } });
    await workbench.unfold(/^Task sensor-hub/);
    await workbench.chooseFromMenu(row(/^Container hub/), 'Show Logs…');
    const denied = /Access denied: logs:GetLogEvents\. The policy for operating hosts allows it/;
    await workbench.notification(denied).getByRole('button', { name: 'Copy IAM Policy…' }).waitFor();
    await line('── Access denied: logs:GetLogEvents').waitFor();
    await window.picture('logs-denied');
    allow();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.chooseFromMenu(row(/^Container hub/), 'Show Logs…');
    await line('reading from').waitFor();
    await workbench.runCommand('External Instances: Stop Following Log…');
    await line('── Stopped following.').waitFor();
  });

  it("reads an agent's log on its host", async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(row(/^kitchen-pi5/), 'Show Logs…');
    await workbench.pick("ECS agent's log");
    await workbench.notification("ECS agent's log: Ended well on all hosts.").waitFor();
    await workbench.webview.getByText('ACS heartbeat').first().waitFor();
    await window.picture('logs-agent');
  });
});
