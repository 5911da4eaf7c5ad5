import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { nodeHosts, type Host } from '../../core/fleet/host.ts';
import { newestVersion } from '../../core/operate/diagnose/channelRules.ts';
import type { HostSubject } from './hostModel.ts';

export function subjectOf(account: Pick<AccountFleet, 'key'>, { key, cluster }: Host): HostSubject {
  return { account: account.key, host: key, ...(cluster && { cluster: cluster.arn }) };
}

export interface FoundHost {
  readonly host?: Host;
  /** Why it is not known whether it is still there. */
  readonly failure?: Failure;
}

/** A host by what was kept of it; reads no more than its own cluster. Rejects with a `Failure`. */
export async function findHost(account: AccountFleet, { host: key, cluster }: HostSubject): Promise<FoundHost> {
  if (cluster === undefined) {
    await account.readNodes();
    const node = account.nodesIfKnown?.get(key);
    const [host] = node ? nodeHosts([node]) : [];
    return host ? { host } : {};
  }
  const clusters = await account.clusters();
  const own = [...clusters.value.ecs, ...clusters.value.eks].find(({ arn }) => arn === cluster);
  if (!own) return failed(clusters.failures);
  const hosts = await account.hosts(own);
  const host = hosts.value.find((each) => each.key === key);
  if (host) return { host };
  if (own.kind === 'ecs') return failed(hosts.failures);
  // Some nodes are known to Kubernetes alone, which is asked and not waited for otherwise.
  const { failure } = await account.readKube(own);
  const late = (await account.hosts(own)).value.find((each) => each.key === key);
  return late ? { host: late } : failed([...hosts.failures, ...(failure ? [failure] : [])]);
}

function failed([failure]: readonly Failure[]): FoundHost {
  return failure ? { failure } : {};
}

export interface NewestAgents {
  readonly ecs?: string;
  readonly ssm?: string;
}

/** The newest that any host of the same cluster, or node of the account, has: no API says what there is. Never rejects. */
export async function newestAgents(account: AccountFleet, { cluster }: Host): Promise<NewestAgents> {
  const ssm = newestVersion([...(account.nodesIfKnown?.values() ?? [])].map(({ agentVersion }) => agentVersion));
  if (cluster?.kind !== 'ecs') return ssm === undefined ? {} : { ssm };
  const { value } = await account.clusters();
  const own = value.ecs.find(({ arn }) => arn === cluster.arn);
  const hosts = own ? (await account.hosts(own)).value : [];
  const ecs = newestVersion(hosts.map(({ instance }) => instance?.agentVersion));
  return { ...(ecs !== undefined && { ecs }), ...(ssm !== undefined && { ssm }) };
}
