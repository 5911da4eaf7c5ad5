import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { partitionOf } from '../../../core/accounts/regions.ts';
import { Failure } from '../../../core/failure.ts';
import type { AccountFleet } from '../../../core/fleet/accountFleet.ts';
import type { EcsCluster, EksCluster } from '../../../core/fleet/model.ts';
import { hybridKubernetesVersions, hybridNodeWarnings } from '../../../core/registration/eks/hybridRules.ts';
import { inPick } from '../../../core/text/label.ts';
import { failureSentence } from '../../failureText.ts';
import { logFailure } from '../../log.ts';
import type { Services } from '../../services.ts';
import { pickOne, type Step } from '../../steps.ts';
import { accountName } from '../../tree/render.ts';
import type { ThisHost } from '../thisHost.ts';
import { type Draft, hostKind, isSameCluster, withCluster } from './draft.ts';
import { title, warningSentence } from './words.ts';

type ClusterItem = vscode.QuickPickItem & {
  readonly account?: AccountFleet;
  readonly joins?: NonNullable<Draft['joins']>;
};

/** The cluster that the host joins: of ECS, of EKS as a hybrid node, or none at all. */
export function clusterStep({ fleet, log }: Pick<Services, 'fleet' | 'log'>): Step<Draft> {
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
        items: clusterItems(offered(fleet.accounts, draft), onlyEcs, log),
        refused: ({ joins }) => joins === undefined,
        active: ({ account, joins }) =>
          account !== undefined && account === draft.account && isSameCluster(joins, draft.joins),
      });
      if (typeof picked !== 'object') return picked;
      const { account, joins } = picked;
      return account && joins ? withCluster(draft, account, joins) : undefined;
    },
  };
}

async function clusterItems(
  accounts: readonly AccountFleet[],
  onlyEcs: boolean,
  log: Services['log'],
): Promise<readonly ClusterItem[]> {
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
  const failures = answers.flatMap(({ account, answer }) =>
    answer.failures.map((failure) => failureItem(account, logFailure(log, 'Looking for clusters', failure))),
  );
  if (onlyEcs) return ecs.length + failures.length > 0 ? [...failures, ...ecs] : [noClusterItem()];
  return [
    ...failures,
    ...section(l10n.t('ECS external instance'), ecs),
    ...section(l10n.t('EKS hybrid node'), eks),
    ...section(
      l10n.t('without a cluster'),
      accounts.map((account) => nothingItem(account)),
    ),
  ];
}

function offered(accounts: readonly AccountFleet[], { account, accountIsGiven }: Draft): readonly AccountFleet[] {
  return accountIsGiven && account ? [account] : accounts;
}

/** The other accounts, and what needs no cluster, can be chosen all the same. */
function failureItem(account: AccountFleet, failure: Failure): ClusterItem {
  return { label: `$(warning) ${failureSentence(failure)}`, description: where(account) };
}

function noClusterItem(): ClusterItem {
  return { label: `$(info) ${l10n.t('There is no ECS cluster yet. Create one in AWS first.')}` };
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
    detail: l10n.t('x86-64 or arm64; of Raspberry Pis the 5 or newer'),
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
    applies: (draft) => warningsOf(draft, host).length > 0,
    ask: async (draft, at) => {
      const goOn: vscode.QuickPickItem = { label: `$(warning) ${l10n.t('Register All the Same')}` };
      const picked = await pickOne({
        at,
        title: title(),
        placeholder: l10n.t('This will not work as it is'),
        items: [
          ...warningsOf(draft, host).map((detail) => ({ label: `$(circle-slash) ${l10n.t('Warning')}`, detail })),
          goOn,
        ],
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
      if (!account) return undefined;
      if (clusterVersion === undefined) {
        const message = l10n.t('EKS does not tell the Kubernetes version of this cluster.');
        throw new Failure('invalidRequest', message);
      }
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
