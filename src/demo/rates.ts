import { ecsBucket } from '../core/fleet/ecsRates.ts';
import type { ServiceName } from './services/operation.ts';
import { AwsError } from './wire/awsError.ts';

interface Bucket {
  /** What it holds at most. */
  readonly size: number;
  readonly perSecond: number;
  tokens: number;
  filledAt: number;
}

/** The limits that one caller can meet alone. Sources: CloudTrail user guide, "Quotas"; Price List API, "Throttling". */
const limits: Readonly<Record<string, Pick<Bucket, 'size' | 'perSecond'>>> = {
  'cloudtrail.LookupEvents': { size: 2, perSecond: 2 },
  'pricing.GetProducts': { size: 10, perSecond: 5 },
};

/** Counts requests as AWS does: by account, in buckets that fill up again with the real time. */
export class RequestRates {
  private readonly buckets = new Map<string, Bucket>();
  private readonly hasEcsRates: boolean;

  /** @param hasEcsRates whether Amazon ECS refuses what comes too fast, too: loading a large fleet takes its time then */
  constructor(hasEcsRates = false) {
    this.hasEcsRates = hasEcsRates;
  }

  /** @throws {AwsError} `ThrottlingException` */
  admit(service: ServiceName, operation: string): void {
    const limit = this.limitOf(service, operation);
    if (limit === undefined) return;
    const now = performance.now();
    const bucket = this.buckets.get(limit.key) ?? { ...limit, tokens: limit.size, filledAt: now };
    this.buckets.set(limit.key, bucket);
    bucket.tokens = Math.min(bucket.size, bucket.tokens + ((now - bucket.filledAt) / 1000) * bucket.perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) throw new AwsError('ThrottlingException', 'Rate exceeded');
    bucket.tokens--;
  }

  private limitOf(
    service: ServiceName,
    operation: string,
  ): (Pick<Bucket, 'size' | 'perSecond'> & { readonly key: string }) | undefined {
    const shared = service === 'ecs' && this.hasEcsRates ? ecsBucket(operation) : undefined;
    if (shared) return { key: `ecs ${shared.name}`, size: shared.burst, perSecond: shared.perSecond };
    const key = `${service}.${operation}`;
    const limit = Object.hasOwn(limits, key) ? limits[key] : undefined;
    return limit && { ...limit, key };
  }
}
