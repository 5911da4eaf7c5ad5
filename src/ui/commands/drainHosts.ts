import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { ContainerInstance, Task } from '../../core/fleet/model.ts';
import type { Part } from '../../core/fleet/part.ts';
import { instancesAtOnce, instancesDescribed } from '../../core/leaving/gateway.ts';
import { drainPolling } from '../../core/leaving/leave.ts';
import { inTurn } from '../../core/operate/inTurn.ts';
import { failureSentence } from '../failureText.ts';
import { readAgain } from '../leaving/accountHosts.ts';
import { hostWords, nameOf, tasksLeft } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import { drainPlan, drainWords, total, type DrainPlan } from '../operate/drainPlan.ts';
import { rowsOf } from '../operate/rows.ts';
import type { Services } from '../services.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';
import { asSentence, listed, paragraph } from '../sentences.ts';

type Needs = Pick<Services, 'fleet' | 'leaving' | 'log' | 'view'>;
type Status = 'ACTIVE' | 'DRAINING';
type InEcs = Host & { readonly instance: ContainerInstance };
type EcsNode = HostNode & { readonly host: InEcs };

/** No new tasks for hosts, and those of services go elsewhere; after a question that says which. */
export async function drainHosts(services: Needs, given?: TreeNode, many?: readonly TreeNode[]): Promise<void> {
  const nodes = await nodesOf(services, given, many, 'ACTIVE');
  if (nodes.length === 0) return;
  const plan = await planOf(services, nodes);
  if (!(await isSure(nodes, plan))) return;
  const draining = await setStatus(services, nodes, 'DRAINING');
  await readAllAgain(nodes);
  await watch(services, draining, plan ? total(plan.standalone) : 0);
}

export async function activateHosts(services: Needs, given?: TreeNode, many?: readonly TreeNode[]): Promise<void> {
  const nodes = await nodesOf(services, given, many, 'DRAINING');
  if (nodes.length === 0) return;
  await activate(services, nodes);
}

async function activate(services: Needs, nodes: readonly EcsNode[]): Promise<void> {
  const active = await setStatus(services, nodes, 'ACTIVE');
  await readAllAgain(nodes);
  // Not awaited: the command is over, and a caller must not wait for the user to close a message.
  void vscode.window.showInformationMessage(l10n.t('ECS places tasks on {0} again.', namesOf(active)));
}

/** Those of the selected hosts that it can be done on. */
async function nodesOf(
  services: Needs,
  given: TreeNode | undefined,
  many: readonly TreeNode[] | undefined,
  now: Status,
): Promise<readonly EcsNode[]> {
  const fits = (node: TreeNode): node is EcsNode =>
    node.kind === 'host' && !node.host.stale && node.host.instance?.status === now;
  const rows = rowsOf(services.view, given, many).filter(fits);
  if (rows.length > 0) return rows;
  const node = await resolveNode(given, fits, services);
  return node ? [node] : [];
}

/** `undefined`: what runs there could not be read. */
async function planOf({ log }: Needs, nodes: readonly EcsNode[]): Promise<DrainPlan | undefined> {
  const parts = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: l10n.t('Looking what runs there') },
    () => tasksOn(nodes),
  );
  const failed = parts.flatMap(({ failures }) => failures);
  if (failed.length > 0) {
    for (const failure of failed) logFailure(log, 'Looking what runs on hosts', failure);
    return undefined;
  }
  return drainPlan(parts.flatMap(({ value }) => value));
}

/** Of so many hosts, as of a group, reading all tasks of their cluster takes fewer requests than two for each of them. */
const manyHosts = 50;

function tasksOn(nodes: readonly EcsNode[]): Promise<readonly Part<readonly Task[]>[]> {
  if (nodes.length <= manyHosts) return Promise.all(nodes.map(({ account, host }) => account.hostTasks(host)));
  return Promise.all(
    Array.from(byCluster(nodes), async ({ account, clusterArn, instanceArns }) => {
      const own: ReadonlySet<string | undefined> = new Set(instanceArns);
      const { value, failures } = await account.clusterTasks(clusterArn);
      return { value: value.filter(({ containerInstanceArn }) => own.has(containerInstanceArn)), failures };
    }),
  );
}

async function isSure(nodes: readonly EcsNode[], plan: DrainPlan | undefined): Promise<boolean> {
  const drain = l10n.t('Drain');
  const [first] = nodes;
  const question =
    nodes.length === 1 ? l10n.t('Drain the host {0}?', namesOf(nodes)) : l10n.t('Drain {0} hosts?', nodes.length);
  const away = nodes.filter(({ host }) => !host.instance.agentConnected);
  const details = [
    nodes.length === 1 && first ? hostWords(first.host, first.account) : namesOf(nodes),
    ...(plan ? drainWords(plan) : [l10n.t('What runs there could not be read. Tasks of services are stopped.')]),
    ...(away.length > 0
      ? [l10n.t('The ECS agent of {0} is not connected: nothing stops there until it is back.', namesOf(away))]
      : []),
  ];
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail: details.join('\n\n') }, drain);
  return answer === drain;
}

/**
 * Says what it could not be done on, and why; where that is all of them, rejects with the `Failure`.
 *
 * @returns those that it was done on
 */
