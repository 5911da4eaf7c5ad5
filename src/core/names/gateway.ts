/** What an account has that task definitions name: it is offered while they are typed. */

export interface RoleName {
  readonly arn: string;
  readonly name: string;
  /** `ecs-tasks.amazonaws.com`, …: may take it on, as far as its trust policy tells without its conditions. */
  readonly trustedServices: readonly string[];
}

export interface LogGroupName {
  readonly name: string;
  /** Absent where log events never expire. */
  readonly retentionInDays?: number;
}

export interface RepositoryName {
  readonly name: string;
  /** `111122223333.dkr.ecr.eu-central-1.amazonaws.com/home/sensor-hub` */
  readonly uri: string;
}

export interface TagName {
  readonly tag: string;
  /** Milliseconds since the epoch. */
  readonly pushedAt?: number;
  /** Compressed; of an image for several platforms, that of the largest. */
  readonly bytes?: number;
}

/** A list that is read up to some length. */
export interface Names<T> {
  readonly items: readonly T[];
  /** There are more. */
  readonly hasMore: boolean;
}

export interface RepositoryPlace {
  /** Twelve digits; absent for the account's own. */
  readonly accountId?: string;
  readonly region: string;
  readonly name: string;
}

/**
 * Lists names of an account, each in a few requests at most. Rejects with a `Failure`; each list asks for a permission of
 * its own.
 */
export interface NamesGateway {
  /** `ListRoles`, 1,000 a request: up to 5,000, the most that an account can have. Those of AWS's services are left out. */
  roles(signal?: AbortSignal): Promise<Names<RoleName>>;
  /** `DescribeLogGroups`, 50 a request: 150 at most of those that begin with a prefix, which may be empty. */
  logGroups(region: string, prefix: string, signal?: AbortSignal): Promise<Names<LogGroupName>>;
  /** `DescribeRepositories`, 1,000 a request: 3,000 at most. */
  repositories(signal?: AbortSignal): Promise<Names<RepositoryName>>;
  /**
   * `DescribeImages` of those with a tag, 1,000 a request and 3,000 at most; the last pushed first. Signatures and
   * attestations, which are kept as tags of their own, are left out. None of a repository that is not there.
   */
  tags(repository: RepositoryPlace, signal?: AbortSignal): Promise<Names<TagName>>;
}
