import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskDetails } from '../../core/operate/ecsOperations.ts';
import { followLog, type FollowEnd, type FollowNews, type TaskLook } from '../../core/operate/logs/follow.ts';
import type { LogPlace, LogsGateway } from '../../core/operate/logs/gateway.ts';
import { logLines } from '../../core/operate/logs/lines.ts';
import {
  cutWords,
  endWords,
  mostTails,
  newsWords,
  openingWords,
  remark,
  stopWords,
  type StopReason,
} from './logWords.ts';

/** What VS Code's output channels can do, as far as logs need it. */
export interface LogChannel {
  append(text: string): void;
  replace(text: string): void;
  show(preserveFocus: boolean): void;
  dispose(): void;
}

export interface TailRequest {
  /** Whose log it is: the same container's log goes into the same channel. */
  readonly key: string;
  readonly accountKey: string;
  /** Of the channel. */
  readonly name: string;
  readonly place: LogPlace;
  readonly gateway: LogsGateway;
  /** As ECS knows the task; `undefined` where it does not any more. Rejects with a `Failure`. */
  readonly task: (signal: AbortSignal) => Promise<TaskDetails | undefined>;
  /** Said once, before it is followed: what is known to be missing. */
  readonly remark?: string | undefined;
}

export type TailEnd = Exclude<FollowEnd, { readonly why: 'calledOff' }>;

export interface TailsOptions {
  readonly newChannel: (name: string) => LogChannel;
  /** How many are followed changed. */
  readonly onCount?: (count: number) => void;
  /** Default: real time. Rejects when the signal says so. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly now?: () => number;
}

interface Tail {
  readonly name: string;
  readonly channel: LogChannel;
  /** The last lines, for when the channel has grown too long. */
  kept: string[];
  shown: number;
  /** While it is followed. */
  following?: { readonly aborter: AbortController; readonly accountKey: string };
}

/** Channels that stay open, the one that was opened last behind the others. */
const mostChannels = 12;
/** A channel that holds more is cut back to the last ones: VS Code keeps all of its text in memory. */
const mostLines = { shown: 20_000, kept: 5_000 } as const;

/** The logs that are shown and followed, each in an output channel of its own. */
export class LogTails {
  readonly #options: TailsOptions;
  readonly #tails = new Map<string, Tail>();
  #isDisposed = false;

  constructor(options: TailsOptions) {
    this.#options = options;
  }

  /** The names of those that are followed, by their keys, the oldest first. */
  get followed(): ReadonlyMap<string, string> {
    const all = [...this.#tails].filter(([, { following }]) => following);
    return new Map(all.map(([key, { name }]) => [key, name]));
  }

  /** Shows the channel of a container whose log is followed. */
  showFollowed(key: string): boolean {
    const tail = this.#tails.get(key);
    if (!tail?.following) return false;
    tail.channel.show(true);
    return true;
  }

  /** Shows a log, and follows it. Resolves when that has ended; with `undefined` where it was called off. */
  async open(request: TailRequest): Promise<TailEnd | undefined> {
    if (this.#isDisposed) return undefined;
    this.stop(request.key, 'again');
    const tail = this.#fresh(request);
    const aborter = new AbortController();
    tail.following = { aborter, accountKey: request.accountKey };
    this.#keepBounds();
    this.#tellCount();
    tail.channel.show(true);
    this.#write(tail, [remark(openingWords(request.place))]);
    return this.#follow(tail, request, aborter.signal);
  }

  async #follow(tail: Tail, request: TailRequest, signal: AbortSignal): Promise<TailEnd | undefined> {
    const { place, gateway } = request;
    const wait = this.#options.sleep ?? ((ms, aborted) => sleep(ms, undefined, { signal: aborted }));
    let task: TaskDetails | undefined;
    // Behind what was written before, where it is seen.
    let unsaid = request.remark;
    const end = await followLog({
      gateway,
      place,
      signal,
      sleep: (ms) => wait(ms, signal),
      look: async () => {
        task = await request.task(signal);
        return lookOf(task, (this.#options.now ?? Date.now)());
      },
      onNews: (news) => {
        if (unsaid !== undefined && news.kind !== 'events') {
          this.#write(tail, [remark(unsaid)]);
          unsaid = undefined;
        }
        this.#tell(tail, news, place);
      },
    });
    if (end.why === 'calledOff' || signal.aborted) return undefined;
    delete tail.following;
    this.#write(tail, [remark(endWords(end, place, task))]);
    this.#tellCount();
    return end;
  }

  #tell(tail: Tail, news: FollowNews, place: LogPlace): void {
    if (news.kind === 'events') {
      this.#write(
        tail,
        news.events.flatMap((event) => logLines(event, cutWords)),
      );
      return;
    }
    const words = newsWords(news, place);
    if (words !== undefined) this.#write(tail, [remark(words)]);
  }

  #write(tail: Tail, lines: readonly string[]): void {
    if (lines.length === 0) return;
    tail.kept = [...tail.kept, ...lines].slice(-mostLines.kept);
    tail.shown += lines.length;
    if (tail.shown <= mostLines.shown) {
      tail.channel.append(`${lines.join('\n')}\n`);
      return;
    }
    tail.shown = tail.kept.length;
    tail.channel.replace(`${tail.kept.join('\n')}\n`);
  }

  /** The container's channel, empty, as the newest of all. */
  #fresh({ key, name }: TailRequest): Tail {
    const before = this.#tails.get(key);
    const tail = before ?? { name, channel: this.#options.newChannel(name), kept: [], shown: 0 };
    before?.channel.replace('');
    Object.assign(tail, { kept: [], shown: 0 });
    this.#tails.delete(key);
    this.#tails.set(key, tail);
    return tail;
  }

  #keepBounds(): void {
    for (const key of [...this.followed.keys()].slice(0, -mostTails)) this.stop(key, 'tooMany');
    for (const [key, { channel, following }] of this.#tails) {
      if (this.#tails.size <= mostChannels) return;
      if (following) continue;
      this.#tails.delete(key);
      channel.dispose();
    }
  }

  stop(key: string, reason: StopReason): void {
    const tail = this.#tails.get(key);
    if (!tail?.following) return;
    tail.following.aborter.abort();
    delete tail.following;
    this.#write(tail, [remark(stopWords(reason))]);
    this.#tellCount();
  }

  /** Ends those of accounts that are not shown any more. */
  keepAccounts(keys: ReadonlySet<string>): void {
    for (const [key, { following }] of this.#tails) {
      if (following && !keys.has(following.accountKey)) this.stop(key, 'accountRemoved');
    }
  }

  #tellCount(): void {
    this.#options.onCount?.(this.followed.size);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const { channel, following } of this.#tails.values()) {
      following?.aborter.abort();
      channel.dispose();
    }
    this.#tails.clear();
  }
}

/** Lines of a task that stopped within this time may be under way. */
const justEndedMs = 60_000;

function lookOf(task: TaskDetails | undefined, now: number): TaskLook {
  if (!task) return 'endedLongAgo';
  switch (task.lastStatus) {
    case 'STOPPED':
      return now - (task.stoppedAt ?? 0) < justEndedMs ? 'justEnded' : 'endedLongAgo';
    case 'PROVISIONING':
    case 'PENDING':
    case 'ACTIVATING':
      return 'starting';
    default:
      return 'goesOn';
  }
}
