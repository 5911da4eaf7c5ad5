/**
 * What is pulled from the private Amazon ECR of one account in one Region: the evidence, where it is read, and where
 * what was learnt of it is kept. All times are milliseconds since the epoch, days are UTC days (`2026-11-22`), as AWS
 * bills them. Bytes are compressed bytes, as they are downloaded.
 */

/**
 * How bytes are known, from best to least:
 * `layers`: measured; CloudTrail has an event for each layer that was fetched, and manifests say how large it is;
 * `pullCount`: estimated; CloudWatch counts the pulls of a repository, by whomever;
 * `billed`: what Cost Explorer says was sent out of ECR: all of it, of all repositories and hosts together.
 */
export type Evidence = 'layers' | 'pullCount' | 'billed';

/**
 * A read of ECR as CloudTrail has it: of a layer (`GetDownloadUrlForLayer`) or of a manifest (`BatchGetImage`).
 * Made of CloudTrail's own JSON by `toPullEvent` in `trailEvent.ts`. Only reads that succeeded.
 */
export interface PullEvent {
  /** CloudTrail's `eventID`. An event may be listed twice, always with the same id and time. */
  readonly eventId: string;
  /** To the second, as CloudTrail has it. */
  readonly time: number;
  readonly region: string;
  readonly repository: string;
  /** Twelve digits: the account whose registry it is. Empty where the event does not say. */
  readonly registryId: string;
  /** `sha256:…`, of `GetDownloadUrlForLayer`: a layer or an image's configuration. */
  readonly layerDigest?: string;
  /** `sha256:…`, of `BatchGetImage`; either this or `imageTag`. */
  readonly imageDigest?: string;
  readonly imageTag?: string;
  /**
   * The name of the role session: `mi-…` on a host, `i-…` on EC2, an ECS task's id for its execution role. Else the name
   * of the user. Empty where nothing is said.
   */
  readonly session: string;
  /** The event itself tells that AWS's own machines read: EC2, CodeBuild, Lambda, a service-linked role. */
  readonly fromAws: boolean;
}

/** Both ends included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface PullEventPage {
  /** In the order of `LookupEvents`, newest first. Events that are no pulls are left out, so that a page may be empty. */
  readonly events: readonly PullEvent[];
  /** Absent on the last page. */
  readonly next?: string;
  /**
   * The time of the oldest event that CloudTrail listed on this page, also of those that are left out: how far the page
   * reaches. Absent where it listed none.
   */
  readonly oldest?: number;
  /** What AWS's clock said when it answered, where that is known. Without it this machine's clock is believed. */
  readonly at?: number;
}

/** Of one repository and UTC day. */
export interface PullCount {
  readonly repository: string;
  readonly day: string;
  readonly count: number;
}

export interface BilledDay {
  readonly day: string;
  readonly bytes: number;
  /** Micro-dollars, as billed; absent where Cost Explorer gives no amount. */
  readonly amountMicroUsd?: number;
}

export interface Repository {
  readonly name: string;
  /** Twelve digits. */
  readonly registryId: string;
}

/** Reads evidence of pulls. Rejects with a `Failure`. */
export interface PullGateway {
  /**
   * One page, 50 events at most, of `LookupEvents` with `EventName=GetDownloadUrlForLayer`: one request. The gateway
   * keeps to 2 requests a second of an account and Region by itself. CloudTrail knows times to the second: the page may
   * hold some events just outside of the range, which callers leave out.
   *
   * Rejects with the reason `invalidRequest` where the token has expired or belongs to another range: ask again without.
   *
   * @param token `next` of the page before, of the very same range
   */
  layerEvents(range: TimeRange, token: string | undefined, signal?: AbortSignal): Promise<PullEventPage>;
  /** The same of `BatchGetImage`. */
  imageEvents(range: TimeRange, token: string | undefined, signal?: AbortSignal): Promise<PullEventPage>;
  /**
   * `RepositoryPullCount` of CloudWatch by UTC day; days without pulls are left out. As many requests of `GetMetricData`
   * as it takes.
   */
  pullCounts(repositories: readonly string[], range: TimeRange, signal?: AbortSignal): Promise<readonly PullCount[]>;
  /** All of the account's own registry: `DescribeRepositories`. */
  repositories(signal?: AbortSignal): Promise<readonly Repository[]>;
  /**
   * Bytes that were sent out of ECR in this Region, by day, as billed: one request of Cost Explorer, which costs
   * `costExplorerMicroUsd`. Sent once: never again after a lost answer, as each is billed. Call it only by `billed.ts`.
   */
  billedTransfer(range: TimeRange, signal?: AbortSignal): Promise<readonly BilledDay[]>;
}

