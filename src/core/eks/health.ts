import type { EksCluster } from '../fleet/model.ts';
import type { Severity } from '../taskdef/rule.ts';
import { message, type Message } from '../text/message.ts';

/** Something about a cluster that wants attention. */
export interface ClusterRemark {
  readonly severity: Severity;
  readonly message: Message;
  /** In AWS's own words, which are not translated. */
  readonly detail?: string;
  /** What it is about: ids of subnets, security groups, … */
  readonly resourceIds?: readonly string[];
}

/** What AWS found to be wrong with a cluster. */
export function healthRemarks({ healthIssues = [] }: Pick<EksCluster, 'healthIssues'>): readonly ClusterRemark[] {
  return healthIssues.map(({ code, message: detail, resourceIds }) => ({
    severity: 'error',
    message: message('Health issue: {0}', code),
    ...(detail !== '' && { detail }),
    ...(resourceIds.length > 0 && { resourceIds }),
  }));
}

/** How far a connected cluster has come, where that wants attention. */
export interface ConnectorRemark extends ClusterRemark {
  readonly kind:
    /** Its agents have not connected yet, and have until then. */
    | 'pending'
    /** They did not in time: it has to be registered again. */
    | 'expired'
    | 'failed';
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** @param now milliseconds since the epoch */
export function connectorRemark(
  { connector, status }: Pick<EksCluster, 'connector' | 'status'>,
  now: number,
): ConnectorRemark | undefined {
  if (!connector) return undefined;
  const { activationExpiresAt: expiresAt } = connector;
  const until = expiresAt === undefined ? {} : { expiresAt };
  if (status === 'FAILED') {
    const words = message('It could not be connected: deregister it, and register it again');
    return { kind: 'failed', severity: 'error', message: words, ...until };
  }
  if (status !== 'PENDING' && status !== 'CREATING') return undefined;
  if (expiresAt === undefined) {
    return { kind: 'pending', severity: 'info', message: message('Not connected yet: run its script') };
  }
  if (expiresAt <= now) {
    const words = message('It was not connected in time: deregister it, and register it again');
    return { kind: 'expired', severity: 'error', message: words, expiresAt };
  }
  const words = timeLeft(expiresAt - now);
  return { kind: 'pending', severity: expiresAt - now < 12 * hour ? 'warning' : 'info', message: words, expiresAt };
}

/** Rounded down: what is said to be left is there. */
function timeLeft(ms: number): Message {
  if (ms < 2 * hour) {
    return message('Not connected yet: its script can be used for {0} more minutes', Math.floor(ms / minute));
  }
  return message('Not connected yet: its script can be used for {0} more hours', Math.floor(ms / hour));
}
