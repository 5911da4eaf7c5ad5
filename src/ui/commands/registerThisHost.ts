import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import { activationRequest } from '../../core/registration/activation.ts';
import { inMessage } from '../../core/text/label.ts';
import { failureMessage, failureSentence } from '../failureText.ts';
import { commands } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import { watchArrival } from '../registration/arrivalWatch.ts';
import { scriptUri, showRegisterScript } from '../registration/scriptDocument.ts';
import { thisHost } from '../registration/thisHost.ts';
import { askForPlan, type Draft, type RegistrationPlan } from '../registration/wizard.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';

/** From a host to a cluster in a few steps; the activation is made at the end, and nothing before. */
export async function registerThisHost(services: Services, given?: TreeNode): Promise<void> {
  if (services.fleet.accounts.length === 0) await services.accounts.ensureShown().catch(() => undefined);
  if (services.fleet.accounts.length === 0) return askForAccount();

  const host = thisHost(services.context.extension.extensionKind);
  let draft: Draft = startingPoint(given);
  for (;;) {
    const plan = await askForPlan(services, host, draft).catch(async (error: unknown) => {
      await tellFailure(services, error, []);
      return undefined;
    });
    if (!plan) return;
    const record = await create(services, plan);
    if (record === 'change') draft = plan;
    else return record && handOut(services, plan, record);
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
function startingPoint(given: TreeNode | undefined): Draft {
  const host = given?.kind === 'host' ? given.host : undefined;
  const named = host && host.name !== host.id ? { instanceName: host.name } : {};
  const node = given?.kind === 'host' ? given.parent : given;
  if (node?.kind !== 'cluster' || node.cluster.kind !== 'ecs') return named;
  return { ...named, account: node.account, cluster: node.cluster };
}

/** @returns `change` when the user wants to go through the answers again, `undefined` when they gave up */
async function create(services: Services, plan: RegistrationPlan): Promise<ActivationRecord | 'change' | undefined> {
  for (;;) {
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: l10n.t('Creating the activation') },
        () => createAndKeep(services, plan),
      );
    } catch (error) {
      const again = l10n.t('Try Again');
      const change = l10n.t('Change Answers');
      const answer = await tellFailure(services, error, [again, change]);
      if (answer === change) return 'change';
      if (answer !== again) return undefined;
    }
  }
}

async function createAndKeep(services: Services, plan: RegistrationPlan): Promise<ActivationRecord> {
  const { account, cluster, instanceName } = plan;
  const { gateway } = await services.registration(account.ref);
  const now = Date.now();
  const request = activationRequest({ ...plan, clusterArn: cluster.arn }, now);
  const { id, code } = await gateway.createActivation(request);
  const record: ActivationRecord = {
    id,
    account: account.ref,
    cluster: { arn: cluster.arn, name: cluster.name },
    ...(instanceName !== '' && { instanceName }),
    registrationLimit: request.registrationLimit,
    createdAt: now,
    expiresAt: request.expiresAt,
  };
  try {
    await services.vault.keep(record, code);
  } catch (error) {
    // Without its code nobody can use the activation, and AWS never shows the code again.
    await gateway
      .deleteActivation(id)
      .catch((also: unknown) => logFailure(services.log, `Deleting activation ${id}`, also));
    const message = l10n.t(
      'The secret storage of this computer did not take the activation code. The activation was deleted again.',
    );
    throw new Failure('unknown', message, { cause: error });
  }
  services.log.info(`Created activation ${id} for cluster ${cluster.arn}, ${String(request.registrationLimit)} use(s)`);
  return record;
}

async function tellFailure(
  { log }: Pick<Services, 'log'>,
  error: unknown,
  buttons: readonly string[],
): Promise<string | undefined> {
  const failure = logFailure(log, 'Registering a host', error);
  if (failure.reason === 'cancelled') return undefined;
  const isOwnWords = failure.reason === 'invalidRequest' || failure.reason === 'unknown';
  const showLog = l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(
    isOwnWords ? failureMessage(failure) : `${failureSentence(failure)}.`,
    ...buttons,
    showLog,
  );
  if (answer === showLog) log.show();
  return answer;
}

async function handOut(services: Services, plan: RegistrationPlan, record: ActivationRecord): Promise<void> {
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
  const message = l10n.t(
    'The register script for {0} is ready. Its activation can be used until {1}.',
    inMessage(record.cluster.name),
    until,
  );
  const offers = plan.target === 'this' ? [run, copy, save] : [copy, save, run];
  const answer = await vscode.window.showInformationMessage(message, ...offers);
  const command = {
    [run]: commands.runRegisterScript,
    [copy]: commands.copyRegisterScript,
    [save]: commands.saveRegisterScript,
  };
  if (answer !== undefined && command[answer]) await vscode.commands.executeCommand(command[answer], scriptUri(record));
}
