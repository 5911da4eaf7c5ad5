import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { accountKey, type ContainerInstance } from '../../core/fleet/model.ts';
import type { RegistrationGateway } from '../../core/registration/activation.ts';
import { arrivalPolling, arrivalStage, likelyCauses, type Arrival } from '../../core/registration/arrival.ts';
import { inMessage } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { childrenOf } from '../tree/children.ts';
import { accountNode } from '../tree/nodes.ts';
import type { TreeNode } from '../tree/nodes.ts';
import type { ActivationRecord } from './activationVault.ts';
import { causeSentence } from './problemText.ts';

export type WatchNeeds = Pick<Services, 'fleet' | 'log' | 'registration' | 'vault' | 'view'>;

/** Looks for the host until it has arrived, the user calls it off, or the time is up; then tells what was seen. */
export async function watchArrival(services: WatchNeeds, record: ActivationRecord): Promise<void> {
  const last = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t('Waiting for the host in {0}', inMessage(record.cluster.name)),
      cancellable: true,
    },
    (progress, cancelled) => poll(services, record, (message) => progress.report({ message }), cancelled),
  );
  if (!last) return;
  if (last.stage === 'arrived') await tellArrived(services, record, last);
  else await tellNotArrived(services, record, last);
}

async function poll(
  { log, registration, vault }: WatchNeeds,
  record: ActivationRecord,
  report: (message: string) => void,
  cancelled: vscode.CancellationToken,
): Promise<Arrival | undefined> {
  const until = Date.now() + arrivalPolling.forMs;
  let arrival: Arrival = { stage: 'waiting' };
  while (!cancelled.isCancellationRequested && Date.now() < until) {
    try {
      // Asked for at each look: a refresh, or a change of accounts, closes the connections that there were.
      const { gateway } = await registration(record.account);
      arrival = await look(gateway, record);
      report(stageWords(arrival));
      if (arrival.stage === 'arrived') return arrival;
      // Deleted by the user, or ended: nobody can come by it any more.
      if (arrival.stage === 'waiting' && !vault.record(record.id)) return undefined;
    } catch (error) {
      const failure = logFailure(log, 'Looking for the new host', error);
      report(failureSentence(failure));
      // One look that failed says nothing about the host, and the next one comes in a few seconds; but what is denied now
      // is denied then.
      if (failure.reason === 'accessDenied' || failure.reason === 'invalidRequest') return undefined;
    }
    await pause(arrivalPolling.everyMs, cancelled);
  }
  return cancelled.isCancellationRequested ? undefined : arrival;
}

async function look(gateway: RegistrationGateway, { id, cluster }: ActivationRecord): Promise<Arrival> {
  const nodes = await gateway.nodesOfActivation(id);
  if (nodes.length === 0) return { stage: 'waiting' };
  const instances = await gateway.containerInstancesOfNodes(
    cluster.arn,
    nodes.map((node) => node.id),
  );
  return arrivalStage({ nodes, instances });
}

function pause(ms: number, cancelled: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, ms);
    const subscription = cancelled.onCancellationRequested(done);
  });
}

function stageWords(arrival: Arrival): string {
  switch (arrival.stage) {
    case 'waiting':
      return l10n.t('nothing has registered yet');
    case 'nodeOnly':
      return l10n.t('{0} is known to SSM; its ECS agent has not come yet', nodeName(arrival));
    case 'agentDisconnected':
      return l10n.t('{0} is registered; its ECS agent is not connected yet', nodeName(arrival));
    case 'arrived':
      return l10n.t('{0} has arrived', nodeName(arrival));
  }
}

function nodeName({ node }: Exclude<Arrival, { stage: 'waiting' }>): string {
  return inMessage(node.name ?? node.computerName ?? node.id);
}

async function tellArrived(
  { fleet, view }: WatchNeeds,
  record: ActivationRecord,
  arrival: Extract<Arrival, { stage: 'arrived' }>,
): Promise<void> {
  const account = fleet.account(accountKey(record.account));
  // A read that is under way may have begun before the host arrived.
  account?.cancel();
  await account?.refresh();
  const show = l10n.t('Show in Clusters');
  const message = l10n.t('{0} has arrived in {1}.', nodeName(arrival), inMessage(record.cluster.name));
  const answer = await vscode.window.showInformationMessage(message, show);
  if (answer !== show || !account) return;
  const node = await findHost(accountNode(account), arrival.instance);
  if (node) await view.reveal(node);
}

async function findHost(root: TreeNode, { arn, clusterArn }: ContainerInstance): Promise<TreeNode | undefined> {
  const clusters = await childrenOf(root);
  const cluster = clusters.find((node) => node.kind === 'cluster' && node.cluster.arn === clusterArn);
  const hosts = cluster ? await childrenOf(cluster) : [];
  return hosts.find((node) => node.kind === 'host' && node.host.key === arn);
}

async function tellNotArrived({ log }: WatchNeeds, record: ActivationRecord, arrival: Arrival): Promise<void> {
  const minutes = Math.round(arrivalPolling.forMs / 60_000);
  const causes = likelyCauses(arrival).slice(0, 3).map(causeSentence).join('; ');
  log.warn(`No host arrived with activation ${record.id} in ${String(minutes)} minutes; last seen: ${arrival.stage}`);
  await vscode.window.showWarningMessage(
    l10n.t(
      'No host has arrived in {0} after {1} minutes: {2}. The most likely causes: {3}.',
      inMessage(record.cluster.name),
      minutes,
      stageWords(arrival),
      causes,
    ),
  );
}
