import * as l10n from '@vscode/l10n';
import { formatUsd } from '../../core/cost/money.ts';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import type { Price } from '../../core/cost/prices.ts';
import { sourceWords } from '../../core/cost/priceSources.ts';
import type { CostComparison, PlaceCost } from '../../core/taskdef/cost/compare.ts';
import { property, textOf, type ValueNode } from '../../core/taskdef/node.ts';
import type { RollOut } from '../../core/taskdef/images/imageSize.ts';
import { dayOf, type Message } from '../../core/text/message.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import type { HintHosts } from './hostKinds.ts';
import type { DefinitionHints } from './hints.ts';
import type { ImageHint } from './imageHint.ts';
import { ageWords, costName, hostWords, messageWords, priceWords, rollOutWords, sizeWords } from './words.ts';
import { asSentence, paragraph } from '../sentences.ts';

/** The figures of hints as Markdown, for hovers: a table or a few lines first, and all that they are made of. */

/** Of a language, at a moment. */
export interface Wording {
  readonly locale: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** More hosts than this are told by their number. */
const mostHosts = 10;

/** A month in each place, and what size of task that is for. */
export function costTable({ cost }: DefinitionHints, { locale }: Wording): string {
  const rows = cost.places.map((place) => {
    const isCheapest = place.place === cost.cheapest;
    const cells = [costName(place), amountWords(place, locale)].map(escapeMarkdown);
    const note = noteWords(place, isCheapest);
    return tableRow([...cells.map((cell) => (isCheapest ? `**${cell}**` : cell)), escapeMarkdown(note)]);
  });
  return [[...tableHead(l10n.t('Place'), l10n.t('A month')), ...rows].join('\n'), escapeMarkdown(sizeOfTaskWords(cost))]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function amountWords({ monthlyMicroUsd }: PlaceCost, locale: string): string {
  return monthlyMicroUsd === undefined ? '—' : formatUsd(monthlyMicroUsd, locale);
}

/** What is to be said of a place beside its figure. */
export function noteWords({ place, whyNot, needsOtherImage }: PlaceCost, isCheapest: boolean): string {
  if (whyNot) return messageWords(whyNot);
  if (needsOtherImage) return place === 'fargateX86' ? l10n.t('needs an x86 image') : l10n.t('needs an ARM image');
  return isCheapest ? l10n.t('cheapest') : '';
}

/** What the figures are for. Nothing where the size of the task can't be told. */
export function sizeOfTaskWords({ size, region, hoursPerMonth }: CostComparison): string {
  const { cpuUnits, memoryMiB, basis } = size;
  if (cpuUnits === undefined || memoryMiB === undefined) return '';
  return basis === 'task'
    ? l10n.t(
        'For {0} CPU units and {1} MiB, as the task says, {2} hours a month in {3}',
        cpuUnits,
        memoryMiB,
        hoursPerMonth,
        region,
      )
    : l10n.t(
        'For {0} CPU units and {1} MiB, the sums of its containers, {2} hours a month in {3}',
        cpuUnits,
        memoryMiB,
        hoursPerMonth,
        region,
      );
}

/** Every input of the figures, and the prices with their dates and sources. */
export function costInputs({ cost }: DefinitionHints, { locale }: Wording): string {
  return cost.places
    .filter(({ inputs, prices }) => inputs.length + prices.length > 0)
    .map((place) =>
      [
        `**${escapeMarkdown(costName(place))}**\n`,
        ...place.inputs.map((input) => `- ${inMarkdown(input)}`),
        ...place.prices.map((price) => `- ${escapeMarkdown(priceWords(price, locale))}`),
      ].join('\n'),
    )
    .join('\n\n');
}

/** On how many hosts it fits, and what keeps it from each of the others. Nothing while no hosts are known. */
export function placementWords({ hosts, placement }: DefinitionHints, wording: Wording): string {
  if (!hosts || !placement) return '';
  const { fits, others } = placement;
  const lines = [
    ...fits.map((instance) => `$(pass) ${escapeMarkdown(hostWords(instance, hosts.names))}`),
    ...others.map(
      ({ instance, reason }) =>
        `$(circle-slash) ${escapeMarkdown(hostWords(instance, hosts.names))}: ${inMarkdown(reason)}`,
    ),
  ];
  const more = lines.length - mostHosts;
  const head = `**${escapeMarkdown(capitalized(fitsWords(hosts, fits.length, wording), wording))}**`;
  const rest = more > 0 ? [l10n.t('and {0} more', more)] : [];
  return `${head}\n\n${[...lines.slice(0, mostHosts), ...rest].join(lineBreak)}`;
}

/** `fits 3 of 5 hosts in home, as of 5 minutes ago` */
export function fitsWords(hosts: HintHosts, fits: number, { locale, now }: Wording): string {
  const words = l10n.t('fits {0} of {1} hosts in {2}', fits, hosts.instances.length, hosts.cluster.name);
  return withAge(words, ageWords(hosts.asOf, hosts.isOld, now, locale));
}

export function withAge(words: string, age: string): string {
  return age === '' ? words : l10n.t('{0}, {1}', words, age);
}

export function imageAgeWords({ age }: ImageHint, { locale, now }: Wording): string {
  return age ? ageWords(age.asOf, age.isOld, now, locale) : '';
}

/** What each kind of host downloads of an image, and what that costs. */
export function imageWords(hint: ImageHint, wording: Wording): string {
  const { known, sizes } = hint;
  if (!known) return l10n.t('Nobody has looked yet how large this image is.');
  const { locale } = wording;
  const rows = sizes.map(({ architecture, hosts, size }) => {
    const basis =
      size.basis === 'measured'
        ? l10n.t('measured: the compressed layers in its manifest')
        : l10n.t('estimated: the largest of its images, since its manifest could not be read');
    return tableRow(
      [hosts > 0 ? `${hosts} × ${architecture}` : architecture, sizeWords(size, locale), basis].map(escapeMarkdown),
    );
  });
  const table = [...tableHead(l10n.t('Hosts'), l10n.t('Download')), ...rows].join('\n');
  const age = imageAgeWords(hint, wording);
  return [
    rows.length > 0 ? table : escapeMarkdown(l10n.t('It has no image for these hosts.')),
    ...rollOutLines(hint, wording).map(escapeMarkdown),
    ...(age === '' ? [] : [escapeMarkdown(capitalized(age, wording))]),
  ].join('\n\n');
}

function rollOutLines({ rollOut }: ImageHint, wording: Wording): readonly string[] {
  if (!rollOut) return [];
  const words = asSentence(capitalized(rollOutWords(rollOut, wording.locale), wording));
  return [
    paragraph([words, l10n.t('Layers that a host has already are not transferred again.')]),
    ...(rollOut.cost ? [paragraph(transferPriceWords(rollOut, rollOut.cost.price, wording))] : []),
  ];
}

function transferPriceWords({ free }: RollOut, price: Price, { locale }: Wording): readonly string[] {
  return [
    ...(free
      ? [
          l10n.t(
            'The first {0} GB that leave AWS in a month are free, over all its services and Regions ({1}, {2}).',
            free.gb,
            messageWords(sourceWords(free.price.source)),
            messageWords(dayOf(free.price.asOf)),
          ),
        ]
      : []),
    asSentence(l10n.t('Transfer to the internet: {0}', priceWords(price, locale))),
    l10n.t('On a bill a GB has 2³⁰ bytes.'),
  ];
}

/** On which of the hosts the agent offers the log driver of a container, and what CloudWatch Logs takes for its lines. */
export function loggingWords(
  logging: ValueNode | undefined,
  { cost, hosts }: Pick<DefinitionHints, 'cost' | 'hosts'>,
  { prices, wording }: { readonly prices: PriceBook; readonly wording: Wording },
): readonly string[] {
  const driver = textOf(property(logging, 'logDriver'));
  if (driver === undefined) return [];
  const written = textOf(property(property(logging, 'options'), 'awslogs-region')) ?? '';
  // What only deploying makes a value of, or is not typed yet, is the Region of the hosts as a rule.
  const region = written === '' ? cost.region : written;
  const words = driver === 'awslogs' ? logPriceWords(region, prices, wording) : '';
  return [...(hosts ? [logDriverWords(driver, hosts, wording)] : []), ...(words === '' ? [] : [words])];
}

function logDriverWords(driver: string, hosts: HintHosts, { locale, now }: Wording): string {
  const offers = hosts.instances.filter(({ attributes }) =>
    Object.hasOwn(attributes, `com.amazonaws.ecs.capability.logging-driver.${driver}`),
  );
  const words = l10n.t(
    '{0} is offered by {1} of {2} hosts in {3}',
    driver,
    offers.length,
    hosts.instances.length,
    hosts.cluster.name,
  );
  return escapeMarkdown(withAge(words, ageWords(hosts.asOf, hosts.isOld, now, locale)));
}

function logPriceWords(region: string, prices: PriceBook, { locale }: Wording): string {
  const [arriving, kept] = [prices.price('logsIngestion', region), prices.price('logsStorage', region)];
  return [
    ...(arriving ? [l10n.t('What arrives in CloudWatch Logs in {0}: {1}', region, priceWords(arriving, locale))] : []),
    ...(kept ? [l10n.t('What is kept there, compressed: {0}', priceWords(kept, locale))] : []),
  ]
    .map(escapeMarkdown)
    .join(lineBreak);
}

function tableHead(first: string, second: string): readonly string[] {
  return [tableRow([first, second, '']), '| :-- | --: | :-- |'];
}

/** VS Code draws cells without any space between them. */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | &nbsp;&nbsp;')} |`;
}

/** Of Markdown, within a paragraph. */
const lineBreak = '  \n';

function capitalized(words: string, { locale }: Wording): string {
  return words.replace(/^./u, (first) => first.toLocaleUpperCase(locale));
}

function inMarkdown(text: Message): string {
  return escapeMarkdown(messageWords(text));
}
