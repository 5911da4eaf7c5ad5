import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { extendedSupportOf } from '../../core/cost/monthly/extendedSupport.ts';
import { upgradePlan, upgradeTargets } from '../../core/eks/upgradePlan.ts';
import type { EksVersion } from '../../core/fleet/model.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { hoursPerMonth, wordOptions } from '../cost/preferences.ts';
import { showMarkdown } from '../markdownDocuments.ts';
import { upgradePlanMarkdown } from '../eks/upgradePlanDocument.ts';
import { failureSentence } from '../failureText.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { supportDay } from '../tree/words.ts';
import { clusterOfRow, isEks, type EksNode } from './eksNode.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'prices' | 'view'>;

/** In which order a cluster and its nodes are upgraded, as a document. Changes nothing. */
export async function planUpgrade(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(clusterOfRow(given), isEks, services);
  if (!node) return;
  const versions = await versionsOf(services, node);
  const targets = upgradeTargets(node.cluster.version, versions);
  const target = targets.length > 1 ? await askForTarget(node, targets) : targets[0]?.version;
  if (target === undefined && targets.length > 0) return;
  const text = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t('Looking at the nodes of {0}', inMessage(node.cluster.name)),
      cancellable: true,
    },
    async (_, token) => {
      // A Kubernetes API that hangs is asked for others too, so it is not called off: only nobody waits for it any more.
      const cancelled = new Promise<undefined>((resolve) => token.onCancellationRequested(() => resolve(undefined)));
      return Promise.race([planText(services, node, versions, target), cancelled]);
    },
  );
  if (text === undefined) return;
  const { arn, name } = node.cluster;
  await showMarkdown(`upgrade ${arn}`, l10n.t('Upgrade of {0}', name), text);
}

/** Without them there is a plan that says so. */
async function versionsOf({ log }: Needs, { account, cluster }: EksNode): Promise<readonly EksVersion[]> {
  const { value, failures } = await account.eksVersions();
  const [failure] = failures;
  if (failure) {
    logFailure(log, `Reading the Kubernetes versions of EKS for ${cluster.name}`, failure);
    void vscode.window.showWarningMessage(
      l10n.t('The versions that EKS supports could not be read: {0}.', failureSentence(failure)),
    );
  }
  return value;
}

async function askForTarget({ cluster }: EksNode, targets: readonly EksVersion[]): Promise<string | undefined> {
  const at = { locale: vscode.env.language, now: Date.now() };
  const picked = await pickOne({
    title: l10n.t('Plan Upgrade'),
    placeholder: l10n.t('To which version? {0} has Kubernetes {1}.', inPick(cluster.name), cluster.version ?? ''),
    items: targets.map(({ version, endOfStandardSupport: ends, isDefault }) => ({
      label: `Kubernetes ${inPick(version)}`,
      description: [
        isDefault ? l10n.t('default') : '',
        ends === undefined || ends <= at.now ? '' : l10n.t('standard support until {0}', supportDay(ends, at)),
        ends !== undefined && ends <= at.now ? l10n.t('in extended support') : '',
      ]
        .filter((part) => part !== '')
        .join(' · '),
      version,
    })),
  });
  return typeof picked === 'object' ? picked.version : undefined;
}

async function planText(
  { prices }: Needs,
  { account, cluster }: EksNode,
  versions: readonly EksVersion[],
  target: string | undefined,
): Promise<string> {
  const kube = await account.readKube(cluster);
  const [{ value: hosts }, { value: anywhere }, { book }] = await Promise.all([
    account.hosts(cluster),
    account.eksAnywhere(cluster),
    prices(),
  ]);
  const where = { region: account.ref.region, hoursPerMonth: hoursPerMonth() };
  const extendedMicroUsd = extendedSupportOf(cluster, where, book)?.addsMicroUsd;
  const plan = upgradePlan({
    cluster,
    versions,
    ...(target !== undefined && { target }),
    hosts,
    ...(kube.nodes && { nodes: kube.nodes }),
    ...(anywhere && { anywhere }),
    ...(extendedMicroUsd !== undefined && { extendedMicroUsd }),
    now: Date.now(),
  });
  return upgradePlanMarkdown(plan, wordOptions());
}
