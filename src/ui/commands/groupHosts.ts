import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { tagKeys, type HostGrouping } from '../../core/fleet/arrange.ts';
import { inPick } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { loadedHosts } from '../tree/loadedHosts.ts';

type Needs = Pick<Services, 'accounts' | 'arrangement' | 'fleet'>;

interface GroupingItem extends vscode.QuickPickItem {
  readonly by: HostGrouping['by'];
}

const groupings = ['none', 'state', 'architecture', 'board', 'tag', 'prefix'] as const;

export async function groupHosts(services: Needs): Promise<void> {
  await services.accounts.ensureShown();
  const { grouping: now } = services.arrangement.current;
  const picked = await pickOne<GroupingItem>({
    title: l10n.t('Group Hosts'),
    placeholder: l10n.t('By what?'),
    items: groupings.map((by) => ({ ...groupingWords(by), by })),
    active: ({ by }) => by === now.by,
  });
  if (typeof picked !== 'object') return;
  const grouping = picked.by === 'tag' ? await chooseTag(services) : { by: picked.by };
  if (grouping) await services.arrangement.change({ grouping });
}

function groupingWords(by: HostGrouping['by']): { readonly label: string; readonly description?: string } {
  switch (by) {
    case 'none':
      return { label: l10n.t('No Groups') };
    case 'state':
      return { label: l10n.t('State') };
    case 'architecture':
      return { label: l10n.t('Architecture') };
    case 'board':
      return { label: l10n.t('Board') };
    case 'tag':
      return { label: l10n.t('Tag…'), description: l10n.t('by the value of one of their tags in ECS') };
    case 'prefix':
      return { label: l10n.t('Name Prefix'), description: l10n.t('rack1- of rack1-07, where several hosts have it') };
  }
}

/** Those of hosts that were read, and any other. */
async function chooseTag({ arrangement, fleet }: Needs): Promise<HostGrouping | undefined> {
  const { grouping: now } = arrangement.current;
  const item = (key: string, description?: string): vscode.QuickPickItem & { readonly key: string } => ({
    label: inPick(key),
    ...(description !== undefined && { description }),
    key,
  });
  await fleet.unpack();
  const picked = await pickOne({
    title: l10n.t('Group Hosts by Tag'),
    placeholder: l10n.t('Key of the tag: choose one, or type another'),
    items: tagKeys(loadedHosts(fleet.accounts).lists.flat()).map((key) => item(key)),
    active: ({ key }) => now.by === 'tag' && now.key === key,
    typed: (value) => (value.trim() === '' ? undefined : item(value.trim(), l10n.t('as it was typed'))),
  });
  return typeof picked === 'object' ? { by: 'tag', key: picked.key } : undefined;
}
