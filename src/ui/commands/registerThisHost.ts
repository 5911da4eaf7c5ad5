import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure, FailureReason } from '../../core/failure.ts';
import { accountKey } from '../../core/fleet/model.ts';
import { terminalRunOf } from '../../core/registration/handOut.ts';
import { inMessage } from '../../core/text/label.ts';
import { failureMessage, failureSentence } from '../failureText.ts';
import { commands } from '../ids.ts';
import { logFailure } from '../log.ts';
import { hasAccount } from './askForAccount.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import { watchArrival } from '../registration/arrivalWatch.ts';
import { createAndKeep, LostAnswer } from '../registration/createActivation.ts';
import { filesOf, runWords } from '../registration/scriptActions.ts';
import { fleetingNote, handOutOf, scriptUri, showRegisterScript } from '../registration/scriptDocument.ts';
import { thisHost } from '../registration/thisHost.ts';
import { completed, type Draft, type Registration } from '../registration/wizard/draft.ts';
import { lastOptions, rememberOptions } from '../registration/wizard/lastOptions.ts';
import { askForRegistration } from '../registration/wizard/wizard.ts';
import type { Services } from '../services.ts';
import { listOf, type TreeNode } from '../tree/nodes.ts';
import { asSentence, paragraph } from '../sentences.ts';

/** From a host to a cluster in a few steps; the activation is made at the end, and nothing before. */
export async function registerThisHost(services: Services, given?: TreeNode): Promise<void> {
  if (await hasAccount(services)) await registerFrom(services, startingPoint(given));
}

/** The same, with what is known of the answers already. */
export async function registerFrom(services: Services, start: Partial<Draft>): Promise<void> {
  const host = await thisHost(services.context.extension.extensionKind);
  const attempts = new Attempts();
  let draft: Draft = { options: await lastOptions(services.context), ...start };
  for (;;) {
    const answers = await askForRegistration(services, host, draft).catch(async (error: unknown) => {
      const again = l10n.t('Try Again');
      return (await tellFailure(services, error, [again])) === again ? 'again' : undefined;
    });
    if (answers === 'again') continue;
    const registration = answers && completed(answers);
    if (!registration) return;
    await rememberOptions(services.context, answers.options).catch((error: unknown) =>
      logFailure(services.log, 'Remembering the options', error),
    );
    const record = await create(services, registration, attempts);
    if (record === 'change') draft = answers;
    else return record && handOut(services, record, answers);
  }
}

/** Run on a cluster, or on a host in it, the command does not ask for the cluster again; a host keeps its name. */
function startingPoint(given: TreeNode | undefined): Partial<Draft> {
  const host = given?.kind === 'host' ? given.host : undefined;
  const named = host && host.name !== host.id ? { instanceName: host.name, nameIsGiven: true } : {};
  const node = given?.kind === 'host' ? listOf(given) : given;
  switch (node?.kind) {
    case 'cluster':
      // Nodes of a connected cluster join where it runs, not by EKS.
      if (node.cluster.kind === 'eks' && node.cluster.connector) return { account: node.account, accountIsGiven: true };
      return { ...named, account: node.account, joins: node.cluster, joinsIsGiven: true };
    case 'looseHosts':
      return { ...named, account: node.account, accountIsGiven: true, joins: 'nothing' };
    default:
      return { ...named, ...(node && { account: node.account, accountIsGiven: true }) };
  }
}

/** Names what is asked of AWS: the same answers once more are the same request, also after others were tried. */
class Attempts {
  readonly #names = new Map<string, string>();

  nameOf({ account, plan, connectedName = '', role }: Registration): string {
    const provider = plan.kind === 'connector' ? plan.provider : '';
    const key = JSON.stringify([account.key, connectedName, provider, role]);
    const name = this.#names.get(key) ?? globalThis.crypto.randomUUID();
    this.#names.set(key, name);
    return name;
  }
}

/** @returns `change` when the user wants to go through the answers again, `undefined` when they gave up */
async function create(
  services: Services,
  registration: Registration,
  attempts: Attempts,
): Promise<ActivationRecord | 'change' | undefined> {
  for (;;) {
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: progressTitle(registration) },
        () => createAndKeep(services, registration, attempts.nameOf(registration)),
      );
    } catch (error) {
      const again = l10n.t('Try Again');
      const change = l10n.t('Change Answers');
      const answer =
        error instanceof LostAnswer
          ? await tellLost(services, registration, error, again)
          : await tellFailure(services, error, [again, change]);
      if (answer === change) return 'change';
      if (answer !== again) return undefined;
    }
  }
}

function progressTitle({ plan }: Registration): string {
  return plan.kind === 'connector' ? l10n.t('Registering the cluster') : l10n.t('Creating the activation');
}

