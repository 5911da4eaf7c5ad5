import { AgentError, plain, type AnswerOf } from '../../core/agents/answer.ts';
import { hostStateAnswer } from '../../core/agents/hostStateAnswer.ts';
import { neededTextIn, textIn, type AgentInput } from '../../core/agents/input.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { newestAgents } from '../host/findHost.ts';
import { accountsAsked, hostsOf, problemOf } from './accountsAsked.ts';
import type { AgentNeeds } from './agentNeeds.ts';

interface Found {
  readonly account: AccountFleet;
  readonly host: Host;
}

export async function explainHostState(needs: AgentNeeds, input: AgentInput, signal: AbortSignal): Promise<AnswerOf> {
  const name = neededTextIn(input, 'host');
  const cluster = textIn(input, 'cluster')?.trim();
  const accounts = await accountsAsked(needs, input);
  const read = await Promise.all(
    accounts.map(async (account) => ({ account, known: await hostsOf(account, needs, signal) })),
  );
  const all = read
    .flatMap(({ account, known }) => known.hosts.map((host) => ({ account, host })))
    .filter(({ host }) => cluster === undefined || [host.cluster?.name, host.cluster?.arn].includes(cluster));
  const problems = read.flatMap(({ known }) => known.problems);
  const { account, host } = theOne(all, name, problems);
  const [tasks, newest] = await Promise.all([account.hostTasks(host, signal), newestAgents(account, host)]);
  return hostStateAnswer({
    host,
    ref: account.ref,
    tasks: tasks.value,
    asOf: (host.cluster && account.hostsAsOf(host.cluster)) ?? needs.fleet.refreshedAt,
    newestAgent: newest.ecs,
    problems: [...new Set([...problems, ...tasks.failures.map(problemOf)])],
    now: needs.now(),
  });
}

/** By its id, its name or its ARN. A registration that was left behind counts only where it is named by its own ARN. */
function theOne(all: readonly Found[], name: string, problems: readonly string[]): Found {
  const wanted = name.toLowerCase();
  const named = all.filter(({ host }) =>
    [host.id, host.name, host.key, host.instance?.arn].some((each) => each?.toLowerCase() === wanted),
  );
  const current = named.filter(({ host }) => !host.stale);
  const candidates = current.length > 0 ? current : named;
  const [first, second] = candidates;
  if (first && !second) return first;
  if (first) {
    const places = candidates.slice(0, 10).map(placeOf).join('; ');
    throw new AgentError(`Several hosts have that name. Ask for one by its id, "cluster" and "account": ${places}.`);
  }
  const near = all.filter(({ host }) => `${host.id} ${host.name}`.toLowerCase().includes(wanted)).slice(0, 10);
  const [problem] = problems;
  throw new AgentError(
    [
      `There is no host of that name or id${problem === undefined ? '' : `, as far as could be read (${problem})`}.`,
      near.length > 0 ? `Hosts with such names: ${near.map(placeOf).join('; ')}.` : 'list_external_hosts lists all.',
    ].join(' '),
  );
}

function placeOf({ account, host }: Found): string {
  const cluster = host.cluster ? ` in ${plain(host.cluster.name)}` : '';
  return `${plain(host.name)} ${plain(host.id)}${cluster}, ${plain(account.key)}`;
}
