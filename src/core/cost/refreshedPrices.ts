import { Failure } from '../failure.ts';
import { ec2Sizes } from './ec2Sizes.ts';
import type { PriceEntry } from './prices.ts';
import { entryKey, itemFacts } from './prices.ts';
import { mergeResults, parseOffer, parseProducts, type PriceListProblem, type PriceListResult } from './priceList.ts';

/** A filter of GetProducts. All of a query hold together. */
export interface ProductFilter {
  readonly type: 'TERM_MATCH' | 'CONTAINS';
  /** An attribute, or `productFamily`. */
  readonly field: string;
  readonly value: string;
}

/** Where prices are read from. Both reject with a `Failure`. */
export interface PriceSource {
  /** GetProducts, page by page: the strings of `PriceList`. The source keeps to AWS's rate of requests. */
  products(
    serviceCode: string,
    filters: readonly ProductFilter[],
    signal?: AbortSignal,
  ): AsyncIterable<readonly string[]>;
  /** A bulk offer file as parsed JSON, for which nobody need be signed in. */
  offer(serviceCode: string, region: string, signal?: AbortSignal): Promise<unknown>;
}

export interface PriceQuery {
  readonly serviceCode: string;
  /** Absent: of all Regions together. */
  readonly region?: string;
  readonly filters: readonly ProductFilter[];
}

export interface RefreshResult {
  /** What was read; of what could not be, the price of before stays. */
  readonly entries: readonly PriceEntry[];
  readonly problems: readonly PriceListProblem[];
  /** Queries that neither GetProducts nor an offer file answered. */
  readonly failed: readonly { readonly query: PriceQuery; readonly failure: unknown }[];
  /** Pages of GetProducts, and offer files. */
  readonly requests: { readonly products: number; readonly offers: number };
}

const week = 7 * 24 * 3600 * 1000;

/** Once a week. Also when the last time lies in the future: this machine's clock was put right since. */
export function isDue(refreshedAt: number | undefined, now: number): boolean {
  return refreshedAt === undefined || refreshedAt > now || now - refreshedAt >= week;
}

const services = {
  ecs: itemFacts.ecsAnywhereHost.serviceCode,
  eks: itemFacts.eksCluster.serviceCode,
  transfer: itemFacts.transferOut.serviceCode,
  ecr: itemFacts.ecrStorage.serviceCode,
  ssm: itemFacts.ssmAdvancedHost.serviceCode,
  logs: itemFacts.logsIngestion.serviceCode,
  ec2: itemFacts.ec2Instance.serviceCode,
};

/** `t4g.`, …: one page of products each. */
const ec2Families = [...new Set(ec2Sizes.map(({ instanceType }) => instanceType.replace(/[^.]*$/, '')))];

/**
 * The queries for the Regions that a user has. Each is narrow enough for one page of 100 products, so a refresh of n
 * Regions takes n × (8 + 6 EC2 families) + 1 requests: 15 for one Region, three seconds at AWS's 5 requests a second.
 */
export function refreshPlan(regions: readonly string[]): readonly PriceQuery[] {
  const free = { serviceCode: services.transfer, filters: [match('usagetype', itemFacts.transferOutFree.usageType)] };
  return [...[...new Set(regions)].flatMap(regionQueries), free];
}

function regionQueries(region: string): readonly PriceQuery[] {
  const query = (serviceCode: string, ...filters: readonly ProductFilter[]): PriceQuery => ({
    serviceCode,
    region,
    filters: [match(serviceCode === services.transfer ? 'fromRegionCode' : 'regionCode', region), ...filters],
  });
  return [
    query(services.ecs, match('operation', 'AddExternalInstance')),
    query(services.ecs, contains('usagetype', 'Fargate')),
    // Not `EKS-Auto:…`, of which there is one for each instance type.
    query(services.eks, contains('usagetype', 'AmazonEKS')),
    query(services.transfer, match('transferType', 'AWS Outbound'), match('toLocation', 'External')),
    query(services.ecr, contains('usagetype', itemFacts.ecrStorage.usageType)),
    query(services.ssm, contains('usagetype', itemFacts.ssmAdvancedHost.usageType)),
    query(services.logs, contains('usagetype', itemFacts.logsIngestion.usageType)),
    query(services.logs, contains('usagetype', itemFacts.logsStorage.usageType)),
    ...ec2Families.map((family) =>
      query(
        services.ec2,
        contains('instanceType', family),
        match('operatingSystem', 'Linux'),
        match('tenancy', 'Shared'),
        match('preInstalledSw', 'NA'),
        match('capacitystatus', 'Used'),
        match('operation', 'RunInstances'),
      ),
    ),
  ];
}

