import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { partitionOf } from '../../core/accounts/regions.ts';
import { costOf, secondsPerHour } from '../../core/cost/money.ts';
import { amountWords } from '../../core/cost/monthly/words.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { hoursPerMonth, wordOptions } from '../cost/preferences.ts';
import type { Prices } from '../cost/prices.ts';
import { nameOf } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import { isOnline } from '../operate/onlineHosts.ts';
import { openSession, tellIfDemo, usablePlugin } from '../operate/openSession.ts';
import { tierWords, type TierFacts } from '../operate/tierWords.ts';
import type { Services } from '../services.ts';
import { hostStateSpoken } from '../tree/words.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'context' | 'fleet' | 'log' | 'operate' | 'prices' | 'view'>;

/** Accounts of which the user knows what the tier costs. */
const agreedKey = 'operate.advancedTierKnown';

/** By Session Manager, which takes a tier that costs something for each node: so that is said first. */
export async function openShell(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, isManaged, services);
  if (!node || tellIfDemo(node.account.ref.source.kind === 'demo')) return;
  const { account, host } = node;
  if (!isOnline(host)) {
    const state = hostStateSpoken(host.state);
    void vscode.window.showWarningMessage(l10n.t('SSM does not reach {0} now: {1}.', nameOf(host), state));
    return;
  }
  const plugin = await usablePlugin(services.context);
  if (!plugin) return;
  const { sessions } = await services.operate(account.ref);
  if (!(await mayOpen(services, account, await sessions.advancedTier()))) return;
  await openSession(plugin, nameOf(host), sessions, () => sessions.start(host.id));
}

function isManaged(node: TreeNode): node is HostNode {
  return node.kind === 'host' && node.host.node !== undefined && node.host.state.ssm !== 'unlisted';
}

async function mayOpen(services: Needs, account: AccountFleet, isAdvanced: boolean | undefined): Promise<boolean> {
  const { globalState } = services.context;
  const known = globalState.get<readonly string[]>(agreedKey, []);
  if (isAdvanced && known.includes(account.key)) return true;
  const facts = await tierFacts(services, account, isAdvanced);
  const open = l10n.t('Open Shell');
  const copy = l10n.t('Copy AWS CLI Command');
  const { question, details } = tierWords(facts);
  const detail = details.join('\n\n');
  // With the standard tier AWS refuses it; who changes that changes the bill, and does so elsewhere.
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail },
    isAdvanced === false ? copy : open,
  );
  if (answer === copy) await vscode.env.clipboard.writeText(await tierCommand(account));
  if (answer === open && isAdvanced) await globalState.update(agreedKey, [...known, account.key]);
  return answer === open;
}

async function tierFacts(
  { log, prices }: Needs,
  account: AccountFleet,
  isAdvanced: boolean | undefined,
): Promise<TierFacts> {
  const { region } = account.ref;
  await account.readNodes().catch((error: unknown) => logFailure(log, 'Counting managed nodes', error));
  const nodes = account.nodesIfKnown?.size;
  const price = await priceIn(await prices(), region);
  const perMonth = (count: number): string | undefined =>
    price === undefined
      ? undefined
      : amountWords(costOf(count * hoursPerMonth() * secondsPerHour, secondsPerHour, price), wordOptions());
  return {
    region,
    isAdvanced,
    nodes,
    perNode: perMonth(1),
    all: nodes === undefined ? undefined : perMonth(nodes),
  };
}

/** In micro-dollars a node and hour. Where it is not known here, AWS's price list is asked, at most once an hour. */
async function priceIn(prices: Prices, region: string): Promise<number | undefined> {
  const find = (): number | undefined => prices.book.price('ssmAdvancedHost', region)?.microUsd;
  await prices.open();
  if (find() === undefined) {
    const location = vscode.ProgressLocation.Notification;
    const title = l10n.t('Reading the prices of {0}', region);
    await vscode.window.withProgress({ location, title, cancellable: true }, (_progress, cancelled) => {
      const enough = new Promise<void>((resolve) => cancelled.onCancellationRequested(() => resolve()));
      return Promise.race([prices.refreshIfDue(), enough]);
    });
  }
  return find();
}

async function tierCommand(account: AccountFleet): Promise<string> {
  const { accountId } = account.identity ?? (await account.readIdentity());
  const { region } = account.ref;
  const partition = partitionOf(region).id;
  const setting = `arn:${partition}:ssm:${region}:${accountId}:servicesetting/ssm/managed-instance/activation-tier`;
  return `aws ssm update-service-setting --region ${region} --setting-id ${setting} --setting-value advanced`;
}