/** Sizes of layers and image configurations by digest (`sha256:…`), from manifests: true for ever. */
export interface LayerSizes {
  /** Compressed bytes; undefined while no manifest that was read names it. */
  size(digest: string): number | undefined;
}

/** Where a task ran that pulled, and when. Source: ECS `DescribeTasks`. */
export interface TaskPull {
  /** The last part of its ARN: 32 hex digits, as ECS names the session of its execution role. */
  readonly taskId: string;
  /** `mi-…`; absent for a task inside AWS: on Fargate or EC2. */
  readonly host?: string;
  /** Repositories of ECR that its containers are from. */
  readonly repositories: readonly string[];
  readonly pullStartedAt?: number;
  /** Absent while it pulls. */
  readonly pullStoppedAt?: number;
}

/** A read of ECR that this extension made itself: it shows in CloudTrail and in pull counts like any pull. */
export interface OwnRead {
  readonly time: number;
  readonly repository: string;
  /** What was asked for: the digest of a manifest or of a configuration; for a tag `:TAG`. */
  readonly digest: string;
  /** Which of the two calls it was. */
  readonly kind: 'image' | 'layer';
}

/** Of `PullRow.host`: an ECS task's pull whose host can't be told any more. */
export const unknownHost = 'unknown';
/** Of `PullRow.host`: a user or role that is no host's, which may be a laptop or a build elsewhere. */
export const otherHost = 'other';
/** Of `PullRow.host`: evidence that does not tell hosts apart. */
export const allHosts = 'all';

export interface PullRow {
  /** `2026-11-22`, UTC. */
  readonly day: string;
  /** `mi-…`, or `unknownHost`, `otherHost`, `allHosts`. */
  readonly host: string;
  /** Empty for `billed`, which does not tell repositories apart. */
  readonly repository: string;
  /** A tag, or `sha256:…`. Absent where it can't be told. */
  readonly image?: string;
  /** Of `pullCount` the likely value. Without the layers whose size is not known. */
  readonly bytes: number;
  /** Only of `pullCount`: the upper bound, had each pull fetched all layers. Without pulls of unknown size. */
  readonly mostBytes?: number;
  /** Of `layers`: how many layers were fetched; of `pullCount`: how many times an image was pulled; of `billed`: 0. */
  readonly pulls: number;
  /** How many of the pulls are not in `bytes`, since their size is not known (yet). */
  readonly unsized: number;
  readonly evidence: Evidence;
}

export interface StoredLedger {
  /** Absent where nothing is kept yet. */
  readonly bytes?: Uint8Array;
  /** Changes with each write, by whichever window. */
  readonly version: string;
}

/** Keeps the ledger of one account and Region between windows and starts. */
export interface LedgerStore {
  read(): Promise<StoredLedger>;
  /**
   * All or nothing.
   *
   * @returns the new version; undefined, with nothing written, where the kept version is not the expected one (any more)
   */
  write(bytes: Uint8Array, expectedVersion: string): Promise<string | undefined>;
  /** Keeps what it has of this version as a copy beside, and is empty from then on; nothing where it has another one. */
  setAside(expectedVersion: string): Promise<void>;
}

/** What a request of Cost Explorer costs, in micro-dollars: $0.01 a page. */
export const costExplorerMicroUsd = 10_000;
