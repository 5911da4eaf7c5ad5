import type { Host } from '../fleet/host.ts';
import type { Task } from '../fleet/model.ts';
import { listed, message, type Message } from '../text/message.ts';

/**
 * What can be known of a host that the control plane does not hear of. ECS promises that its tasks go on; what does not go
 * on it says nowhere. Source: ECS developer guide, "External instances"; aws/amazon-ecs-agent #2916.
 */
export interface Disconnection {
  /** Which of its agents are gone. */
  readonly lost: 'ecs' | 'ssm' | 'both';
  readonly since: Since;
  /** As last known; empty where nothing ran there. */
  readonly tasks: readonly Task[];
  /** Services whose tasks run there: ECS may have started others elsewhere meanwhile, so that they run twice. */
  readonly mayRunTwice: readonly string[];
  /** Tasks with a container that nobody starts again when it ends; absent where their definitions are not known. */
  readonly withoutRestart?: readonly Task[];
  /** Their definitions could not be looked at. */
  readonly unknownRestart: readonly Task[];
  readonly credentials: 'renewed' | 'perhapsExpired' | 'expired';
}

/**
 * When it began, in milliseconds since the epoch. SSM says when it last heard of the node, up to five minutes before it
 * was lost. Of the ECS agent AWS does not say it: it is known only as far as somebody looked before.
 */
export interface Since {
  /** It was still there. */
  readonly notBefore?: number;
  /** It was gone by then. */
  readonly atLatest: number;
}

/** Of a task definition: the names of its containers that the agent does not restart by itself when they end. */
export interface RestartFacts {
  readonly withoutRestart: readonly string[];
}

