import { compact } from '../compact.ts';
import { formatRate } from '../cost/money.ts';
import type { PriceBook } from '../cost/priceBook.ts';
import type { Price } from '../cost/prices.ts';
import { compareCost, type Place, type PlaceCost } from '../taskdef/cost/compare.ts';
import { taskSize } from '../taskdef/cost/taskSize.ts';
import type { TaskDefinitionSource } from '../taskdef/document.ts';
import { property, textOf } from '../taskdef/node.ts';
import { messageText } from '../text/message.ts';
import { plain, plainSentence, timeOf, type AgentAnswer, type AnswerOf } from './answer.ts';

export interface CostOptions {
  readonly prices: PriceBook;
  readonly region: string;
  readonly hoursPerMonth: number;
  /** How many hosts run it, one task each. */
  readonly hosts: number;
}

/** What each task definition of a text would cost a month in each place, at list prices. */
export function costAnswer(definitions: readonly TaskDefinitionSource[], options: CostOptions): AnswerOf {
  const { prices, region, hoursPerMonth, hosts } = options;
  return (most) =>
    compact({
      region: plain(region),
      hoursPerMonth,
      hosts,
      currency: 'USD, list prices without tax',
      pricesRefreshed: timeOf(prices.refreshedAt) ?? 'not since they were shipped; each has its date',
      taskDefinitions: definitions.slice(0, most).map((each) => definitionEntry(each, options)),
      taskDefinitionsNotShown: Math.max(0, definitions.length - most),
    });
}

function definitionEntry({ name, root }: TaskDefinitionSource, options: CostOptions): AgentAnswer {
  const architecture = architectureOf(textOf(property(property(root, 'runtimePlatform'), 'cpuArchitecture')));
  const { size, places, cheapest } = compareCost(taskSize(root), { ...options, ...architecture });
  return compact({
    taskDefinition: name === undefined ? undefined : plain(name),
    cpuUnits: size.cpuUnits,
    memoryMiB: size.memoryMiB,
    gpus: size.gpus,
    sizeIs: size.basis === 'task' ? 'as the task says' : 'the sums of its containers',
    cheapest: cheapest && placeNames[cheapest],
    places: places.map(placeEntry),
  });
}

function architectureOf(said: string | undefined): { readonly architecture?: 'arm64' | 'x86_64' } {
  if (said === 'ARM64') return { architecture: 'arm64' };
  return said === 'X86_64' ? { architecture: 'x86_64' } : {};
}

const placeNames: Readonly<Record<Place, string>> = {
  anywhere: 'ECS Anywhere (external host)',
  fargateX86: 'Fargate x86',
  fargateArm: 'Fargate ARM',
  ec2: 'EC2',
};

function placeEntry(cost: PlaceCost): AgentAnswer {
  const { place, monthlyMicroUsd, whyNot, needsOtherImage, instanceType, inputs, prices, basis } = cost;
  return compact({
    place: placeNames[place],
    // Whole cents: more digits would claim what nobody knows.
    usdPerMonth: monthlyMicroUsd === undefined ? undefined : Math.round(monthlyMicroUsd / 10_000) / 100,
    whyNot: whyNot && plainSentence(messageText(whyNot)),
    needsImageOfOtherArchitecture: needsOtherImage,
    instanceType,
    basis: basis === 'assumed' ? 'assumed: not proven for this Region' : basis,
    inputs: inputs.length > 0 ? inputs.map((input) => plainSentence(messageText(input))) : undefined,
    prices: prices.length > 0 ? prices.map(priceEntry) : undefined,
  });
}

function priceEntry({ microUsd, unit, source, asOf }: Price): AgentAnswer {
  return { rate: formatRate(microUsd, 'en-US'), per: unit, source: plain(source), asOf };
}
