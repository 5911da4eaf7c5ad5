import * as l10n from '@vscode/l10n';
import type { Host } from '../../core/fleet/host.ts';
import type { ContainerInstance, ManagedNode } from '../../core/fleet/model.ts';
import { disconnectionWords, type Disconnection } from '../../core/operate/disconnected.ts';
import type { HostFinding } from '../../core/operate/diagnose/finding.ts';
import {
  clockOffset,
  diskOf,
  dockerOf,
  numberOf,
  type DiskSpace,
  type ProbeAnswer,
} from '../../core/operate/diagnose/probeAnswer.ts';
import { oneLine } from '../../core/text/label.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { listed } from '../sentences.ts';
import { messageWords } from '../taskdef/words.ts';
import { hostStateSpoken } from '../tree/words.ts';
import { factTable } from './markdownTable.ts';

/** What the document is made of. */
export interface Diagnosis {
  readonly host: Host;
  readonly region: string;
  readonly findings: readonly HostFinding[];
  readonly disconnection?: Disconnection | undefined;
  readonly probe?: ProbeAnswer | undefined;
  /** Why there is no answer of the host, where there is none. */
  readonly unanswered?: string | undefined;
  readonly locale: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is wrong with a host, and what it said, as a document to read and to take commands from. */
export function diagnosisMarkdown(diagnosis: Diagnosis): string {
  const { host, findings, probe, unanswered } = diagnosis;
  const parts = [
    `# ${l10n.t('Diagnosis of {0}', escapeMarkdown(oneLine(host.name)))}`,
    escapeMarkdown(
      [host.id, host.cluster?.name, diagnosis.region, hostStateSpoken(host.state)].filter(Boolean).join(' · '),
    ),
    unanswered === undefined ? '' : `> ${escapeMarkdown(unanswered)}`,
    probe && !probe.isWhole ? `> ${l10n.t('The answer of the host is not whole: some of it is missing.')}` : '',
    probe?.facts.get('system.user') === 'other' ? `> ${l10n.t('The script did not run as root, so it saw less.')}` : '',
    `## ${l10n.t('Findings')}`,
    findings.length > 0 ? findings.map(findingSection).join('\n\n') : nothingFound(probe),
    disconnectedSection(diagnosis),
    section(l10n.t('What AWS Knows'), awsRows(diagnosis)),
    ...(probe ? hostSections(probe, diagnosis) : []),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function nothingFound(probe: ProbeAnswer | undefined): string {
  return probe
    ? l10n.t('Nothing is wrong with what was looked at.')
    : l10n.t('From AWS’s side nothing is wrong. The host itself was not asked.');
}

function findingSection({ severity, title, detail, commands, evidence, sources }: HostFinding): string {
  const severityWord = { error: l10n.t('Error'), warning: l10n.t('Warning'), info: l10n.t('Note') }[severity];
  return [
    `### ${severityWord}: ${escapeMarkdown(messageWords(title))}`,
    ...detail.map((each) => escapeMarkdown(messageWords(each))),
    ...(evidence.length > 0 ? [evidence.map((line) => `- ${escapeMarkdown(oneLine(line))}`).join('\n')] : []),
    ...(commands.length > 0 ? [`${l10n.t('On the host:')}\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\``] : []),
    ...(sources.length > 0 ? [`${l10n.t('Sources')}: ${listed(sources.map((source) => `<${source}>`))}`] : []),
  ].join('\n\n');
}

function disconnectedSection({ disconnection, locale }: Diagnosis): string {
  if (!disconnection) return '';
  const time = (ms: number): string => timeWords(ms, locale);
  const { title, since, points } = disconnectionWords(disconnection, time);
  const lines = [since, ...points].map((each) => `- ${escapeMarkdown(messageWords(each))}`);
  return `## ${escapeMarkdown(messageWords(title))}\n\n${lines.join('\n')}`;
}

type Row = readonly [name: string, value: string | undefined];

function awsRows({ host: { instance, node }, locale }: Diagnosis): readonly Row[] {
  return [...(instance ? instanceRows(instance) : []), ...(node ? nodeRows(node, locale) : [])];
}

function instanceRows({ arn, status, statusReason, agentConnected, ...versions }: ContainerInstance): readonly Row[] {
  return [
    [l10n.t('Container instance'), arn],
    [l10n.t('Status'), [status, statusReason].filter(Boolean).join(': ')],
    [l10n.t('ECS agent connected'), agentConnected ? l10n.t('yes') : l10n.t('no')],
    [l10n.t('ECS agent'), versions.agentVersion],
    [l10n.t('Docker'), versions.dockerVersion?.replace(/^DockerVersion: /, '')],
  ];
}

function nodeRows(node: ManagedNode, locale: string): readonly Row[] {
  return [
    [l10n.t('SSM ping status'), node.pingStatus],
    [l10n.t('Last heard of by SSM'), node.lastPingAt === undefined ? undefined : timeWords(node.lastPingAt, locale)],
    [l10n.t('SSM agent'), node.agentVersion],
    [l10n.t('System'), [node.platformName, node.platformVersion, node.architecture].filter(Boolean).join(' ')],
    [l10n.t('Role'), node.iamRole],
  ];
}

function hostSections(probe: ProbeAnswer, { locale }: Diagnosis): readonly string[] {
  const { facts, endpoints, logs } = probe;
  return [
    section(l10n.t('Machine'), machineRows(probe, locale)),
    section(l10n.t('Agents'), agentRows(probe)),
    section(
      l10n.t('Endpoints'),
      endpoints.map(({ host, reached }) => [
        host,
        reached === 'ok' ? l10n.t('reached') : l10n.t('not reached: {0}', reached),
      ]),
    ),
    logs.length === 0
      ? ''
      : `## ${l10n.t('Errors in Logs')}\n\n${logs.map(({ log, text }) => `- ${log}: ${escapeMarkdown(text)}`).join('\n')}`,
    facts.size === 0 ? l10n.t('The host said nothing of itself.') : '',
  ];
}

function machineRows(probe: ProbeAnswer, locale: string): readonly Row[] {
  const { facts } = probe;
  const decimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const offset = clockOffset(probe);
  const total = numberOf(probe, 'memory.total');
  const available = numberOf(probe, 'memory.available');
  const temperature = numberOf(probe, 'board.temperature');
  const uptime = numberOf(probe, 'system.uptime');
  return [
    [l10n.t('Host name'), facts.get('system.hostname')],
    [l10n.t('Board'), facts.get('system.board')],
    [l10n.t('System'), facts.get('system.os')],
    [l10n.t('Kernel'), [facts.get('system.kernel'), facts.get('system.machine')].filter(Boolean).join(' ')],
    [l10n.t('Running for'), uptime === undefined ? undefined : l10n.t('{0} hours', Math.floor(uptime / 3600))],
    [l10n.t('Clock'), offset === undefined ? undefined : l10n.t('{0} seconds off', offset)],
    [l10n.t('Clock is synchronized'), yesNo(facts.get('clock.synchronized'))],
    [
      l10n.t('Memory cgroup'),
      listed([yesNo(facts.get('cgroup.memory')), versionOf(facts.get('cgroup.version'))].filter(isSaid)),
    ],
    [
      l10n.t('Memory'),
      total && available !== undefined
        ? l10n.t('{0} of {1} MiB available', Math.round(available / 1024), Math.round(total / 1024))
        : undefined,
    ],
    ...[diskOf(probe, 'root'), diskOf(probe, 'docker')]
      .filter((disk) => disk !== undefined)
      .map((disk) => diskRow(disk, decimal)),
    [l10n.t('Temperature'), temperature === undefined ? undefined : `${decimal.format(temperature / 1000)} °C`],
    [l10n.t('Throttling'), facts.get('board.throttled')],
    [l10n.t('Proxy'), facts.get('network.proxy')],
  ];
}

function diskRow(
  { path, totalKiB, freeKiB, usedPercent, inodesUsedPercent }: DiskSpace,
  decimal: Intl.NumberFormat,
): Row {
  const giB = (kiB: number): string => decimal.format(kiB / 1024 / 1024);
  const used = l10n.t('{0} % of {1} GiB used, {2} GiB free', usedPercent, giB(totalKiB), giB(freeKiB));
  const inodes = inodesUsedPercent === undefined ? [] : [l10n.t('{0} % of inodes', inodesUsedPercent)];
  return [l10n.t('Disk of {0}', path), listed([used, ...inodes])];
}

function agentRows(probe: ProbeAnswer): readonly Row[] {
  const { facts } = probe;
  const docker = dockerOf(probe);
  const age = numberOf(probe, 'credentials.age');
  const tasks = numberOf(probe, 'agent.tasks');
  return [
    [
      l10n.t('Registered as'),
      listed([facts.get('registration.node'), facts.get('registration.region')].filter(isSaid)),
    ],
    [l10n.t('Credentials'), age === undefined ? undefined : l10n.t('{0} minutes old', Math.floor(age / 60))],
    [l10n.t('SSM agent'), facts.get('service.ssm')],
    [l10n.t('ECS agent'), facts.get('service.ecs')],
    [l10n.t('Cluster'), facts.get('ecs.cluster')],
    [l10n.t('ECS agent’s version'), facts.get('agent.version')],
    [
      l10n.t('Tasks, by the agent'),
      tasks === undefined ? undefined : l10n.t('{0}, of which {1} run', tasks, numberOf(probe, 'agent.running') ?? 0),
    ],
    [l10n.t('Image pull behaviour'), facts.get('ecs.pull')],
    [
      l10n.t('Docker'),
      docker
        ? l10n.t(
            '{0}, {1}: {2} of {3} containers run, {4} images',
            docker.version,
            docker.storageDriver,
            docker.running,
            docker.containers,
            docker.images,
          )
        : facts.get('docker.error'),
    ],
  ];
}

/** A table of what is known. */
function section(title: string, rows: readonly Row[]): string {
  const table = factTable(rows.map(([name, value]) => [name, value && oneLine(value, 300)]));
  return table.length === 0 ? '' : [`## ${title}`, table.join('\n')].join('\n\n');
}

function yesNo(said: string | undefined): string | undefined {
  return said === 'yes' ? l10n.t('yes') : said === 'no' ? l10n.t('no') : undefined;
}

function isSaid(part: string | undefined): part is string {
  return part !== undefined && part !== '';
}

function versionOf(said: string | undefined): string | undefined {
  return said === undefined ? undefined : l10n.t('version {0}', said);
}

function timeWords(ms: number, locale: string): string {
  return new Date(ms).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}
