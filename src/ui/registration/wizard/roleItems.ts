import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../../core/fleet/accountFleet.ts';
import { shortId } from '../../../core/fleet/arn.ts';
import { allPages } from '../../../core/fleet/reading.ts';
import { checkRoleName } from '../../../core/registration/activation.ts';
import { usualRoleNames } from '../../../core/registration/policies.ts';
import { judgeRole, type RoleDetails, type RoleJudgement, type RolePurpose } from '../../../core/registration/roles.ts';
import { inPick } from '../../../core/text/label.ts';
import { failureSentence } from '../../failureText.ts';
import { logFailure } from '../../log.ts';
import { listedClauses } from '../../sentences.ts';
import type { Services } from '../../services.ts';
import { problemSentence } from '../problemText.ts';
import type { ChosenRole } from './draft.ts';
import { purposeWords, roleProblemWords, roleRemarkWords } from './words.ts';

export type RoleItem = vscode.QuickPickItem & {
  readonly role?: ChosenRole;
  /** Why it does not fit. */
  readonly misfit?: string;
  /** Of the role that is to be made. */
  readonly make?: RolePurpose;
};

type Needs = Pick<Services, 'registration' | 'log'>;

/** The account's roles for a purpose: those that fit first, the others with the reason, and one that can be made. */
export async function roleItems(
  needs: Needs,
  account: AccountFleet,
  purpose: RolePurpose,
): Promise<readonly RoleItem[]> {
  const { gateway, roles } = await needs.registration(account.ref);
  const inUse = allPages(gateway.activations()).then(
    (activations) => new Set(activations.flatMap(({ iamRole }) => (iamRole === undefined ? [] : [shortId(iamRole)]))),
    (error: unknown) => {
      logFailure(needs.log, 'Looking for roles in use', error);
      return new Set<string>();
    },
  );
  try {
    const [details, { accountId }] = await Promise.all([allPages(roles.roles(purpose)), account.readIdentity()]);
    return judgedItems(details, purpose, { accountId, region: account.ref.region }, await inUse);
  } catch (error) {
    // Many may register hosts and not look around in IAM: the names that are in use are known all the same.
    return unjudgedItems(purpose, await inUse, failureSentence(logFailure(needs.log, 'Looking for roles', error)));
  }
}

function judgedItems(
  details: readonly RoleDetails[],
  purpose: RolePurpose,
  use: { readonly accountId: string; readonly region: string },
  inUse: ReadonlySet<string>,
): readonly RoleItem[] {
  const usual = usualRoleNames[purpose];
  const judged = details
    .map((role) => ({ role, judgement: judgeRole(role, purpose, use) }))
    .sort((a, b) => rank(b) - rank(a) || a.role.name.localeCompare(b.role.name, 'en'));
  const fit = judged.filter(({ judgement }) => judgement.fits);
  const unfit = judged.filter(({ judgement }) => !judgement.fits);
  return [
    ...fit.map(({ role, judgement }) => fitItem(role, judgement, purpose, inUse.has(role.name))),
    ...(details.some(({ name }) => name === usual) ? [] : [makeItem(purpose)]),
    ...(unfit.length === 0 ? [] : [separator(l10n.t('these do not fit'))]),
    ...unfit.map(({ role, judgement }) => unfitItem(role, judgement)),
  ];

  /** Those without a doubt on top; of them the one of AWS's own pages, then those that other hosts have. */
  function rank({ role: { name }, judgement }: (typeof judged)[number]): number {
    return Number(!isDoubtful(judgement.remarks)) * 4 + Number(name === usual) * 2 + Number(inUse.has(name));
  }
}

function isDoubtful(remarks: RoleJudgement['remarks']): boolean {
  return remarks.some(({ kind }) => kind === 'perhapsMissingPolicy' || kind === 'unknownCondition');
}

function fitItem(role: RoleDetails, { remarks }: RoleJudgement, purpose: RolePurpose, isInUse: boolean): RoleItem {
  const fits = isDoubtful(remarks)
    ? l10n.t('may fit: trusts SSM')
    : l10n.t('fits: trusts SSM, and has the policies for {0}', purposeWords(purpose));
  return {
    label: inPick(role.name),
    description: isInUse ? l10n.t('in use') : '',
    detail: listedClauses([fits, ...remarks.map(roleRemarkWords)]),
    role: { name: role.name, arn: role.arn },
  };
}

function unfitItem(role: RoleDetails, { reasons }: RoleJudgement): RoleItem {
  const misfit = listedClauses(reasons.map(roleProblemWords));
  return {
    label: `$(circle-slash) ${inPick(role.name)}`,
    detail: misfit,
    misfit,
    role: { name: role.name, arn: role.arn },
  };
}

function makeItem(purpose: RolePurpose): RoleItem {
  return {
    label: `$(add) ${l10n.t('Create {0}…', usualRoleNames[purpose])}`,
    description: l10n.t('it is shown before it is created'),
    make: purpose,
  };
}

function unjudgedItems(purpose: RolePurpose, inUse: ReadonlySet<string>, why: string): readonly RoleItem[] {
  const usual = usualRoleNames[purpose];
  const others = [...inUse].filter((name) => name !== usual).sort();
  return [
    {
      label: usual,
      description: inUse.has(usual) ? l10n.t('in use') : l10n.t('the usual name'),
      role: { name: usual },
    },
    ...others.map((name) => ({ label: inPick(name), description: l10n.t('in use'), role: { name } })),
    makeItem(purpose),
    // A row of its own: as a separator's label, which stands in a row, it would leave no room for the role.
    { label: `$(warning) ${l10n.t('The roles of the account cannot be looked at')}`, detail: why },
  ];
}

function separator(label: string): RoleItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** What was typed as an item: shown whatever the list is filtered by, and with what is wrong with it. */
export function typedRole(typed: string): RoleItem | undefined {
  if (typed.trim() === '') return undefined;
  const checked = checkRoleName(typed);
  if (checked.problem) {
    return { label: inPick(typed), detail: problemSentence(checked.problem), alwaysShow: true };
  }
  const arn = typed.trim().startsWith('arn:') ? { arn: typed.trim() } : {};
  return {
    label: checked.value,
    description: l10n.t('as typed'),
    alwaysShow: true,
    role: { name: checked.value, ...arn },
  };
}
