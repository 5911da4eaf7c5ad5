import type { EksCluster, EksSupport } from '../fleet/model.ts';
import type { Severity } from '../taskdef/rule.ts';
import { dayOf, message, type Message } from '../text/message.ts';

/** What is to be said of how long AWS supports a cluster's Kubernetes version; nothing while that is far off. */
export interface SupportNotice {
  readonly kind:
    /** Standard support ends within 60 days. */
    | 'standardEnds'
    /** The same within 30 days: then extended support begins, and costs more. */
    | 'extendedBegins'
    /** In extended support, and billed for it. */
    | 'extended'
    /** The same, and within 60 days AWS upgrades the cluster by itself. */
    | 'extendedEnds'
    /** Past all support: AWS upgrades the cluster when it chooses. */
    | 'unsupported';
  readonly severity: Severity;
  readonly message: Message;
  /** When what is told happens, or since when it is so, in milliseconds since the epoch. */
  readonly at?: number;
}

const day = 86_400_000;
const standardNotice = 60 * day;
const extendedNotice = 30 * day;
const endNotice = 60 * day;

/** How the version of a cluster is supported now: by its dates where they are known, since what was read may be old. */
export function supportAt(
  { support, endOfStandardSupport, endOfExtendedSupport }: Omit<EksSupportDates, 'version'>,
  now: number,
): EksSupport {
  if (support === 'unsupported' || (endOfExtendedSupport !== undefined && endOfExtendedSupport <= now)) {
    return 'unsupported';
  }
  if (endOfStandardSupport === undefined) return support;
  if (endOfStandardSupport <= now) return 'extended';
  return support === 'unknown' ? 'standard' : support;
}

type EksSupportDates = Pick<EksCluster, 'version' | 'support' | 'endOfStandardSupport' | 'endOfExtendedSupport'>;

/** @param now milliseconds since the epoch */
export function supportNotice(
  cluster: EksSupportDates & Pick<EksCluster, 'connector' | 'status' | 'atEndOfStandardSupport'>,
  now: number,
): SupportNotice | undefined {
  const { connector, status, version } = cluster;
  if (connector || status === 'DELETING' || version === undefined) return undefined;
  switch (supportAt(cluster, now)) {
    case 'standard':
      return standardNoticeOf(cluster, version, now);
    case 'extended':
      return extendedNoticeOf(cluster, version, now);
    case 'unsupported':
      return {
        kind: 'unsupported',
        severity: 'error',
        message: message('Kubernetes {0} is past extended support: AWS upgrades the cluster by itself', version),
        ...(cluster.endOfExtendedSupport !== undefined && { at: cluster.endOfExtendedSupport }),
      };
    case 'unknown':
      return undefined;
  }
}

function standardNoticeOf(
  { endOfStandardSupport: ends, atEndOfStandardSupport: then }: Parameters<typeof supportNotice>[0],
  version: string,
  now: number,
): SupportNotice | undefined {
  if (ends === undefined || ends - now > standardNotice) return undefined;
  if (then === 'upgrade') {
    const words = message('Standard support of Kubernetes {0} ends on {1}: AWS upgrades it then', version, dayOf(ends));
    return { kind: 'standardEnds', severity: 'warning', message: words, at: ends };
  }
  if (ends - now > extendedNotice) {
    const words = message('Standard support of Kubernetes {0} ends on {1}', version, dayOf(ends));
    return { kind: 'standardEnds', severity: 'info', message: words, at: ends };
  }
  const words = message('Extended support of Kubernetes {0}, which costs more, begins on {1}', version, dayOf(ends));
  return { kind: 'extendedBegins', severity: 'warning', message: words, at: ends };
}

function extendedNoticeOf(
  { endOfStandardSupport: since, endOfExtendedSupport: ends }: EksSupportDates,
  version: string,
  now: number,
): SupportNotice {
  if (ends === undefined) {
    const words = message('Kubernetes {0} is in extended support, which costs more', version);
    return { kind: 'extended', severity: 'warning', message: words, ...(since !== undefined && { at: since }) };
  }
  if (ends - now <= endNotice) {
    const words = message('Extended support of Kubernetes {0} ends on {1}: AWS upgrades it then', version, dayOf(ends));
    return { kind: 'extendedEnds', severity: 'error', message: words, at: ends };
  }
  const words = message('Kubernetes {0} is in extended support, which costs more, until {1}', version, dayOf(ends));
  return { kind: 'extended', severity: 'warning', message: words, ...(since !== undefined && { at: since }) };
}
