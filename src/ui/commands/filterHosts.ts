import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { KnownHosts } from '../../core/fleet/snapshotReadings.ts';
import { inPick, withoutIcons } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import { withIcon } from '../steps.ts';
import { filterCount, loadedHosts } from '../tree/loadedHosts.ts';

type Needs = Pick<Services, 'accounts' | 'arrangement' | 'fleet'>;

interface FilterItem extends vscode.QuickPickItem {
  /** What choosing it filters by; absent where it only says something. */
  readonly filter?: string;
}

/** Asks for a filter, and says while it is typed how many of the hosts that were read it shows. */
export async function filterHosts({ accounts, arrangement, fleet }: Needs): Promise<void> {
  await accounts.ensureShown();
  await fleet.unpack();
  const pick = vscode.window.createQuickPick<FilterItem>();
  pick.title = l10n.t('Filter Hosts');
  pick.placeholder = l10n.t('Text, or an expression such as {0}', 'state:offline arch:arm64 tag:location=garage');
  pick.value = arrangement.current.filter;
  const show = (): void => {
    const active = pick.activeItems[0]?.filter;
    const items = itemsOf(pick.value.trim(), loadedHosts(fleet.accounts), arrangement.recentFilters);
    pick.items = items;
    // Where more hosts come, what the user is at stays.
    const same = items.slice(1).find(({ filter }) => filter !== undefined && filter === active);
    if (same) pick.activeItems = [same];
  };
  const subscriptions = [pick.onDidChangeValue(show), fleet.onDidRead(show)];
  const filter = await new Promise<string | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems[0]?.filter;
      if (chosen === undefined) return;
      resolve(chosen);
      pick.hide();
    });
    pick.onDidHide(() => resolve(undefined));
    show();
    pick.show();
  });
  for (const each of subscriptions) each.dispose();
  pick.dispose();
  if (filter !== undefined) await arrangement.change({ filter });
}

export async function clearFilter({ arrangement }: Needs): Promise<void> {
  await arrangement.change({ filter: '' });
}

/** VS Code filters by labels, so each is told to be shown. The first one is what Enter does. */
function itemsOf(typed: string, known: KnownHosts, recentFilters: readonly string[]): readonly FilterItem[] {
  const recent = recentFilters
    .filter((filter) => filter !== typed && filter.toLowerCase().includes(typed.toLowerCase()))
    .map((filter) => ({ label: `$(history) ${inPick(filter)}`, filter, alwaysShow: true }));
  const heading = { label: l10n.t('recent'), kind: vscode.QuickPickItemKind.Separator, alwaysShow: true };
  return [typedItem(typed, known), ...(recent.length > 0 ? [heading, ...recent] : [])].map(withIcon);
}

function typedItem(typed: string, known: KnownHosts): FilterItem {
  if (typed === '') return { label: `$(list-flat) ${l10n.t('Show All Hosts')}`, filter: '', alwaysShow: true };
  const count = filterCount(typed, known);
  if (count.words === undefined) return { label: `$(error) ${withoutIcons(count.problem)}`, alwaysShow: true };
  const label = `$(filter) ${l10n.t('Show {0}', inPick(typed))}`;
  return { label, description: count.words, filter: typed, alwaysShow: true };
}
