import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { inPick } from '../../core/text/label.ts';
import { hostsOf } from '../leaving/accountHosts.ts';
import type { Services } from '../services.ts';
import { pickOne, pickSeveral } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { accountName } from '../tree/render.ts';
import { hostStateSpoken } from '../tree/words.ts';
import { isManaged, isOnline } from './onlineHosts.ts';
import { rowsOf } from './rows.ts';

export type HostNeeds = Pick<Services, 'accounts' | 'fleet' | 'log' | 'view'>;

export interface ChosenHosts {
  readonly account: AccountFleet;
  readonly hosts: readonly Host[];
}

export interface HostChoice {
  readonly title: string;
  /** Which hosts it can be done on at all. */
  readonly fits?: (host: Host) => boolean;
}

/**
 * Hosts of one account to tick. Those of the rows that it was run on are ticked, as far as they are online: of a cluster or
 * an account all.
 */
export async function chooseHosts(
  services: HostNeeds,
  given: TreeNode | undefined,
  many: readonly TreeNode[] | undefined,
  { title, fits = () => true }: HostChoice,
): Promise<ChosenHosts | undefined> {
  await services.accounts.ensureShown();
  // From the palette, a cluster that happens to be selected does not mean all of its hosts.
  const rows = rowsOf(services.view, given, many).filter((row) => given !== undefined || hostOf(row) !== undefined);
  const accounts = new Set(rows.map(({ account }) => account));
  if (accounts.size > 1) {
    void vscode.window.showInformationMessage(l10n.t('Choose hosts of one account at a time.'));
    return undefined;
  }
  const account = rows[0]?.account ?? (await pickAccount(services, title));
  if (!account) return undefined;
  const location = vscode.ProgressLocation.Window;
  const all = await vscode.window.withProgress({ location, title: l10n.t('Looking for hosts') }, () =>
    hostsNear(account, rows),
  );
  const hosts = unique(all.filter(isManaged)).filter(fits);
  if (hosts.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('There is no host that SSM knows.'));
    return undefined;
  }
  const isWanted = wantedBy(rows);
  const offline = hosts.filter((host) => !isOnline(host)).length;
  const picked = await pickSeveral({
    title,
    placeholder:
      offline === 0
        ? l10n.t('On which hosts?')
        : l10n.t('On which hosts? {0} of {1} are offline: they take no command now', offline, hosts.length),
    items: hosts.map((host) => hostItem(host)),
    selected: ({ host }) => isOnline(host) && isWanted(host),
  });
  return typeof picked === 'object' ? { account, hosts: picked.map(({ host }) => host) } : undefined;
}

async function pickAccount({ fleet }: HostNeeds, title: string): Promise<AccountFleet | undefined> {
  const { accounts } = fleet;
  if (accounts.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('There is nothing to choose from yet.'));
    return undefined;
  }
  if (accounts.length === 1) return accounts[0];
  const picked = await pickOne({
    title,
    placeholder: l10n.t('Of which account?'),
    items: accounts.map((account) => ({ label: accountName(account.ref), description: account.ref.region, account })),
  });
  return typeof picked === 'object' ? picked.account : undefined;
}

/** Those of the clusters that the rows are in; else all of the account. */
async function hostsNear(account: AccountFleet, rows: readonly TreeNode[]): Promise<readonly Host[]> {
  const arns = new Set(rows.map(clusterArnOf));
  if (rows.length > 0 && !arns.has(undefined)) {
    const { value } = await account.clusters();
    const near = [...value.ecs, ...value.eks].filter(({ arn }) => arns.has(arn));
    const parts = await Promise.all(near.map((cluster) => account.hosts(cluster, 'aws')));
    return parts.flatMap((part) => part.value);
  }
  const { value, failures } = await hostsOf(account);
  if (value.length === 0 && failures[0]) throw failures[0];
  return value;
}

function clusterArnOf(row: TreeNode): string | undefined {
  return row.kind === 'cluster' ? row.cluster.arn : hostOf(row)?.cluster?.arn;
}

/** A task's or a container's host. */
function hostOf(row: TreeNode): Host | undefined {
  if (row.kind === 'host') return row.host;
  return row.parent && hostOf(row.parent);
}

function wantedBy(rows: readonly TreeNode[]): (host: Host) => boolean {
  const ids = new Set(rows.map((row) => hostOf(row)?.id));
  const lists = rows.filter((row) => hostOf(row) === undefined);
  return (host) => ids.has(host.id) || lists.some((row) => isIn(host, row));
}

function isIn(host: Host, row: TreeNode): boolean {
  switch (row.kind) {
    case 'account':
      return true;
    case 'cluster':
      return host.cluster?.arn === row.cluster.arn;
    case 'looseHosts':
      return host.cluster === undefined;
    default:
      return false;
  }
}

function unique(hosts: readonly Host[]): readonly Host[] {
  return [...new Map(hosts.map((host) => [host.id, host])).values()];
}

type HostItem = vscode.QuickPickItem & { readonly host: Host };

function hostItem(host: Host): HostItem {
  const where = host.cluster && inPick(host.cluster.name);
  const system = [host.node?.platformName, host.node?.platformVersion].filter(Boolean).join(' ');
  const facts = [where, system === '' ? undefined : inPick(system), host.id === host.name ? undefined : host.id];
  const spoken = hostStateSpoken(host.state);
  const isSaid = isOnline(host) || host.state.health === 'offline';
  const state = isSaid ? spoken : l10n.t('offline in SSM: {0}', spoken);
  return {
    label: `$(${isOnline(host) ? 'vm-active' : 'vm-outline'}) ${inPick(host.name)}`,
    description: [state, ...facts].filter((part) => part !== undefined).join(' · '),
    host,
  };
}
