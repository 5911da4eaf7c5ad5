import { Emitter } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { accountKey, type Task } from '../../core/fleet/model.ts';
import type { HintHosts } from './hostKinds.ts';

/** Groups of the tasks on each host, such as `service:web`, by the ARN of its instance; hosts without tasks are absent. */
export type HostGroups = ReadonlyMap<string, readonly string[]>;

/** Milliseconds. Hints are asked for with each keystroke. */
const pause = 60_000;

export interface TaskGroupsOptions {
  readonly fleet: { account(key: string): Pick<AccountFleet, 'clusterTasks'> | undefined };
  readonly now: () => number;
  readonly mayAsk: () => boolean;
}

/** What runs on the hosts that hints are about. Read only for texts with a placement constraint that asks for it. */
export class TaskGroups {
  readonly #options: TaskGroupsOptions;
  readonly #changed = new Emitter<void>();
  #known: { readonly clusterArn: string; readonly groups: HostGroups } | undefined;
  #tried: { readonly clusterArn: string; readonly at: number } | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(options: TaskGroupsOptions) {
    this.#options = options;
  }

  /** What was read last, at once; reads it where that is a minute ago, and tells when it is something else. */
  of(hosts: HintHosts): HostGroups | undefined {
    const { now, mayAsk } = this.#options;
    const { arn } = hosts.cluster;
    const isDue = this.#tried?.clusterArn !== arn || now() - this.#tried.at >= pause;
    // Of hosts that were read in an earlier window, the fleet knows nothing yet.
    if (isDue && mayAsk() && !hosts.isOld) {
      this.#tried = { clusterArn: arn, at: now() };
      void this.#read(hosts);
    }
    return this.#known?.clusterArn === arn ? this.#known.groups : undefined;
  }

  /** Never rejects: what can't be read stays as it was, and the log has why. */
  async #read({ account: ref, cluster: { arn: clusterArn } }: HintHosts): Promise<void> {
    const account = this.#options.fleet.account(accountKey(ref));
    if (!account) return;
    const { value, failures } = await account.clusterTasks(clusterArn);
    if (failures.length > 0 || this.#tried?.clusterArn !== clusterArn) return;
    const groups = groupsByHost(value);
    const isSame = this.#known?.clusterArn === clusterArn && shown(this.#known.groups) === shown(groups);
    this.#known = { clusterArn, groups };
    if (!isSame) this.#changed.fire();
  }
}

/** Of tasks that are to stop, ECS takes no notice. */
export function groupsByHost(tasks: readonly Task[]): HostGroups {
  const groups = new Map<string, string[]>();
  for (const { containerInstanceArn, group, desiredStatus } of tasks) {
    if (containerInstanceArn === undefined || group === undefined || desiredStatus === 'STOPPED') continue;
    groups.set(containerInstanceArn, [...(groups.get(containerInstanceArn) ?? []), group]);
  }
  return groups;
}

function shown(groups: HostGroups): string {
  return JSON.stringify([...groups].sort(([left], [right]) => (left < right ? -1 : 1)));
}
