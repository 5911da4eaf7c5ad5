import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { EcsCluster } from '../../core/fleet/model.ts';
import {
  checkInstanceName,
  checkRegistrationLimit,
  checkRoleName,
  defaultActivation,
  defaultRoleName,
} from '../../core/registration/activation.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { inPick } from '../../core/text/label.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { input, pickOne, runSteps, type Step } from '../steps.ts';
import { accountName } from '../tree/render.ts';
import { problemSentence } from './problemText.ts';
import type { ThisHost } from './thisHost.ts';

export type HostTarget = 'this' | 'another';

/** What the user wants to register, and how. */
export interface RegistrationPlan {
  readonly target: HostTarget;
  readonly account: AccountFleet;
  readonly cluster: EcsCluster;
  readonly role: string;
  readonly instanceName: string;
  readonly registrationLimit: number;
  readonly lifetimeMs: number;
}

export type Draft = Partial<RegistrationPlan>;

export type WizardNeeds = Pick<Services, 'fleet' | 'log' | 'registration'>;

/** Asks for a plan. `start` holds what is known already: a cluster the command was run on, or answers given before. */
export async function askForPlan(
  services: WizardNeeds,
  host: ThisHost,
  start: Draft,
): Promise<RegistrationPlan | undefined> {
  const isClusterGiven = start.cluster !== undefined && start.role === undefined;
  const steps = [
    hostStep(host),
    ...(isClusterGiven ? [] : [clusterStep(services)]),
    roleStep(services),
    nameStep(host),
    usesStep,
    lifetimeStep,
  ];
  const draft = await runSteps<Draft>(steps, start);
  return draft && isPlan(draft) ? draft : undefined;
}

function isPlan(draft: Draft): draft is RegistrationPlan {
  const { target, account, cluster, role, instanceName, registrationLimit, lifetimeMs } = draft;
  return [target, account, cluster, role, instanceName, registrationLimit, lifetimeMs].every(
    (part) => part !== undefined,
  );
}

function title(): string {
  return l10n.t('Register This Host');
}

type TargetItem = vscode.QuickPickItem & { readonly target: HostTarget };

function hostStep(host: ThisHost): Step<Draft> {
  return async (draft, at) => {
    // A remote machine can't be asked what it runs; the script looks before it changes anything.
    const canRegister = host.platform === undefined || host.platform === 'linux';
    const here: TargetItem = {
      label: `$(device-desktop) ${inPick(host.name)}`,
      description: host.remote ? l10n.t('this host, the remote machine of this window') : l10n.t('this host'),
      target: 'this',
    };
    const another: TargetItem = {
      label: `$(server) ${l10n.t('Another Host')}`,
      description: l10n.t('copy or save the script and run it there'),
      target: 'another',
    };
    const picked = await pickOne({
      ...at,
      title: title(),
      placeholder: canRegister
        ? l10n.t('Which host do you want to register?')
        : l10n.t('{0} does not run Linux, so it cannot be registered itself', inPick(host.name)),
      items: canRegister ? [here, another] : [another],
      active: (item) => item.target === draft.target,
    });
    if (picked === undefined || typeof picked === 'symbol') return picked;
    return { ...draft, target: picked.target };
  };
}

type ClusterItem = vscode.QuickPickItem & { readonly account: AccountFleet; readonly cluster: EcsCluster };

function clusterStep({ fleet }: WizardNeeds): Step<Draft> {
  return async (draft, at) => {
    const picked = await pickOne({
      ...at,
      title: title(),
      placeholder: l10n.t('Choose the ECS cluster that the host joins'),
      items: ecsClusters(fleet.accounts),
      active: (item) => item.cluster.arn === draft.cluster?.arn,
    });
    if (picked === undefined || typeof picked === 'symbol') return picked;
    return { ...draft, account: picked.account, cluster: picked.cluster };
  };
}

async function ecsClusters(accounts: readonly AccountFleet[]): Promise<readonly ClusterItem[]> {
  const answers = await Promise.all(accounts.map(async (account) => ({ account, answer: await account.clusters() })));
  const items = answers.flatMap(({ account, answer }) =>
    answer.value.ecs
      .filter(({ status }) => status === 'ACTIVE')
      .map((cluster) => ({
        label: `$(layers) ${inPick(cluster.name)}`,
        description: `${accountName(account.ref)} · ${account.ref.region}`,
        account,
        cluster,
      })),
  );
  const [failure] = answers.flatMap(({ answer }) => answer.failures);
  if (items.length === 0 && failure) throw failure;
  return items;
}

