import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { partitionOf } from '../../../core/accounts/regions.ts';
import type { AccountFleet } from '../../../core/fleet/accountFleet.ts';
import type { EcsCluster, EksCluster } from '../../../core/fleet/model.ts';
import { hybridKubernetesVersions, hybridNodeWarnings } from '../../../core/registration/eks/hybridRules.ts';
import { inPick } from '../../../core/text/label.ts';
import { logFailure } from '../../log.ts';
import type { Services } from '../../services.ts';
import { pickOne, skip, type Step } from '../../steps.ts';
import { accountName } from '../../tree/render.ts';
import type { ThisHost } from '../thisHost.ts';
import type { Draft } from './draft.ts';
import { hostKind } from './draft.ts';
import { title, warningSentence } from './words.ts';

type ClusterItem = vscode.QuickPickItem & {
  readonly account?: AccountFleet;
  readonly joins?: NonNullable<Draft['joins']>;
};

/** The cluster that the host joins: of ECS, of EKS as a hybrid node, or none at all. */
export function clusterStep({ fleet }: Pick<Services, 'fleet'>): Step<Draft> {
  return {
    applies: ({ target, joinsIsGiven }) => target?.kind !== 'kubernetes' && !joinsIsGiven,
    ask: async (draft, at) => {
      const onlyEcs = draft.target?.kind === 'windows' || draft.target?.kind === 'firstBoot';
      const picked = await pickOne<ClusterItem>({
        at,
        title: title(),
        placeholder: onlyEcs
          ? l10n.t('Choose the ECS cluster that the host joins')
          : l10n.t('Choose the cluster that the host joins'),
        items: clusterItems(fleet.accounts, onlyEcs),
        active: ({ account, joins }) => account === draft.account && isSame(joins, draft.joins),
      });
      if (typeof picked !== 'object') return picked;
      const { account, joins } = picked;
      return account && joins ? { ...draft, account, joins } : undefined;
    },
  };
}

function isSame(one: Draft['joins'], other: Draft['joins']): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other;
  return one.arn === other.arn;
}

async function clusterItems(accounts: readonly AccountFleet[], onlyEcs: boolean): Promise<readonly ClusterItem[]> {
  const answers = await Promise.all(accounts.map(async (account) => ({ account, answer: await account.clusters() })));
  const ecs = answers.flatMap(({ account, answer }) =>
    answer.value.ecs.filter(({ status }) => status === 'ACTIVE').map((cluster) => ecsItem(account, cluster)),
  );
  // A connected cluster runs elsewhere: EKS has no control plane for its nodes.
  const eks = answers.flatMap(({ account, answer }) =>
    answer.value.eks
      .filter(({ status, connector }) => status === 'ACTIVE' && !connector)
      .map((cluster) => eksItem(account, cluster)),
  );
  const [failure] = answers.flatMap(({ answer }) => answer.failures);
  if (ecs.length + eks.length === 0 && failure) throw failure;
  if (onlyEcs) return ecs;
  return [
    ...section(l10n.t('ECS external instance'), ecs),
    ...section(l10n.t('EKS hybrid node'), eks),
    ...section(
      l10n.t('managed node without a cluster'),
      accounts.map((account) => nothingItem(account)),
    ),
  ];
}

function section(label: string, items: readonly ClusterItem[]): readonly ClusterItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function where({ ref }: AccountFleet): string {
  return `${accountName(ref)} · ${ref.region}`;
}

function ecsItem(account: AccountFleet, cluster: EcsCluster): ClusterItem {
  return { label: `$(layers) ${inPick(cluster.name)}`, description: where(account), account, joins: cluster };
}

function eksItem(account: AccountFleet, cluster: EksCluster): ClusterItem {
  const version = cluster.version === undefined ? [] : [`Kubernetes ${inPick(cluster.version)}`];
  return {
    label: `$(type-hierarchy) ${inPick(cluster.name)}`,
    description: [where(account), ...version].join(' · '),
    detail: l10n.t('for x86-64 and arm64 machines; of Raspberry Pis only for the 5 and newer'),
    account,
    joins: cluster,
  };
}

function nothingItem(account: AccountFleet): ClusterItem {
  return {
    label: `$(circle-large-outline) ${l10n.t('Systems Manager Only')}`,
    description: where(account),
    account,
    joins: 'nothing',
  };
}

function eksClusterOf(draft: Draft): EksCluster | undefined {
  const { joins } = draft;
  return hostKind(draft) === 'hybridNode' && typeof joins === 'object' && joins.kind === 'eks' ? joins : undefined;
}

/** What is known to stand in the way of a hybrid node, before an evening is spent on it. */
export function warningStep(host: ThisHost): Step<Draft> {
  return {
    applies: (draft) => eksClusterOf(draft) !== undefined,
    ask: async (draft, at) => {
      const warnings = warningsOf(draft, host);
      if (warnings.length === 0) return skip;
      const goOn: vscode.QuickPickItem = { label: `$(warning) ${l10n.t('Register All the Same')}` };
      const picked = await pickOne({
        at,
        title: title(),
        placeholder: l10n.t('This will not work as it is'),
        items: [...warnings.map((detail) => ({ label: `$(circle-slash) ${l10n.t('Warning')}`, detail })), goOn],
        active: () => false,
        refused: (item) => item !== goOn,
      });
      return typeof picked === 'object' ? draft : picked;
    },
  };
}

function warningsOf(draft: Draft, { machine }: ThisHost): readonly string[] {
  const cluster = eksClusterOf(draft);
  if (!cluster || !draft.account) return [];
  const { hybridNodesEnabled: clusterHybridEnabled, endpointAccess } = cluster;
  return hybridNodeWarnings({
    ...(draft.target?.kind === 'this' && machine),
    clusterHybridEnabled,
    ...(endpointAccess && { endpointAccess }),
    partition: partitionOf(draft.account.ref.region).id,
  }).map(warningSentence);
}

/** The kubelet may be some minor versions behind its control plane, never ahead. */
export function versionStep({ registration, log }: Pick<Services, 'registration' | 'log'>): Step<Draft> {
  return {
    applies: (draft) => eksClusterOf(draft) !== undefined,
    ask: async (draft, at) => {
      const { account } = draft;
      const clusterVersion = eksClusterOf(draft)?.version;
      if (!account || clusterVersion === undefined) return undefined;
      const known = registration(account.ref)
        .then(({ eks }) => eks.kubernetesVersions())
        .catch((error: unknown) => {
          logFailure(log, 'Looking for the Kubernetes versions of EKS', error);
          return [];
        });
      const picked = await pickOne({
        at,
        title: title(),
        placeholder: l10n.t('Choose the Kubernetes version of the node'),
        items: known.then((versions) =>
          hybridKubernetesVersions(clusterVersion, versions).map((label) => ({
            label,
            description: label === clusterVersion ? l10n.t("the cluster's own") : l10n.t('older than the cluster'),
          })),
        ),
        active: ({ label }) => label === draft.kubernetesVersion,
      });
      return typeof picked === 'object' ? { ...draft, kubernetesVersion: picked.label } : picked;
    },
  };
}
