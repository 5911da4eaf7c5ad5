import { writtenVersion } from '../fileVersion.ts';
import { turn } from '../turns.ts';
import type { ContainerInstance, EcsCluster, EksCluster, ManagedNode } from './model.ts';

/** Goes up whenever the form of the texts or the meaning of a field changes. */
const version = 3;

/** An answer of AWS and when it came, in milliseconds since the epoch. */
export interface Answer<T> {
  readonly asOf: number;
  readonly value: T;
}

/** One that may lack clusters that there are, since the caller might not see them. */
export interface KeptList<T> extends Answer<readonly T[]> {
  readonly isPart?: true;
}

/** One that is still text. */
export interface KeptAnswer<T> {
  readonly asOf: number;
  /** Reads a part of it: thousands of hosts take a moment. Returns whether there are more. */
  readonly readSome: () => boolean;
  /** Reads what is left of it. `undefined` where a text is damaged. */
  readonly read: () => T | undefined;
}

/**
 * What was known of an account's fleet, for the next window to begin with. Tasks are not in it, which change too fast,
 * nor activations, nor what Kubernetes APIs say. It holds no secrets.
 */
export interface FleetSnapshot extends Known {
  readonly nodes?: Answer<readonly ManagedNode[]>;
  /** By the ARN of their cluster. */
  readonly instances: Readonly<Record<string, Answer<readonly ContainerInstance[]>>>;
}

/** The same as it is kept: what it says of hosts, which may be thousands, is read when it is asked for. */
export interface KeptFleet extends Known {
  readonly nodes?: KeptAnswer<readonly ManagedNode[]>;
  readonly instances: Readonly<Record<string, KeptAnswer<readonly ContainerInstance[]>>>;
}

interface Known {
  readonly ecsClusters?: KeptList<EcsCluster>;
  readonly eksClusters?: KeptList<EksCluster>;
  /** Ids of hybrid nodes by the ARN of their EKS cluster. */
  readonly members?: Readonly<Record<string, Answer<readonly string[]>>>;
}

/** Beyond so many hosts whole clusters are left out: half of a cluster would look like all of it. */
const mostHosts = 20_000;

/** Why a text is not read: it is not what was written, or another version of this extension wrote it. */
export type SnapshotFault = 'corrupt' | 'older' | 'newer';

/** What many hosts have in common stands once: they come with some forty attributes each. */
const shared = ['attributes', 'total', 'reservedPorts', 'usedPorts'] as const;

/** So many hosts stand in one text, and are taken at a time, with a turn for others in between. */
const sliceSize = 250;

/** Where a list of hosts is: the number of its first text, and how many it has. */
interface Place {
  readonly asOf: number;
  readonly text: number;
  readonly texts: number;
}

interface Head extends Known {
  readonly version: number;
  readonly nodes?: Place;
  readonly instances: Readonly<Record<string, Place>>;
}

/**
 * The texts to keep, each without a line break: a head, and lists of hosts in several. Of when anything was read, only
 * the head tells.
 *
 * @param turn resolves after others had their turn
 */
export async function snapshotTexts({
  instances,
  members,
  nodes,
  ...others
}: FleetSnapshot): Promise<readonly [head: string, ...texts: string[]]> {
  const texts: string[] = [];
  const keep = async <T>(
    { asOf, value }: Answer<readonly T[]>,
    text: (some: readonly T[]) => string,
  ): Promise<Place> => {
    const first = texts.length + 1;
    // Of none, one: the list is known to be empty.
    for (let start = 0; start === 0 || start < value.length; start += sliceSize) {
      texts.push(text(value.slice(start, start + sliceSize)));
      await turn();
    }
    return { asOf, text: first, texts: texts.length + 1 - first };
  };
  const places: Record<string, Place> = {};
  let hosts = 0;
  for (const [arn, answer] of Object.entries(instances)) {
    hosts += answer.value.length;
    if (hosts <= mostHosts) places[arn] = await keep(answer, instancesText);
  }
  const keepsNodes = nodes && nodes.value.length <= mostHosts;
  const head = {
    version,
    ...others,
    members: smallMembers(members),
    nodes: keepsNodes ? await keep(nodes, (some) => JSON.stringify(some)) : undefined,
    instances: places,
  } satisfies { readonly [K in keyof Head]: Head[K] | undefined };
  return [JSON.stringify(head), ...texts];
}

