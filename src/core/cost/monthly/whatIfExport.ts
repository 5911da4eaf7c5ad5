import { visible } from '../../text/label.ts';
import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';
import { amountNumber } from './costTable.ts';
import { csv } from './csv.ts';
import type { FleetCost, FleetPlace, WhatIf } from './fleetCost.ts';
import { amountWords, priceWords, say, type WordOptions } from './words.ts';

export function fleetPlaceName(place: FleetPlace): Message {
  switch (place) {
    case 'anywhere':
      return message('ECS Anywhere');
    case 'eksHybrid':
      return message('EKS with hybrid nodes');
    case 'fargateX86':
      return message('Fargate x86');
    case 'fargateArm':
      return message('Fargate ARM');
    case 'ec2':
      return message('EC2');
  }
}

/** What stands beside a figure, or in its place. */
export function remarksOf({ whyNot, otherImages, unsizedTasks }: FleetCost): readonly Message[] {
  return [
    ...(whyNot ? [whyNot] : []),
    ...(otherImages > 0 ? [message('Tasks that need images of another architecture: {0}', otherImages)] : []),
    ...(unsizedTasks > 0 ? [message('Without tasks whose size is not known: {0}', unsizedTasks)] : []),
  ];
}

/** A page of its own: the table, then what each figure is made of and leaves out, with source and date of its prices. */
export function whatIfMarkdown(result: WhatIf, options: WordOptions = {}): string {
  const words = (text: Message): string => say(text, options);
  const rows = result.places.map((cost) => {
    const { place, monthlyMicroUsd } = cost;
    const amount = monthlyMicroUsd === undefined ? '–' : amountWords(monthlyMicroUsd, options);
    const name = words(fleetPlaceName(place));
    const figure = place === result.cheapest ? `**${cell(amount)}**` : cell(amount);
    return `| ${cell(name)} | ${figure} | ${cell(remarksOf(cost).map(words).join(' '))} |`;
  });
  const [where, cost, remarks] = [message('Where'), message('A month'), message('Remarks')].map(words);
  return [
    `# ${words(message('What this fleet would cost'))}`,
    scopeMessages(result)
      .map((text) => `- ${cell(words(text))}`)
      .join('\n'),
    [`| ${where} | ${cost} | ${remarks} |`, '|:--|--:|:--|', ...rows].join('\n'),
    ...result.places.filter((each) => each.monthlyMicroUsd !== undefined).map((each) => section(each, options)),
    `${words(message('List prices; without tax, discounts and support plans.'))}\n`,
  ].join('\n\n');
}

function scopeMessages(result: WhatIf): readonly Message[] {
  const { region, hosts, vcpusPerHost, taskCount, cpuUnits, memoryMiB, hoursPerMonth } = result;
  return [
    message('Region: {0}', region),
    message('Hosts: {0}, vCPUs each: {1}', hosts, vcpusPerHost),
    message('Tasks: {0}, together {1} CPU units and {2} MiB', taskCount, cpuUnits, memoryMiB),
    message('Hours a month: {0}', hoursPerMonth),
  ];
}

function section(cost: FleetCost, options: WordOptions): string {
  const words = (text: Message): string => cell(say(text, options));
  return [
    `## ${words(fleetPlaceName(cost.place))}`,
    [
      ...cost.parts.map(({ label, microUsd }) => `- ${words(label)}: ${cell(amountWords(microUsd, options))}`),
      ...cost.inputs.map((input) => `- ${words(input)}`),
      ...cost.notIncluded.map((each) => `- ${words(message('Not included:'))} ${words(each)}`),
      ...cost.prices.map((price) => `- ${cell(priceWords(price, options))}`),
    ].join('\n'),
  ].join('\n\n');
}

// What means something wherever it stands, and what does so at the start of a line. Unlike `escapeMarkdown`, which keeps
// text from VS Code, this is for files that people also read as they are: only what acts has a backslash.
const special =
  /[\\`*[\]<>|~#&!@]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|\$(?!\d)|:(?=\/\/)|(?<=www)\.|^[-+=]|(?<=^\d{1,9})[.)](?=\s|$)/gi;

function cell(text: string): string {
  return visible(text).replace(special, (found) => `\\${found}`);
}

/** A row for each place, with the amount as a number of dollars, or of the currency that is shown. */
export function whatIfCsv(result: WhatIf, options: WordOptions = {}): string {
  const words = (text: Message): string => say(text, options);
  const all = (texts: readonly Message[]): string => texts.map(words).join('; ');
  const { region, hosts, vcpusPerHost, taskCount, cpuUnits, memoryMiB, hoursPerMonth } = result;
  return csv([
    [
      message('Where'),
      message('A month ({0})', options.currency?.code ?? 'USD'),
      message('Parts'),
      message('Remarks'),
      message('Inputs'),
      message('Not included'),
      message('Prices'),
      message('Region'),
      message('Hosts'),
      message('vCPUs a host'),
      message('Tasks'),
      message('CPU units'),
      message('Memory (MiB)'),
      message('Hours a month'),
    ].map(words),
    ...result.places.map((cost) => [
      words(fleetPlaceName(cost.place)),
      cost.monthlyMicroUsd === undefined ? undefined : amountNumber(cost.monthlyMicroUsd, options),
      cost.parts.map(({ label, microUsd }) => `${words(label)}: ${amountWords(microUsd, options)}`).join('; '),
      all(remarksOf(cost)),
      all(cost.inputs),
      all(cost.notIncluded),
      cost.prices.map((price) => priceWords(price, options)).join('; '),
      region,
      hosts,
      vcpusPerHost,
      taskCount,
      cpuUnits,
      memoryMiB,
      hoursPerMonth,
    ]),
  ]);
}
