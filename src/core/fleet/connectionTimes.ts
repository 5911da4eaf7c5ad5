import type { FleetGateway } from './gateway.ts';
import type { ContainerInstance } from './model.ts';
import { allPages } from './reading.ts';
import { sharingInstances } from './sharing.ts';

/** By earlier looks, in milliseconds since the epoch. */
export interface SeenTimes {
  /** When the agent was last seen connected; absent where nobody has. */
  readonly seenConnectedAt?: number;
  /** When it was first seen disconnected after that. */
  readonly seenDisconnectedAt?: number;
}

/** An answer for the container instances of one cluster, and when it came. */
export interface Look {
  readonly value?: readonly ContainerInstance[] | undefined;
  readonly asOf?: number | undefined;
}

/**
 * Since when ECS agents are disconnected, as far as two looks after each other tell: ECS has no time of it. Holds
 * only agents that are.
 */
export class ConnectionTimes {
  readonly #lost = new Map<string, SeenTimes>();

  /** By the ARN of the container instance; nothing of those that were connected when last looked at. */
  of(instanceArn: string): SeenTimes {
    return this.#lost.get(instanceArn) ?? {};
  }

  /** The container instances of a cluster, as a look. Rejects with a `Failure`. */
  async read(
    gateway: Pick<FleetGateway, 'containerInstances'>,
    looks: ReadonlyMap<string, Look>,
    clusterArn: string,
    now: () => number,
    signal: AbortSignal,
  ): Promise<readonly ContainerInstance[]> {
    const instances = await allPages(sharingInstances(gateway.containerInstances(clusterArn, signal)));
    if (!signal.aborted) this.look(looks.get(clusterArn) ?? {}, instances, now());
    return instances;
  }

  /** @param before the look before this one, which may be of an earlier window */
  look({ value = [], asOf }: Look, now: readonly ContainerInstance[], at: number): void {
    const away = now.filter(({ agentConnected }) => !agentConnected);
    const were = new Map(away.length === 0 ? [] : value.map(({ arn, agentConnected }) => [arn, agentConnected]));
    const times = away.map(({ arn }): [string, SeenTimes] => {
      const known = this.#lost.get(arn);
      const wasConnected = were.get(arn);
      if (wasConnected === undefined || asOf === undefined) return [arn, known ?? { seenDisconnectedAt: at }];
      if (wasConnected) return [arn, { seenConnectedAt: asOf, seenDisconnectedAt: at }];
      return [arn, known ?? { seenDisconnectedAt: asOf }];
    });
    for (const { arn } of value) this.#lost.delete(arn);
    for (const [arn, seen] of times) this.#lost.set(arn, seen);
  }
}
