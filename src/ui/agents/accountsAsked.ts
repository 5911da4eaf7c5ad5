import { AgentError, plain, plainSentence } from '../../core/agents/answer.ts';
import type { AccountHosts } from '../../core/agents/hostsAnswer.ts';
import { textIn, type AgentInput } from '../../core/agents/input.ts';
import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { accountKey, type EcsCluster, type EksCluster } from '../../core/fleet/model.ts';
import { distinct, type Part } from '../../core/fleet/part.ts';
import type { Host } from '../../core/fleet/host.ts';
import { failureSentence } from '../failureText.ts';
import type { AgentNeeds } from './agentNeeds.ts';

/** The accounts that are shown in the Clusters view, or those of them that a tool was asked about. */
export async function accountsAsked(
  needs: Pick<AgentNeeds, 'ensureShown' | 'fleet'>,
  input: AgentInput,
): Promise<readonly AccountFleet[]> {
  await needs.ensureShown();
  const account = textIn(input, 'account')?.trim();
  const region = textIn(input, 'region')?.trim();
  const { accounts } = needs.fleet;
  if (accounts.length === 0) {
    throw new AgentError(
      'No AWS account is shown. The user chooses one with the command "Select Account…", or "Explore a Demo Account".',
    );
  }
  const found = accounts.filter(
    (each) => (account === undefined || isNamed(each, account)) && (region === undefined || each.ref.region === region),
  );
  if (found.length > 0) return found;
  const names = accounts.slice(0, 20).map(({ ref }) => plain(accountKey(ref)));
  throw new AgentError(`No such account is shown in the Clusters view. Shown are: ${names.join(', ')}.`);
}

function isNamed({ ref, key, identity }: AccountFleet, name: string): boolean {
  const { source } = ref;
  return [key, source.kind === 'profile' ? source.profile : source.kind, identity?.accountId].includes(name);
}

export interface InCluster {
  readonly account: AccountFleet;
  readonly cluster: EcsCluster | EksCluster;
}

/** The hosts of an account. Kubernetes APIs are waited for, and asked only where the workspace is trusted. */
export async function hostsOf(
  account: AccountFleet,
  needs: Pick<AgentNeeds, 'fleet' | 'isTrusted'>,
  signal: AbortSignal,
): Promise<AccountHosts> {
  const mayAsk = needs.isTrusted();
  const clusters = await account.clusters(signal);
  const all = [...clusters.value.ecs, ...clusters.value.eks];
  const parts = await Promise.all([
    ...all.map((cluster) => clusterHosts(account, cluster, mayAsk, signal)),
    account.looseHosts(),
  ]);
  signal.throwIfAborted();
  const times = clusters.value.ecs.flatMap((cluster) => account.hostsAsOf(cluster) ?? []);
  const failures = distinct([...clusters.failures, ...parts.flatMap((part) => part.failures)]);
  return {
    ref: account.ref,
    accountId: account.identity?.accountId,
    hosts: parts.flatMap(({ value }) => value),
    asOf: times.length > 0 ? Math.min(...times) : needs.fleet.refreshedAt,
    problems: failures.map(problemOf),
  };
}

async function clusterHosts(
  account: AccountFleet,
  cluster: EcsCluster | EksCluster,
  asksKubernetes: boolean,
  signal: AbortSignal,
): Promise<Part<readonly Host[]>> {
  if (cluster.kind === 'ecs') return account.hosts(cluster, 'all', signal);
  if (!cluster.hybridNodesEnabled && !cluster.connector) return { value: [], failures: [] };
  const kube = asksKubernetes ? await account.readKube(cluster) : undefined;
  const { value, failures } = await account.hosts(cluster, 'aws', signal);
  return { value, failures: distinct([...failures, kube?.failure]) };
}

/** As the user would read it. What AWS, or this extension, says of it is added where nothing else tells what is wrong. */
export function problemOf(failure: Failure): string {
  const { operation, service, reason, message } = failure;
  const of = operation === undefined ? '' : ` (${service ?? ''} ${operation})`;
  const detail = reason === 'invalidRequest' || reason === 'unknown' ? `: ${message.replace(/\.$/, '')}` : '';
  return plainSentence(`${failureSentence(failure)}${of}${detail}`);
}

/** The one cluster of that name or ARN. */
export async function clusterAsked(
  accounts: readonly AccountFleet[],
  name: string,
  signal: AbortSignal,
): Promise<InCluster> {
  const answers = await Promise.all(
    accounts.map(async (account) => ({ account, answer: await account.clusters(signal) })),
  );
  const all = answers.flatMap(({ account, answer: { value } }) =>
    [...value.ecs, ...value.eks].map((cluster) => ({ account, cluster })),
  );
  const found = all.filter(({ cluster }) => cluster.arn === name || cluster.name === name);
  const [first, second] = found;
  if (first && !second) return first;
  if (first) {
    const places = found.slice(0, 10).map(({ account, cluster }) => `${plain(cluster.arn)} (${plain(account.key)})`);
    throw new AgentError(`Several clusters have that name. Give the ARN of one, and "account": ${places.join(', ')}.`);
  }
  const [failure] = distinct(answers.flatMap(({ answer }) => answer.failures));
  if (failure) throw failure;
  const names = all.slice(0, 20).map(({ cluster }) => plain(cluster.name));
  throw new AgentError(
    names.length === 0 ? 'The account has no cluster.' : `There is no such cluster. There are: ${names.join(', ')}.`,
  );
}
