import type * as vscode from 'vscode';
import { Emitter } from '../../core/event.ts';
import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { FleetChange } from '../../core/fleet/fleet.ts';
import { accountKey, type AccountRef, type ContainerInstance, type EcsCluster } from '../../core/fleet/model.ts';
import type { ImageDetails } from '../../core/images/gateway.ts';
import { imageReference, type ImageReference } from '../../core/taskdef/images/imageReference.ts';
import { noteOwnReads } from '../cost/ownReads.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { hostsToStore, imagesToStore, mergedImages, storedCluster, storedHosts, storedImages } from './storedFacts.ts';

/** The hosts on which the tasks of this workspace are meant to run. */
export interface HintHosts {
  readonly account: AccountRef;
  readonly cluster: { readonly arn: string; readonly name: string };
  readonly instances: readonly ContainerInstance[];
  /** What the hosts are called, by the ARN of their instance. */
  readonly names: Readonly<Record<string, string>>;
  /** When AWS said so, in milliseconds since the epoch. */
  readonly asOf: number;
  /** Read in an earlier window, or AWS could not be asked again. */
  readonly isOld: boolean;
}

export interface KnownImage {
  readonly details: ImageDetails;
  readonly asOf: number;
}

export interface HintCluster {
  readonly account: string;
  readonly arn: string;
}

const clusterKey = 'taskDefinitions.cluster';
const hostsKey = 'taskDefinitions.hosts';
const imagesKey = 'taskDefinitions.images';

/** Milliseconds. Hints are asked for with each keystroke; what can't be read now is tried again after this. */
const pause = 60_000;

type Needs = Pick<Services, 'accounts' | 'context' | 'fleet' | 'images' | 'log'>;

/**
 * What the hints know of the accounts. Answers at once from what was read last, also in an earlier window, and reads
 * what is missing; tells when it knows more.
 */
export class AccountFacts implements vscode.Disposable {
  readonly #services: Needs;
  readonly #now: () => number;
  readonly #openedAt: number;
  readonly #changed = new Emitter<void>();
  readonly #subscription: { dispose(): void };
  #hosts: HintHosts | undefined;
  #reading: Promise<void> | undefined;
  #triedAt = -Infinity;
  #images: ReadonlyMap<string, KnownImage>;

  readonly onDidChange = this.#changed.event;

  constructor(services: Needs, now: () => number = Date.now) {
    this.#services = services;
    this.#now = now;
    this.#openedAt = now();
    const { workspaceState, globalState } = services.context;
    this.#hosts = storedHosts(workspaceState.get(hostsKey));
    this.#images = storedImages(globalState.get(imagesKey));
    this.#subscription = services.fleet.onDidChange((change) => void this.#follow(change));
  }