function roleStep({ registration, log }: WizardNeeds): Step<Draft> {
  return async (draft, at) => {
    const { account } = draft;
    if (!account) return undefined;
    const picked = await pickOne<RoleItem>({
      ...at,
      title: title(),
      placeholder: l10n.t('Choose the IAM role of the host, or type its name'),
      items: knownRoles(account).catch((error: unknown) => {
        logFailure(log, 'Looking for roles in use', error);
        return [{ label: defaultRoleName }];
      }),
      typed: typedRole,
      refused: (item) => item.refused === true,
      active: (item) => item.label === draft.role,
    });
    if (picked === undefined || typeof picked === 'symbol') return picked;
    return { ...draft, role: picked.label };
  };

  /** Roles that hosts or activations of this account have; the one of AWS's own pages comes first. */
  async function knownRoles(account: AccountFleet): Promise<readonly RoleItem[]> {
    const { gateway } = await registration(account.ref);
    const activations = await allPages(gateway.activations());
    const used = new Set(activations.flatMap(({ iamRole }) => iamRole ?? []).map((role) => role.replace(/^.*\//, '')));
    const others = [...used].filter((role) => role !== defaultRoleName).sort();
    return [
      { label: defaultRoleName, description: used.has(defaultRoleName) ? l10n.t('in use') : l10n.t('the usual name') },
      ...others.map((label) => ({ label, description: l10n.t('in use') })),
    ];
  }
}

type RoleItem = vscode.QuickPickItem & { readonly refused?: boolean };

/** What was typed as an item: shown whatever the list is filtered by, and with what is wrong with it. */
function typedRole(typed: string): RoleItem | undefined {
  if (typed.trim() === '') return undefined;
  const checked = checkRoleName(typed);
  if (checked.problem) {
    return { label: inPick(typed), detail: problemSentence(checked.problem) ?? '', alwaysShow: true, refused: true };
  }
  return { label: checked.value, description: l10n.t('as typed'), alwaysShow: true };
}

function nameStep(host: ThisHost): Step<Draft> {
  return async (draft, at) => {
    const suggested = draft.target === 'this' && !checkInstanceName(host.name).problem ? host.name : '';
    const name = await input({
      ...at,
      title: title(),
      prompt: l10n.t('Name of the host in AWS. Leave it empty to use the name that the machine gives itself.'),
      value: draft.instanceName ?? suggested,
      problem: (value) => problemSentence(checkInstanceName(value).problem),
    });
    return typeof name === 'string' ? { ...draft, instanceName: name } : name;
  };
}

const usesStep: Step<Draft> = async (draft, at) => {
  const uses = await input({
    ...at,
    title: title(),
    prompt: l10n.t('How many hosts may register with this activation? One is safest; each try uses one up.'),
    value: String(draft.registrationLimit ?? defaultActivation.registrationLimit),
    problem: (value) => problemSentence(checkRegistrationLimit(value).problem),
  });
  return typeof uses === 'string' ? { ...draft, registrationLimit: Number(uses) } : uses;
};

const hour = 3_600_000;

const lifetimeStep: Step<Draft> = async (draft, at) => {
  const items = [
    { label: l10n.t('1 hour'), lifetimeMs: hour },
    { label: l10n.t('24 hours'), description: l10n.t('default'), lifetimeMs: defaultActivation.lifetimeMs },
    { label: l10n.t('7 days'), lifetimeMs: 7 * 24 * hour },
    { label: l10n.t('30 days'), description: l10n.t('the longest that AWS allows'), lifetimeMs: 30 * 24 * hour },
  ];
  const chosen = draft.lifetimeMs ?? defaultActivation.lifetimeMs;
  const picked = await pickOne({
    ...at,
    title: title(),
    placeholder: l10n.t('How long may the activation be used?'),
    items,
    active: ({ lifetimeMs }) => lifetimeMs === chosen,
  });
  if (picked === undefined || typeof picked === 'symbol') return picked;
  return { ...draft, lifetimeMs: picked.lifetimeMs };
};
