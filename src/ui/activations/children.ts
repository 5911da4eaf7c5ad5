import { activationPurpose, sortActivations } from '../../core/registration/activationList.ts';
import type { ActivationVault } from '../registration/activationVault.ts';
import { failureNodes } from '../tree/children.ts';
import type { AccountNode, ActivationNode, HostNode, TreeNode } from '../tree/nodes.ts';

/** The activations of an account. Everything that fails becomes a row too, so it never rejects. */
export async function accountActivations(
  parent: AccountNode,
  vault: Pick<ActivationVault, 'record' | 'secret'>,
): Promise<readonly TreeNode[]> {
  const { account } = parent;
  const { value, failures } = await account.activations();
  const activations = await Promise.all(
    sortActivations(value, Date.now()).map(async (activation): Promise<ActivationNode> => {
      const secret = await vault.secret(activation.id).catch(() => undefined);
      // As last read: nobody is asked for it.
      const purpose = activationPurpose(activation, vault.record(activation.id), account.eksClusters);
      const codeKnown = secret !== undefined;
      return { kind: 'activation', account, parent, activation, codeKnown, ...(purpose && { purpose }) };
    }),
  );
  const rows = [...failureNodes(parent, failures), ...activations];
  return rows.length > 0 ? rows : [{ kind: 'note', account, parent, note: { about: 'noActivations' } }];
}

/** The hosts that came by an activation, as far as they were read. */
export function activationHosts(parent: ActivationNode): readonly TreeNode[] {
  const { account, activation } = parent;
  const hosts = account.hostsOfActivation(activation.id);
  if (!hosts) return [{ kind: 'note', account, parent, note: { about: 'hostsUnknown' } }];
  const gone = activation.registrationCount - hosts.length;
  return [
    ...hosts.map((host): HostNode => ({ kind: 'host', account, parent, host })),
    ...(gone > 0 ? [{ kind: 'note', account, parent, note: { about: 'hostsGone', count: gone } } as const] : []),
  ];
}