/** Until it is deleted, the views show what was made: an activation of unknown code, a cluster that is pending. */
async function tellLost(
  services: Services,
  registration: Registration,
  lost: LostAnswer,
  again: string,
): Promise<string | undefined> {
  logFailure(services.log, `Creating activation ${lost.activationId}`, lost.cause);
  const { account, connectedName } = registration;
  account.outdateActivations();
  if (connectedName !== undefined) return tellLostCluster(services, registration, connectedName, lost, again);
  const deleteIt = l10n.t('Delete');
  const deleteAndTry = l10n.t('Delete and Try Again');
  const answer = await vscode.window.showWarningMessage(
    l10n.t(
      'The connection broke after AWS had created the activation {0}, before its code arrived. The code is unknown, and AWS shows it only once.',
      `${lost.activationId.slice(0, 8)}…`,
    ),
    deleteAndTry,
    deleteIt,
  );
  if (answer === undefined) return undefined;
  const isDeleted = await undo(services, async () => {
    const { gateway } = await services.registration(account.ref);
    await gateway.deleteActivation(lost.activationId);
    account.activationDeleted(lost.activationId);
  });
  return isDeleted && answer === deleteAndTry ? again : undefined;
}

/** EKS answers the same request as before, so that trying again brings the code. */
async function tellLostCluster(
  services: Services,
  { account }: Registration,
  cluster: string,
  lost: LostAnswer,
  again: string,
): Promise<string | undefined> {
  const deregister = l10n.t('Deregister');
  await account.refresh().catch(() => undefined);
  const answer = await vscode.window.showWarningMessage(
    l10n.t(
      'The connection broke after EKS had registered the cluster {0}, before its code arrived. Trying again asks for it once more.',
      inMessage(cluster),
    ),
    again,
    deregister,
  );
  if (answer !== deregister) return answer;
  await undo(services, async () => {
    const { eks } = await services.registration(account.ref);
    await eks.deregisterCluster(cluster);
    account.activationDeleted(lost.activationId);
    await account.refresh();
  });
  return undefined;
}

async function undo(services: Services, action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    await tellFailure(services, error, []);
    return false;
  }
}

async function tellFailure(
  { log }: Pick<Services, 'log'>,
  error: unknown,
  buttons: readonly string[],
): Promise<string | undefined> {
  const failure = logFailure(log, 'Registering a host', error);
  if (failure.reason === 'cancelled') return undefined;
  const showLog = l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(failureText(failure), ...buttons, showLog);
  if (answer === showLog) log.show();
  return answer;
}

/** What this extension found itself is said as it is; what AWS refused, with AWS's own words. */
function failureText(failure: Failure): string {
  // Who lacks `iam:PassRole` is refused `ssm:CreateActivation`: only AWS's words tell which permission is missing.
  const inItsWords: readonly FailureReason[] = ['accessDenied', 'invalidRequest', 'unknown'];
  if (!inItsWords.includes(failure.reason)) return asSentence(failureSentence(failure));
  return failure.service === undefined ? failure.message : failureMessage(failure);
}

async function handOut(services: Services, record: ActivationRecord, { target }: Draft): Promise<void> {
  // EKS shows a cluster as pending from now on.
  if (record.plan.kind === 'connector') {
    void services.fleet
      .account(accountKey(record.account))
      ?.refresh()
      .catch((error: unknown) => logFailure(services.log, 'Reading the clusters', error));
  }
  await showRegisterScript(record);
  void watchArrival(services, record).catch((error: unknown) =>
    logFailure(services.log, 'Watching for the host', error),
  );

  const run = runWords(record.plan);
  const copy = l10n.t('Copy');
  const save = filesOf(record).length > 1 ? l10n.t('Save All…') : l10n.t('Save…');
  const until = new Date(record.expiresAt).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const ready = record.cluster
    ? l10n.t(
        'The register script for {0} is ready. Its activation can be used until {1}.',
        inMessage(record.cluster.name),
        until,
      )
    : l10n.t('The register script is ready. Its activation can be used until {0}.', until);
  const note = fleetingNote();
  const made = await handOutOf(services, record.id);
  const canRun = made !== undefined && terminalRunOf(made.options) !== undefined;
  const isElsewhere = target?.kind === 'another';
  const offers = canRun ? (isElsewhere ? [copy, save, run] : [run, copy, save]) : [save, copy];
  const answer = await vscode.window.showInformationMessage(
    note === undefined ? ready : paragraph([ready, asSentence(note)]),
    ...offers,
  );
  const command = {
    [run]: commands.runRegisterScript,
    [copy]: commands.copyRegisterScript,
    [save]: commands.saveRegisterScript,
  };
  if (answer !== undefined && command[answer]) await vscode.commands.executeCommand(command[answer], scriptUri(record));
}
