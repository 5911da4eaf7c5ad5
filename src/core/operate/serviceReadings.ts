import type { AccountFleet } from '../fleet/accountFleet.ts';
import type { EcsCluster } from '../fleet/model.ts';
import { getOrAdd, lastGood, part, type LastGood, type Part } from '../fleet/part.ts';
import { allPages, Reading } from '../fleet/reading.ts';
import type { EcsOperations, EcsService, TaskDetails } from './ecsOperations.ts';

type Account = Pick<AccountFleet, 'clusters'>;
type Gateway = Pick<EcsOperations, 'services' | 'tasksLike'>;

/** What is kept of the events of each: a document reads all of them. A cluster may have 5,000 services. */
export const keptEvents = 5;

/**
 * The services of an account's ECS clusters and their tasks: read when somebody looks, and kept until the account's
 * clusters are read anew, which is what a refresh does first. Nothing here polls.
 *
 * Calls for a cluster with S services: ⌈S/100⌉ + ⌈S/10⌉; for the T tasks of a service 2⌈T/100⌉.
 */
export class ServiceReadings {
  readonly #account: Account;
  readonly #open: () => Promise<Gateway>;
  readonly #now: () => number;
  readonly #services = new Map<string, Reading<readonly EcsService[]>>();
  /** By the ARN of the service. */
  readonly #tasks = new Map<string, Reading<readonly TaskDetails[]>>();
  /** The answer that all of this is as new as. */
  #clusters: readonly EcsCluster[] = [];

  constructor(account: Account, open: () => Promise<Gateway>, now: () => number = Date.now) {
    this.#account = account;
    this.#open = open;
    this.#now = now;
  }

  /**
   * Those of the launch type `EXTERNAL`, by name. Never rejects.
   *
   * @param waiting of who waits: a read that nobody else waits for is called off with it
   */
  async services({ arn }: Pick<EcsCluster, 'arn'>, waiting?: AbortSignal): Promise<Part<readonly EcsService[]>> {
    await this.#followAccount();
    const reading = getOrAdd(this.#services, arn, () =>
      this.#reading(async (signal) => {
        const services = await allPages((await this.#open()).services(arn, signal));
        return services.map(withFewEvents).sort((a, b) => (a.name < b.name ? -1 : 1));
      }),
    );
    return part(await this.#last(reading, waiting));
  }

  /** As last read; `undefined` where nobody has looked. Asks nobody. */
  known(clusterArn: string): readonly EcsService[] | undefined {
    return this.#services.get(clusterArn)?.value;
  }

  /** Those that should run. Never rejects. */
  async tasks({ clusterArn, arn, name }: EcsService, waiting?: AbortSignal): Promise<Part<readonly TaskDetails[]>> {
    await this.#followAccount();
    const reading = getOrAdd(this.#tasks, arn, () =>
      this.#reading(async (signal) => {
        const filter = { desiredStatus: 'RUNNING', serviceName: name } as const;
        return allPages((await this.#open()).tasksLike(clusterArn, filter, signal));
      }),
    );
    return part(await this.#last(reading, waiting));
  }

  /** Something was done to it: it is read anew when it is asked for next. */
  outdate(): void {
    for (const reading of [...this.#services.values(), ...this.#tasks.values()]) reading.outdate();
  }

  /** What was called off as outdated, and not by who waits, is read anew. */
  async #last<T>(reading: Reading<T>, waiting: AbortSignal | undefined): Promise<LastGood<T>> {
    const last = await lastGood(reading, waiting);
    return last.failure?.reason === 'cancelled' && !waiting?.aborted ? lastGood(reading, waiting) : last;
  }

  async #followAccount(): Promise<void> {
    const {
      value: { ecs },
    } = await this.#account.clusters();
    // Each answer of AWS makes new objects.
    if (ecs.length === this.#clusters.length && ecs.every((each, index) => each === this.#clusters[index])) return;
    this.#clusters = ecs;
    const known = new Set(ecs.map(({ arn }) => arn));
    for (const arn of this.#services.keys()) if (!known.has(arn)) this.#services.delete(arn);
    const services = new Set([...this.#services.values()].flatMap(({ value = [] }) => value.map(({ arn }) => arn)));
    for (const arn of this.#tasks.keys()) if (!services.has(arn)) this.#tasks.delete(arn);
    this.outdate();
  }

  #reading<T>(read: (signal: AbortSignal) => Promise<T>): Reading<T> {
    return new Reading(
      read,
      this.#now,
      () => undefined,
      () => undefined,
    );
  }
}

function withFewEvents(service: EcsService): EcsService {
  return { ...service, events: service.events.slice(0, keptEvents) };
}
