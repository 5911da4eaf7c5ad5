import { isOfNewerVersion } from '../fileVersion.ts';
import type { ContainerInstance, EcsCluster, EksCluster, ManagedNode } from './model.ts';

/** Goes up whenever the form of the text or the meaning of a field changes. 1 had no members. */
const version = 2;
const oldest = 1;

/** An answer of AWS and when it came, in milliseconds since the epoch. */
export interface Answer<T> {
  readonly asOf: number;
  readonly value: T;
}

/**
 * What was known of an account's fleet, for the next window to begin with. Tasks are not in it, which change too fast,
 * nor activations, nor what Kubernetes APIs say. It holds no secrets.
 */
export interface FleetSnapshot {
  readonly ecsClusters?: Answer<readonly EcsCluster[]>;
  readonly eksClusters?: Answer<readonly EksCluster[]>;
  readonly nodes?: Answer<readonly ManagedNode[]>;
  /** By the ARN of their cluster. */
  readonly instances: Readonly<Record<string, Answer<readonly ContainerInstance[]>>>;
  /** Ids of hybrid nodes by the ARN of their EKS cluster. */
  readonly members?: Readonly<Record<string, Answer<readonly string[]>>>;
}

/** Beyond so many hosts whole clusters are left out: half of a cluster would look like all of it. */
const mostHosts = 20_000;

/** Why a text is not read: it is not what was written, or a newer version of this extension wrote it. */
export type SnapshotFault = 'corrupt' | 'newer';

/** What many hosts have in common stands once: they come with some forty attributes each. */
const shared = ['attributes', 'total', 'reservedPorts', 'usedPorts'] as const;

/** So many hosts are taken at a time, with a turn for others in between. */
const sliceSize = 250;

/** @param turn resolves after others had their turn */
export async function snapshotText(
  { instances, members, ...others }: FleetSnapshot,
  turn: () => Promise<unknown> = () => new Promise((resolve) => setImmediate(resolve)),
): Promise<string> {
  const pool = new Map<string, number>();
  const pooled = (value: unknown): number => {
    const text = JSON.stringify(value);
    const number = pool.get(text) ?? pool.size;
    pool.set(text, number);
    return number;
  };
  const kept: Record<string, Answer<readonly Unknown[]>> = {};
  let hosts = 0;
  for (const [arn, { asOf, value }] of Object.entries(instances)) {
    hosts += value.length;
    if (hosts > mostHosts) continue;
    const all: Unknown[] = [];
    for (const each of value) {
      all.push(packed(each, pooled));
      if (all.length % sliceSize === 0) await turn();
    }
    kept[arn] = { asOf, value: all };
  }
  const nodes = (others.nodes?.value.length ?? 0) > mostHosts ? undefined : others.nodes;
  const shares = Array.from(pool.keys(), (text): unknown => JSON.parse(text));
  return JSON.stringify({ version, ...others, nodes, members: smallMembers(members), instances: kept, pool: shares });
}

/** `undefined` where there are none. */
function smallMembers(members: FleetSnapshot['members'] = {}): FleetSnapshot['members'] {
  let ids = 0;
  const kept = Object.entries(members).filter(([, { value }]) => (ids += value.length) <= mostHosts);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function packed(instance: ContainerInstance, pooled: (value: unknown) => number): Unknown {
  const all: Record<string, unknown> = { ...instance };
  for (const name of shared) if (instance[name] !== undefined) all[name] = pooled(instance[name]);
  return all;
}

/** Whether a text that begins so was written by a newer version of this extension. */
export function isNewerSnapshot(beginning: string): boolean {
  return isOfNewerVersion(beginning, version);
}

/** What `snapshotText` made, or why it is not read. */
export function readSnapshot(text: string): FleetSnapshot | SnapshotFault {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return 'corrupt';
  }
  if (!isRecord(file)) return 'corrupt';
  if (typeof file.version === 'number' && file.version > version) return 'newer';
  if (!isPackedSnapshot(file)) return 'corrupt';
  const { instances: packedInstances, pool, ...others } = file;
  for (const { value } of Object.values(packedInstances)) for (const each of value) unpack(each, pool);
  return {
    ...(others.ecsClusters && { ecsClusters: others.ecsClusters }),
    ...(others.eksClusters && { eksClusters: others.eksClusters }),
    ...(others.nodes && { nodes: others.nodes }),
    ...(others.members && { members: others.members }),
    // What was shared is back in its place by now, which types can't follow.
    instances: packedInstances as unknown as FleetSnapshot['instances'],
  };
}

function isPackedSnapshot(file: object): file is PackedSnapshot {
  const { version: of, ecsClusters, eksClusters, nodes, members, instances, pool } = file as Unknown;
  return (
    typeof of === 'number' &&
    of >= oldest &&
    of <= version &&
    isAnswerOr(ecsClusters, listOf(isCluster('ecs'))) &&
    isAnswerOr(eksClusters, listOf(isCluster('eks'))) &&
    isAnswerOr(
      nodes,
      listOf((each) => hasTexts(each, 'id')),
    ) &&
    (members === undefined || (isRecord(members) && Object.values(members).every(isIdAnswer))) &&
    isRecord(instances) &&
    Array.isArray(pool) &&
    pool.every(isRecord) &&
    Object.values(instances).every((each) => each !== undefined && isAnswerOr(each, listOf(isPacked(pool.length))))
  );
}

interface PackedSnapshot extends Omit<FleetSnapshot, 'instances'> {
  readonly version: number;
  readonly pool: readonly unknown[];
  readonly instances: Readonly<Record<string, Answer<readonly Record<string, unknown>[]>>>;
}

/** In place: there may be thousands. What they share they share in memory, too. */
function unpack(instance: Record<string, unknown>, pool: readonly unknown[]): void {
  for (const name of shared) if (instance[name] !== undefined) instance[name] = pool[instance[name] as number];
}

type Unknown = Readonly<Record<string, unknown>>;

function isPacked(poolSize: number): (instance: Unknown) => boolean {
  const isPlace = (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) < poolSize;
  return (instance) =>
    hasTexts(instance, 'arn', 'clusterArn', 'managedNodeId', 'status') &&
    ['runningTaskCount', 'pendingTaskCount'].every((name) => typeof instance[name] === 'number') &&
    isRecord(instance.free) &&
    isRecord(instance.tags) &&
    ['attributes', 'total'].every((name) => isPlace(instance[name])) &&
    shared.every((name) => instance[name] === undefined || isPlace(instance[name]));
}

function isCluster(kind: string): (cluster: Unknown) => boolean {
  return (cluster) => cluster.kind === kind && hasTexts(cluster, 'arn', 'name', 'status');
}

function isAnswerOr(answer: unknown, isValue: (value: unknown) => boolean): boolean {
  return answer === undefined || (isRecord(answer) && typeof answer.asOf === 'number' && isValue(answer.value));
}

function isIdAnswer(answer: unknown): boolean {
  const isIdList = (value: unknown): boolean => Array.isArray(value) && value.every((id) => typeof id === 'string');
  return answer !== undefined && isAnswerOr(answer, isIdList);
}

function listOf(isOne: (each: Unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every((each) => isRecord(each) && isOne(each));
}

function hasTexts(record: Unknown, ...names: readonly string[]): boolean {
  return names.every((name) => typeof record[name] === 'string');
}

function isRecord(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
