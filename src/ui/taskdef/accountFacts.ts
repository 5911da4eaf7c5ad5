import type * as vscode from 'vscode';
import { Emitter } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { accountKey, type AccountRef, type ContainerInstance, type EcsCluster } from '../../core/fleet/model.ts';
import type { ImageDetails } from '../../core/images/gateway.ts';
import { imageReference } from '../../core/taskdef/images/imageReference.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';

/** The hosts on which the tasks of this workspace are meant to run. */
export interface HintHosts {
  readonly account: AccountRef;
  readonly cluster: { readonly arn: string; readonly name: string };
  readonly instances: readonly ContainerInstance[];
  /** What the hosts are called, by the ARN of their instance. */
  readonly names: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  /** Not from this time: AWS could not be asked. */
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
/** More would make VS Code's storage slow; larger clusters are read anew with each window. */
const mostStoredHosts = 200;
const mostStoredImages = 200;

/**
 * What the hints know of the accounts. Answers at once from what was read last, also in an earlier window, and reads
 * what is missing; tells when it knows more.
 */
export class AccountFacts implements vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new Emitter<void>();
  readonly #subscription: { dispose(): void };
  #hosts: HintHosts | undefined;
  #reading: Promise<void> | undefined;
  #images: ReadonlyMap<string, KnownImage>;

  readonly onDidChange = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    const { workspaceState, globalState } = services.context;
    const stored = workspaceState.get<HintHosts>(hostsKey);
    this.#hosts = stored && { ...stored, isOld: true };
    this.#images = new Map(globalState.get<readonly (readonly [string, KnownImage])[]>(imagesKey, []));
    this.#subscription = services.fleet.onDidChange(() => void this.#read());
  }

  /** Starts reading where nothing was read in this window. */
  get hosts(): HintHosts | undefined {
    if (!this.#hosts || this.#hosts.isOld) void this.#read();
    return this.#hosts;
  }

  image(image: string): KnownImage | undefined {
    return this.#images.get(image);
  }

  /** ECR takes the look for a pull, so it is done only when the user asks. Rejects with a `Failure`. */
  async lookUpImage(image: string): Promise<KnownImage | undefined> {
    const reference = imageReference(image);
    const account = this.#accountOf(reference?.region);
    if (reference?.kind !== 'ecr' || !account) return undefined;
    const images = await this.#services.images(account.ref);
    // Asked once more, the tag may be of another image by now.
    images.forgetTags();
    const details = await images.image(reference);
    if (!details) return undefined;
    const known: KnownImage = { details, asOf: Date.now() };
    this.#images = new Map([...this.#images, [image, known] as const].slice(-mostStoredImages));
    await this.#services.context.globalState.update(imagesKey, [...this.#images]);
    this.#changed.fire();
    return known;
  }

  async chooseCluster(cluster: HintCluster): Promise<void> {
    await this.#services.context.workspaceState.update(clusterKey, cluster);
    this.#hosts = undefined;
    await this.#read();
  }

  #accountOf(region: string | undefined): AccountFleet | undefined {
    const { accounts } = this.#services.fleet;
    return accounts.find(({ ref }) => ref.region === region) ?? accounts[0];
  }

  #read(): Promise<void> {
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
    const found = await this.#findCluster();
    if (!found) return;
    const { account, cluster } = found;
    const { value, failures } = await account.hosts(cluster);
    const instances = value.flatMap(({ instance }) => instance ?? []);
    // What was known stays, with its age.
    if (failures.length > 0 && instances.length === 0) return;
    const hosts: HintHosts = {
      account: account.ref,
      cluster: { arn: cluster.arn, name: cluster.name },
      instances,
      names: Object.fromEntries(value.flatMap(({ instance, name }) => (instance ? [[instance.arn, name]] : []))),
      asOf: Date.now(),
      isOld: false,
    };
    const isSame =
      JSON.stringify([hosts.cluster, instances]) === JSON.stringify([this.#hosts?.cluster, this.#hosts?.instances]);
    const wasOld = this.#hosts?.isOld ?? true;
    this.#hosts = hosts;
    if (instances.length <= mostStoredHosts) {
      await this.#services.context.workspaceState.update(hostsKey, hosts);
    }
    if (!isSame || wasOld) this.#changed.fire();
  }

  /** The one that was chosen; else the first with hosts, of the first account that has one. */
  async #findCluster(): Promise<{ account: AccountFleet; cluster: EcsCluster } | undefined> {
    const { fleet, context } = this.#services;
    const chosen = context.workspaceState.get<HintCluster>(clusterKey);
    let first: { account: AccountFleet; cluster: EcsCluster } | undefined;
    for (const account of fleet.accounts) {
      const { value } = await account.clusters();
      for (const cluster of value.ecs) {
        if (accountKey(account.ref) === chosen?.account && cluster.arn === chosen.arn) return { account, cluster };
        if (cluster.containerInstanceCount > 0) first ??= { account, cluster };
      }
    }
    return first;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
