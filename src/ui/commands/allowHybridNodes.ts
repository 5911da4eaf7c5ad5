import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inMessage } from '../../core/text/label.ts';
import { createEntry, lookForEntry } from '../registration/accessEntries.ts';
import { noMoreOptions, type ChosenRole } from '../registration/wizard/draft.ts';
import { roleStep } from '../registration/wizard/roleStep.ts';
import type { Services } from '../services.ts';
import { runSteps } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { clusterOfRow, isEks, type EksNode } from './eksNode.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'registration' | 'view'>;

/** Lets hybrid nodes into a cluster: by an access entry for their role, made after a question that names both. */
export async function allowHybridNodes(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(clusterOfRow(given), takesHybridNodes, services);
  if (!node) return;
  const { account, cluster } = node;
  const heading = (): string => l10n.t('Allow Hybrid Nodes');
  const start = { target: { kind: 'another' as const }, account, joins: cluster, options: noMoreOptions };
  const role = (await runSteps([roleStep(services, heading)], start, false))?.role;
  if (!role) return;
  const { eks } = await services.registration(account.ref);
  const entry = await lookForEntry(eks, account, cluster.name, role);
  const [roleName, name] = [inMessage(role.name), inMessage(cluster.name)];
  if (entry.state === 'allowed') {
    void vscode.window.showInformationMessage(
      l10n.t('Hybrid nodes with the role {0} may join {1} already.', roleName, name),
    );
    return;
  }
  if (entry.state === 'other') {
    void vscode.window.showWarningMessage(
      l10n.t(
        'The role {0} has an access entry of the type {1} in {2}, which is not for hybrid nodes. It has to go first, and others may live by it.',
        roleName,
        inMessage(entry.type),
        name,
      ),
    );
    return;
  }
  if (!(await isSure(role, node))) return;
  await createEntry(eks, account, cluster.name, role);
  services.log.info(`Created an access entry (HYBRID_LINUX) for the role ${role.name} in the cluster ${cluster.name}`);
  void vscode.window.showInformationMessage(l10n.t('Hybrid nodes with the role {0} may join {1} now.', roleName, name));
}

function takesHybridNodes(node: TreeNode): node is EksNode {
  return isEks(node) && node.cluster.hybridNodesEnabled;
}

async function isSure(role: ChosenRole, { cluster }: EksNode): Promise<boolean> {
  const create = l10n.t('Create Access Entry');
  const detail = l10n.t(
    'This creates an access entry of the type HYBRID_LINUX. All nodes that have the role can join the cluster then, and get what Kubernetes gives to nodes.',
  );
  const answer = await vscode.window.showWarningMessage(
    l10n.t(
      'Allow hybrid nodes with the role {0} to join the cluster {1}?',
      inMessage(role.name),
      inMessage(cluster.name),
    ),
    { modal: true, detail },
    create,
  );
  return answer === create;
}