function match(field: string, value: string): ProductFilter {
  return { type: 'TERM_MATCH', field, value };
}

function contains(field: string, value: string): ProductFilter {
  return { type: 'CONTAINS', field, value };
}

/**
 * Reads the prices of some Regions anew. Where GetProducts fails, because nobody is signed in or may not call it, the
 * offer file of the service is read instead, but for EC2, whose file has hundreds of megabytes.
 *
 * @throws the failure with the reason `cancelled`, and the signal's reason; other failures are in the result
 */
export async function refreshPrices(
  source: PriceSource,
  regions: readonly string[],
  signal?: AbortSignal,
): Promise<RefreshResult> {
  const refresh = new Refresh(source, signal);
  for (const query of refreshPlan(regions)) await refresh.read(query);
  return refresh.result();
}

class Refresh {
  readonly #source: PriceSource;
  readonly #signal: AbortSignal | undefined;
  readonly #results: PriceListResult[] = [];
  readonly #failed: RefreshResult['failed'][number][] = [];
  readonly #requests = { products: 0, offers: 0 };
  /** By service and Region: several queries of a service take the same file. */
  readonly #offers = new Map<string, Promise<PriceListResult>>();
  /** Why GetProducts will not answer the other queries either; offline, nobody will. */
  #refused: Failure | undefined;
  #isOffline = false;

  constructor(source: PriceSource, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#signal = signal;
  }

  async read(query: PriceQuery): Promise<void> {
    try {
      await this.#askProducts(query);
    } catch (failure) {
      this.#throwIfCancelled(failure);
      if (isRefusal(failure)) this.#refused = failure;
      await this.#readOffer(query, failure);
    }
  }

  result(): RefreshResult {
    const { entries, problems } = mergeResults(this.#results);
    return { entries, problems, failed: this.#failed, requests: this.#requests };
  }

  async #askProducts({ serviceCode, filters }: PriceQuery): Promise<void> {
    this.#signal?.throwIfAborted();
    if (this.#refused) throw this.#refused;
    const items: string[] = [];
    for await (const page of this.#source.products(serviceCode, filters, this.#signal)) {
      this.#requests.products += 1;
      items.push(...page);
    }
    this.#results.push(parseProducts(items));
  }

  async #readOffer(query: PriceQuery, failure: unknown): Promise<void> {
    const { serviceCode, region } = query;
    if (this.#isOffline || region === undefined || serviceCode === services.ec2) {
      this.#failed.push({ query, failure });
      return;
    }
    try {
      const { entries } = await this.#offer(serviceCode, region);
      if (entries.length === 0) this.#failed.push({ query, failure });
    } catch (last) {
      this.#throwIfCancelled(last);
      if (isNetwork(failure) && isNetwork(last)) {
        this.#isOffline = true;
        this.#refused = failure;
      }
      this.#failed.push({ query, failure: last });
    }
  }

  async #offer(serviceCode: string, region: string): Promise<PriceListResult> {
    const key = `${serviceCode} ${region}`;
    const known = this.#offers.get(key);
    if (known) return known;
    this.#requests.offers += 1;
    const reading = this.#source.offer(serviceCode, region, this.#signal).then(parseOffer);
    this.#offers.set(key, reading);
    const result = await reading;
    this.#results.push(result);
    return result;
  }

  #throwIfCancelled(failure: unknown): void {
    if (this.#signal?.aborted === true || (failure instanceof Failure && failure.reason === 'cancelled')) throw failure;
  }
}

function isNetwork(failure: unknown): failure is Failure {
  return failure instanceof Failure && (failure.reason === 'network' || failure.reason === 'timedOut');
}

const refusals: ReadonlySet<string> = new Set([
  'noCredentials',
  'expiredCredentials',
  'invalidCredentials',
  'accessDenied',
  'malformedConfig',
  'clockSkew',
]);

function isRefusal(failure: unknown): failure is Failure {
  return failure instanceof Failure && refusals.has(failure.reason);
}

/** What is kept of refreshes. */
export interface RefreshedPrices {
  readonly entries: readonly PriceEntry[];
  /** Milliseconds since the epoch. */
  readonly refreshedAt: number;
}

/** A further refresh: what it read takes the place of what was known of the same items, all else stays. */
export function addRefreshed(
  known: RefreshedPrices | undefined,
  entries: readonly PriceEntry[],
  at: number,
): RefreshedPrices {
  const byKey = new Map([...(known?.entries ?? []), ...entries].map((entry) => [entryKey(entry), entry]));
  return { entries: [...byKey.values()], refreshedAt: at };
}
