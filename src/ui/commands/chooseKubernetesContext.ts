import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EksCluster } from '../../core/fleet/model.ts';
import type { KubeContext } from '../../core/kubernetes/gateway.ts';
import { inPick } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { clusterOfRow, isEks } from './eksNode.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'fleet' | 'kubeconfigContexts' | 'kubeContexts' | 'view'>;

interface ContextItem extends vscode.QuickPickItem {
  /** Absent: the cluster is reached without one, or not at all. */
  readonly context?: string;
}

/** By which context of the user's kubeconfig the Kubernetes API of a cluster is reached. Nothing is asked of it yet. */
export async function chooseKubernetesContext(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(clusterOfRow(given), isEks, services);
  if (!node) return;
  const { arn, name } = node.cluster;
  const { kubeContexts } = services;
  const chosen = kubeContexts.get(arn);
  const picked = await pickOne<ContextItem>({
    title: l10n.t('Choose Kubernetes Context'),
    placeholder: l10n.t('Which context of your kubeconfig leads to {0}?', inPick(name)),
    items: services
      .kubeconfigContexts(node.account.ref)
      .then((contexts) => contextItems(node.cluster, contexts, chosen)),
    active: ({ context }) => chosen !== undefined && context === chosen,
  });
  if (typeof picked !== 'object') return;
  if (picked.context === undefined) await kubeContexts.forget(arn);
  else await kubeContexts.set(arn, picked.context);
  vscode.window.setStatusBarMessage(
    picked.context === undefined
      ? l10n.t('{0} is reached by no context', inPick(name))
      : l10n.t('{0} is reached by the context {1}', inPick(name), inPick(picked.context)),
    5000,
  );
}

/** One that was chosen and is not there any more is named, so that it can be seen what is wrong. */
function contextItems(
  { connector }: EksCluster,
  contexts: readonly KubeContext[],
  chosen: string | undefined,
): readonly ContextItem[] {
  const isGone = chosen !== undefined && !contexts.some(({ name }) => name === chosen);
  const none: ContextItem = connector
    ? { label: l10n.t('None'), description: l10n.t('its nodes are not shown') }
    : { label: l10n.t('None'), description: l10n.t("by EKS, with the account's own credentials") };
  return [
    ...contexts.map(({ name, cluster, server }) => ({
      label: inPick(name),
      description: [cluster === name ? '' : cluster, server]
        .filter((part) => part !== '')
        .map(inPick)
        .join(' · '),
      context: name,
    })),
    ...(isGone
      ? [{ label: inPick(chosen), description: l10n.t('not in the kubeconfig any more'), context: chosen }]
      : []),
    contexts.length > 0
      ? none
      : { ...none, detail: l10n.t('The kubeconfig has no contexts: ~/.kube/config, or KUBECONFIG.') },
  ];
}