  /** Starts reading where nothing was read in this window. */
  get hosts(): HintHosts | undefined {
    const isDue = this.#now() - this.#triedAt >= pause;
    if (isDue && (!this.#hosts || this.#hosts.isOld)) void this.#read();
    return this.#hosts;
  }

  image(image: string): KnownImage | undefined {
    return this.#images.get(image);
  }

  /** Whether it was read in an earlier window. */
  isEarlier({ asOf }: KnownImage): boolean {
    return asOf < this.#openedAt;
  }

  /**
   * ECR takes the look for a pull, so it is done only when the user asks. Answers with nothing where no account is shown.
   * Rejects with a `Failure`.
   */
  async lookUpImage(image: string): Promise<KnownImage | undefined> {
    const reference = imageReference(image);
    const account = reference?.kind === 'ecr' ? this.#accountOf(reference) : undefined;
    if (!reference || !account) return undefined;
    const images = await this.#services.images(account.ref);
    // Asked once more, the tag may be of another image by now.
    images.forgetTags();
    const details = await images.image(reference);
    if (!details) return undefined;
    await noteOwnReads(this.#services.context.globalState, reference, details, this.#now());
    const known: KnownImage = { details, asOf: this.#now() };
    const { globalState } = this.#services.context;
    const elsewhere = storedImages(globalState.get(imagesKey));
    this.#images = mergedImages(mergedImages(this.#images, elsewhere), new Map([[image, known]]));
    this.#changed.fire();
    await globalState.update(imagesKey, imagesToStore(this.#images));
    return known;
  }

  async chooseCluster(cluster: HintCluster): Promise<void> {
    await this.#services.context.workspaceState.update(clusterKey, cluster);
    // One that was begun before is of the other cluster.
    await this.#reading;
    if (this.#hosts?.cluster.arn !== cluster.arn) this.#hosts = undefined;
    await this.#read();
  }

  /** Images are pulled across accounts too, so any account will do where theirs is not shown. */
  #accountOf({ account, region }: ImageReference): AccountFleet | undefined {
    const { accounts } = this.#services.fleet;
    const own = accounts.filter(({ identity }) => identity?.accountId === account);
    const inRegion = ({ ref }: AccountFleet): boolean => ref.region === region;
    return own.find(inRegion) ?? own[0] ?? accounts.find(inRegion) ?? accounts[0];
  }

  async #follow({ account }: FleetChange): Promise<void> {
    const { fleet, context } = this.#services;
    const key = this.#hosts && accountKey(this.#hosts.account);
    // Of an account that was taken from the view, nothing is said any more.
    if (!account && key !== undefined && !fleet.account(key)) {
      this.#hosts = undefined;
      await context.workspaceState.update(hostsKey, undefined);
      this.#changed.fire();
    }
    // One that was begun before may know nothing of the change.
    await this.#reading;
    await this.#read();
  }

  #read(): Promise<void> {
    this.#triedAt = this.#now();
    this.#reading ??= this.#readHosts()
      .catch((error: unknown) => {
        logFailure(this.#services.log, 'Reading the hosts for hints', error);
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  async #readHosts(): Promise<void> {
    const { accounts, fleet } = this.#services;
    // The Clusters view, which shows them otherwise, may be hidden. Who never had hints of hosts is not asked for any.
    if (fleet.accounts.length === 0 && (this.#hosts || this.#chosen)) await accounts.ensureShown();
    const found = await this.#findCluster();
    if (!found) return;
    const { account, cluster } = found;
    const { value, failures } = await account.hosts(cluster);
    // Taken from the view meanwhile.
    if (!fleet.account(account.key)) return;
    const instances = value.flatMap(({ instance }) => instance ?? []);
    // What was known stays, with its age.
    if (failures.length > 0 && instances.length === 0) return;
    const hosts: HintHosts = {
      account: account.ref,
      cluster: { arn: cluster.arn, name: cluster.name },
      instances,
      names: Object.fromEntries(value.flatMap(({ instance, name }) => (instance ? [[instance.arn, name]] : []))),
      asOf: account.hostsAsOf(cluster) ?? this.#now(),
      isOld: [...found.failures, ...failures].some(isOfEcs),
    };
    const isSame = JSON.stringify(shownOf(hosts)) === JSON.stringify(this.#hosts && shownOf(this.#hosts));
    this.#hosts = hosts;
    if (!isSame) this.#changed.fire();
    await this.#services.context.workspaceState.update(hostsKey, hostsToStore(hosts));
  }

  get #chosen(): HintCluster | undefined {
    return storedCluster(this.#services.context.workspaceState.get(clusterKey));
  }

  /** The one that was chosen; else the first with hosts, of the first account that has one. */
  async #findCluster(): Promise<
    { account: AccountFleet; cluster: EcsCluster; failures: readonly Failure[] } | undefined
  > {
    const chosen = this.#chosen;
    let first: { account: AccountFleet; cluster: EcsCluster; failures: readonly Failure[] } | undefined;
    for (const account of this.#services.fleet.accounts) {
      const { value, failures } = await account.clusters();
      const isChosen = account.key === chosen?.account;
      const cluster = isChosen ? value.ecs.find(({ arn }) => arn === chosen.arn) : undefined;
      if (cluster) return { account, cluster, failures };
      // It may be there all the same, and another's hosts in its place would be wrong.
      if (isChosen && failures.some(isOfEcs)) return undefined;
      const withHosts = value.ecs.find(({ containerInstanceCount }) => containerInstanceCount > 0);
      if (withHosts) first ??= { account, cluster: withHosts, failures };
    }
    return first;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Of ECS, or of all services: then no service is named. */
function isOfEcs({ service }: Failure): boolean {
  return service === undefined || service === 'ECS';
}

/** All that hints say: with a new time alone, nothing is drawn anew. */
function shownOf({ cluster, instances, names, isOld }: HintHosts): unknown {
  return [cluster, instances, names, isOld];
}
