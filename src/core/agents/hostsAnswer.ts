import { compact } from '../compact.ts';
import { architectures, filterFields } from '../fleet/filter.ts';
import type { Host } from '../fleet/host.ts';
import { accountKey, type AccountRef, type ContainerInstance } from '../fleet/model.ts';
import { plain, plainSentence, timeOf, type AgentAnswer, type AnswerOf } from './answer.ts';

/** The hosts of one account, as last read. */
export interface AccountHosts {
  readonly ref: AccountRef;
  readonly accountId?: string | undefined;
  readonly hosts: readonly Host[];
  /** When the oldest part of it was read, in milliseconds since the epoch. */
  readonly asOf?: number | undefined;
  /** What could not be read, each a sentence. */
  readonly problems: readonly string[];
}

/** More accounts and problems than these are counted. */
const mostAccounts = 20;
const mostProblems = 5;

/** Hosts that match, account by account, and how many there are of each state. */
export function hostsAnswer(accounts: readonly AccountHosts[], matches: (host: Host) => boolean): AnswerOf {
  const matching = accounts.flatMap(({ ref, hosts }) => hosts.filter(matches).map((host) => ({ ref, host })));
  const total = accounts.reduce((sum, { hosts }) => sum + hosts.length, 0);
  const byState: Record<string, number> = {};
  for (const { host } of matching) byState[stateOf(host)] = (byState[stateOf(host)] ?? 0) + 1;
  return (most) => {
    const shown = matching.slice(0, most);
    const left = matching.length - shown.length;
    return compact({
      accounts: accounts.slice(0, mostAccounts).map(accountEntry),
      accountsNotShown: accounts.length > mostAccounts ? accounts.length - mostAccounts : undefined,
      hostsInAll: total,
      hostsMatching: matching.length,
      matchingByState: byState,
      hostsNotShown: left,
      howToNarrow: left > 0 ? `Give a "filter", such as state:offline or name:pi-*. ${fieldsWords}` : undefined,
      hosts: shown.map(({ ref, host }) => hostEntry(host, ref)),
    });
  };
}

const fieldsWords = `Fields: ${filterFields.join(', ')}.`;

function accountEntry({ ref, accountId, hosts, asOf, problems }: AccountHosts): AgentAnswer {
  return compact({
    account: plain(accountKey(ref)),
    accountId,
    region: plain(ref.region),
    isDemo: ref.source.kind === 'demo' ? true : undefined,
    hosts: hosts.length,
    asOf: timeOf(asOf),
    couldNotRead: problems.length > 0 ? problems.slice(0, mostProblems).map(plainSentence) : undefined,
  });
}

/** Also what filters call it. */
function stateOf({ state, stale }: Host): string {
  return stale ? 'replaced' : state.health;
}

/** One host. Values that nobody knows are left out. */
export function hostEntry(host: Host, ref: AccountRef): AgentAnswer {
  const { name, id, cluster, instance, node, kube, machine, state } = host;
  const [architecture] = architectures(host);
  return compact({
    name: plain(name),
    id: plain(id),
    account: plain(accountKey(ref)),
    cluster: cluster && plain(cluster.name),
    clusterKind: cluster?.kind,
    state: stateOf(host),
    ecsAgent: state.ecs === 'none' ? undefined : state.ecs,
    ssmAgent: state.ssm === 'none' ? undefined : state.ssm,
    kubelet: state.kube,
    architecture: said(architecture),
    board: said(machine.board),
    os: osOf(host),
    ipAddress: said(node?.ipAddress ?? kube?.internalIp),
    ...instanceEntry(instance),
    ssmAgentVersion: said(node?.agentVersion),
    lastSsmPing: timeOf(node?.lastPingAt),
  });
}

function instanceEntry(instance: ContainerInstance | undefined): AgentAnswer {
  if (!instance) return {};
  const { agentVersion, runningTaskCount, pendingTaskCount, free } = instance;
  return {
    ecsAgentVersion: said(agentVersion),
    runningTasks: runningTaskCount,
    pendingTasks: pendingTaskCount > 0 ? pendingTaskCount : undefined,
    freeCpuUnits: free.cpu,
    freeMemoryMiB: free.memoryMiB,
  };
}

function osOf({ node, kube }: Host): string | undefined {
  const parts = [node?.platformName, node?.platformVersion].filter((part) => part !== undefined && part !== '');
  return said(parts.length > 0 ? parts.join(' ') : kube?.osImage);
}

function said(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : plain(text);
}
