import { isOfNewerVersion } from '../../fileVersion.ts';
import type { EksSupport } from '../../fleet/model.ts';
import type { EksClusterFacts } from '../monthly/model.ts';
import { nothingSeen, type Seen, type SeenCluster, type SeenHost, type SeenSpan } from './seen.ts';

/** Goes up whenever the form of the file changes. */
const version = 2;

export function toBytes({ hosts, clusters }: Seen): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ version, hosts: [...hosts], clusters: [...clusters] }));
}

/** What is not of this form is left out: it is a record of looks, and there will be others. */
export function fromBytes(bytes: Uint8Array | undefined): Seen {
  const data = recordOf(bytes && parsed(bytes));
  if (data.version !== version) return nothingSeen;
  return { hosts: mapOf(data.hosts, hostOf), clusters: mapOf(data.clusters, clusterOf) };
}

/** Such a file is left to those who can read it. */
export function isNewer(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && isOfNewerVersion(new TextDecoder().decode(bytes.subarray(0, 64)), version);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

type Unknown = Readonly<Record<string, unknown>>;

function recordOf(value: unknown): Unknown {
  return typeof value === 'object' && value !== null ? (value as Unknown) : {};
}

function mapOf<T>(value: unknown, narrowed: (value: Unknown) => T | undefined): ReadonlyMap<string, T> {
  const entries = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return new Map(
    entries.flatMap((entry) => {
      if (!Array.isArray(entry)) return [];
      const [key, thing] = entry as readonly unknown[];
      const found = narrowed(recordOf(thing));
      return typeof key === 'string' && found ? [[key, found] as const] : [];
    }),
  );
}

function hostOf({ name, clusterArn, clusterName, registeredAt, spans, ...times }: Unknown): SeenHost | undefined {
  const seen = timesOf(times);
  if (!isText(name) || !isText(clusterArn) || !isText(clusterName) || !Array.isArray(spans) || !seen) return undefined;
  const host = { name, clusterArn, clusterName, spans: spans.filter(isSpan), ...seen };
  return isTime(registeredAt) ? { ...host, registeredAt } : host;
}

function clusterOf({ facts, ...times }: Unknown): SeenCluster | undefined {
  const seen = timesOf(times);
  const known = factsOf(recordOf(facts));
  return seen && known && { facts: known, ...seen };
}

const supports: readonly unknown[] = ['standard', 'extended', 'unsupported', 'unknown'] satisfies EksSupport[];

function factsOf(facts: Unknown): EksClusterFacts | undefined {
  const { arn, name, status, support, version: kubernetes, controlPlaneTier } = facts;
  if (!isText(arn) || !isText(name) || !isText(status) || !supports.includes(support)) return undefined;
  const times = ['createdAt', 'endOfStandardSupport', 'endOfExtendedSupport'] as const;
  return {
    arn,
    name,
    status,
    support: support as EksSupport, // one of `supports`
    ...(isText(kubernetes) && { version: kubernetes }),
    ...(isText(controlPlaneTier) && { controlPlaneTier }),
    ...Object.fromEntries(times.flatMap((each) => (isTime(facts[each]) ? [[each, facts[each]]] : []))),
  };
}

function timesOf({ lastSeenAt, missedAt }: Unknown): Pick<SeenHost, 'lastSeenAt' | 'missedAt'> | undefined {
  if (!isTime(lastSeenAt)) return undefined;
  return isTime(missedAt) ? { lastSeenAt, missedAt } : { lastSeenAt };
}

function isSpan(value: unknown): value is SeenSpan {
  const { from, to, isConnected } = recordOf(value);
  return isTime(from) && isTime(to) && from <= to && typeof isConnected === 'boolean';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