function instancesText(instances: readonly ContainerInstance[]): string {
  const pool = new Map<string, number>();
  const pooled = (value: unknown): number => {
    const text = JSON.stringify(value);
    const number = pool.get(text) ?? pool.size;
    pool.set(text, number);
    return number;
  };
  const all = instances.map((each) => packed(each, pooled));
  const shares = Array.from(pool.keys(), (text): unknown => JSON.parse(text));
  return JSON.stringify({ pool: shares, instances: all } satisfies PackedInstances);
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

/** Whether another version of this extension wrote a head that begins so. */
export function otherVersion(beginning: string): 'older' | 'newer' | undefined {
  const written = writtenVersion(beginning);
  if (written === undefined || written === version) return undefined;
  return written > version ? 'newer' : 'older';
}

/**
 * What `snapshotTexts` made, or why it is not read.
 *
 * @param texts how many there are beside the head
 * @param text one of them by its number, from 1 on; `undefined` where it is damaged
 */
export function readSnapshot(
  head: string,
  texts: number,
  text: (number: number) => string | undefined,
): KeptFleet | SnapshotFault {
  const other = otherVersion(head);
  if (other) return other;
  const file = parsed(head);
  if (!isHead(file, texts)) return 'corrupt';
  const { ecsClusters, eksClusters, members, nodes, instances } = file;
  const kept = <T>(place: Place, read: (value: unknown) => readonly T[] | undefined): KeptAnswer<readonly T[]> =>
    keptAnswer(place, (number) => {
      const found = text(number);
      return found === undefined ? undefined : read(parsed(found));
    });
  return {
    ...(ecsClusters && { ecsClusters }),
    ...(eksClusters && { eksClusters }),
    ...(members && { members }),
    ...(nodes && { nodes: kept(nodes, readNodes) }),
    instances: Object.fromEntries(
      Object.entries(instances).map(([arn, place]) => [arn, kept(place, readInstances)] as const),
    ),
  };
}

function keptAnswer<T>(
  { asOf, text, texts }: Place,
  readText: (number: number) => readonly T[] | undefined,
): KeptAnswer<readonly T[]> {
  const all: T[] = [];
  let next = text;
  let isDamaged = false;
  const readSome = (): boolean => {
    const some = hasMore() ? readText(next++) : [];
    if (some) for (const each of some) all.push(each);
    else isDamaged = true;
    return hasMore();
  };
  const hasMore = (): boolean => !isDamaged && next < text + texts;
  const read = (): readonly T[] | undefined => {
    while (readSome());
    return isDamaged ? undefined : all;
  };
  return { asOf, readSome, read };
}

/** `undefined` where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isNodeList = listOf((each) => hasTexts(each, 'id'));

function readNodes(value: unknown): readonly ManagedNode[] | undefined {
  return isNodeList(value) ? (value as readonly ManagedNode[]) : undefined;
}

interface PackedInstances {
  readonly pool: readonly unknown[];
  readonly instances: readonly Unknown[];
}

function readInstances(value: unknown): readonly ContainerInstance[] | undefined {
  if (!isRecord(value)) return undefined;
  const { pool, instances } = value;
  if (!Array.isArray(pool) || !pool.every(isRecord) || !listOf(isPacked(pool.length))(instances)) return undefined;
  const all = instances as readonly Record<string, unknown>[];
  for (const each of all) unpack(each, pool);
  // What was shared is back in its place by now, which types can't follow.
  return all as unknown as readonly ContainerInstance[];
}

/** In place: there may be thousands. What they share they share in memory, too. */
function unpack(instance: Record<string, unknown>, pool: readonly unknown[]): void {
  for (const name of shared) if (instance[name] !== undefined) instance[name] = pool[instance[name] as number];
}

function isHead(file: unknown, texts: number): file is Head {
  if (!isRecord(file)) return false;
  const { version: of, ecsClusters, eksClusters, nodes, members, instances } = file;
  const isPlace = (place: unknown): boolean =>
    isRecord(place) &&
    typeof place.asOf === 'number' &&
    isNumberUpTo(texts, place.text) &&
    place.text !== 0 &&
    isNumberUpTo(texts + 1 - Number(place.text), place.texts) &&
    place.texts !== 0;
  return (
    of === version &&
    isClusterListOr(ecsClusters, 'ecs') &&
    isClusterListOr(eksClusters, 'eks') &&
    (members === undefined || (isRecord(members) && Object.values(members).every(isIdAnswer))) &&
    (nodes === undefined || isPlace(nodes)) &&
    isRecord(instances) &&
    Object.values(instances).every(isPlace)
  );
}

type Unknown = Readonly<Record<string, unknown>>;

function isPacked(poolSize: number): (instance: Unknown) => boolean {
  const isPlace = (value: unknown): boolean => isNumberUpTo(poolSize - 1, value);
  return (instance) =>
    hasTexts(instance, 'arn', 'clusterArn', 'managedNodeId', 'status') &&
    ['runningTaskCount', 'pendingTaskCount'].every((name) => typeof instance[name] === 'number') &&
    isRecord(instance.free) &&
    isRecord(instance.tags) &&
    ['attributes', 'total'].every((name) => isPlace(instance[name])) &&
    shared.every((name) => instance[name] === undefined || isPlace(instance[name]));
}

function isNumberUpTo(most: number, value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
}

function isCluster(kind: string): (cluster: Unknown) => boolean {
  return (cluster) => cluster.kind === kind && hasTexts(cluster, 'arn', 'name', 'status');
}

function isClusterListOr(answer: unknown, kind: string): boolean {
  if (!isAnswerOr(answer, listOf(isCluster(kind)))) return false;
  return !isRecord(answer) || answer.isPart === undefined || answer.isPart === true;
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
