import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { shortId } from '../../core/fleet/arn.ts';
import type { TaskGateway, TaskRevision } from '../../core/tasks/gateway.ts';
import { answerMayBeLost, registerRevision as register, type Registered } from '../../core/tasks/register.ts';
import { inMessage, inPick, oneLine } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { logFailure } from '../log.ts';
import { listed } from '../sentences.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { messageWords } from '../taskdef/words.ts';
import { accountName } from '../tree/render.ts';
import type { Ready } from './registerRevisionSource.ts';

/** The account that it is for: the only one, or one that the user picks. */
export async function chooseAccount(
  { fleet }: Pick<Services, 'fleet'>,
  title: string,
): Promise<AccountFleet | undefined> {
  const { accounts } = fleet;
  const [first, ...others] = accounts;
  if (others.length === 0) return first;
  const picked = await pickOne({
    title,
    placeholder: l10n.t('Choose an account'),
    items: accounts.map((account) => ({
      label: inPick(accountName(account.ref)),
      description: inPick([account.ref.region, account.identity?.accountId ?? ''].filter((part) => part).join(' · ')),
      account,
    })),
  });
  return typeof picked === 'object' ? picked.account : undefined;
}

/** The newest revision of a family, while a notification says that it is looked for. */
export function lookFor(
  services: Pick<Services, 'tasks'>,
  { ref }: AccountFleet,
  reference: string,
): Thenable<TaskRevision | undefined> {
  const title = l10n.t('Looking up {0}', inMessage(reference));
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () =>
    (await services.tasks(ref)).revision(reference),
  );
}

/** `Account: home (111122223333), Region eu-central-1` */
export function accountLine({ ref, identity }: AccountFleet): string {
  const name = accountName(ref);
  const known = identity ? `${name} (${identity.accountId})` : name;
  return l10n.t('Account: {0}, Region {1}', known, ref.region);
}

/** The lines of a question that say what is registered: names only, never a value of an environment. */
export function revisionLines({ input, dropped, errors }: Ready, newest: TaskRevision | undefined): readonly string[] {
  const family = oneLine(input.family);
  return [
    newest
      ? l10n.t('Family: {0}, whose newest revision is {1}. A new revision is registered.', family, newest.revision)
      : l10n.t('Family: {0}, which is new. Its first revision is registered.', family),
    ...containerLines(input),
    ...roleLines(input),
    ...(dropped.length > 0 ? [l10n.t('Not sent, for AWS fills it in: {0}', listed(dropped))] : []),
    ...(errors.length > 0 ? [l10n.t('AWS will probably refuse it:')] : []),
    ...errors.slice(0, 5).map(({ message }) => `• ${messageWords(message)}`),
  ];
}

type Definition = TaskRevision['definition'];

function containerLines({ containerDefinitions }: Definition): readonly string[] {
  if (!Array.isArray(containerDefinitions)) return [];
  // Of JSON, in which a container is an object with these two texts.
  const containers = containerDefinitions as readonly { readonly name?: unknown; readonly image?: unknown }[];
  return containers.map(({ name, image }) => l10n.t('Container: {0}, image {1}', text(name), text(image)));
}

/** The roles that tasks get. */
export function roleLines({ taskRoleArn, executionRoleArn }: Definition): readonly string[] {
  return [
    ...(typeof taskRoleArn === 'string' ? [l10n.t('Task role: {0}', oneLine(shortId(taskRoleArn)))] : []),
    ...(typeof executionRoleArn === 'string'
      ? [l10n.t('Execution role: {0}', oneLine(shortId(executionRoleArn)))]
      : []),
  ];
}

function text(value: unknown): string {
  return typeof value === 'string' ? oneLine(value) : '—';
}

/** Registers it with a progress notification; undefined where it is not known whether it was, which the user is told. */
export async function registerIt(
  { log }: Pick<Services, 'log'>,
  gateway: TaskGateway,
  { input }: Ready,
  newest: TaskRevision | undefined,
): Promise<Registered | undefined> {
  const location = vscode.ProgressLocation.Notification;
  const title = l10n.t('Registering {0}', inMessage(input.family));
  try {
    const registered = await vscode.window.withProgress({ location, title }, () => register(gateway, input, newest));
    log.info(`Registered ${registered.revision.arn}${registered.answerWasLost ? ', its answer was lost' : ''}`);
    return registered;
  } catch (error) {
    if (!answerMayBeLost(error)) throw error;
    const failure = logFailure(log, `Registering ${input.family}`, error);
    void vscode.window.showWarningMessage(
      l10n.t(
        'It is not certain whether {0} was registered. {1}, and no new revision of it is seen so far.',
        inMessage(input.family),
        failureSentence(failure),
      ),
    );
    return undefined;
  }
}

export function revisionName({ family, revision }: TaskRevision): string {
  return `${family}:${revision}`;
}
