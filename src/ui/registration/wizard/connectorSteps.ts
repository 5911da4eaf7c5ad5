import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { compact } from '../../../core/compact.ts';
import { checkConnectedClusterName } from '../../../core/registration/eks/connector.ts';
import { connectorProviders, type ConnectorProvider } from '../../../core/registration/eksRegistration.ts';
import type { ConnectorPlan } from '../../../core/registration/plan.ts';
import { inPick } from '../../../core/text/label.ts';
import type { Services } from '../../services.ts';
import { input, pickOne, type Step } from '../../steps.ts';
import { accountName } from '../../tree/render.ts';
import { problemSentence } from '../problemText.ts';
import type { ThisHost } from '../thisHost.ts';
import { kubeContexts, type KubeContext } from '../userFiles.ts';
import { type Draft, withCluster } from './draft.ts';
import { title } from './words.ts';

type Needs = Pick<Services, 'registration'>;

/** A Kubernetes cluster is connected to EKS: where to, under which name, and how its agents are installed. */
const isConnector = ({ target }: Draft): boolean => target?.kind === 'kubernetes';

export function accountStep({ fleet }: Pick<Services, 'fleet'>): Step<Draft> {
  return {
    applies: (draft) => isConnector(draft) && fleet.accounts.length > 1 && !draft.accountIsGiven,
    ask: async (draft, at) => {
      const picked = await pickOne({
        at,
        title: title(),
        placeholder: l10n.t('Choose the account and Region whose EKS the cluster is connected to'),
        items: fleet.accounts.map((account) => ({
          label: `$(account) ${inPick(accountName(account.ref))}`,
          description: account.ref.region,
          account,
        })),
        active: ({ account }) => account === draft.account,
      });
      return typeof picked === 'object' ? withCluster(draft, picked.account, undefined) : picked;
    },
  };
}

export function connectedNameStep({ fleet }: Pick<Services, 'fleet'>): Step<Draft> {
  return {
    applies: isConnector,
    ask: async (draft, at) => {
      const account = draft.account ?? fleet.accounts[0];
      const taken = new Set(account?.eksClusters?.map(({ name }) => name));
      const name = await input({
        at,
        title: title(),
        prompt: l10n.t('Name of the cluster in EKS. It cannot be changed later.'),
        value: draft.connector?.name ?? '',
        problem: (value) =>
          taken.has(value.trim())
            ? l10n.t('There is a cluster of this name already.')
            : problemSentence(checkConnectedClusterName(value).problem),
      });
      if (typeof name !== 'string' || !account) return typeof name === 'string' ? undefined : name;
      return { ...draft, account, connector: { ...draft.connector, name: name.trim() } };
    },
  };
}

export const providerStep: Step<Draft> = {
  applies: isConnector,
  ask: async (draft, at) => {
    const picked = await pickOne({
      at,
      title: title(),
      placeholder: l10n.t('What kind of Kubernetes is it?'),
      items: connectorProviders.map((provider) => ({ label: providerName(provider), provider })),
      active: ({ provider }) => provider === draft.connector?.provider,
    });
    if (typeof picked !== 'object') return picked;
    return { ...draft, connector: { ...draft.connector, provider: picked.provider } };
  },
};

function providerName(provider: ConnectorProvider): string {
  const names: Readonly<Record<ConnectorProvider, string>> = {
    EKS_ANYWHERE: 'Amazon EKS Anywhere',
    ANTHOS: 'Google Anthos',
    GKE: 'Google Kubernetes Engine',
    AKS: 'Azure Kubernetes Service',
    OPENSHIFT: 'Red Hat OpenShift',
    TANZU: 'VMware Tanzu',
    RANCHER: 'Rancher',
    EC2: l10n.t('Kubernetes on EC2'),
    OTHER: l10n.t('Other (k3s, kubeadm, MicroK8s, …)'),
  };
  return names[provider];
}

export function installStep(needs: Needs): Step<Draft> {
  return {
    applies: isConnector,
    ask: async (draft, at) => {
      const picked = await pickOne({
        at,
        title: title(),
        placeholder: l10n.t('How are the agents of the EKS Connector installed? They run on x86-64 nodes only.'),
        items: installItems(needs, draft),
        refused: ({ isRefused }) => isRefused,
        active: ({ by }) => by === draft.connector?.by,
      });
      return typeof picked === 'object' ? { ...draft, connector: { ...draft.connector, by: picked.by } } : picked;
    },
  };
}

interface InstallItem extends vscode.QuickPickItem {
  readonly by: ConnectorPlan['by'];
  readonly isRefused: boolean;
}

async function installItems(needs: Needs, draft: Draft): Promise<readonly InstallItem[]> {
  const hasStandIn = (await standInContexts(needs, draft)) !== undefined;
  return [
    {
      label: `$(symbol-file) ${l10n.t('With kubectl')}`,
      description: l10n.t("AWS's manifest"),
      by: 'manifest',
      isRefused: false,
    },
    {
      label: `$(package) ${l10n.t('With helm')}`,
      description: hasStandIn ? l10n.t('not in the demo account') : l10n.t("AWS's chart; can be upgraded"),
      by: 'helm',
      isRefused: hasStandIn,
    },
  ];
}

async function standInContexts({ registration }: Needs, { account }: Draft): Promise<readonly string[] | undefined> {
  return account && (await registration(account.ref)).sources.kubectlContexts;
}

/** A wrong cluster is soon connected: so the context is chosen here, or named when the script is run. */
export function contextStep(needs: Needs, host: ThisHost): Step<Draft> {
  return {
    applies: isConnector,
    ask: async (draft, at) => {
      const picked = await pickOne({
        at,
        title: title(),
        placeholder: l10n.t('Which context of kubectl leads to the cluster?'),
        items: contextItems(needs, host, draft),
        active: ({ context, isCurrent }) => draft.connector?.context === context || isCurrent,
        skipIfEmpty: true,
      });
      if (typeof picked !== 'object') return picked;
      const context = picked.context === '' ? undefined : picked.context;
      return { ...draft, connector: compact({ ...draft.connector, context }) };
    },
  };
}

interface ContextItem extends vscode.QuickPickItem {
  /** Empty for another one. */
  readonly context: string;
  readonly isCurrent: boolean;
}

/** Contexts of this process's machine are no use where the script runs on another one, the remote of this window. */
async function contextItems(needs: Needs, { machine }: ThisHost, draft: Draft): Promise<readonly ContextItem[]> {
  const standIns = await standInContexts(needs, draft);
  const known = machine ? await kubeContexts() : [];
  const contexts = standIns?.map((name): KubeContext => ({ name, isCurrent: true })) ?? known;
  if (contexts.length === 0) return [];
  const chosen = draft.connector?.context;
  return [
    ...contexts.map(({ name, isCurrent }) => ({
      label: inPick(name),
      description: isCurrent ? l10n.t('the current one') : '',
      context: name,
      isCurrent: isCurrent && chosen === undefined,
    })),
    {
      label: l10n.t('Another One'),
      description: l10n.t('named when the script is run, with --context'),
      context: '',
      isCurrent: false,
    },
  ];
}
