import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../../core/fleet/accountFleet.ts';
import { rolePlan, type RolePlan, type RolePurpose } from '../../../core/registration/roles.ts';
import { inMessage } from '../../../core/text/label.ts';
import { failureMessage } from '../../failureText.ts';
import { logFailure } from '../../log.ts';
import { listed } from '../../sentences.ts';
import type { Services } from '../../services.ts';
import { back, pickOne, type Position, type Step } from '../../steps.ts';
import { lookForEntry } from '../accessEntries.ts';
import { accountScope, roleArn } from '../roleArn.ts';
import { rolePlanUri } from '../rolePlanDocument.ts';
import { type AccessEntryChoice, type ChosenRole, type Draft, hostKind, rolePurpose, withRole } from './draft.ts';
import { roleItems, typedRole, type RoleItem } from './roleItems.ts';
import { title } from './words.ts';

type Needs = Pick<Services, 'registration' | 'log'>;

/**
 * The IAM role that the host takes on: one that is there, or one that is made now.
 *
 * @param heading of a question by itself; without, that of the wizard
 */
export function roleStep(needs: Needs, heading: () => string = title): Step<Draft> {
  return {
    ask: async (draft, at) => {
      const { account } = draft;
      if (!account) return undefined;
      for (;;) {
        const picked = await pickOne<RoleItem>({
          at,
          title: heading(),
          placeholder: l10n.t('Choose the IAM role of the host, or type its name'),
          items: roleItems(needs, account, rolePurpose(draft)),
          typed: typedRole,
          refused: ({ role, make }) => !role && !make,
          active: ({ role }) => role !== undefined && role.name === draft.role?.name,
        });
        if (typeof picked !== 'object') return picked;
        const role = picked.make ? await makeRole(needs, account, picked.make, at, heading()) : await confirmed(picked);
        if (role === undefined) return undefined;
        if (role !== back) return withRole(draft, role);
      }
    },
  };
}

/** A role that seems not to fit may do: what is seen of it is not all that AWS sees. */
async function confirmed({ role, misfit }: RoleItem): Promise<ChosenRole | typeof back | undefined> {
  if (misfit === undefined) return role;
  const use = l10n.t('Use It All the Same');
  const answer = await vscode.window.showWarningMessage(
    l10n.t('The role {0} does not seem to fit.', inMessage(role?.name ?? '')),
    { modal: true, detail: l10n.t('As far as can be seen, {0}.', misfit) },
    use,
  );
  return answer === use ? role : back;
}

/** Shows the role as it would be, and makes it when the user says so. */
async function makeRole(
  needs: Needs,
  account: AccountFleet,
  purpose: RolePurpose,
  at: Position,
  heading: string,
): Promise<ChosenRole | typeof back | undefined> {
  try {
    const scope = await accountScope(account);
    const plan = rolePlan(purpose, scope);
    const document = await vscode.workspace.openTextDocument(rolePlanUri(purpose, scope));
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true });
    const picked = await pickOne({
      at: { ...at, canGoBack: true },
      title: heading,
      placeholder: l10n.t('The editor shows the role as it would be created'),
      items: [
        {
          label: `$(add) ${l10n.t('Create {0}', plan.name)}`,
          description: l10n.t('in account {0}', scope.accountId),
          detail: summary(plan),
        },
      ],
    });
    if (typeof picked !== 'object') return picked;
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: l10n.t('Creating the role {0}', plan.name) },
      async () => (await needs.registration(account.ref)).roles.createRole(plan),
    );
    needs.log.info(`Created role ${plan.name} in account ${scope.accountId}`);
    return { name: plan.name, arn: roleArn(scope, plan.name) };
  } catch (error) {
    const failure = logFailure(needs.log, 'Creating a role', error);
    void vscode.window.showErrorMessage(failureMessage(failure));
    return back;
  }
}

function summary({ managedPolicyArns, inlinePolicies }: RolePlan): string {
  const policies = [
    ...managedPolicyArns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)),
    ...inlinePolicies.map(({ name }) => name),
  ];
  return l10n.t('trusts SSM for nodes of this account only; policies: {0}', listed(policies));
}

/** Hybrid nodes get into a cluster by an access entry for their role. */
export function accessEntryStep(needs: Needs): Step<Draft> {
  return {
    applies: (draft) => hostKind(draft) === 'hybridNode',
    ask: async (draft, at) => {
      const { account, joins, role } = draft;
      if (!account || typeof joins !== 'object' || !role) return undefined;
      const picked = await pickOne({
        at,
        title: title(),
        placeholder: l10n.t('The role {0} is not let into the cluster yet', role.name),
        items: accessEntryItems(needs, account, joins.name, role),
        active: ({ accessEntry }) => accessEntry === draft.accessEntry,
        skipIfEmpty: true,
      });
      return typeof picked === 'object' ? { ...draft, accessEntry: picked.accessEntry } : picked;
    },
  };
}

type AccessEntryItem = vscode.QuickPickItem & { readonly accessEntry: AccessEntryChoice };

/** None where the role is let in, or where that can't be told: then the cluster will say. */
async function accessEntryItems(
  { registration, log }: Needs,
  account: AccountFleet,
  cluster: string,
  role: ChosenRole,
): Promise<readonly AccessEntryItem[]> {
  try {
    const { eks } = await registration(account.ref);
    const entry = await lookForEntry(eks, account, cluster, role);
    if (entry.state === 'allowed') return [];
    const leave: AccessEntryItem = {
      label: l10n.t('Go On Without'),
      description: l10n.t('the node cannot join until there is one'),
      accessEntry: 'leave',
    };
    if (entry.state === 'other')
      return [{ ...leave, detail: l10n.t('There is one of the type {0}, which is not for nodes.', entry.type) }];
    const make: AccessEntryItem = {
      label: `$(add) ${l10n.t('Create an Access Entry for It')}`,
      description: 'HYBRID_LINUX',
      detail: l10n.t('It is created together with the activation, and lets all nodes with this role join.'),
      accessEntry: 'make',
    };
    return [make, leave];
  } catch (error) {
    logFailure(log, 'Looking for the access entry of hybrid nodes', error);
    return [];
  }
}
