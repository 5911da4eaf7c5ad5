import type * as vscode from 'vscode';
import { Emitter } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { EcsCluster, EksCluster } from '../../core/fleet/model.ts';
import type { ImageDetails } from '../../core/images/gateway.ts';
import { imageReference, type ImageReference } from '../../core/taskdef/images/imageReference.ts';
import { noteOwnReads } from '../cost/ownReads.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { ChosenHosts, type HintCluster } from './chosenHosts.ts';
import { ecsHostKind, eksHostKind, type HintHosts, type HintPodHosts } from './hostKinds.ts';
import { imagesToStore, mergedImages, storedImages } from './storedFacts.ts';
import { TaskGroups, type HostGroups } from './taskGroups.ts';

export interface KnownImage {
  readonly details: ImageDetails;
  readonly asOf: number;
}

const imagesKey = 'taskDefinitions.images';

type Needs = Pick<Services, 'accounts' | 'context' | 'fleet' | 'images' | 'log'>;

/**
 * What the hints know of the accounts. Answers at once from what was read last, also in an earlier window, and reads
 * what is missing; tells when it knows more.
 */
export class AccountFacts implements vscode.Disposable {
  readonly #services: Needs;
  readonly #mayAsk: () => boolean;
  readonly #now: () => number;
  readonly #openedAt: number;
  readonly #changed = new Emitter<void>();
  readonly #ecs: ChosenHosts<EcsCluster, HintHosts>;
  readonly #eks: ChosenHosts<EksCluster, HintPodHosts>;
  readonly #groups: TaskGroups;
  #images: ReadonlyMap<string, KnownImage>;

  readonly onDidChange = this.#changed.event;

  /** @param mayAsk whether what a text names may cause requests: not that of a workspace which is not trusted */
  constructor(services: Needs, mayAsk: () => boolean, now: () => number = Date.now) {
    this.#services = services;
    this.#mayAsk = mayAsk;
    this.#now = now;
    this.#openedAt = now();
    this.#images = storedImages(services.context.globalState.get(imagesKey));
    const failed = (error: unknown): void => {
      logFailure(services.log, 'Reading the hosts for hints', error);
    };
    this.#ecs = new ChosenHosts(services, ecsHostKind, { now, mayAsk, failed });
    this.#eks = new ChosenHosts(services, eksHostKind, { now, mayAsk, failed });
    this.#groups = new TaskGroups({ fleet: services.fleet, now, mayAsk });
    for (const each of [this.#ecs, this.#eks, this.#groups]) each.onDidChange(() => this.#changed.fire());
  }

  get mayAsk(): boolean {
    return this.#mayAsk();
  }

  /** For tasks. Starts reading where nothing was read in this window. */
  get hosts(): HintHosts | undefined {
    return this.#ecs.hosts;
  }

  /** The same for pods. */
  get podHosts(): HintPodHosts | undefined {
    return this.#eks.hosts;
  }

  /** What runs on these hosts, for constraints that ask for it. Starts reading where nothing was read for a minute. */
  groupsOn(hosts: HintHosts): HostGroups | undefined {
    return this.#groups.of(hosts);
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

  chooseCluster(cluster: HintCluster): Promise<void> {
    return this.#ecs.choose(cluster);
  }

  choosePodCluster(cluster: HintCluster): Promise<void> {
    return this.#eks.choose(cluster);
  }

  /** Images are pulled across accounts too, so any account will do where theirs is not shown. */
  #accountOf({ account, region }: ImageReference): AccountFleet | undefined {
    const { accounts } = this.#services.fleet;
    const own = accounts.filter(({ identity }) => identity?.accountId === account);
    const inRegion = ({ ref }: AccountFleet): boolean => ref.region === region;
    return own.find(inRegion) ?? own[0] ?? accounts.find(inRegion) ?? accounts[0];
  }

  dispose(): void {
    this.#ecs.dispose();
    this.#eks.dispose();
  }
}
