import { visible } from '../../text/label.ts';
import { probeHeader } from './probe.ts';

/**
 * What a host said of itself. Everything is optional: a host may lack the means to tell, and an answer may be cut. Times
 * in seconds, as the host counts them; sizes in KiB.
 */
export interface ProbeAnswer {
  /** The script came to its end, and nothing of what it said was cut off. */
  readonly isWhole: boolean;
  /** The first value of each key. */
  readonly facts: ReadonlyMap<string, string>;
  readonly endpoints: readonly ProbedEndpoint[];
  /** Oldest first. */
  readonly logs: readonly LogLine[];
}

export type Reached = 'ok' | 'dns' | 'refused' | 'timeout' | 'tls' | 'certificate' | 'proxy' | 'other';

export interface ProbedEndpoint {
  /** `ecs`, `ssm`, … */
  readonly name: string;
  readonly host: string;
  readonly reached: Reached;
}

export interface LogLine {
  readonly log: LogName;
  readonly text: string;
  /** In milliseconds since the epoch; absent where the line tells no time. */
  readonly at?: number;
}

export type LogName = 'ecs-agent' | 'ecs-init' | 'ssm';

/** Longer than any answer that AWS hands on (24,000 characters); what comes from the clipboard is cut here. */
const longestAnswer = 64_000;
const mostLines = 400;
const longestValue = 400;

const reachedValues: ReadonlySet<string> = new Set<Reached>([
  'ok',
  'dns',
  'refused',
  'timeout',
  'tls',
  'certificate',
  'proxy',
  'other',
]);
const logNames: ReadonlySet<string> = new Set<LogName>(['ecs-agent', 'ecs-init', 'ssm']);

/** @returns `undefined` for a text that is no answer of a probe. What the text holds before or after one is passed over. */
export function parseProbe(text: string): ProbeAnswer | undefined {
  const lines = text.slice(0, longestAnswer).split(/\r\n|\r|\n/, mostLines);
  const start = lines.findIndex((line) => line.trim() === probeHeader);
  if (start < 0) return undefined;
  const facts = new Map<string, string>();
  const endpoints: ProbedEndpoint[] = [];
  const logs: LogLine[] = [];
  let isWhole = false;
  for (const line of lines.slice(start + 1)) {
    const [, section, rest, value] = /^([a-z]+)(?:\.([a-z0-9_.-]+))?=(.*)$/.exec(line.trim()) ?? [];
    if (section === undefined || value === undefined) continue;
    if (section === 'end') {
      isWhole = true;
      break;
    }
    if (rest === undefined) continue;
    const said = visible(value.slice(0, longestValue)).trim();
    if (section === 'log' && isLogName(rest)) addLog(logs, rest, said);
    else if (section === 'endpoint') addEndpoint(endpoints, rest, said);
    else if (said !== '' && !facts.has(`${section}.${rest}`)) facts.set(`${section}.${rest}`, said);
  }
  return { isWhole, facts, endpoints, logs: logs.sort((a, b) => (a.at ?? 0) - (b.at ?? 0)) };
}

/** An answer as a host gives it, of lines `key`, `value`: for stand-ins of hosts. */
export function formatProbe(lines: Iterable<readonly [key: string, value: string]>): string {
  return [probeHeader, ...Array.from(lines, ([key, value]) => `${key}=${value}`), 'end=1', ''].join('\n');
}

/** A number that a host said; whole and not negative. */
export function numberOf({ facts }: ProbeAnswer, key: string): number | undefined {
  const said = facts.get(key);
  return said !== undefined && /^\d{1,15}$/.test(said) ? Number(said) : undefined;
}

export interface DiskSpace {
  readonly path: string;
  readonly totalKiB: number;
  readonly freeKiB: number;
  readonly usedPercent: number;
  /** Absent where the file system has no fixed number of inodes. */
  readonly inodesUsedPercent?: number;
}

export function diskOf({ facts }: ProbeAnswer, which: 'root' | 'docker'): DiskSpace | undefined {
  const parts = /^(\d{1,15}) (\d{1,15}) (\d{1,3}) (\d{1,3}|-) (\/.*)$/.exec(facts.get(`disk.${which}`) ?? '');
  if (!parts) return undefined;
  const [, total, free, used, inodes, path = ''] = parts;
  return {
    path,
    totalKiB: Number(total),
    freeKiB: Number(free),
    usedPercent: Number(used),
    ...(inodes !== '-' && { inodesUsedPercent: Number(inodes) }),
  };
}

/** How far the host's clock is ahead of AWS's, in seconds; negative where it is behind. */
export function clockOffset({ facts }: ProbeAnswer): number | undefined {
  const [, asked, said] = /^(\d{1,12}) (.+)$/.exec(facts.get('clock.aws') ?? '') ?? [];
  const aws = Date.parse(said ?? '');
  return asked === undefined || Number.isNaN(aws) ? undefined : Number(asked) - Math.round(aws / 1000);
}

export interface DockerInfo {
  readonly version: string;
  readonly storageDriver: string;
  readonly running: number;
  readonly containers: number;
  readonly images: number;
}

export function dockerOf({ facts }: ProbeAnswer): DockerInfo | undefined {
  const [version, storageDriver, running, containers, images, root] = (facts.get('docker.info') ?? '').split('|');
  if (!version || !storageDriver || !root) return undefined;
  return {
    version,
    storageDriver,
    running: Number(running) || 0,
    containers: Number(containers) || 0,
    images: Number(images) || 0,
  };
}

function isLogName(text: string): text is LogName {
  return logNames.has(text);
}

/** An error may be both one of the last and a known one: it is kept once. */
function addLog(logs: LogLine[], log: LogName, text: string): void {
  if (text === '' || logs.some((other) => other.log === log && other.text === text)) return;
  const at = timeIn(text);
  logs.push({ log, text, ...(at !== undefined && { at }) });
}

function addEndpoint(endpoints: ProbedEndpoint[], name: string, said: string): void {
  const [reached = '', host = ''] = said.split(' ');
  if (!isReached(reached) || !/^[a-z0-9.-]+$/.test(host)) return;
  if (!endpoints.some((other) => other.name === name)) endpoints.push({ name, host, reached });
}

function isReached(text: string): text is Reached {
  return reachedValues.has(text);
}

/** `2026-11-23T01:02:03Z` of the ECS agent; `2026-11-23 01:02:03` of the SSM agent, in the host's own zone, taken for UTC. */
function timeIn(text: string): number | undefined {
  const [, date, clock] = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)/.exec(text) ?? [];
  const at = Date.parse(`${date ?? ''}T${clock ?? ''}Z`);
  return Number.isNaN(at) ? undefined : at;
}
