import * as l10n from '@vscode/l10n';
import type { Host } from '../../../core/fleet/host.ts';
import {
  mostDisks,
  type HostCurve,
  type MetricAbout,
  type MetricRange,
} from '../../../core/operate/metrics/hostMetrics.ts';
import type { Moment } from '../../../core/operate/metrics/moment.ts';
import type { DiskSpace } from '../../../core/operate/diagnose/probeAnswer.ts';
import { oneLine } from '../../../core/text/label.ts';
import type { ChartColour } from '../../report/reportModel.ts';
import { listed, paragraph } from '../../sentences.ts';
import { dateTime, memoryWords } from '../../tree/tooltipTable.ts';
import type { HostBlock, HostChart, HostSection } from '../hostModel.ts';
import type { HostCharts, HostInput } from './hostInput.ts';
import { facts, lateBlocks, percentWords, text } from './words.ts';

/** What it has in use: over time where CloudWatch has metrics of it, and at this moment where it is asked itself. */
export function metricsSection(host: Host, input: HostInput): HostSection {
  const { charts } = input;
  return {
    id: 'metrics',
    title: l10n.t('CPU, Memory and Disk'),
    blocks: [
      ...(charts.value && charts.value.curves.length > 0 ? [rangeChoice(input)] : []),
      ...lateBlocks(charts, l10n.t('Metrics of CloudWatch')),
      ...(charts.value ? chartBlocks(charts.value, input) : []),
      ...momentBlocks(host, input),
    ],
  };
}

function rangeChoice({ range }: HostInput): HostBlock {
  const labels: Readonly<Record<MetricRange, string>> = {
    '3h': l10n.t('3 hours'),
    '24h': l10n.t('24 hours'),
    '7d': l10n.t('7 days'),
  };
  return {
    kind: 'range',
    label: l10n.t('Time'),
    value: range,
    options: (['3h', '24h', '7d'] as const).map((value) => ({ value, label: labels[value] })),
  };
}

function chartBlocks(charts: HostCharts, input: HostInput): readonly HostBlock[] {
  if (charts.curves.length === 0) {
    return [
      text(l10n.t('CloudWatch has no metrics of this host.')),
      text(
        l10n.t(
          'They appear once the CloudWatch agent runs on it: the host needs the policy CloudWatchAgentServerPolicy in its role, and gets the agent by the documents AWS-ConfigureAWSPackage and AmazonCloudWatch-ManageAgent of Run Command. AWS bills its metrics as custom metrics.',
        ),
      ),
    ];
  }
  const blocks = (['cpu', 'memory', 'disk'] as const).flatMap((about) => {
    const curves = charts.curves.filter((each) => each.about === about);
    return curves.length === 0 ? [] : [chartBlock(about, curves, charts, input)];
  });
  const sources = listed([...new Set(charts.curves.map(({ metric }) => metric.namespace))]);
  return [...blocks, text(l10n.t('From CloudWatch, namespace {0}.', sources))];
}

const colours: readonly ChartColour[] = ['blue', 'orange', 'green', 'purple'];

function chartBlock(
  about: MetricAbout,
  curves: readonly HostCurve[],
  { window }: HostCharts,
  input: HostInput,
): HostBlock {
  const title = titleOf(about);
  if (curves.every(({ points }) => points.length === 0)) {
    return text(l10n.t('{0}: CloudWatch has no values of this time.', title));
  }
  const lines = curves.slice(0, mostDisks).flatMap((curve): readonly Line[] => {
    const times = curve.points.map(({ at }) => at);
    const average = curve.points.map((point) => point.average);
    if (about === 'disk') return [{ label: oneLine(curve.disk ?? l10n.t('All disks')), times, values: average }];
    if (about === 'memory') return [{ label: l10n.t('Average'), times, values: average }];
    const most = curve.points.map((point) => point.most);
    return [
      { label: l10n.t('Average'), times, values: average },
      { label: l10n.t('Highest'), times, values: most },
    ];
  });
  const chart: HostChart = {
    kind: 'chart',
    id: about,
    title,
    summary: paragraph(curves.map((curve) => summaryOf(curve, input))),
    from: window.from,
    to: window.to,
    periodMs: window.periodSeconds * 1000,
    series: lines.map((line, index) => ({ ...line, colour: colours[index % colours.length] ?? 'blue', dash: index })),
  };
  return chart;
}

