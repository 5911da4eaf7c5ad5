import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { TaskRevision } from '../../core/tasks/gateway.ts';
import type { Registered } from '../../core/tasks/register.ts';
import { inMessage } from '../../core/text/label.ts';
import { failureMessage } from '../failureText.ts';
import { logFailure } from '../log.ts';
import { hasAccount } from './askForAccount.ts';
import { chooseDefinition, inputOf, type Ready } from './registerRevisionSource.ts';
import {
  accountLine,
  chooseAccount,
  lookFor,
  registerIt,
  revisionLines,
  revisionName,
} from './registerRevisionWrite.ts';
import type { RunNeeds } from './runOnHostTask.ts';

/** A new revision of the task definition in the editor, after a question that says what is sent and where to. */
export async function registerRevision(services: RunNeeds, uri?: vscode.Uri): Promise<void> {
  const title = l10n.t('Register This Revision');
  const source = await chooseDefinition(services, uri, title);
  if (!source) return;
  const ready = await inputOf(services, source, title);
  if (!ready || !(await hasAccount(services))) return;
  const account = await chooseAccount(services, title);
  if (!account) return;
  const gateway = await services.tasks(account.ref);
  const newest = await lookFor(services, account, ready.input.family);
  if (!(await isSure(account, ready, newest))) return;
  const registered = await registerIt(services, gateway, ready, newest);
  // Not awaited: the command is over, and a caller must not wait for the user to close a message.
  if (registered) void tell(services, account, registered);
}

async function isSure(account: AccountFleet, ready: Ready, newest: TaskRevision | undefined): Promise<boolean> {
  const confirm = ready.errors.length > 0 ? l10n.t('Register All the Same') : l10n.t('Register');
  const detail = [accountLine(account), ...revisionLines(ready, newest)].join('\n');
  const question = newest
    ? l10n.t('Register a new revision of {0}?', inMessage(ready.input.family))
    : l10n.t('Register the task definition {0}?', inMessage(ready.input.family));
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, confirm)) === confirm;
}

async function tell(services: RunNeeds, account: AccountFleet, registered: Registered): Promise<void> {
  const { revision, answerWasLost } = registered;
  const name = inMessage(revisionName(revision));
  const run = l10n.t('Run on Host…');
  const message = answerWasLost
    ? l10n.t("{0} is registered. AWS's answer was lost, and the revision found afterwards.", name)
    : l10n.t('{0} is registered.', name);
  if ((await vscode.window.showInformationMessage(message, run)) !== run) return;
  const { runRevision } = await import('./runOnHost.ts');
  await runRevision(services, account, revision).catch((error: unknown) =>
    vscode.window.showErrorMessage(failureMessage(logFailure(services.log, 'Running a task', error))),
  );
}
