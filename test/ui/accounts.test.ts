import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoAccount, type DemoAccount } from '../../src/demo/account.ts';
import { awsEnvironment } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

/** Profiles of every kind of trouble, and one that works: all point to an account on this machine, or to nothing. */
function profiles(endpoint: string): string {
  const keys = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example';
  return `
[profile home]
region = eu-central-1
endpoint_url = ${endpoint}
${keys}

[profile work]
region = us-east-1
endpoint_url = ${endpoint}
${keys}

[profile limited]
region = eu-central-1
endpoint_url = ${endpoint}
${keys}

[profile offline]
region = eu-central-1
endpoint_url = http://127.0.0.1:1
${keys}

[profile keyless]
region = eu-central-1

[profile signed-out]
region = eu-central-1
sso_session = company
sso_account_id = 111122223333
sso_role_name = Reader

[sso-session company]
sso_region = eu-central-1
sso_start_url = https://company.example.com/start
sso_registration_scopes = sso:account:access
`;
}

describe('accounts', function () {
  this.timeout(90_000);
  stepByStep(this);

  let demo: DemoAccount;
  let folder: string;
  before(async () => {
    demo = await startDemoAccount();
    folder = await mkdtemp(join(tmpdir(), 'external-instances-aws-'));
    await writeFile(join(folder, 'credentials'), '');
    await mkdir(join(folder, 'bin'));
    const cli = '#!/bin/sh\nprintf "asked for: %s\\n" "$*"\nexec sleep 60\n';
    await writeFile(join(folder, 'bin', 'aws'), cli, { mode: 0o755 });
    await writeConfig('this is no config file\n');
  });
  const writeConfig = (text: string): Promise<void> => writeFile(join(folder, 'config'), text);

  const window = useWindow({
    env: () => ({
      ...awsEnvironment(join(folder, 'config'), join(folder, 'credentials')),
      HOME: folder,
      PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
      AWS_PROFILE: 'home',
    }),
  });
  after(async () => {
    await demo.stop();
    await rm(folder, { recursive: true });
  });

  const refresh = (): Promise<void> => window.workbench.runCommand('External Instances: Refresh');

  async function show(profile: string): Promise<void> {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Select Account…');
    await workbench.quickRow('Demo Account').waitFor();
    await workbench.pick(profile);
    await workbench.quickRow('Europe (Frankfurt)').waitFor();
    await workbench.page.keyboard.press('Enter'); // the profile's own Region is ticked
    await workbench.pick('Show Only the New Choice');
    await workbench.treeItem(new RegExp(`^Account ${profile}`)).waitFor();
  }

  it('says that the config files cannot be read, and offers to open them', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.sidebar.getByText('Your AWS config files cannot be read.').waitFor();
    await workbench.welcomeButton('Open AWS Config File').waitFor();
    await window.picture('trouble-config');
  });

  it('says that the profile names no Region', async () => {
    const { workbench } = window;
    await writeConfig('[profile home]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n');
    await refresh();
    await workbench.sidebar.getByText('Your AWS profile names no Region.').waitFor();
    await window.picture('trouble-region');
  });

  it('names a profile that is not there, in the log', async () => {
    const { workbench } = window;
    await writeConfig('[profile other]\nregion = eu-central-1\n');
    await refresh();
    await workbench.sidebar.getByText('AWS_PROFILE names a profile that is not in your AWS config files').waitFor();
    await workbench.runCommand('External Instances: Show Log');
    await workbench.page
      .locator('.output-view .view-line', { hasText: 'There is no profile "home"' })
      .first()
      .waitFor();
    await workbench.runCommand('View: Toggle Panel Visibility');
  });

  it('shows the account of AWS_PROFILE as soon as its config is mended, at its endpoint_url', async () => {
    const { workbench } = window;
    await writeConfig(profiles(demo.endpoint));
    await refresh();
    await workbench.treeItem(/^Account home, eu-central-1 · \d{12}/).waitFor();
    await workbench.treeItem(/^ECS cluster workshop/).waitFor();
  });

  it('shows two accounts side by side', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Select Account…');
    await workbench.quickRow('Demo Account').waitFor();
    await window.picture('select-account');
    await workbench.pick('work');
    await workbench.quickRow('US East (N. Virginia)').waitFor();
    await window.picture('select-regions');
    await workbench.page.keyboard.press('Enter');
    await workbench.pick('Show Side by Side');
    await workbench.treeItem(/^Account work, us-east-1/).waitFor();
    await workbench.treeItem(/^Account home, eu-central-1/).waitFor();
  });

  it('tells of a sign-in that has ended, and offers to sign in', async () => {
    const { workbench } = window;
    await show('signed-out');
    await workbench.treeItem('Problem: The sign-in has expired').waitFor();
    await workbench.treeItem('Sign In…').waitFor();
    await window.picture('trouble-sign-in');
    await workbench.treeItem('Sign In…').click();
    await workbench.terminalRows.filter({ hasText: 'asked for: sso login --profile signed-out' }).first().waitFor();
    await workbench.runCommand('Terminal: Kill All Terminals');
  });

  it('tells of missing credentials, and offers another account', async () => {
    const { workbench } = window;
    await show('keyless');
    await workbench.treeItem('Problem: No AWS credentials were found').waitFor();
    await workbench.treeItem('Select Account…').waitFor();
  });

  it('tells that AWS cannot be reached, and tries again', async () => {
    const { workbench } = window;
    await show('offline');
    await workbench.treeItem('Problem: AWS cannot be reached').waitFor();
    await writeConfig(profiles(demo.endpoint).replace('http://127.0.0.1:1', demo.endpoint));
    await workbench.treeItem('Try Again').click();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    await workbench.treeItem('Problem: AWS cannot be reached').waitFor({ state: 'detached' });
  });

  it('shows what is permitted when a part is denied, and names the permission', async () => {
    const { workbench } = window;
    demo.faults.add({ service: 'ecs', operation: 'ListClusters', fault: { kind: 'deny' } });
    // Of one that was shown before, what was known last would be in sight.
    await show('limited');
    await workbench.treeItem('Problem: Access denied: ecs:ListClusters').waitFor();
    await workbench.treeItem(/^EKS cluster lab/).waitFor();
    // Which nodes belong to no cluster can't be known now, so none is said to.
    assert.equal(await workbench.treeItem(/^Other Managed Nodes/).count(), 0);
    await window.picture('trouble-denied');
    demo.faults.clear();
  });

  it('tells of expired and of unknown credentials', async () => {
    const { workbench } = window;
    const expired = demo.faults.add({ fault: { kind: 'error', code: 'ExpiredTokenException', status: 400 } });
    await refresh();
    await workbench.treeItem('Problem: The sign-in has expired').waitFor();
    expired();
    demo.faults.add({ fault: { kind: 'error', code: 'UnrecognizedClientException', status: 400 } });
    await refresh();
    await workbench.treeItem('Problem: AWS does not accept these credentials').waitFor();
    demo.faults.clear();
    await refresh();
    await workbench
      .treeItem(/^Problem/)
      .first()
      .waitFor({ state: 'detached' });
    await workbench.treeItem(/^ECS cluster home/).waitFor();
  });

  it('keeps the last answer in sight when a refresh fails', async () => {
    const { workbench } = window;
    demo.faults.add({ fault: { kind: 'error', code: 'InternalServerError', status: 500 } });
    await refresh();
    await workbench.treeItem('Problem: AWS answered with an error').waitFor();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    demo.faults.clear();
  });
});
