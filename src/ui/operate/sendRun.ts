import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import type { CommandGateway } from '../../core/operate/commands.ts';
import { inTurn } from '../../core/operate/inTurn.ts';
import { inMessage } from '../../core/text/label.ts';
import { isRefused } from '../commands/refusal.ts';
import { failureMessage, failureSentence } from '../failureText.ts';
import { commands as commandIds } from '../ids.ts';
import { logFailure } from '../log.ts';
import { showMarkdown, updateMarkdown } from '../markdownDocuments.ts';
import type { Services } from '../services.ts';
import type { ChosenHosts } from './chooseHosts.ts';
import { endedCount, startOf, watchRun, type CommandRun, type RunState } from './commandRun.ts';
import { keepRun } from './keptRuns.ts';
import { batches } from './onlineHosts.ts';
import { resultsMarkdown, stateWords } from './resultsMarkdown.ts';

export type RunNeeds = Pick<Services, 'context' | 'log' | 'operate'>;

export interface WhatToRun {
  readonly title: string;
  /** Absent: SSM's agents are updated, by AWS's document. */
  readonly script?: readonly string[];
  readonly shell: 'bash' | 'powershell';
}

/** How long SSM tries to deliver: nobody waits for a host that is off. */
const deliverySeconds = 600;

/** Sends it, shows what comes of it while it comes, and says at the end how it went. */
export async function sendAndShow(
  services: RunNeeds,
  chosen: ChosenHosts,
  what: WhatToRun,
): Promise<RunState | undefined> {
  // Also for commands that read most of the time, and only now and then take a script on a host for it.
  if (isRefused(commandIds.runCommand)) return undefined;
  const { commands } = await services.operate(chosen.account.ref);
  const run = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: l10n.t('Sending {0}', inMessage(what.title)) },
    () => send(services, commands, chosen, what),
  );
  if (run.commands.length === 0) {
    const [first] = run.unsent;
    void vscode.window.showErrorMessage(l10n.t('{0} was not sent. {1}', inMessage(what.title), first?.why ?? ''));
    return undefined;
  }
  await keepRun(services.context.globalState, run, Date.now());
  return showAndWatch(services, commands, run);
}

async function send(
  { log }: RunNeeds,
  gateway: CommandGateway,
  { account, hosts }: ChosenHosts,
  { title, script, shell }: WhatToRun,
): Promise<CommandRun> {
  const sent: CommandRun['commands'][number][] = [];
  const unsent: CommandRun['unsent'][number][] = [];
  for (const some of batches(hosts)) {
    const nodeIds = some.map(({ id }) => id);
    try {
      const commandId = script
        ? await gateway.send({ nodeIds, script, shell, comment: title, timeoutSeconds: deliverySeconds })
        : await gateway.updateSsmAgent(nodeIds);
      log.info(`Sent command ${commandId} to ${String(nodeIds.length)} hosts`);
      sent.push({ commandId, hosts: some });
    } catch (error) {
      // Others may take it.
      const failure = logFailure(log, `Sending a command to ${nodeIds.join(', ')}`, error);
      unsent.push({ hosts: some, why: failureMessage(failure) });
    }
  }
  return {
    id: randomUUID(),
    account: account.ref,
    title,
    ...(script && { script }),
    sentAt: Date.now(),
    commands: sent,
    unsent,
  };
}

/** Looks at its results until it has ended. *Cancel* cancels it on the hosts. */
export async function showAndWatch(
  services: RunNeeds,
  gateway: CommandGateway,
  run: CommandRun,
): Promise<RunState | undefined> {
  let state = startOf(run);
  const text = (): string => resultsMarkdown(state, { locale: vscode.env.language });
  await showMarkdown(run.id, run.title, text());
  const onState = (news: RunState): void => {
    state = news;
    updateMarkdown(run.id, run.title, text()).catch((error: unknown) =>
      logFailure(services.log, 'Showing results of a command', error),
    );
  };
  const location = vscode.ProgressLocation.Notification;
  const title = l10n.t('Running {0}', inMessage(run.title));
  try {
    const end = await vscode.window.withProgress(
      { location, title, cancellable: true },
      async (progress, cancelled) => {
        const aborter = new AbortController();
        cancelled.onCancellationRequested(() => aborter.abort());
        const { signal } = aborter;
        const watched = await watchRun(gateway, state, {
          sleep: (ms) => sleep(ms, undefined, { signal }),
          signal,
          onState: (news) => {
            onState(news);
            progress.report({ message: news.failure ? failureSentence(news.failure) : progressWords(news) });
          },
        });
        return watched.phase === 'stopped' ? cancelRun(services, gateway, watched, onState) : watched;
      },
    );
    tellEnd(end);
    return end;
  } catch (error) {
    const failure = logFailure(services.log, 'Looking at a command', error);
    onState({ ...state, phase: 'stopped', failure });
    tellUnseen(run, failure);
    return undefined;
  }
}

function progressWords(state: RunState): string {
  return l10n.t('{0} of {1} have ended', endedCount(state), state.outcomes.length);
}

/** Bounded: a script that does not end when it is told to is not waited for. */
const looksAfterCancel = 15;

async function cancelRun(
  { log }: RunNeeds,
  gateway: CommandGateway,
  state: RunState,
  onState: (state: RunState) => void,
): Promise<RunState> {
  const { failure } = await inTurn(state.run.commands, async ({ commandId }) => {
    await gateway.cancel(commandId);
    log.info(`Cancelled command ${commandId}`);
  });
  // Of a command of many hosts a part may go on: its results tell.
  if (failure) {
    logFailure(log, 'Cancelling a command', failure);
    void vscode.window.showErrorMessage(l10n.t('Not all of it could be cancelled. {0}.', failureSentence(failure)));
  }
  return watchRun(gateway, state, { sleep: (ms) => sleep(ms), looks: looksAfterCancel, onState });
}

function tellEnd(state: RunState): void {
  const words = l10n.t('{0}: {1}.', inMessage(state.run.title), stateWords(state));
  const isGood = state.outcomes.every(({ result }) => result?.status === 'success') && state.run.unsent.length === 0;
  // Not awaited: the command is over, and a caller must not wait for the user to close a message.
  if (state.phase === 'ended' && isGood) void vscode.window.showInformationMessage(words);
  else void vscode.window.showWarningMessage(words);
}

function tellUnseen({ title }: CommandRun, failure: Failure): void {
  const words = l10n.t("{0} was sent, and can't be looked at. {1}.", inMessage(title), failureSentence(failure));
  void vscode.window.showWarningMessage(words);
}
