import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Host } from '../../core/fleet/host.ts';
import type { ContainerInstance, EcsCluster } from '../../core/fleet/model.ts';
import { arrivalPolling } from '../../core/registration/arrival.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { readAgain } from '../leaving/accountHosts.ts';
import { leavingUri, showLeavingScript } from '../leaving/leavingDocument.ts';
import { takeSteps, type LeavingNeeds } from '../leaving/takeSteps.ts';
import { hostWords, nameOf } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';

type Needs = LeavingNeeds & Pick<Services, 'fleet' | 'registration' | 'view'>;

type MovableNode = HostNode & {
  readonly host: Host & { readonly instance: ContainerInstance; readonly cluster: { readonly name: string } };
};

/** A left-over registration is not what its machine works with. */
function canMove(node: TreeNode): node is MovableNode {
  return (
    node.kind === 'host' && node.host.instance !== undefined && node.host.cluster !== undefined && !node.host.stale
  );
}

/** To another ECS cluster of its account: a script on the host, and afterwards the old registration goes. */
export async function moveHost(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, canMove, services);
  if (!node) return;
  const to = await pickTarget(node);
  if (!to || !(await isReady(services, node, to))) return;
  const { account, host } = node;
  const { region } = account.ref;
  await showLeavingScript(
    leavingUri({ script: 'move', from: host.cluster.name, to: to.name, region, nodeId: host.id }, to.name),
  );
  if (!(await watch(services, node, to))) return;
  await readAgain(account);
  await offerRest(services, node, to);
}

async function pickTarget({ account, host }: MovableNode): Promise<EcsCluster | undefined> {
  const { value, failures } = await account.clusters();
  const items = value.ecs
    .filter(({ arn, status }) => status === 'ACTIVE' && arn !== host.instance.clusterArn)
    .map((cluster) => ({ label: `$(layers) ${inPick(cluster.name)}`, cluster }));
  if (items.length === 0) {
    if (failures[0]) throw failures[0];
    void vscode.window.showInformationMessage(l10n.t('There is no other ECS cluster in this account and Region.'));
    return undefined;
  }
  const picked = await pickOne({
    title: l10n.t('Move to Cluster'),
    placeholder: l10n.t('Choose the cluster that {0} moves to', inPick(host.name)),
    items,
  });
  return typeof picked === 'object' ? picked.cluster : undefined;
}

/** Tasks of the old cluster would go on where nobody manages them: better that they end first. */
async function isReady(services: Needs, { account, host }: MovableNode, to: EcsCluster): Promise<boolean> {
  const { instance } = host;
  const drain = l10n.t('Drain and Show Script');
  const show = l10n.t('Show Script');
  const question = l10n.t('Move the host {0} to {1}?', nameOf(host), inMessage(to.name));
  const details = [
    hostWords(host, account),
    l10n.t('A script is shown that you run on the host. Its agent then registers with the other cluster.'),
    l10n.t('Containers of tasks that still run by then go on, unmanaged: draining lets them end first.'),
  ];
  const offers = instance.agentConnected ? [drain, show] : [show];
  const detail = details.join('\n\n');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...offers);
  if (answer !== drain) return answer === show;
  const where = { clusterArn: instance.clusterArn, instanceArn: instance.arn };
  const isDrained = await takeSteps(services, { account, host, title: l10n.t('Draining {0}', nameOf(host)) }, [
    { kind: 'drain', ...where },
    { kind: 'waitForTasks', ...where },
  ]);
  await readAgain(account);
  return isDrained;
}

/** @returns whether the host has come; bounded, and called off by the user */
async function watch(services: Needs, node: MovableNode, to: EcsCluster): Promise<boolean> {
  const { account, host } = node;
  const title = l10n.t('Waiting for {0} in {1}', nameOf(host), inMessage(to.name));
  const location = vscode.ProgressLocation.Notification;
  const end = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    // By a clock that nobody sets. A computer that slept meanwhile looks once more before it gives up.
    for (const until = performance.now() + arrivalPolling.forMs; ;) {
      const isLast = performance.now() >= until;
      try {
        const { gateway } = await services.registration(account.ref);
        const instances = await gateway.containerInstancesOfNodes(to.arn, [host.id]);
        if (instances.some(({ agentConnected }) => agentConnected)) return 'arrived';
        progress.report({ message: l10n.t('run the script on the host') });
      } catch (error) {
        const failure = logFailure(services.log, 'Looking for the moved host', error);
        // What is denied now is denied then; other failures may be over at the next look.
        if (failure.reason === 'accessDenied') throw failure;
        progress.report({ message: failureSentence(failure) });
      }
      if (isLast) return 'timedOut';
      const isOver = await sleep(arrivalPolling.everyMs, false, { signal: aborter.signal }).catch(() => true);
      if (isOver) return 'cancelled';
    }
  });
  if (end !== 'timedOut') return end === 'arrived';
  const again = l10n.t('Keep Waiting');
  const message = l10n.t('{0} has not come to {1} yet.', nameOf(host), inMessage(to.name));
  if ((await vscode.window.showWarningMessage(message, again)) !== again) return false;
  return watch(services, node, to);
}

async function offerRest(services: Needs, { account, host }: MovableNode, to: EcsCluster): Promise<void> {
  const { instance } = host;
  const from = inMessage(host.cluster.name);
  const confirm = l10n.t('Deregister Old Registration');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('{0} is in {1} now. Its old registration in {2} is left over.', nameOf(host), inMessage(to.name), from),
    confirm,
  );
  if (answer !== confirm) return;
  // Its agent is at work elsewhere, so nothing there would ever end.
  const step = {
    kind: 'deregisterInstance',
    clusterArn: instance.clusterArn,
    instanceArn: instance.arn,
    force: true,
  } as const;
  const title = l10n.t('Deregistering the old registration of {0}', nameOf(host));
  const isDone = await takeSteps(services, { account, host, title }, [step]);
  await readAgain(account);
  if (isDone) void vscode.window.showInformationMessage(l10n.t('{0} has left {1}.', nameOf(host), from));
}