/** @param definition as `DescribeTaskDefinition` has it */
export function restartFactsOf(definition: Readonly<Record<string, unknown>>): RestartFacts {
  const containers = Array.isArray(definition.containerDefinitions) ? definition.containerDefinitions : [];
  const names = containers.flatMap((container: unknown) => {
    if (!isRecord(container) || (isRecord(container.restartPolicy) && container.restartPolicy.enabled === true))
      return [];
    return typeof container.name === 'string' ? [container.name] : [];
  });
  return { withoutRestart: names };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface DisconnectionFacts {
  readonly host: Host;
  /** Of this host, as last read. */
  readonly tasks: readonly Task[];
  /** When the host was last read. */
  readonly readAt: number;
  readonly now: number;
  /** When the host was last seen connected, and first seen disconnected, by earlier looks. */
  readonly seenConnectedAt?: number | undefined;
  readonly seenDisconnectedAt?: number | undefined;
  /** Names of services with a task on each host, as far as they are known: ECS starts none of these in the place of another. */
  readonly daemons?: ReadonlySet<string> | undefined;
  /** By the ARN of the task definition; those that are not there are not known. */
  readonly definitions?: ReadonlyMap<string, RestartFacts> | undefined;
}

/** How long credentials live that the SSM agent fetched; it renews them after half of it. */
const credentialsLiveForMs = 60 * 60_000;
const renewedEveryMs = credentialsLiveForMs / 2;

/** @returns `undefined` for a host that is connected, left behind, or no external instance of ECS */
export function disconnectionOf(facts: DisconnectionFacts): Disconnection | undefined {
  const { host, daemons, definitions } = facts;
  const { ecs, ssm } = host.state;
  if (!host.instance || host.stale) return undefined;
  const ecsLost = ecs === 'disconnected';
  const ssmLost = ssm === 'connectionLost' || ssm === 'inactive' || ssm === 'unlisted';
  if (!ecsLost && !ssmLost) return undefined;
  const tasks = facts.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  const unknownRestart = tasks.filter(({ taskDefinitionArn }) => !definitions?.has(taskDefinitionArn));
  return {
    lost: ecsLost && ssmLost ? 'both' : ecsLost ? 'ecs' : 'ssm',
    since: sinceOf(facts, ssmLost),
    tasks,
    mayRunTwice: ecsLost ? [...new Set(tasks.flatMap(serviceOf))].filter((name) => !daemons?.has(name)).sort() : [],
    ...(definitions && {
      withoutRestart: tasks.filter(({ taskDefinitionArn }) => isNotRestarted(definitions.get(taskDefinitionArn))),
    }),
    unknownRestart,
    credentials: ssmLost ? credentialsOf(facts) : 'renewed',
  };
}

function sinceOf({ host, readAt, seenConnectedAt, seenDisconnectedAt }: DisconnectionFacts, ssmLost: boolean): Since {
  // Only where both are gone they can be taken to have gone together.
  const ping = ssmLost ? host.node?.lastPingAt : undefined;
  const notBefore = Math.max(ping ?? 0, seenConnectedAt ?? 0);
  const atLatest = Math.max(notBefore, Math.min(readAt, seenDisconnectedAt ?? readAt));
  return { ...(notBefore > 0 && { notBefore }), atLatest };
}

/** Fetched at its last contact at the latest, or up to half an hour earlier. */
function credentialsOf({ host, now }: DisconnectionFacts): Disconnection['credentials'] {
  const last = host.node?.lastPingAt;
  if (last === undefined) return 'perhapsExpired';
  if (now >= last + credentialsLiveForMs) return 'expired';
  return now >= last + credentialsLiveForMs - renewedEveryMs ? 'perhapsExpired' : 'renewed';
}

function serviceOf({ group }: Task): readonly string[] {
  return group?.startsWith('service:') ? [group.slice('service:'.length)] : [];
}

function isNotRestarted(definition: RestartFacts | undefined): boolean {
  return definition !== undefined && definition.withoutRestart.length > 0;
}

/** What is said of it: since when, what goes on, what does not, what to look at. Names and times are for the interface to write. */
export interface DisconnectionWords {
  readonly title: Message;
  readonly since: Message;
  readonly points: readonly Message[];
}

/** @param time writes a point in time for people */
export function disconnectionWords(
  { lost, since, tasks, mayRunTwice, withoutRestart, unknownRestart, credentials }: Disconnection,
  time: (ms: number) => string,
): DisconnectionWords {
  const points: Message[] = [runningPoint(tasks.length, lost)];
  if (lost !== 'ssm') {
    points.push(
      message('A task that ends there is not started again, services are not scaled there, and no new task comes.'),
    );
  }
  points.push(...credentialsPoint(credentials, lost));
  if (mayRunTwice.length > 0) {
    points.push(
      message('ECS may have started these services elsewhere too, so that they run twice: {0}', list(mayRunTwice)),
    );
  }
  if (withoutRestart && withoutRestart.length > 0 && lost !== 'ssm') {
    points.push(
      message(
        'These have a container without a restart policy, which stays down when it ends: {0}',
        list(withoutRestart.map(nameOf)),
      ),
    );
  }
  if (withoutRestart && unknownRestart.length > 0 && lost !== 'ssm') {
    points.push(message('Whether these have restart policies is not known: {0}', list(unknownRestart.map(nameOf))));
  }
  return { title: titles[lost], since: sinceWords(since, time), points };
}

const titles: Readonly<Record<Disconnection['lost'], Message>> = {
  ecs: message('The ECS agent is disconnected'),
  ssm: message('SSM has lost the host'),
  both: message('The host is disconnected'),
};

function sinceWords({ notBefore, atLatest }: Since, time: (ms: number) => string): Message {
  if (notBefore === undefined) return message('Since {0} at the latest', time(atLatest));
  // SSM's agents report every five minutes: within these, both ends are the same.
  if (atLatest - notBefore <= 5 * 60_000) return message('Since about {0}', time(notBefore));
  return message('Since {0} at the earliest, {1} at the latest', time(notBefore), time(atLatest));
}

function runningPoint(count: number, lost: Disconnection['lost']): Message {
  if (count === 0) return message('As far as is known, no task runs there.');
  if (lost === 'ssm') {
    return count === 1 ? message('1 task runs there.') : message('{0} tasks run there.', count);
  }
  return count === 1
    ? message('1 task ran there when it was last heard of. It probably goes on.')
    : message('{0} tasks ran there when it was last heard of. They probably go on.', count);
}

function credentialsPoint(credentials: Disconnection['credentials'], lost: Disconnection['lost']): readonly Message[] {
  switch (credentials) {
    case 'renewed':
      return lost === 'ecs' ? [] : [message('Its credentials still hold; without SSM they end within 60 minutes.')];
    case 'perhapsExpired':
      return [message('Its credentials have expired by now, or will within 60 minutes: then it can not pull or log.')];
    case 'expired':
      return [
        message('Its credentials have expired: until SSM hears of it again, it can not pull images or write logs.'),
      ];
  }
}

/** More are counted. */
const mostNames = 10;

function list(names: readonly string[]): Message {
  const distinct = [...new Set(names)];
  const rest = distinct.length - mostNames;
  return listed([...distinct.slice(0, mostNames), ...(rest > 0 ? [`… (+${rest})`] : [])]);
}

/** `service:web`'s `web`, or `batch:7` of its definition. */
function nameOf(task: Task): string {
  return serviceOf(task)[0] ?? task.taskDefinitionArn.slice(task.taskDefinitionArn.lastIndexOf('/') + 1);
}
