import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inPick, withoutIcons } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import type { Services } from '../services.ts';
import { messageWords } from '../taskdef/words.ts';
import type { HostNode } from '../tree/nodes.ts';
import { foundHostWords } from './findHostWords.ts';
import { HostSearch } from './hostSearch.ts';

/** All that a list can be looked through for; how many more there are is said. */
const mostItems = 200;

interface HostItem extends vscode.QuickPickItem {
  /** Absent where the item only says something. */
  readonly node?: HostNode;
}

/** Finds a host in all accounts and clusters, by text or an expression, and shows its row. */
export async function findHost({
  accounts,
  fleet,
  view,
}: Pick<Services, 'accounts' | 'fleet' | 'view'>): Promise<void> {
  await accounts.ensureShown();
  if (fleet.accounts.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('There is nothing to choose from yet.'));
    return;
  }
  const node = await pickHost(fleet.accounts);
  if (node) await view.reveal(node);
}

function pickHost(accounts: Services['fleet']['accounts']): Promise<HostNode | undefined> {
  const pick = vscode.window.createQuickPick<HostItem>();
  const search = new HostSearch(accounts, show);
  pick.title = l10n.t('Find Host');
  pick.placeholder = l10n.t(
    'Text, or an expression such as {0}',
    'state:offline arch:arm64 tag:location=garage name:pi-*',
  );
  pick.busy = true;
  return new Promise((resolve) => {
    let picked: HostNode | undefined;
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      picked = pick.selectedItems[0]?.node;
      if (picked) pick.hide();
    });
    pick.onDidHide(() => {
      search.end();
      pick.dispose();
      resolve(picked);
    });
    pick.show();
    void search.run().then(() => {
      pick.busy = false;
      show();
    });
  });

  function show(): void {
    const { read, total } = search;
    const active = pick.activeItems[0]?.node?.host.key;
    pick.title = pick.busy
      ? l10n.t('Find Host ({0} of {1} clusters read)', Math.min(read, total), total)
      : l10n.t('Find Host');
    const items = itemsOf(search, pick.value, pick.busy);
    pick.items = items;
    // Where more comes, what the user is at stays.
    const same = items.find(({ node }) => node !== undefined && node.host.key === active);
    if (same) pick.activeItems = [same];
  }
}

/** VS Code filters by labels only, so it is told to show all that were found. */
function itemsOf(search: HostSearch, text: string, isBusy: boolean): readonly HostItem[] {
  const { hosts, problem } = search.matching(text);
  const more = hosts.length - mostItems;
  const notes = [
    ...(problem ? [messageWords(problem)] : []),
    ...(more > 0 ? [l10n.t('{0} more hosts: type more to find them', more)] : []),
    ...(!problem && hosts.length === 0 && !isBusy ? [l10n.t('No host is like this.')] : []),
    ...search.failures.map((failure) => l10n.t('Not everything could be read: {0}', failureSentence(failure))),
  ];
  return [
    ...hosts.slice(0, mostItems).map(hostItem),
    ...notes.map((note) => ({ label: withoutIcons(note), alwaysShow: true })),
  ];
}

function hostItem(node: HostNode): HostItem {
  return {
    label: inPick(node.host.name),
    description: withoutIcons(foundHostWords(node)),
    alwaysShow: true,
    node,
  };
}
