import { supportAt } from '../../eks/support.ts';
import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';
import type { EksClusterFacts } from './model.ts';

/** What a cluster's cost rests on. */
export type EksCostReason =
  | 'standard'
  /** The standard line and the extended support line on top of it. */
  | 'extended'
  /** Came through the EKS Connector; runs elsewhere and costs nothing in EKS. */
  | 'connected'
  /** AWS did not say how the version is supported: between standard and extended. */
  | 'unknownSupport'
  /** Past extended support, until AWS upgrades it; no source says at which price: between standard and extended. */
  | 'unsupported'
  /** Its creation failed; no source says whether it is billed until it is deleted: between nothing and standard. */
  | 'failed'
  /** Not created yet. */
  | 'pending'
  /** Not there any more. */
  | 'gone';

export function eksCostReason(cluster: EksClusterFacts, now: number): EksCostReason {
  const { connector, gone, status } = cluster;
  if (connector) return 'connected';
  if (gone) return 'gone';
  if (status === 'PENDING') return 'pending';
  if (status === 'FAILED') return 'failed';
  // CREATING, ACTIVE, UPDATING and DELETING: the control plane exists, or is being made or taken away.
  const support = supportAt(cluster, now);
  return support === 'unknown' ? 'unknownSupport' : support;
}

export function reasonWords(why: EksCostReason, { connector }: EksClusterFacts): Message {
  switch (why) {
    case 'standard':
      return message('Billed as in standard support.');
    case 'extended':
      return message('Billed as in extended support: the price of a cluster and one on top of it.');
    case 'connected':
      return connector?.provider === 'EKS_ANYWHERE'
        ? message('EKS Anywhere: it runs on your own machines, and costs nothing. A subscription to it is not in here.')
        : message('Connected: it runs outside of EKS, and costs nothing there.');
    case 'unknownSupport':
      return message('AWS does not say how its version is supported: between standard and extended support.');
    case 'unsupported':
      return message(
        'Past extended support, until AWS upgrades it: between standard and extended support, as no source says which.',
      );
    case 'failed':
      return message(
        'Its creation failed: between nothing and standard support, as no source says whether it is billed.',
      );
    case 'pending':
      return message('Not created yet: costs nothing.');
    case 'gone':
      return message('It is gone: billed until some time between when it was last seen and when it was first missed.');
  }
}
