import type { Host } from '../../fleet/host.ts';
import { boardAttribute } from '../../fleet/machine.ts';
import type { ContainerInstance } from '../../fleet/model.ts';
import type { TagMap } from '../ecsOperations.ts';

/** What users hang on hosts: custom attributes of ECS, by which tasks are placed, and tags of ECS and of SSM. */
export const labelKinds = ['attribute', 'ecsTag', 'ssmTag'] as const;
export type LabelKind = (typeof labelKinds)[number];

/** What they hang on: the node of a host, and where it is in a cluster of ECS its instance. */
export interface Labelled extends Pick<Host, 'id'> {
  readonly instance?: Pick<ContainerInstance, 'arn' | 'clusterArn'>;
}

/** Absent where a host has no such thing: one that is not in ECS has SSM tags only. */
export type Labels = Readonly<Partial<Record<LabelKind, TagMap>>>;

export interface LabelChange {
  readonly kind: LabelKind;
  readonly name: string;
  /** The new value; an attribute may have an empty one. Absent: it is removed. */
  readonly value?: string;
}

/** Limits of AWS. Sources: ECS API reference, `PutAttributes`; AWS General Reference, "Tag naming limits". */
export const labelLimits: Readonly<Record<LabelKind, number>> = { attribute: 10, ecsTag: 50, ssmTag: 50 };

/** AWS, the agent or this extension made it: it is not the user's to change. */
function isReserved(kind: LabelKind, name: string): boolean {
  return kind === 'attribute'
    ? /^(?:ecs\.|com\.amazonaws\.)/.test(name) || name === boardAttribute
    : /^aws:/i.test(name) || (kind === 'ecsTag' && name === boardAttribute);
}

/** What AWS does not count. */
function isUncounted(kind: LabelKind, name: string): boolean {
  return kind === 'attribute' ? /^(?:ecs\.|com\.amazonaws\.)/.test(name) : /^aws:/i.test(name);
}

/** Which kinds a host can have. */
export function kindsOf({ instance, id }: Labelled): readonly LabelKind[] {
  return [
    ...(instance ? (['attribute', 'ecsTag'] as const) : []),
    ...(id.startsWith('mi-') ? (['ssmTag'] as const) : []),
  ];
}

/** One name over several hosts. */
export interface LabelRow {
  readonly kind: LabelKind;
  readonly name: string;
  /** Absent where hosts differ in it, or not all of them have it. */
  readonly value?: string;
  /** How many of them have it. */
  readonly count: number;
  readonly isReserved: boolean;
}

/** All names that any of the hosts has, by kind and name. */
export function labelRows(hosts: readonly Labels[]): readonly LabelRow[] {
  return labelKinds.flatMap((kind) => {
    const own = hosts.map((labels) => labels[kind]).filter((labels) => labels !== undefined);
    const names = [...new Set(own.flatMap((labels) => Object.keys(labels)))].sort();
    return names.map((name): LabelRow => {
      const values = own.flatMap((labels) => valueOf(labels, name) ?? []);
      const [first] = values;
      const isSame = values.length === own.length && values.every((value) => value === first);
      const value = isSame ? first : undefined;
      return {
        kind,
        name,
        count: values.length,
        isReserved: isReserved(kind, name),
        ...(value !== undefined && { value }),
      };
    });
  });
}

/** The changes that make a difference to a host, of those that were made for several. */
export function changesFor(labels: Labels, changes: readonly LabelChange[]): readonly LabelChange[] {
  return changes.filter(({ kind, name, value }) => {
    const own = labels[kind];
    return own !== undefined && valueOf(own, name) !== value;
  });
}

/** Whether all of them fit: AWS counts what is there after each call. */
export function isTooMany(labels: Labels, kind: LabelKind, changes: readonly LabelChange[]): boolean {
  const names = new Set(Object.keys(labels[kind] ?? {}).filter((name) => !isUncounted(kind, name)));
  for (const change of changes) {
    if (change.kind !== kind) continue;
    if (change.value === undefined) names.delete(change.name);
    else names.add(change.name);
  }
  return names.size > labelLimits[kind];
}

function valueOf(labels: TagMap, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
