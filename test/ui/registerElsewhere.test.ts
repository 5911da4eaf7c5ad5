import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { eventually, noAws } from '../helpers.ts';
import { demoAccessOf } from './demoAccess.ts';
import { stepByStep, useWindow } from './support.ts';

// Runs what it is given right here, and writes down its arguments. They end with `-- HOST COMMAND…`.
const sshStandIn = `#!/usr/bin/env bash
printf '%q ' "$@" >>"$(dirname "$0")/ssh.log"
echo >>"$(dirname "$0")/ssh.log"
for argument; do
  if [[ $argument == exit ]]; then exit; fi
done
while [[ $1 != -- ]]; do shift; done
shift 2
exec sh -c "$*"
`;
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExa ada@desk';

describe('registering hosts elsewhere', function () {
  this.timeout(90_000);
  stepByStep(this); // the notifications of one step would be in the way of the next

  let home: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'external-instances-home-'));
    await mkdir(join(home, '.ssh', 'config.d'), { recursive: true });
    await mkdir(join(home, 'bin'));
    await writeFile(
      join(home, '.ssh', 'config'),
      'Include config.d/*\n\nHost pi-1 pi-2\n  User pi\n\nHost *\n  Port 22\n',
    );
    await writeFile(join(home, '.ssh', 'config.d', 'storage'), 'Host nas\n  HostName 192.168.20.30\n');
    await writeFile(join(home, '.ssh', 'id_ed25519.pub'), `${key}\n`);
    await writeFile(join(home, 'bin', 'ssh'), sshStandIn);
    await chmod(join(home, 'bin', 'ssh'), 0o755);
  });
  const window = useWindow({
    env: () => ({ ...noAws(), HOME: home, PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH ?? ''}` }),
  });
  after(async () => {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.unfoldCluster(/^ECS cluster workshop/, /^attic-rack/);
  });

  beforeEach(async () => {
    const { workbench } = window;
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Terminal: Kill All Terminals');
  });

  /** What the editor in front is the file of. */
  async function copied(expected: RegExp): Promise<string> {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Copy Register Script');
    let text = '';
    await eventually(async () => {
      text = await workbench.clipboard();
      assert.match(text, expected);
    });
    return text;
  }

  function codeOf(script: string): string {
    const code = /^ *activation_code='([^']+)'/m.exec(script)?.[1] ?? '';
    assert.equal(code.length, 20);
    return code;
  }

  const lens = (text: string) =>
    window.workbench.activeEditor.locator('.codelens-decoration').getByText(text, { exact: true });

  it('makes a file for the first boot of a Raspberry Pi', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Register This Host…');
    for (const host of ['pi-1', 'pi-2', 'nas'])
      await workbench.quickRow(host).filter({ hasText: 'over ssh' }).waitFor();
    await window.picture('kinds-targets');
    await workbench.pick('A Raspberry Pi at Its First Boot');
    await workbench.quickRow('workshop').waitFor();
    assert.equal(await workbench.quickRow('lab').count(), 0);
    await workbench.pick('workshop');
    await workbench.pick('ecsAnywhereRole');
    await workbench.type('Host name of the Raspberry Pi', 'pond pi');
    await workbench.quickInput.getByText('A host name holds').waitFor();
    await window.picture('kinds-first-boot-1-name');
    await workbench.answer('A host name holds', 'pond-pi');
    await workbench.quickRow('id_ed25519.pub').filter({ hasText: 'ada@desk' }).waitFor();
    await window.picture('kinds-first-boot-2-keys');
    await workbench.pickSeveral();
    await workbench.pick('Create Activation');
    await workbench.tab('user-data').waitFor();
    await lens('Save…').waitFor();
    assert.equal(await lens('Run in Terminal').count(), 0);
    await window.picture('kinds-first-boot-3-file');

    const file = join(window.workspace, 'user-data');
    await workbench.runCommand('External Instances: Save Register Script…');
    await workbench.choosePath(/user-data$/, file, 'OK');
    await eventually(async () => {
      const text = await readFile(file, 'utf8');
      assert.match(text, /^#cloud-config\n/);
      const config = parse(text) as { hostname: string; users?: unknown };
      assert.equal(config.hostname, 'pond-pi');
      assert.ok(text.includes(key));
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    });
    await workbench.pressNotificationButton('Waiting for the host in workshop', 'Cancel');

    await workbench.runCommand('View: Close All Editors');
    await workbench.tab('user-data').waitFor({ state: 'detached' });
    await workbench.pressRowButton(workbench.treeItem(/^pond-pi, expected/), 'Show Register Script Again');
    await workbench.tab('user-data').waitFor();
  });

  it('hands several hosts to Ansible, with the secret in one file', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Register This Host…');
    await workbench.pick('Several Hosts');
    await workbench.pick('workshop');
    await workbench.quickRow('Other Hosts…').waitFor();
    await window.picture('kinds-several-1-hosts');
    await workbench.pickSeveral('pi-1', 'nas');
    await workbench.quickRow('A Loop over ssh').waitFor();
    await window.picture('kinds-several-2-by');
    await workbench.pick('Ansible');
    await workbench.pick('ecsAnywhereRole');
    await workbench.quickRow('Create Activation').filter({ hasText: '2 hosts for workshop' }).waitFor();
    await workbench.quickRow('Uses').filter({ hasText: '3 registrations' }).waitFor();
    await window.picture('kinds-several-3-review');
    await workbench.pick('Create Activation');
    await workbench.tab('register-workshop.yml').waitFor();
    await lens('Save All…').waitFor();
    await lens('Show Inventory').waitFor();
    assert.equal(await lens('Run in Terminal').count(), 0);
    await window.picture('kinds-several-4-play');

    const folder = join(window.workspace, 'hosts');
    await mkdir(folder);
    await workbench.runCommand('External Instances: Save Register Script…');
    await workbench.choosePath(/external-instances-home-\w+\/$/, `${folder}/`, 'Save Here');
    await eventually(async () => {
      const script = await readFile(join(folder, 'register-workshop.sh'), 'utf8');
      const play = await readFile(join(folder, 'register-workshop.yml'), 'utf8');
      const inventory = await readFile(join(folder, 'inventory-workshop.yml'), 'utf8');
      assert.match(inventory, /"nas":[\s\S]*"pi-1":/);
      assert.match(play, /register-workshop\.sh/);
      const code = codeOf(script);
      assert.ok(!play.includes(code) && !inventory.includes(code));
      assert.equal((await stat(join(folder, 'register-workshop.sh'))).mode & 0o777, 0o700);
    });

    await lens('Show Register Script').click();
    await workbench.tab('register-workshop.sh').waitFor();
    await window.picture('kinds-several-5-script');
    await workbench.pressNotificationButton('Waiting for 2 hosts in workshop', 'Cancel');
  });

  it('registers several hosts by one script, in a loop over ssh', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Register This Host…');
    await workbench.pick('Several Hosts');
    await workbench.pick('workshop');
    await workbench.pickSeveral('pi-1', 'pi-2');
    await workbench.pick('A Loop over ssh');
    await workbench.pick('ecsAnywhereRole');
    await workbench.pick('Create Activation');
    await workbench.tab('register-workshop.sh').waitFor();
    const script = await copied(/hosts=\(\s+'pi-1'\s+'pi-2'\s+\)/);
    const before = await demoAccessOf(script).containerInstances('workshop');
    await workbench.runCommand('External Instances: Run Register Script in Terminal');
    await workbench.notification('2 hosts have arrived in workshop').waitFor({ timeout: 45_000 });
    await window.picture('kinds-several-6-arrived');
    assert.equal((await demoAccessOf(script).containerInstances('workshop')).length, before.length + 2);
  });

  it('registers a host of the ssh config, with the code in no argument', async () => {
    const { workbench } = window;
    const log = join(home, 'bin', 'ssh.log');
    await rm(log, { force: true });
    await workbench.runCommand('External Instances: Register This Host…');
    await workbench.pick('pi-1');
    await workbench.pick('workshop');
    await workbench.pick('ecsAnywhereRole');
    await workbench.answer('Name of the host', 'pond-pump');
    await workbench.pick('Create Activation');
    await workbench.tab('register-workshop.sh').waitFor();
    await lens('Run on pi-1 over ssh').waitFor();
    await window.picture('kinds-ssh-1-script');
    const script = await copied(/^ {2}activation_code='[\w+/]{20}'$/m);
    await workbench.runCommand('External Instances: Run Register Script in Terminal');
    await workbench.notification('pond-pump has arrived in workshop').waitFor({ timeout: 45_000 });
    await workbench.pressNotificationButton('pond-pump has arrived', 'Show in Clusters');
    await workbench.treeItem(/^pond-pump, .*connected/).waitFor();
    await window.picture('kinds-ssh-2-arrived');
    const calls = await readFile(log, 'utf8');
    assert.match(calls, /-- pi-1 /);
    assert.ok(!calls.includes(codeOf(script)));
  });

  it('says first that AWS no longer supports Windows, and hands out PowerShell', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Register This Host…');
    await workbench.quickRow('A Windows Host').filter({ hasText: 'AWS ended' }).waitFor();
    await workbench.pick('A Windows Host');
    await workbench.pick('workshop');
    await workbench.pick('ecsAnywhereRole');
    await workbench.answer('Name of the host', 'till');
    await window.picture('kinds-windows-1-review');
    await workbench.pick('Create Activation');
    await workbench.tab('register-workshop.ps1').waitFor();
    const ready = workbench.notification('The register script for workshop is ready');
    await ready.getByRole('button', { name: 'Save…' }).waitFor();
    assert.equal(await ready.getByRole('button', { name: 'Run in Terminal' }).count(), 0);
    await lens('Copy').waitFor();
    assert.equal(await lens('Run in Terminal').count(), 0);
    await window.picture('kinds-windows-2-script');
    await copied(/-Cluster 'workshop' `/);

    // Of several notifications at once VS Code shows three, and keeps the others to its list.
    await eventually(async () => {
      await workbench.runCommand('External Instances: Run Register Script in Terminal');
      await workbench.notification('This script is for PowerShell on the Windows machine').waitFor({ timeout: 3000 });
    }, 20_000);
  });
});
