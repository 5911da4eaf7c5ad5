import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';
import type { Architecture } from '../ec2Sizes.ts';
import type { PriceBook } from '../priceBook.ts';
import type { Price } from '../prices.ts';

/** Where the same fleet could run. */
export type FleetPlace = 'anywhere' | 'eksHybrid' | 'fargateX86' | 'fargateArm' | 'ec2';

export interface FleetTask {
  /** 1,024 a vCPU. A task says at least one of the two, or neither where its containers can't be told. */
  readonly cpuUnits?: number;
  readonly memoryMiB?: number;
  /** The only one that it runs on, where that is known. */
  readonly architecture?: Architecture;
  readonly gpus?: number;
}

export interface WhatIfOptions {
  readonly prices: PriceBook;
  readonly region: string;
  /** The user's setting: 720 or 730. */
  readonly hoursPerMonth: number;
  /** The user's own machines, whole numbers. */
  readonly hosts: number;
  readonly vcpusPerHost: number;
  /** Those that run now. */
  readonly tasks: readonly FleetTask[];
  /** The account is set to SSM's advanced-instances tier, which each host costs on top. */
  readonly isSsmAdvanced?: boolean;
}

/** A part of a figure: `1 control plane`, with its amount. */
export interface FleetPart {
  readonly label: Message;
  readonly microUsd: number;
}

/** What the fleet costs in one place in a month, at list prices, running all of its hours. */
export interface FleetCost {
  readonly place: FleetPlace;
  /** Whole micro-dollars, the exact sum of the parts; absent where it can't be told or can't be run there. */
  readonly monthlyMicroUsd?: number;
  readonly parts: readonly FleetPart[];
  readonly whyNot?: Message;
  /** So many tasks need images of another architecture there: never the cheapest. */
  readonly otherImages: number;
  /** So many tasks are not in the figure, since their size is not known: never the cheapest. */
  readonly unsizedTasks: number;
  /** What the figure is made of. */
  readonly inputs: readonly Message[];
  readonly notIncluded: readonly Message[];
  readonly prices: readonly Price[];
}

export interface WhatIf {
  readonly region: string;
  readonly hoursPerMonth: number;
  readonly hosts: number;
  readonly vcpusPerHost: number;
  readonly taskCount: number;
  /** Sums over the tasks whose size is known. */
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** Always all of them: ECS Anywhere, EKS with hybrid nodes, Fargate x86, Fargate ARM, EC2. */
  readonly places: readonly FleetCost[];
  /** Of those with a figure for all tasks as they are; the first of equal ones. */
  readonly cheapest?: FleetPlace;
}

/** The figure is the sum of its parts. */
export function withParts(
  cost: Omit<FleetCost, 'monthlyMicroUsd' | 'otherImages' | 'unsizedTasks'> &
    Partial<Pick<FleetCost, 'otherImages' | 'unsizedTasks'>>,
): FleetCost {
  const monthlyMicroUsd = cost.parts.reduce((sum, { microUsd }) => sum + microUsd, 0);
  return { otherImages: 0, unsizedTasks: 0, ...cost, monthlyMicroUsd };
}

export function impossible(place: FleetPlace, whyNot: Message): FleetCost {
  return { place, parts: [], whyNot, otherImages: 0, unsizedTasks: 0, inputs: [], notIncluded: [], prices: [] };
}

export function unpriced(place: FleetPlace, region: string): FleetCost {
  return impossible(place, message('No price is known for {0}.', region));
}