interface Line {
  readonly label: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

function titleOf(about: MetricAbout): string {
  switch (about) {
    case 'cpu':
      return l10n.t('CPU in use');
    case 'memory':
      return l10n.t('Memory in use');
    case 'disk':
      return l10n.t('Disk in use');
  }
}

function summaryOf({ points, disk }: HostCurve, { locale, now }: HostInput): string {
  const name = disk === undefined ? '' : `${oneLine(disk)}: `;
  const last = points.at(-1);
  if (!last) return `${name}${l10n.t('no values.')}`;
  const percent = (value: number): string => percentWords(value / 100, locale);
  const average = points.reduce((sum, point) => sum + point.average, 0) / points.length;
  const top = points.reduce((best, point) => (point.most > best.most ? point : best), last);
  const at = { locale, now };
  return `${name}${l10n.t(
    '{0} at {1}; {2} on average, {3} at most, at {4}.',
    percent(last.average),
    dateTime(last.at, at) ?? '',
    percent(average),
    percent(top.most),
    dateTime(top.at, at) ?? '',
  )}`;
}

/** What it says itself when it is asked, without CloudWatch. */
function momentBlocks({ state, node }: Host, input: HostInput): readonly HostBlock[] {
  if (node?.platformType?.toLowerCase() === 'windows') return [];
  const { said } = input;
  // Who may not list SSM's nodes may still be allowed to run commands on them.
  if ((state.ssm !== 'online' && state.ssm !== 'unknown') || input.refused.includes('readNow')) {
    return said.value ? saidBlocks(said.value.moment, said.value.at, input) : [];
  }
  return [
    ...(said.value ? saidBlocks(said.value.moment, said.value.at, input) : []),
    ...(said.failure ? lateBlocks(said, l10n.t('The values of now')) : []),
    text(
      said.isReading
        ? l10n.t('The host is asked, which takes some seconds…')
        : l10n.t('The host itself can be asked: a script runs on it by SSM Run Command, looks, and changes nothing.'),
      true,
    ),
    {
      kind: 'buttons',
      buttons: [{ action: 'readNow', label: l10n.t('Read Now'), ...(said.isReading && { isDisabled: true }) }],
    },
  ];
}

function saidBlocks(moment: Moment, at: number, { locale, now }: HostInput): readonly HostBlock[] {
  const { load, cpus, memoryTotalKiB: total, memoryAvailableKiB: available, root, docker, temperature } = moment;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const memory = memoryWords(locale);
  const isKnown = total !== undefined && available !== undefined && total > 0;
  return [
    text(l10n.t('As the host said at {0}:', dateTime(at, { locale, now }) ?? '')),
    facts(
      [
        l10n.t('Load'),
        load === undefined
          ? undefined
          : cpus === undefined
            ? number.format(load)
            : l10n.t('{0}, with {1} CPUs', number.format(load), cpus),
      ],
      [
        l10n.t('Memory'),
        isKnown
          ? l10n.t('{0} of {1} in use', percentWords((total - available) / total, locale), memory(total / 1024))
          : undefined,
      ],
      ...[root, docker].flatMap((disk) => (disk ? [diskRow(disk, locale)] : [])),
      [l10n.t('Temperature'), temperature === undefined ? undefined : `${number.format(temperature)} °C`],
      [l10n.t('Power and heat'), throttledWords(moment.throttled)],
      [l10n.t('Running for'), uptimeWords(moment.uptimeSeconds, locale)],
    ),
  ];
}

function diskRow({ path, usedPercent, totalKiB, freeKiB }: DiskSpace, locale: string): readonly [string, string] {
  const size = memoryWords(locale);
  const words = [percentWords(usedPercent / 100, locale), size(totalKiB / 1024), size(freeKiB / 1024)] as const;
  return [l10n.t('Disk {0}', oneLine(path)), l10n.t('{0} of {1} in use, {2} free', ...words)];
}

/** Bits of the firmware of Raspberry Pis: 0 to 3 are now, 16 to 19 since it was started. */
function throttledWords(flags: number | undefined): string | undefined {
  if (flags === undefined) return undefined;
  const has = (bits: number): boolean => (flags & bits) !== 0;
  const words = [
    has(0x1) ? l10n.t('under-voltage now') : has(0x10000) ? l10n.t('under-voltage since it was started') : undefined,
    has(0xe) ? l10n.t('throttled now') : has(0xe0000) ? l10n.t('throttled since it was started') : undefined,
  ].filter((each) => each !== undefined);
  return words.length > 0 ? listed(words) : l10n.t('never throttled since it was started');
}

function uptimeWords(seconds: number | undefined, locale: string): string | undefined {
  if (seconds === undefined) return undefined;
  const unit = seconds >= 172_800 ? 'day' : seconds >= 7200 ? 'hour' : 'minute';
  const length = { day: 86_400, hour: 3600, minute: 60 }[unit];
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.floor(seconds / length));
}
