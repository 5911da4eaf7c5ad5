import type { Price } from './prices.ts';

/** As images and `runtimePlatform` mean it; hosts and instances of one run nothing of the other. */
export type Architecture = 'x86_64' | 'arm64';

export interface Ec2Size {
  readonly instanceType: string;
  readonly architecture: Architecture;
  /** 1,024 a vCPU. */
  readonly cpuUnits: number;
  /** What the type has; an instance registers less, see `cheapestEc2`. */
  readonly memoryMiB: number;
}

/** An hour of it on demand with Linux, in a Region. */
export interface Ec2Price extends Ec2Size {
  readonly price: Price;
}

type SizeRow = readonly [size: string, vcpus: number, gib: number];

function family(name: string, architecture: Architecture, sizes: readonly SizeRow[]): readonly Ec2Size[] {
  return sizes.map(([size, vcpus, gib]) => ({
    instanceType: `${name}.${size}`,
    architecture,
    cpuUnits: vcpus * 1024,
    memoryMiB: gib * 1024,
  }));
}

const burstable: readonly SizeRow[] = [
  ['nano', 2, 0.5],
  ['micro', 2, 1],
  ['small', 2, 2],
  ['medium', 2, 4],
  ['large', 2, 8],
  ['xlarge', 4, 16],
  ['2xlarge', 8, 32],
];

const general: readonly SizeRow[] = [
  ['large', 2, 8],
  ['xlarge', 4, 16],
  ['2xlarge', 8, 32],
  ['4xlarge', 16, 64],
];

/**
 * Common types for a comparison, not all that there are.
 * Source: Karpenter's reference of instance types.
 */
export const ec2Sizes: readonly Ec2Size[] = [
  ...family('t4g', 'arm64', burstable),
  ...family('t3', 'x86_64', burstable),
  ...family('t3a', 'x86_64', burstable),
  ...family('m7g', 'arm64', [['medium', 1, 4], ...general]),
  ...family('m7i', 'x86_64', general),
  ...family('c7g', 'arm64', [
    ['medium', 1, 2],
    ['large', 2, 4],
    ['xlarge', 4, 8],
    ['2xlarge', 8, 16],
  ]),
];

/**
 * The cheapest of a Region's types that a task fits on; the first of equal ones. One must have more memory than the task
 * needs, as its operating system and the ECS agent take some of it, how much AWS does not say.
 */
export function cheapestEc2(
  needs: { readonly cpuUnits: number; readonly memoryMiB: number },
  prices: readonly Ec2Price[],
  architecture?: Architecture,
): Ec2Price | undefined {
  return prices
    .filter((size) => fits(size, needs) && (architecture === undefined || size.architecture === architecture))
    .reduce<Ec2Price | undefined>(
      (least, size) => (least && least.price.microUsd <= size.price.microUsd ? least : size),
      undefined,
    );
}

/** Whether any of the types is large enough, whatever it costs. */
export function hasEc2Size(
  needs: { readonly cpuUnits: number; readonly memoryMiB: number },
  architecture?: Architecture,
): boolean {
  return ec2Sizes.some(
    (size) => fits(size, needs) && (architecture === undefined || size.architecture === architecture),
  );
}

function fits(
  size: Ec2Size,
  { cpuUnits, memoryMiB }: { readonly cpuUnits: number; readonly memoryMiB: number },
): boolean {
  return size.cpuUnits >= cpuUnits && size.memoryMiB > memoryMiB;
}
