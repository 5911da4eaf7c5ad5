import type { EksCluster } from '../../fleet/model.ts';
import type { Evidence } from '../../pulls/gateway.ts';
import type { TransferPart } from '../../pulls/transferShare.ts';
import type { Message } from '../../text/message.ts';
import type { ManagedInstanceTier } from '../costSettings.ts';
import type { Price, PriceItem } from '../prices.ts';
import type { Gone } from './billedTime.ts';

/**
 * What one account costs in one Region in a month of UTC, at list prices: facts in, lines out. Times are milliseconds
 * since the epoch, amounts whole micro-dollars. Tax, discounts and support plans are in no line.
 */

/** Least and most are the same where nothing is open. */
export interface CostRange {
  readonly microUsd: number;
  /** Never below `microUsd`. */
  readonly maxMicroUsd: number;
}

export type CostKind = 'eks' | 'hybridNodes' | 'ecsAnywhere' | 'ssmAdvanced' | 'transfer' | 'storage';

/**
 * `list`: a list price for a time that is known. `measured`: for bytes that were measured or billed. `estimated`: for
 * what is estimated, or between two bounds; also of a line with such a line below it.
 */
export type CostBasis = 'measured' | 'estimated' | 'list';

/** What a figure is made of. Without a quantity it is a remark: what is assumed, or why something is free. */
export interface CostInput {
  readonly label: Message;
  readonly quantity?: CostQuantity;
}

export type CostQuantity =
  | {
      /**
       * `seconds` are shown as hours; `vcpuSeconds` as vCPU-hours; `time` is a point in time, of which least and most are
       * the same.
       */
      readonly unit: 'seconds' | 'vcpuSeconds' | 'bytes' | 'count' | 'microUsd' | 'time';
      readonly least: number;
      readonly most: number;
    }
  /** As AWS or the user named it: to be escaped where it is shown. */
  | { readonly unit: 'text'; readonly text: string };

/** An amount that is not known, as no price is. */
export interface MissingPrice {
  /** Absent for what no price item stands for, such as a control-plane tier that is new. */
  readonly item?: PriceItem;
  readonly region: string;
  /** What has no price: `Extended support`. */
  readonly label: Message;
}

/**
 * Either it has children, and its amounts are exactly the sums of those of them that are known; or it is made of inputs
 * and prices.
 */
export interface CostLine {
  /** Unique among the lines of an account and Region, and the same each time. */
  readonly id: string;
  readonly label: Message;
  readonly kind: CostKind;
  /** From the start of the month until now. Absent where no price is known for it, see `missing`. */
  readonly soFar?: CostRange;
  /** The whole month, if all stays as it is. Absent together with `soFar`. */
  readonly projected?: CostRange;
  readonly inputs: readonly CostInput[];
  readonly basis: CostBasis;
  readonly prices: readonly Price[];
  /** What is not in the amounts, here and in all lines below. Mostly empty. */
  readonly missing: readonly MissingPrice[];
  readonly children?: readonly CostLine[];
}

/** A sum over lines; what has no price is left out of it and named. */
export interface CostTotal {
  readonly soFar: CostRange;
  readonly projected: CostRange;
  readonly missing: readonly MissingPrice[];
}

/** Of one account and Region. A part that was not read is absent, and then has no line. */
export interface CostFacts {
  readonly region: string;
  /** The user's setting, for what something adds "a month". Amounts of this month are by its real seconds. */
  readonly hoursPerMonth: number;
  /** Of any kind; connected ones cost nothing and say why. */
  readonly eksClusters?: readonly EksClusterFacts[];
  /** Of all clusters of the Region, as tiers are by vCPU-hours of all of them together. */
  readonly hybridNodes?: readonly HybridNodeFacts[];
  readonly anywhereHosts?: readonly AnywhereHostFacts[];
  /**
   * Whether the account still has its free hours of ECS Anywhere. Absent: nobody knows, so that the least is with them
   * and the most without.
   */
  readonly hasAnywhereFreeHours?: boolean;
  /** All of the Region, with those of EKS connectors. */
  readonly managedNodes?: readonly ManagedNodeFacts[];
  /** Absent: it could not be read. Then the least is that of the standard tier, the most that of the advanced tier. */
  readonly managedInstanceTier?: ManagedInstanceTier;
  readonly transfer?: TransferFacts;
  /** What each repository of ECR holds. */
  readonly storage?: readonly StorageFacts[];
}

export type EksClusterFacts = Pick<
  EksCluster,
  | 'arn'
  | 'name'
  | 'status'
  | 'version'
  | 'createdAt'
  | 'support'
  | 'endOfStandardSupport'
  | 'endOfExtendedSupport'
  | 'controlPlaneTier'
  | 'connector'
  | 'atEndOfStandardSupport'
> & {
  /** Deleted in this month, after it was seen. */
  readonly gone?: Gone;
};

export interface HybridNodeFacts {
  /** `mi-…` */
  readonly id: string;
  readonly name: string;
  /** Name of its cluster. */
  readonly cluster?: string;
  /** Absent: between the start of the month and now. */
  readonly registeredAt?: number;
  /** Absent: anything in `unknownVcpus`. */
  readonly vcpus?: number;
}

/** What a machine outside AWS may have, where nothing says how many: an assumption, which is said where it counts. */
export const unknownVcpus = { least: 1, most: 16 } as const;

export interface AnywhereHostFacts {
  /** Unique: the ARN of its container instance. */
  readonly key: string;
  readonly name: string;
  /** Name of its cluster. */
  readonly cluster?: string;
  /** Absent: between the start of the month and now. */
  readonly registeredAt?: number;
  /** Whether its ECS agent is connected now. */
  readonly isConnected: boolean;
  /** Whole seconds of this month in which it was seen connected, and not connected. Absent: nobody has looked. */
  readonly connectedSeconds?: number;
  readonly disconnectedSeconds?: number;
  /** Deregistered in this month, after it was seen, or its cluster was deleted. */
  readonly gone?: Gone;
}

export interface ManagedNodeFacts {
  /** `mi-…` */
  readonly id: string;
  readonly name: string;
  /** Absent: between the start of the month and now. */
  readonly registeredAt?: number;
}

export interface TransferFacts {
  /** Bytes of this month so far, by repository or by host. */
  readonly parts: readonly TransferPart[];
  readonly evidence: Evidence;
  /** What the parts are at most together, where the evidence has an upper bound. */
  readonly mostBytes?: number;
  /** Sums of the days of this month so far, for the trend; days without pulls may be left out. */
  readonly days: readonly DayBytes[];
  /**
   * Of the account's other Regions, as far as they are known, which share the free amount. Absent where it is not known
   * which of the accounts at hand are the same.
   */
  readonly elsewhere?: readonly RegionTransfer[];
}

/** Pulls out of a Region in the month so far. */
export interface RegionTransfer extends Pick<TransferFacts, 'parts' | 'mostBytes' | 'days'> {
  readonly region: string;
}

export interface DayBytes {
  /** `2026-11-22`, UTC. */
  readonly day: string;
  readonly bytes: number;
}

export interface StorageFacts {
  readonly repository: string;
  /** What it holds now. */
  readonly bytes: number;
  /** At most, where layers may be shared between images. */
  readonly mostBytes?: number;
}
