import * as l10n from '@vscode/l10n';
import { hostSorts, type HostSort } from '../../core/fleet/arrange.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';

export async function sortHosts({ arrangement }: Pick<Services, 'arrangement'>): Promise<void> {
  const { sort: now } = arrangement.current;
  const picked = await pickOne({
    title: l10n.t('Sort Hosts'),
    placeholder: l10n.t('By what?'),
    items: hostSorts.map((sort) => ({ ...sortWords(sort), sort })),
    active: ({ sort }) => sort === now,
  });
  if (typeof picked === 'object') await arrangement.change({ sort: picked.sort });
}

function sortWords(sort: HostSort): { readonly label: string; readonly description?: string } {
  switch (sort) {
    case 'name':
      return { label: l10n.t('Name') };
    case 'state':
      return { label: l10n.t('State'), description: l10n.t('the worst first') };
    case 'tasks':
      return { label: l10n.t('Running Tasks'), description: l10n.t('the most first') };
    case 'lastPing':
      return { label: l10n.t('Last Seen by SSM'), description: l10n.t('the longest silent first') };
    case 'registered':
      return { label: l10n.t('Registered'), description: l10n.t('the newest first') };
  }
}
