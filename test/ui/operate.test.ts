import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { DemoAccount } from '../../src/demo/account.ts';
import type { EcsCluster } from '../../src/demo/world.ts';
import { eventually } from '../helpers.ts';
import { clusterIn, nodeIdIn } from './demoWorld.ts';
import { useAccountWindow } from './profileHome.ts';
import { stepByStep } from './support.ts';

const tier = '/ssm/managed-instance/activation-tier';

describe('operate hosts and tasks', function () {
  this.timeout(90_000);
  stepByStep(this);

  let demo: DemoAccount;
  const window = useAccountWindow(async (start, home) => {
    demo = await start({ latencyMs: 100 });
    // What AWS's plug-in is given; it speaks a WebSocket, which the demo account does not.
    await home.addProgram(
      'session-manager-plugin',
      `#!/bin/sh
[ "$1" = --version ] && { echo 1.2.707.0; exit; }
case "$AWS_SSM_START_SESSION_RESPONSE" in *TokenValue*) echo "shell on $5" ;; esac
exec sleep 60
`,
    );
  });

  const cluster = (name: string): EcsCluster => clusterIn(demo.world, name);
  const nodeId = (name: string): string | undefined => nodeIdIn(demo.world, name);
  const statusOf = (name: string): string | undefined =>
    [...cluster('home').instances.values()].find(({ ec2InstanceId }) => ec2InstanceId === nodeId(name))?.status;
  const row = (name: RegExp): Locator => window.workbench.treeItem(name);
  const preview = (text: string | RegExp): Locator => window.workbench.webview.getByText(text).first();

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.unfoldCluster(/^ECS cluster home/, /^kitchen-pi5/);
  });

  it('runs a command on two hosts at once, and shows what each of them said', async () => {
    const { workbench } = window;
    await row(/^kitchen-pi5/).click();
    await row(/^garage-pi4/).click({ modifiers: ['Control'] });
    await workbench.chooseFromMenu(row(/^garage-pi4/), 'Run Command…');
    await workbench.quickInput
      .getByText(/are offline: they take no command now|2 Selected/)
      .first()
      .waitFor();
    await workbench
      .quickRow('shed-pi4')
      .getByText(/^offline/)
      .waitFor();
    await workbench.quickInput.getByText('2 Selected').waitFor();
    await window.picture('operate-hosts');
    await workbench.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
    await workbench.quickRow('Temperature and throttling').waitFor();
    await window.picture('operate-commands');
    await workbench.pick('Temperature and throttling');
    await workbench.notification('Temperature and throttling: Ended well on all hosts.').waitFor();
    await preview('✓ success').waitFor();
    const cells = await workbench.webview.locator('td').allInnerTexts();
    assert.ok(cells.includes('kitchen-pi5') && cells.includes('garage-pi4'), cells.join());
    assert.ok(
      cells.some((cell) => /\d\.\d °C/.test(cell)),
      cells.join(),
    );
    await window.picture('operate-results');
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('asks before what deletes, and shows again what was run', async () => {
    const { workbench } = window;
    await row(/^kitchen-pi5/).click();
    await workbench.chooseFromMenu(row(/^kitchen-pi5/), 'Run Command…');
    await workbench.quickInput.getByText('1 Selected').waitFor();
    await workbench.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
    await workbench.pick('Prune images');
    const question = workbench.dialog('Run "Prune images" on kitchen-pi5?');
    await question.getByText('Deletes images that no container uses').waitFor();
    await window.picture('operate-prune');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });

    await workbench.runCommand('External Instances: Show Command Results…');
    await workbench.quickRow('Temperature and throttling').waitFor();
    const [sent] = [...demo.world.commands.values()];
    assert.equal(demo.world.commands.size, 1);
    assert.ok(sent);
    await workbench.type('type the id of a command', sent.id);
    await workbench.pick(sent.id);
    await workbench.notification(/Command [0-9a-f]{8}: Ended well on all hosts/).waitFor();
    await preview('✓ success').waitFor();
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('updates agents after a question that says how', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(row(/^kitchen-pi5/), 'Update Agents…');
    await workbench.quickInput.getByText('1 Selected').waitFor();
    await workbench.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
    await workbench.quickRow('SSM agent').waitFor();
    await workbench.quickInput.getByText('no newer one known').first().waitFor();
    await window.picture('operate-agents');
    await workbench.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
    const question = workbench.dialog('Update the agents of kitchen-pi5?');
    await question.getByText('AWS-UpdateSSMAgent').waitFor();
    await window.picture('operate-update-question');
    await question.getByRole('button', { name: 'Update', exact: true }).click();
    await workbench.notification('Update the SSM agent: Ended well on all hosts.').waitFor();
    assert.deepEqual([...demo.world.commands.values()].map(({ documentName }) => documentName).slice(-2), [
      'AWS-RunShellScript',
      'AWS-UpdateSSMAgent',
    ]);
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('drains a host after a question that says what stops, and activates it again', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(row(/^garage-pi4/), 'Drain Hosts…');
    const question = workbench.dialog('Drain the host garage-pi4?');
    await question.getByText(/Tasks of these services are stopped there: .*sensor-hub/).waitFor();
    await window.picture('operate-drain');
    await question.getByRole('button', { name: 'Drain', exact: true }).click();
    await workbench.notification('Draining garage-pi4').waitFor();
    await row(/^garage-pi4, .*, draining/).waitFor();
    assert.equal(statusOf('garage-pi4'), 'DRAINING');
    await window.picture('operate-draining');
    await workbench.notification(/garage-pi4: drained, nothing runs there any more/).waitFor({ timeout: 60_000 });
    await workbench.runCommand('Notifications: Clear All Notifications');

    await workbench.chooseFromMenu(row(/^garage-pi4/), 'Activate Hosts');
    await workbench.notification('ECS places tasks on garage-pi4 again.').waitFor();
    await row(/^garage-pi4, .*, connected/).waitFor();
    assert.equal(statusOf('garage-pi4'), 'ACTIVE');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('opens a shell in a container, for which no tier is needed', async () => {
    const { workbench } = window;
    await workbench.unfold(/^kitchen-pi5/);
    await workbench.unfold(/^Task home-assistant/);
    await workbench.chooseFromMenu(row(/^Container home-assistant/), 'Exec Into Container…');
    await workbench.answer('Command to run in the container', '/bin/bash');
    await workbench.terminalRows.filter({ hasText: 'shell on {"Target":"ecs:home_' }).first().waitFor();
    await window.picture('operate-exec');
    await workbench.runCommand('Terminal: Kill All Terminals');
  });

  it('stops a task after a question that says what its service does then', async () => {
    const { workbench } = window;
    await workbench.unfold(/^kitchen-pi5/);
    const tasks = [...cluster('home').tasks.values()];
    const task = tasks.find(({ group, lastStatus }) => group === 'service:home-assistant' && lastStatus === 'RUNNING');
    assert.ok(task);
    await workbench.chooseFromMenu(row(/^Task home-assistant/), 'Stop Task…');
    const question = workbench.dialog('Stop the task home-assistant?');
    await question.getByText('Its service starts another one').waitFor();
    await window.picture('operate-stop');
    await question.getByRole('button', { name: 'Stop', exact: true }).click();
    await eventually(() => assert.equal(task.desiredStatus, 'STOPPED'));
    await workbench.notification('Stopping home-assistant').waitFor({ state: 'detached' });
  });

  it('says what a shell takes before it opens one', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(row(/^kitchen-pi5/), 'Open Shell');
    const off = workbench.dialog('A shell on a hybrid node takes the advanced-instances tier, which is off.');
    await off.getByText('No price of it is known for eu-central-1.').waitFor();
    await window.picture('operate-tier-off');
    await off.getByRole('button', { name: 'Copy AWS CLI Command' }).click();
    await eventually(async () =>
      assert.match(await workbench.clipboard(), /^aws ssm update-service-setting --region eu-central-1 /),
    );

    demo.world.serviceSettings.set(tier, 'advanced');
    await workbench.chooseFromMenu(row(/^kitchen-pi5/), 'Open Shell');
    const on = workbench.dialog('Open a shell with the advanced-instances tier?');
    await on.getByRole('button', { name: 'Open Shell', exact: true }).click();
    await workbench.terminalRows
      .filter({ hasText: `shell on {"Target":"${String(nodeId('kitchen-pi5'))}"}` })
      .waitFor();
    await window.picture('operate-shell');
    await workbench.runCommand('Terminal: Kill All Terminals');
  });
});
