import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Host } from '../../core/fleet/host.ts';
import { shortId } from '../../core/fleet/arn.ts';
import type { TaskDetails } from '../../core/operate/ecsOperations.ts';
import { containerLogScript } from '../../core/operate/logs/hostLogs.ts';
import type { LogPlace, LogsGateway } from '../../core/operate/logs/gateway.ts';
import { logTargetOf, type LogTarget } from '../../core/operate/logs/target.ts';
import { inMessage, oneLine } from '../../core/text/label.ts';
import { isRefused } from '../commands/refusal.ts';
import { nextSteps } from '../failureText.ts';
import { commands } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import type { ContainerNode } from '../tree/nodes.ts';
import { hostOfTask } from './hostOfTask.ts';
import { logTails } from './logChannels.ts';
import type { TailEnd } from './logTails.ts';
import { endWords, hostRemark } from './logWords.ts';
import { isManaged, isOnline } from './onlineHosts.ts';
import { sendAndShow } from './sendRun.ts';

export type LogNeeds = Pick<Services, 'context' | 'fleet' | 'log' | 'operate' | 'tasks'>;

/** What a container writes: from CloudWatch Logs, where it is there, else what Docker has of it on the host. */
export async function showContainerLog(services: LogNeeds, node: ContainerNode): Promise<void> {
  const key = `${node.account.key} ${node.task.arn} ${node.container.name}`;
  if (logTails(services).showFollowed(key)) return;
  const found = await find(services, node);
  if (!found) return;
  const { target } = found;
  const name = inMessage(node.container.name);
  switch (target.kind) {
    case 'cloudWatch':
      follow(services, node, { ...found, key, place: target.place });
      return;
    case 'notStarted':
      tell(l10n.t('{0} has no log yet: its container is not made. Try again when it runs.', name));
      return;
    case 'nowhere':
      tell(l10n.t('Nobody keeps the log of {0}: its log driver is none.', name));
      return;
    case 'host':
      offerHost(
        services,
        node,
        found,
        l10n.t(
          'The log of {0} is not in CloudWatch Logs: its log driver is {1}. Its host has the last lines.',
          name,
          inMessage(target.driver),
        ),
      );
  }
}

interface Logged {
  readonly host: Host | undefined;
  /** Absent where ECS does not know the task any more. */
  readonly details: TaskDetails | undefined;
}

interface Found extends Logged {
  readonly target: LogTarget;
}

/** Cancellable; `undefined` where it was cancelled, or can't be told, which is said. */
async function find(services: LogNeeds, node: ContainerNode): Promise<Found | undefined> {
  const { account, task, container } = node;
  const title = l10n.t('Looking for the log of {0}', inMessage(container.name));
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_, cancelled) => {
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    try {
      const [{ ecs }, tasks] = await Promise.all([services.operate(account.ref), services.tasks(account.ref)]);
      const [details, revision, host] = await Promise.all([
        ecs.task(task.clusterArn, task.arn, aborter.signal),
        tasks.revision(task.taskDefinitionArn, aborter.signal),
        hostOfTask(node),
      ]);
      if (aborter.signal.aborted) return undefined;
      if (!revision) {
        const family = inMessage(shortId(task.taskDefinitionArn));
        tell(l10n.t('The task definition {0} was deleted, and with it where the container logs.', family));
        return undefined;
      }
      const { name } = container;
      const runtimeId = details?.runtimeIds?.[name];
      const target = logTargetOf(revision.definition, { name, taskArn: task.arn, runtimeId }, account.ref.region);
      return { target, host, details };
    } catch (error) {
      if (aborter.signal.aborted) return undefined;
      throw error;
    }
  });
}

