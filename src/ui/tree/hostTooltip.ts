import * as l10n from '@vscode/l10n';
import type { Host } from '../../core/fleet/host.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { ecsWords, machineWords, ssmWords } from './words.ts';

export interface TooltipOptions {
  /** For dates and numbers: `vscode.env.language`. */
  readonly locale: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

type TooltipRow = readonly [title: string, value: string | undefined];

/** A host's tooltip as Markdown. Every value that comes from AWS is escaped, so nothing in it can become a link. */
export function hostTooltip(host: Host, options: TooltipOptions): string {
  const table = [...machineRows(host), ...channelRows(host, options), ...capacityRows(host, options)].flatMap(
    ([title, value]) =>
      value === undefined || value === '' ? [] : [`| ${escapeMarkdown(title)} | ${escapeMarkdown(value)} |`],
  );
  return [`**${escapeMarkdown(host.name)}**`, '', '| | |', '|:--|:--|', ...table].join('\n');
}

function machineRows({ id, machine, node, instance }: Host): readonly TooltipRow[] {
  return [
    [l10n.t('ID'), id],
    [l10n.t('Machine'), machineWords(machine)],
    [l10n.t('Operating system'), joined(' ', node?.platformName, node?.platformVersion)],
    [l10n.t('Architecture'), instance?.attributes['ecs.cpu-architecture'] ?? node?.architecture],
    [l10n.t('IP address'), node?.ipAddress],
  ];
}

function channelRows({ state, node, instance }: Host, options: TooltipOptions): readonly TooltipRow[] {
  return [
    [l10n.t('ECS agent'), instance && joined(' · ', ecsWords(state.ecs), instance.agentVersion)],
    [l10n.t('SSM agent'), joined(' · ', ssmWords(state.ssm), node?.agentVersion)],
    [l10n.t('Last seen by SSM'), node?.lastPingAt === undefined ? undefined : ago(node.lastPingAt, options)],
    [l10n.t('Docker'), instance?.dockerVersion?.replace(/^DockerVersion:\s*/, '')],
  ];
}

function capacityRows({ instance }: Host, { locale }: TooltipOptions): readonly TooltipRow[] {
  if (!instance) return [];
  const { free, total, runningTaskCount, pendingTaskCount } = instance;
  return [
    [l10n.t('CPU free'), share(free.cpu, total.cpu, cpuWords(locale))],
    [l10n.t('Memory free'), share(free.memoryMiB, total.memoryMiB, memoryWords(locale))],
    [l10n.t('Running tasks'), String(runningTaskCount)],
    [l10n.t('Pending tasks'), pendingTaskCount > 0 ? String(pendingTaskCount) : undefined],
  ];
}

function joined(separator: string, ...parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter((part) => part !== undefined && part !== '');
  return known.length > 0 ? known.join(separator) : undefined;
}

function share(free: number, total: number, words: (value: number) => string): string {
  return l10n.t('{0} of {1}', words(free), words(total));
}

/** ECS counts 1,024 CPU units to a vCPU. */
function cpuWords(locale: string): (units: number) => string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  return (units) => l10n.t('{0} vCPU', format.format(units / 1024));
}

function memoryWords(locale: string): (mib: number) => string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return (mib) => (mib < 1024 ? `${format.format(mib)} MiB` : `${format.format(mib / 1024)} GiB`);
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

function ago(time: number, { locale, now }: TooltipOptions): string {
  const elapsed = Math.max(0, now - time);
  const [unit, length] = units.find(([, ms]) => elapsed >= ms) ?? (['second', 1000] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.floor(elapsed / length), unit);
}
