import * as l10n from '@vscode/l10n';
import { partitionOf, regions } from '../../../core/accounts/regions.ts';
import type { FleetCost, WhatIf } from '../../../core/cost/monthly/fleetCost.ts';
import { whatIf } from '../../../core/cost/monthly/whatIf.ts';
import { fleetPlaceName, remarksOf } from '../../../core/cost/monthly/whatIfExport.ts';
import { amountWords, priceWords, say } from '../../../core/cost/monthly/words.ts';
import { oneLine } from '../../../core/text/label.ts';
import { paragraph } from '../../sentences.ts';
import type { Choice } from '../messages.ts';
import type { ReportField, ReportRow, ReportSection } from '../reportModel.ts';
import { amountOf, currencyOf, type ReportInput } from './reportInput.ts';

export const whatIfForm = 'whatIf';
const mostHosts = 10_000;
const mostVcpus = 1024;
const usualVcpus = 4;

interface Chosen {
  readonly region: string;
  readonly hosts: number;
  readonly vcpus: number;
}

/** The same fleet elsewhere: what is asked, and what it would cost. */
export function whatIfSection(input: ReportInput): ReportSection {
  const { hoursPerMonth } = input;
  const { preset, chosen, result } = whatIfOf(input);
  const cheapest = result.places.find(({ place }) => place === result.cheapest);
  const title = l10n.t('A month');
  return {
    id: 'what-if',
    title: l10n.t('What if'),
    blocks: [
      {
        kind: 'text',
        text: l10n.t(
          'The same fleet in each place, for the {0} tasks that run now ({1} vCPUs and {2} MiB together), all {3} hours of a month.',
          result.taskCount,
          Number((result.cpuUnits / 1024).toFixed(2)),
          result.memoryMiB,
          hoursPerMonth,
        ),
      },
      {
        kind: 'form',
        id: whatIfForm,
        title: l10n.t('The fleet'),
        fields: fieldsOf(preset, input),
        saveLabel: l10n.t('Save What If…'),
      },
      { kind: 'text', isStatus: true, text: statusWords(chosen, cheapest, input) },
      {
        kind: 'table',
        id: 'what-if',
        caption: l10n.t('What this fleet would cost in each place'),
        columns: [
          { title: l10n.t('Place') },
          { title, isNumber: true, plain: [`${title} (${currencyOf(input).code})`] },
          { title: l10n.t('Remarks') },
        ],
        rows: result.places.map((each) => rowOf(each, each === cheapest, input)),
        detailsTitle: l10n.t('Inputs and prices'),
      },
      { kind: 'text', text: l10n.t('List prices; without tax, discounts and support plans.') },
    ],
  };
}

/** What was chosen, and what it would cost. */
export function whatIfOf(input: ReportInput): { preset: Chosen; chosen: Chosen; result: WhatIf } {
  const { state, hoursPerMonth, choice } = input;
  const preset = presetOf(input);
  const chosen = chosenOf(choice, preset);
  const result = whatIf({
    prices: state.book,
    region: chosen.region,
    hoursPerMonth,
    hosts: chosen.hosts,
    vcpusPerHost: chosen.vcpus,
    tasks: state.accounts.flatMap(({ tasks }) => tasks),
    isSsmAdvanced: state.accounts.some(({ facts }) => facts.managedInstanceTier === 'advanced'),
  });
  return { preset, chosen, result };
}

/** The user's own fleet. */
function presetOf({ state }: ReportInput): Chosen {
  const hosts = state.accounts.reduce(
    (sum, { facts: { anywhereHosts = [], hybridNodes = [] } }) =>
      sum + anywhereHosts.filter(({ gone }) => !gone).length + hybridNodes.length,
    0,
  );
  return {
    region: state.accounts[0]?.ref.region ?? 'us-east-1',
    hosts: Math.min(hosts || 1, mostHosts),
    vcpus: usualVcpus,
  };
}

/** What the page sends is anybody's: all that is not as it should be counts as not chosen. */
function chosenOf({ region = '', hosts, vcpus }: Choice, preset: Chosen): Chosen {
  return {
    region: regions.some(({ id }) => id === region) ? region : preset.region,
    hosts: wholeNumber(hosts, mostHosts) ?? preset.hosts,
    vcpus: wholeNumber(vcpus, mostVcpus) ?? preset.vcpus,
  };
}

function wholeNumber(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= 1 && value <= most ? value : undefined;
}

/** Regions of the same partition: prices elsewhere are not in dollars, or not known. */
function fieldsOf({ region, hosts, vcpus }: Chosen, { state, words }: ReportInput): readonly ReportField[] {
  const partition = partitionOf(region).id;
  const all = regions
    .filter((each) => each.partition === partition)
    .map(({ id, name }) => ({ id, name: say(name, words) }));
  const known = all.some(({ id }) => id === region) ? all : [{ id: region, name: '' }, ...all];
  const priced = known.filter(({ id }) => id === region || state.book.price('ecsAnywhereHost', id));
  return [
    {
      input: 'select',
      name: 'region',
      label: l10n.t('Region'),
      options: priced.map(({ id, name }) => ({ value: id, label: name === '' ? oneLine(id) : `${name} · ${id}` })),
      value: region,
    },
    {
      input: 'number',
      name: 'hosts',
      label: l10n.t('Hosts'),
      least: 1,
      most: mostHosts,
      step: 1,
      value: String(hosts),
    },
    {
      input: 'number',
      name: 'vcpus',
      label: l10n.t('vCPUs of each host'),
      least: 1,
      most: mostVcpus,
      step: 1,
      value: String(vcpus),
    },
  ];
}

function statusWords({ region, hosts, vcpus }: Chosen, cheapest: FleetCost | undefined, input: ReportInput): string {
  const fleet = l10n.t('{0}, hosts: {1}, with {2} vCPUs each.', oneLine(region), hosts, vcpus);
  if (cheapest?.monthlyMicroUsd === undefined) return fleet;
  const name = say(fleetPlaceName(cheapest.place), input.words);
  const amount = amountWords(cheapest.monthlyMicroUsd, input.words);
  return paragraph([fleet, l10n.t('The cheapest place is {0}: {1} a month.', name, amount)]);
}

function rowOf(cost: FleetCost, isCheapest: boolean, input: ReportInput): ReportRow {
  const { words } = input;
  const { place, monthlyMicroUsd, parts, inputs, notIncluded, prices } = cost;
  const remarks = remarksOf(cost).map((each) => say(each, words));
  return {
    key: place,
    cells: [
      { text: say(fleetPlaceName(place), words) },
      monthlyMicroUsd === undefined
        ? { text: '' }
        : { text: amountWords(monthlyMicroUsd, words), plain: [amountOf(monthlyMicroUsd, input)] },
      { text: oneLine([...(isCheapest ? [l10n.t('cheapest')] : []), ...remarks].join(' '), 500) },
    ],
    details: [
      ...parts.map(({ label, microUsd }) => `${say(label, words)}: ${amountWords(microUsd, words)}`),
      ...inputs.map((each) => say(each, words)),
      ...notIncluded.map((each) => l10n.t('Not included: {0}', say(each, words))),
      ...prices.map((price) => priceWords(price, words)),
    ].map((line) => oneLine(line, 500)),
  };
}
