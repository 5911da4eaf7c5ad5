import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { shortId } from '../../core/fleet/arn.ts';
import { allPages } from '../../core/fleet/reading.ts';
import type { TaskRevision } from '../../core/tasks/gateway.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { hasAccount } from './askForAccount.ts';
import { chooseAccount, lookFor } from './registerRevisionWrite.ts';

type Needs = Pick<Services, 'accounts' | 'fleet' | 'log' | 'tasks' | 'view'>;

export interface ChosenRevision {
  readonly account: AccountFleet;
  readonly revision: TaskRevision;
}

/** The revision that a task or a service runs; from the palette, one that the user picks. The user is told where there is none. */
export async function revisionOfRow(
  services: Needs,
  given: TreeNode | undefined,
  title: string,
): Promise<ChosenRevision | undefined> {
  if (!(await hasAccount(services))) return undefined;
  const node = given ?? services.view.selection;
  const reference = node && referenceOf(node);
  if (given && reference === undefined) {
    void vscode.window.showInformationMessage(l10n.t('There is no such thing for this row.'));
    return undefined;
  }
  const account = node && reference !== undefined ? node.account : await chooseAccount(services, title);
  if (!account) return undefined;
  const wanted = reference ?? (await pickReference(services, account, title));
  if (wanted === undefined) return undefined;
  const revision = await lookFor(services, account, wanted);
  if (revision) return { account, revision };
  void vscode.window.showWarningMessage(l10n.t('There is no task definition {0}.', inMessage(shortId(wanted))));
  return undefined;
}

function referenceOf(node: TreeNode): string | undefined {
  if (node.kind === 'service') return node.service.taskDefinitionArn;
  return node.kind === 'task' || node.kind === 'container' ? node.task.taskDefinitionArn : undefined;
}

type FamilyItem = vscode.QuickPickItem & { readonly reference: string };

async function pickReference({ tasks }: Needs, { ref }: AccountFleet, title: string): Promise<string | undefined> {
  const items = tasks(ref)
    .then((gateway) => allPages(gateway.families()))
    .then((families) =>
      families.map((family): FamilyItem => ({
        label: `$(tag) ${inPick(family)}`,
        description: l10n.t('newest revision'),
        reference: family,
      })),
    );
  const picked = await pickOne<FamilyItem>({
    title,
    placeholder: l10n.t('Which task definition? Choose one, or type family:revision'),
    items,
    typed: (value) =>
      /^[\w-]{1,255}:\d+$/.test(value) ? { label: `$(tag) ${value}`, alwaysShow: true, reference: value } : undefined,
  });
  return typeof picked === 'object' ? picked.reference : undefined;
}
