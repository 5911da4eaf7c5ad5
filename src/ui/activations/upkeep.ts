import type { Subscription } from '../../core/event.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { ActivationVault } from '../registration/activationVault.ts';

/**
 * Deletes the codes of activations that are used up or deleted, as soon as anything that is read from AWS tells so.
 * Asks AWS nothing by itself.
 *
 * @param onTrouble is told when a code could not be deleted; the next answer of AWS brings another try
 */
export function forgetEnded(
  vault: Pick<ActivationVault, 'forget' | 'records'>,
  fleet: Pick<Fleet, 'onDidRead'>,
  onTrouble: (error: unknown) => void,
): Subscription {
  return fleet.onDidRead((account) => {
    const kept = vault.records(account.ref);
    if (kept.length === 0) return;
    const evidence = {
      accountId: account.identity?.accountId,
      listed: account.activationsIfKnown,
      nodes: account.nodesIfKnown?.values(),
    };
    // Loaded with the first activation that is kept: most windows have none.
    import('../../core/registration/activationList.ts')
      .then(({ endedActivations }) =>
        Promise.all(endedActivations(kept, evidence, Date.now()).map((id) => vault.forget(id))),
      )
      .catch(onTrouble);
  });
}
