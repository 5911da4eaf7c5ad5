import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { terminalRunOf } from '../../core/registration/handOut.ts';
import { inMessage } from '../../core/text/label.ts';
import { failureMessage, failureSentence } from '../failureText.ts';
import { commands } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import { watchArrival } from '../registration/arrivalWatch.ts';
import { createAndKeep, LostAnswer } from '../registration/createActivation.ts';
import { fleetingNote, handOutOf, scriptUri, showRegisterScript } from '../registration/scriptDocument.ts';
import { thisHost } from '../registration/thisHost.ts';
import { completed, type Draft, type Registration } from '../registration/wizard/draft.ts';
import { lastOptions, rememberOptions } from '../registration/wizard/lastOptions.ts';
import { askForRegistration } from '../registration/wizard/wizard.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';

/** From a host to a cluster in a few steps; the activation is made at the end, and nothing before. */
export async function registerThisHost(services: Services, given?: TreeNode): Promise<void> {
  if (services.fleet.accounts.length === 0) await services.accounts.ensureShown().catch(() => undefined);
  if (services.fleet.accounts.length === 0) return askForAccount();

  const host = await thisHost(services.context.extension.extensionKind);
  let draft: Draft = { options: await lastOptions(services.context), ...startingPoint(given) };
  for (;;) {
    const answers = await askForRegistration(services, host, draft).catch(async (error: unknown) => {
      await tellFailure(services, error, []);
      return undefined;
    });
    const registration = answers && completed(answers);
    if (!registration) return;
    await rememberOptions(services.context, answers.options).catch((error: unknown) =>
      logFailure(services.log, 'Remembering the options', error),
    );
    const record = await create(services, registration);
    if (record === 'change') draft = answers;
    else return record && handOut(services, record, answers);
  }
}

async function askForAccount(): Promise<void> {
  const select = l10n.t('Select Account…');
  const demo = l10n.t('Explore a Demo Account');
  const answer = await vscode.window.showInformationMessage(l10n.t('Choose an AWS account first.'), select, demo);
  if (answer === select) await vscode.commands.executeCommand(commands.selectAccount);
  if (answer === demo) await vscode.commands.executeCommand(commands.exploreDemoAccount);
}

/** Run on a cluster, or on a host in it, the command does not ask for the cluster again; a host keeps its name. */
function startingPoint(given: TreeNode | undefined): Partial<Draft> {
  const host = given?.kind === 'host' ? given.host : undefined;
  const named = host && host.name !== host.id ? { instanceName: host.name } : {};
  const node = given?.kind === 'host' ? given.parent : given;
  switch (node?.kind) {
    case 'cluster':
      // Nodes of a connected cluster join where it runs, not by EKS.
      if (node.cluster.kind === 'eks' && node.cluster.connector) return { account: node.account };
      return { ...named, account: node.account, joins: node.cluster, joinsIsGiven: true };
    case 'looseHosts':
      return { ...named, account: node.account, joins: 'nothing' };
    default:
      return { ...named, ...(node && { account: node.account }) };
  }
}

/** @returns `change` when the user wants to go through the answers again, `undefined` when they gave up */
async function create(
  services: Services,
  registration: Registration,
): Promise<ActivationRecord | 'change' | undefined> {
  const attempt = globalThis.crypto.randomUUID();
  for (;;) {
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: progressTitle(registration) },
        () => createAndKeep(services, registration, attempt),
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

/** The activation is of no use to anybody. Until it is deleted, the Activations view shows it as one of unknown code. */
async function tellLost(
  services: Services,
  { account }: Registration,
  lost: LostAnswer,
  again: string,
): Promise<string | undefined> {
  logFailure(services.log, `Creating activation ${lost.activationId}`, lost.cause);
  account.outdateActivations();
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
  try {
    const { gateway } = await services.registration(account.ref);
    await gateway.deleteActivation(lost.activationId);
    account.activationDeleted(lost.activationId);
  } catch (error) {
    await tellFailure(services, error, []);
    return undefined;
  }
  return answer === deleteAndTry ? again : undefined;
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
  if (failure.reason !== 'invalidRequest' && failure.reason !== 'unknown') return `${failureSentence(failure)}.`;
  return failure.service === undefined ? failure.message : failureMessage(failure);
}

async function handOut(services: Services, record: ActivationRecord, { target }: Draft): Promise<void> {
  await showRegisterScript(record);
  void watchArrival(services, record).catch((error: unknown) =>
    logFailure(services.log, 'Watching for the host', error),
  );

  const run = l10n.t('Run in Terminal');
  const copy = l10n.t('Copy');
  const save = l10n.t('Save…');
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
    note === undefined ? ready : `${ready} ${note}.`,
    ...offers,
  );
  const command = {
    [run]: commands.runRegisterScript,
    [copy]: commands.copyRegisterScript,
    [save]: commands.saveRegisterScript,
  };
  if (answer !== undefined && command[answer]) await vscode.commands.executeCommand(command[answer], scriptUri(record));
}
