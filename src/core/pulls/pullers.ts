import type { OwnRead, PullEvent, TaskPull } from './gateway.ts';
import { otherHost, unknownHost } from './gateway.ts';
import { hybridSession } from './trailEvent.ts';

/** How ECS names the session of an execution role: by the id of the task, which had hyphens in it once. */
const taskSession = /^[0-9a-f]{32}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const second = 1000;
/** CloudTrail's times are those of AWS, to the second; those of tasks are the agent's. */
const taskSlack = 5 * second;
/** A pull without an end, of a task that was last seen while it pulled. */
const longestPull = 3 * 3600 * second;
/** Between this machine's clock and AWS's, beyond which AWS would refuse most requests. */
const ownSlack = 300 * second;

/** Tells who pulled. */
export class Pullers {
  readonly #tasks: ReadonlyMap<string, TaskPull>;
  readonly #byRepository = new Map<string, TaskPull[]>();
  readonly #own = new Map<string, number[]>();

  constructor(tasks: Iterable<TaskPull>, ownReads: Iterable<OwnRead>) {
    this.#tasks = new Map(Array.from(tasks, (task) => [task.taskId, task]));
    for (const task of this.#tasks.values()) {
      if (task.pullStartedAt === undefined) continue;
      for (const repository of task.repositories) listIn(this.#byRepository, repository).push(task);
    }
    for (const { kind, repository, digest, time } of ownReads) {
      if (kind === 'layer') listIn(this.#own, `${repository} ${digest}`).push(time);
    }
  }

  /** `PullRow.host`; nothing for what is left out: pulls inside AWS, and this extension's own reads. */
  hostOf(event: PullEvent): string | undefined {
    const { session } = event;
    if (hybridSession.test(session)) return session;
    if (event.fromAws) return undefined;
    if (taskSession.test(session)) return this.#hostOfTask(event);
    return this.#isOwn(event) ? undefined : otherHost;
  }

  /**
   * The agent keeps a token that it got for a task for hours and pulls for others with it, all on its own host: so the
   * session's task tells the host whatever was pulled. Where that task is not known any more, the one task that was
   * pulling from the repository at this time does.
   */
  #hostOfTask({ session, time, repository }: PullEvent): string | undefined {
    const known = this.#tasks.get(session) ?? this.#tasks.get(session.replaceAll('-', ''));
    if (known) return known.host;
    const pulling = (this.#byRepository.get(repository) ?? []).filter((task) => isPulling(task, time));
    const [first, ...others] = new Set(pulling.map(({ host }) => host));
    // A set of one undefined is a task inside AWS: told apart from none by what was pulling.
    return pulling.length > 0 && others.length === 0 ? first : unknownHost;
  }

  /** A read of the same in these minutes by somebody else on no host can't be told apart; nobody else reads so few. */
  #isOwn({ repository, layerDigest = '', time }: PullEvent): boolean {
    return (this.#own.get(`${repository} ${layerDigest}`) ?? []).some((each) => Math.abs(each - time) <= ownSlack);
  }
}

function isPulling({ pullStartedAt = Infinity, pullStoppedAt }: TaskPull, time: number): boolean {
  return time >= pullStartedAt - taskSlack && time <= (pullStoppedAt ?? pullStartedAt + longestPull) + taskSlack;
}

function listIn<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