function follow(
  services: LogNeeds,
  node: ContainerNode,
  { key, place, host, details }: Logged & { readonly key: string; readonly place: LogPlace },
): void {
  const { account, task, container } = node;
  const name = [container.name, host?.name, shortId(task.arn).slice(0, 8)].filter((part) => part !== undefined);
  // A connection is closed when the user signs in anew: so each request takes the one that is open.
  const logs = async (): Promise<LogsGateway> => (await services.operate(account.ref)).logs;
  let latest = details;
  const following = logTails(services).open({
    key,
    accountKey: account.key,
    name: name.map((part) => oneLine(part, 60)).join(' · '),
    place,
    gateway: {
      newest: async (of, limit, signal) => (await logs()).newest(of, limit, signal),
      after: async (of, next, signal) => (await logs()).after(of, next, signal),
    },
    task: async (signal) => {
      const { ecs } = await services.operate(account.ref);
      return (latest = await ecs.task(task.clusterArn, task.arn, signal));
    },
    remark: hostRemark(host, Date.now()),
  });
  // Not awaited: the command is over when the log is shown.
  following.then(
    (end) => {
      if (end) tellEnd(services, node, end, { place, host, details: latest });
    },
    (error: unknown) => logFailure(services.log, `Following the log of ${container.name}`, error),
  );
}

/** The channel says it as well; here is what can be done. */
function tellEnd(
  services: LogNeeds,
  node: ContainerNode,
  end: TailEnd,
  { place, host, details }: Logged & { readonly place: LogPlace },
): void {
  const words = endWords(end, place, details);
  if (end.why === 'noGroup' || end.why === 'noStream') offerHost(services, node, { host, details }, words);
  if (end.why !== 'failed') return;
  const failure = logFailure(services.log, `Following the log of ${node.container.name}`, end.failure);
  const isDenied = failure.reason === 'accessDenied';
  const signIn = nextSteps(failure, node.account.ref).includes(commands.signIn);
  const step = isDenied
    ? { title: l10n.t('Copy IAM Policy…'), command: commands.copyIamPolicy }
    : signIn
      ? { title: l10n.t('Sign In…'), command: commands.signIn }
      : { title: l10n.t('Show Log'), command: commands.showLog };
  void vscode.window.showWarningMessage(inLongMessage(words), step.title).then(async (answer) => {
    if (answer === step.title) await vscode.commands.executeCommand(step.command);
  });
}

/** Says what is wrong, and offers to read the log on the host. */
function offerHost(services: LogNeeds, node: ContainerNode, logged: Logged, words: string): void {
  const read = l10n.t('Read on Host');
  // Not awaited: a caller must not wait for the user to close a message.
  void vscode.window.showInformationMessage(inLongMessage(words), read).then(async (answer) => {
    if (answer !== read) return;
    try {
      await readOnHost(services, node, logged);
    } catch (error) {
      const { failureMessage } = await import('../failureText.ts');
      const failure = logFailure(services.log, `Reading the log of ${node.container.name} on its host`, error);
      void vscode.window.showErrorMessage(failureMessage(failure));
    }
  });
}

async function readOnHost(
  services: LogNeeds,
  { account, container }: ContainerNode,
  { host, details }: Logged,
): Promise<void> {
  if (isRefused(commands.runCommand)) return;
  const runtimeId = details?.runtimeIds?.[container.name];
  const name = inMessage(container.name);
  if (!host || runtimeId === undefined) {
    tell(l10n.t('The host has no log of {0} that could be found: its container is not made, or is gone.', name));
    return;
  }
  if (tellIfUnreachable(host)) return;
  const shell = shellOf(host);
  await sendAndShow(
    services,
    { account, hosts: [host] },
    { title: l10n.t('Log of {0}', name), script: containerLogScript(runtimeId, shell), shell },
  );
}

/** @returns whether SSM brings no command to it now */
export function tellIfUnreachable(host: Host): boolean {
  const name = inMessage(host.name);
  if (!isManaged(host)) tell(l10n.t('SSM does not know {0}, so nothing can be read there.', name));
  else if (!isOnline(host)) {
    tell(l10n.t('SSM does not hear of {0}, so nothing can be read there now. "Diagnose Host…" says why.', name));
  } else return false;
  return true;
}

export function shellOf({ node }: Host): 'bash' | 'powershell' {
  return node?.platformType === 'Windows' ? 'powershell' : 'bash';
}

/** Sentences with names in them may be longer than a name. */
function inLongMessage(words: string): string {
  return oneLine(words, 1000).replaceAll('](', ']\u2060(');
}

function tell(words: string): void {
  void vscode.window.showInformationMessage(words);
}
