import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { activationLimits, checkRegistrationLimit, defaultActivation } from '../../../core/registration/activation.ts';
import type { HostKind } from '../../../core/registration/plan.ts';
import { inPick } from '../../../core/text/label.ts';
import { back, BackWith, input, pickOne, type Position, type Step } from '../../steps.ts';
import { problemSentence } from '../problemText.ts';
import type { Draft } from './draft.ts';
import { hostKind, lifetimeOf, limitOf } from './draft.ts';
import { askMoreOptions, hasMoreOptions, optionsProblem, optionsSummary } from './moreOptions.ts';
import { title } from './words.ts';

type Change = (draft: Draft, at: Position) => Promise<Draft | typeof back | undefined>;
type ReviewItem = vscode.QuickPickItem & { readonly change?: Change };

/** What will be made, with what may be changed about it; nothing has been made before it is answered. */
export const reviewStep: Step<Draft> = {
  ask: async (draft, at) => {
    let soFar = draft;
    for (;;) {
      const isConnector = hostKind(soFar) === 'connector';
      const picked = await pickOne<ReviewItem>({
        at,
        title: title(),
        placeholder: isConnector
          ? l10n.t('Register the cluster? EKS waits three days for its agents.')
          : l10n.t('Create the activation?'),
        items: isConnector ? [connectItem(soFar)] : activationItems(soFar),
      });
      if (picked === undefined) return undefined;
      if (picked === back) return new BackWith(soFar);
      if (!picked.change) return soFar;
      const changed = await picked.change(soFar, { ...at, canGoBack: true });
      if (changed === undefined) return undefined;
      if (changed !== back) soFar = changed;
    }
  },
};

function connectItem({ connector, role }: Draft): ReviewItem {
  return {
    label: `$(check) ${l10n.t('Register the Cluster')}`,
    description: inPick(connector?.name ?? ''),
    detail: l10n.t('with the role {0}; the script that connects it is shown next', inPick(role?.name ?? '')),
  };
}

function activationItems(draft: Draft): readonly ReviewItem[] {
  const kind = hostKind(draft) ?? 'ecsLinux';
  const limit = limitOf(draft);
  const lifetime = lifetimeOf(draft);
  return [
    createItem(draft, kind),
    {
      label: `$(symbol-number) ${l10n.t('Uses')}`,
      description: limit === 1 ? l10n.t('1 host') : l10n.t('{0} registrations', limit),
      change: askUses,
    },
    {
      label: `$(clock) ${l10n.t('Valid For')}`,
      description: lifetimes().find(({ lifetimeMs }) => lifetimeMs === lifetime)?.label ?? '',
      change: askLifetime,
    },
    ...(hasMoreOptions(kind)
      ? [
          {
            label: `$(settings) ${l10n.t('More Options…')}`,
            description: inPick(optionsSummary(kind, draft.options)),
            change: changeOptions,
          },
        ]
      : []),
  ];
}

/** What AWS's programs would refuse is said while it can be mended. */
function createItem(draft: Draft, kind: HostKind): ReviewItem {
  const problem = optionsProblem(kind, draft.options);
  if (problem !== undefined) {
    return { label: `$(circle-slash) ${l10n.t('Create Activation')}`, detail: problem, change: changeOptions };
  }
  const isBoth = kind === 'hybridNode' && draft.accessEntry === 'make';
  return {
    label: `$(check) ${isBoth ? l10n.t('Create Activation and Access Entry') : l10n.t('Create Activation')}`,
    detail: summary(draft),
  };
}

function summary(draft: Draft): string {
  const { joins, role, hosts, target } = draft;
  const name = inPick(role?.name ?? '');
  const cluster = typeof joins === 'object' ? inPick(joins.name) : undefined;
  if (target?.kind === 'several' && hosts && hosts.length > 1) {
    return cluster === undefined
      ? l10n.t('{0} hosts, with the role {1}', hosts.length, name)
      : l10n.t('{0} hosts for {1}, with the role {2}', hosts.length, cluster, name);
  }
  return cluster === undefined
    ? l10n.t('a host with the role {0}', name)
    : l10n.t('a host for {0}, with the role {1}', cluster, name);
}

const askUses: Change = async (draft, at) => {
  const { minRegistrations, maxRegistrations } = activationLimits;
  const uses = await input({
    at,
    title: title(),
    prompt: l10n.t('How many hosts may register with this activation? One is safest; each try uses one up.'),
    placeholder: `${minRegistrations}–${maxRegistrations}`,
    value: String(limitOf(draft)),
    problem: (value) => problemSentence(checkRegistrationLimit(value).problem),
  });
  return typeof uses === 'string' ? { ...draft, registrationLimit: Number(uses) } : uses;
};

const hour = 3_600_000;

function lifetimes() {
  return [
    { label: l10n.t('1 hour'), description: '', lifetimeMs: hour },
    { label: l10n.t('24 hours'), description: l10n.t('default'), lifetimeMs: defaultActivation.lifetimeMs },
    { label: l10n.t('7 days'), description: '', lifetimeMs: 7 * 24 * hour },
    { label: l10n.t('30 days'), description: l10n.t('the longest that AWS allows'), lifetimeMs: 30 * 24 * hour },
  ];
}

const askLifetime: Change = async (draft, at) => {
  const chosen = lifetimeOf(draft);
  const picked = await pickOne({
    at,
    title: title(),
    placeholder: l10n.t('How long may the activation be used?'),
    items: lifetimes(),
    active: ({ lifetimeMs }) => lifetimeMs === chosen,
  });
  return typeof picked === 'object' ? { ...draft, lifetimeMs: picked.lifetimeMs } : picked;
};

const changeOptions: Change = async (draft, at) => {
  const options = await askMoreOptions(hostKind(draft) ?? 'ecsLinux', draft.options, at);
  return options && { ...draft, options };
};
