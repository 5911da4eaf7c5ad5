import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RegistrationGateway } from '../../../src/core/registration/activation.ts';
import type { HostPlan } from '../../../src/core/registration/plan.ts';
import { copyPlainCommand, copyRegisterScript } from '../../../src/ui/commands/registerScript.ts';
import { commands, scriptScheme, settings } from '../../../src/ui/ids.ts';
import { ActivationVault, type ActivationRecord } from '../../../src/ui/registration/activationVault.ts';
import { watchArrival, type WatchNeeds } from '../../../src/ui/registration/arrivalWatch.ts';
import { scriptUri, showRegisterScript, type ScriptNeeds } from '../../../src/ui/registration/scriptDocument.ts';
import { ScriptDocuments } from '../../../src/ui/registration/scriptDocuments.ts';
import { terminalIsElsewhere } from '../../../src/ui/registration/thisHost.ts';
import { eventually } from '../../helpers.ts';
import { fakeMemento, fakeSecrets } from '../../unit/storage.ts';

const code = 'Ab+Cd/EfGhIjKlMnOpQr';
const host = { attributes: {}, tags: {} };
const many = { kind: 'many', hosts: ['rack-1', 'rack-2'], by: 'ansible' } as const;

const sources = { installer: { url: 'https://example.com/install.sh', needsRoot: true } };
const vault = new ActivationVault(fakeSecrets(), fakeMemento());
const needs: ScriptNeeds = {
  vault,
  registration: () => Promise.resolve({ sources } as Awaited<ReturnType<ScriptNeeds['registration']>>),
};