async function setStatus(
  { leaving, log }: Needs,
  nodes: readonly EcsNode[],
  status: Status,
): Promise<readonly EcsNode[]> {
  const parts = Array.from(byCluster(nodes)).flatMap(({ account, clusterArn, instanceArns }) =>
    Array.from({ length: Math.ceil(instanceArns.length / instancesAtOnce) }, (_, index) => ({
      account,
      clusterArn,
      some: instanceArns.slice(index * instancesAtOnce, (index + 1) * instancesAtOnce),
    })),
  );
  const { notDone, failure } = await inTurn(parts, async ({ account, clusterArn, some }) => {
    const gateway = await leaving(account.ref);
    const gone = await gateway.setStatus(clusterArn, some, status);
    log.info(`Set to ${status}: ${some.join(', ')}${gone.length > 0 ? `; gone: ${gone.join(', ')}` : ''}`);
  });
  if (!failure) return nodes;
  const left = new Set(notDone.flatMap(({ some }) => some));
  const isLeft = ({ host }: EcsNode): boolean => left.has(host.instance.arn);
  const done = nodes.filter((node) => !isLeft(node));
  if (done.length === 0) throw failure;
  tellNotSet({ log }, status, done, nodes.filter(isLeft), failure);
  return done;
}

// Not awaited: those that it was done on are watched meanwhile.
function tellNotSet(
  { log }: Pick<Needs, 'log'>,
  status: Status,
  done: readonly EcsNode[],
  notDone: readonly EcsNode[],
  failure: Failure,
): void {
  logFailure(log, `Setting hosts to ${status}`, failure);
  const isDraining = status === 'DRAINING';
  const left = isDraining
    ? l10n.t('Not drained: {0}.', namesOf(notDone))
    : l10n.t('Not activated: {0}.', namesOf(notDone));
  const made = isDraining ? l10n.t('Draining: {0}.', namesOf(done)) : l10n.t('Activated: {0}.', namesOf(done));
  void vscode.window.showErrorMessage(paragraph([left, asSentence(failureSentence(failure)), made]));
}

interface InCluster {
  readonly account: AccountFleet;
  readonly clusterArn: string;
  readonly instanceArns: string[];
}

function byCluster(nodes: readonly EcsNode[]): Iterable<InCluster> {
  const clusters = new Map<string, InCluster>();
  for (const { account, host } of nodes) {
    const { clusterArn, arn } = host.instance;
    const key = `${account.key} ${clusterArn}`;
    const cluster = clusters.get(key) ?? { account, clusterArn, instanceArns: [] };
    cluster.instanceArns.push(arn);
    clusters.set(key, cluster);
  }
  return clusters.values();
}

/** Until only what belongs to no service is left; bounded, and the user may stop watching. */
async function watch(services: Needs, nodes: readonly EcsNode[], standalone: number): Promise<void> {
  const connected = nodes.filter(({ host }) => host.instance.agentConnected);
  const location = vscode.ProgressLocation.Notification;
  const title = l10n.t('Draining {0}', namesOf(nodes));
  const left = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    const { signal } = aborter;
    let running: number | undefined;
    // Counted in looks, not by the clock: a laptop that slept meanwhile has not waited.
    for (let look = 0; look <= drainPolling.forMs / drainPolling.everyMs; look++) {
      try {
        if (look > 0) await sleep(drainPolling.everyMs, undefined, { signal });
        running = await countRunning(services, connected, signal);
        if (running <= standalone) break;
        progress.report({ message: tasksLeft(running) });
      } catch (error) {
        if (signal.aborted) break;
        const failure = logFailure(services.log, 'Looking at draining hosts', error);
        if (failure.reason === 'accessDenied') throw failure;
        progress.report({ message: failureSentence(failure) });
      }
    }
    return running;
  });
  await readAllAgain(nodes);
  void tell(services, nodes, left);
}

async function countRunning({ leaving }: Needs, nodes: readonly EcsNode[], signal: AbortSignal): Promise<number> {
  let running = 0;
  for (const { account, clusterArn, instanceArns } of byCluster(nodes)) {
    const gateway = await leaving(account.ref);
    for (let from = 0; from < instanceArns.length; from += instancesDescribed) {
      const some = instanceArns.slice(from, from + instancesDescribed);
      running += await gateway.runningTasksOn(clusterArn, some, signal).catch((error: unknown) => {
        // Their cluster was deleted meanwhile.
        if (Failure.is(error) && error.reason === 'notFound') return 0;
        throw error;
      });
    }
  }
  return running;
}

async function tell(services: Needs, nodes: readonly EcsNode[], left: number | undefined): Promise<void> {
  const activateAgain = l10n.t('Activate Again');
  const names = namesOf(nodes);
  const words =
    left === 0
      ? l10n.t('{0}: drained, nothing runs there any more.', names)
      : left === undefined
        ? l10n.t('{0}: draining, no new tasks are placed there.', names)
        : l10n.t('{0}: draining, no new tasks are placed there. {1}.', names, tasksLeft(left));
  if ((await vscode.window.showInformationMessage(words, activateAgain)) !== activateAgain) return;
  await activate(services, nodes).catch((error: unknown) => {
    const failure = logFailure(services.log, 'Activating hosts', error);
    void vscode.window.showErrorMessage(`${names}: ${asSentence(failureSentence(failure))}`);
  });
}

const shownNames = 5;

function namesOf(nodes: readonly HostNode[]): string {
  const names = nodes.slice(0, shownNames).map(({ host }) => nameOf(host));
  const more = nodes.length > shownNames ? [l10n.t('and {0} more', nodes.length - shownNames)] : [];
  return listed([...names, ...more]);
}

async function readAllAgain(nodes: readonly HostNode[]): Promise<void> {
  const accounts: ReadonlySet<AccountFleet> = new Set(nodes.map(({ account }) => account));
  await Promise.all([...accounts].map(readAgain));
}
