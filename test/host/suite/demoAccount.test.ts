import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { openAccount, type AwsAccount } from '../../../src/aws/openAccount.ts';
import { AccountFleet } from '../../../src/core/fleet/accountFleet.ts';
import type { AccountRef } from '../../../src/core/fleet/model.ts';
import { startDemoAccount, type DemoAccount } from '../../../src/demo/account.ts';
import { commands, views } from '../../../src/ui/ids.ts';
import { childrenOf } from '../../../src/ui/tree/children.ts';
import { accountNode } from '../../../src/ui/tree/nodes.ts';
import type { TreeNode } from '../../../src/ui/tree/nodes.ts';
import { treeItem, withTooltip } from '../../../src/ui/tree/treeItem.ts';

describe('the demo account in the extension host', () => {
  let demo: DemoAccount;
  let account: AwsAccount;
  let all: readonly TreeNode[];
  let media: vscode.Uri;

  before(async () => {
    demo = await startDemoAccount();
    const ref: AccountRef = { source: { kind: 'demo' }, region: demo.region };
    account = openAccount(ref, { endpoint: demo.endpoint });
    const fleet = new AccountFleet(ref, account.fleet);
    await fleet.readIdentity();
    await fleet.looseHosts();
    all = await everythingBelow(accountNode(fleet));
    const extension = vscode.extensions.getExtension('external-instances.external-instances');
    assert.ok(extension);
    media = vscode.Uri.joinPath(extension.extensionUri, 'media', 'icons');
  });
  after(async () => {
    account.dispose();
    await demo.stop();
  });

  it('is answered through the real SDK, in the host: account, clusters, hosts, tasks, containers', () => {
    const count = (kind: TreeNode['kind']): number => all.filter((node) => node.kind === kind).length;
    assert.equal(count('account'), 1);
    assert.equal(count('cluster'), 7);
    assert.equal(count('host'), 11);
    assert.ok(count('task') > 5, 'tasks');
    assert.ok(count('container') >= count('task'), 'containers');
    assert.equal(count('failure'), 0);
  });

  it('gives every row a spoken label and an icon that is there, and no id', () => {
    const items = all.map((node) => treeItem(node, media));
    for (const { id, label, iconPath, accessibilityInformation } of items) {
      assert.equal(id, undefined);
      assert.ok(accessibilityInformation?.label, JSON.stringify(label));
      if (iconPath instanceof vscode.ThemeIcon) continue;
      const { light, dark } = iconPath as { light: vscode.Uri; dark: vscode.Uri };
      for (const file of [light, dark]) assert.ok(existsSync(file.fsPath), file.fsPath);
    }
  });

  it('makes tooltips of hosts that can run no command, and say what a lost connection means', async () => {
    const hosts = all.filter((node) => node.kind === 'host');
    for (const node of hosts) {
      const { tooltip } = await withTooltip(treeItem(node, media), node);
      assert.ok(tooltip instanceof vscode.MarkdownString);
      if (node.host.name === 'shed-pi4') assert.match(tooltip.value, /credentials have expired/);
      assert.ok(!tooltip.isTrusted && !tooltip.supportHtml);
      assert.match(tooltip.value, /mi-\w{17}/);
    }
  });

  it('is explored and refreshed by commands, and its account is there to copy from', async () => {
    await vscode.commands.executeCommand(commands.exploreDemoAccount);
    await vscode.commands.executeCommand(`${views.clusters}.focus`);
    await vscode.commands.executeCommand(commands.refresh);
    await vscode.env.clipboard.writeText('');
    const [row] = all;
    await vscode.commands.executeCommand(commands.copyId, row);
    assert.match(await vscode.env.clipboard.readText(), /^\d{12}$/);
  });
});

async function everythingBelow(node: TreeNode): Promise<readonly TreeNode[]> {
  const below = await Promise.all((await childrenOf(node)).map(everythingBelow));
  return [node, ...below.flat()];
}