async function kept(id: string, plan: HostPlan): Promise<ActivationRecord> {
  const record: ActivationRecord = {
    id,
    account: { source: { kind: 'demo' }, region: 'eu-central-1' },
    plan,
    cluster: { arn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/web', name: 'web' },
    registrationLimit: 1,
    createdAt: Date.now(),
    expiresAt: Date.now() + 3_600_000,
  };
  await vault.keep(record, { code });
  return record;
}

const documents = new ScriptDocuments(needs);
const lenses = async (uri: vscode.Uri): Promise<readonly vscode.Command[]> => {
  const document = { uri } as vscode.TextDocument;
  return (await documents.provideCodeLenses(document)).flatMap(({ command }) => command ?? []);
};

describe('register scripts as documents', () => {
  before(() => vscode.extensions.getExtension('external-instances.external-instances')?.activate());
  after(() => documents.dispose());

  it('have an address for each file, and lead from one to the others', async () => {
    const record = await kept('ansible', { kind: 'ecsLinux', form: many, host });
    const uri = scriptUri(record);
    assert.equal(uri.toString(), `${scriptScheme}:/register-web.yml?ansible#play`);
    assert.doesNotMatch(await documents.provideTextDocumentContent(uri), /Ab\+Cd/);
    const shown = (await lenses(uri)).filter(({ command }) => command === 'vscode.open');
    const texts = await Promise.all(
      shown.map(({ arguments: [other] = [] }) => documents.provideTextDocumentContent(other as vscode.Uri)),
    );
    assert.equal(texts.length, 2);
    assert.ok(texts.some((text) => text.includes('rack-2')));
    assert.ok(texts.some((text) => text.includes(code)));
  });

  it('are copied whole, and as the one line of AWS where there is one', async () => {
    const record = await kept('plain', { kind: 'ecsLinux', form: { kind: 'script' }, host });
    const uri = scriptUri(record);
    assert.deepEqual(
      (await lenses(uri)).map(({ command }) => command).filter((command) => command !== ''),
      [commands.runRegisterScript, commands.copyRegisterScript, commands.saveRegisterScript, commands.copyPlainCommand],
    );
    await copyRegisterScript(needs, uri);
    assert.equal(await vscode.env.clipboard.readText(), await documents.provideTextDocumentContent(uri));
    await copyPlainCommand(needs, uri);
    const line = await vscode.env.clipboard.readText();
    assert.ok(line.includes(code) && !line.trim().includes('\n'));
  });

  it('are not offered to be run in read-only mode, also where they are open already', async () => {
    const record = await kept('read-only', { kind: 'ecsLinux', form: { kind: 'script' }, host });
    const uri = scriptUri(record);
    const isOffered = async (): Promise<boolean> =>
      (await lenses(uri)).some(({ command }) => command === commands.runRegisterScript);
    let changes = 0;
    const listening = documents.onDidChangeCodeLenses(() => changes++);
    const setReadOnly = (isOn: boolean | undefined): Thenable<void> =>
      vscode.workspace.getConfiguration().update(settings.readOnly, isOn, vscode.ConfigurationTarget.Global);
    try {
      assert.equal(await isOffered(), true);
      await setReadOnly(true);
      assert.equal(await isOffered(), false);
      assert.equal(changes, 1);
    } finally {
      await setReadOnly(undefined);
      listening.dispose();
    }
    assert.equal(await isOffered(), true);
  });

  it('open side by side, coloured as what they are', async () => {
    const boot = await kept('boot', { kind: 'ecsLinux', form: { kind: 'firstBoot', authorizedKeys: [] }, host });
    await showRegisterScript(boot);
    assert.match(vscode.window.activeTextEditor?.document.fileName ?? '', /user-data$/);
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'yaml');
    const record = await kept('ansible', { kind: 'ecsLinux', form: many, host });
    await showRegisterScript(record);
    const inventory = scriptUri(record, 'inventory');
    await vscode.commands.executeCommand('vscode.open', inventory, { preview: false });
    await eventually(() => {
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), inventory.toString());
      return Promise.resolve();
    });
    const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    for (const name of ['user-data', 'register-web.yml', 'inventory-web.yml']) assert.ok(open.includes(name), name);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('end with their activation', async () => {
    const record = await kept('ended', { kind: 'ecsWindows' });
    const uri = scriptUri(record);
    assert.match(await documents.provideTextDocumentContent(uri), /Ab\+Cd/);
    await vault.forget(record.id);
    assert.match(await documents.provideTextDocumentContent(uri), /^# This activation has ended/);
    assert.deepEqual(await lenses(uri), []);
  });
});

describe('the terminal of a window', () => {
  it('is elsewhere where the extension runs on the local side of a remote window, and only there', () => {
    const { UI, Workspace } = vscode.ExtensionKind;
    assert.equal(terminalIsElsewhere(UI, 'ssh-remote'), true);
    assert.equal(terminalIsElsewhere(Workspace, 'ssh-remote'), false);
    // As `vscode.env.remoteName` is in a local window.
    assert.equal(terminalIsElsewhere(Workspace, undefined), false);
  });
});

describe('the watch for a new host', () => {
  it('asks until it is online, then reads the fleet anew', async () => {
    const record = await kept('watched', { kind: 'ssmOnly', form: { kind: 'script' } });
    const asked: string[] = [];
    const refreshed: string[] = [];
    const gateway: Pick<RegistrationGateway, 'nodesOfActivation'> = {
      nodesOfActivation: (id) => {
        asked.push(id);
        return Promise.resolve([{ id: 'mi-0123456789abcdef0', pingStatus: 'Online' }]);
      },
    };
    const account = {
      cancel: () => refreshed.push('cancel'),
      refresh: () => Promise.resolve(refreshed.push('refresh')),
    };
    const services = { vault, registration: () => Promise.resolve({ gateway }), fleet: { account: () => account } };
    // It ends with a message that nobody answers here. What is given are the parts that this way through it uses.
    void watchArrival(services as unknown as WatchNeeds, record);
    await eventually(() => {
      assert.deepEqual(refreshed, ['cancel', 'refresh']);
      return Promise.resolve();
    });
    assert.deepEqual(asked, ['watched']);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
