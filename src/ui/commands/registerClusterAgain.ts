import * as l10n from '@vscode/l10n';
import { compact } from '../../core/compact.ts';
import { connectorRemark } from '../../core/eks/health.ts';
import { connectorProviders } from '../../core/registration/eksRegistration.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { deregisterIfSure, subjectOf } from './deregisterCluster.ts';
import { clusterOfRow, isConnected, type EksNode } from './eksNode.ts';
import { resolveNode } from './pickNode.ts';
import { registerFrom } from './registerThisHost.ts';

/**
 * EKS waits three days for a cluster to be connected. Then its registration is of no use any more, and keeps the name: it
 * is deregistered, after a question, and the cluster registered anew.
 */
export async function registerClusterAgain(services: Services, given?: TreeNode): Promise<void> {
  const node = await resolveNode(clusterOfRow(given), isLost, services);
  if (!node) return;
  const { name, connector } = node.cluster;
  const why = l10n.t('EKS keeps the name until then. Registering it again comes next.');
  if (!(await deregisterIfSure(services, subjectOf(node), why))) return;
  const provider = connectorProviders.find((each) => each === connector?.provider);
  await registerFrom(services, {
    target: { kind: 'kubernetes' },
    targetIsGiven: true,
    account: node.account,
    accountIsGiven: true,
    connector: compact({ name, provider }),
  });
}

/** Not connected, and not to be connected any more. */
function isLost(node: TreeNode): node is EksNode {
  if (!isConnected(node)) return false;
  const remark = connectorRemark(node.cluster, Date.now());
  return remark?.kind === 'expired' || remark?.kind === 'failed';
}
