import { Failure } from '../../failure.ts';
import { attributesAtOnce, type EcsOperations, type TagMap } from '../ecsOperations.ts';
import { kindsOf, labelKinds, type LabelChange, type LabelKind, type Labelled, type Labels } from './labels.ts';

export interface NotDone {
  readonly changes: readonly LabelChange[];
  readonly failure: Failure;
}

/** What was changed, and what was not and why. Calls that were not made, as the user stopped them, are in neither. */
export interface Applied {
  readonly done: readonly LabelChange[];
  readonly notDone: readonly NotDone[];
}

export interface ReadLabels {
  readonly labels: Labels;
  /** Of what could not be read: it can't be edited. */
  readonly failures: readonly Failure[];
}

/** One call for each kind. Never rejects. */
export async function readLabels(ecs: EcsOperations, target: Labelled, signal?: AbortSignal): Promise<ReadLabels> {
  const { instance, id } = target;
  const read = async (kind: LabelKind): Promise<TagMap> => {
    if (kind === 'ssmTag' || !instance) return ecs.nodeTags(id, signal);
    if (kind === 'ecsTag') return ecs.tags(instance.arn, signal);
    const attributes = await ecs.attributes(instance.clusterArn, instance.arn, signal);
    return Object.fromEntries(attributes.map(({ name, value = '' }) => [name, value]));
  };
  const parts = await Promise.all(
    kindsOf(target).map(async (kind) => {
      try {
        return { labels: { [kind]: await read(kind) }, failures: [] };
      } catch (error) {
        return { labels: {}, failures: [Failure.from(error)] };
      }
    }),
  );
  return {
    labels: Object.assign({}, ...parts.map(({ labels }) => labels)) as Labels,
    failures: parts.flatMap(({ failures }) => failures),
  };
}

/**
 * Changes what hangs on one host. What is removed goes first, since AWS counts what is there. Each of the calls can be sent
 * again, and one that fails does not keep the others from being made. Never rejects.
 */
export async function applyLabels(
  ecs: EcsOperations,
  target: Labelled,
  changes: readonly LabelChange[],
  signal?: AbortSignal,
): Promise<Applied> {
  const done: LabelChange[] = [];
  const notDone: NotDone[] = [];
  for (const { some, run } of callsFor(ecs, target, changes, signal)) {
    if (signal?.aborted) break;
    try {
      await run();
      done.push(...some);
    } catch (error) {
      notDone.push({ changes: some, failure: Failure.from(error) });
    }
  }
  return { done, notDone };
}

interface Call {
  readonly some: readonly LabelChange[];
  readonly run: () => Promise<void>;
}

function callsFor(
  ecs: EcsOperations,
  { id, instance }: Labelled,
  changes: readonly LabelChange[],
  signal: AbortSignal | undefined,
): readonly Call[] {
  return labelKinds.flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    const removed = own.filter(({ value }) => value === undefined);
    const set = own.filter(({ value }) => value !== undefined);
    const names = (some: readonly LabelChange[]): readonly string[] => some.map(({ name }) => name);
    if (kind === 'ssmTag') {
      return [
        ...calls(removed, tagsAtOnce, (some) => ecs.removeNodeTags(id, names(some), signal)),
        ...calls(set, tagsAtOnce, (some) => ecs.setNodeTags(id, tagsOf(some), signal)),
      ];
    }
    if (!instance) return [];
    const { arn, clusterArn } = instance;
    if (kind === 'ecsTag') {
      return [
        ...calls(removed, tagsAtOnce, (some) => ecs.removeTags(arn, names(some), signal)),
        ...calls(set, tagsAtOnce, (some) => ecs.setTags(arn, tagsOf(some), signal)),
      ];
    }
    return [
      ...calls(removed, attributesAtOnce, (some) => ecs.deleteAttributes(clusterArn, arn, names(some), signal)),
      ...calls(set, attributesAtOnce, (some) => ecs.putAttributes(clusterArn, arn, some.map(attributeOf), signal)),
    ];
  });
}

/** No more can be on one resource. */
const tagsAtOnce = 50;

/** One call each, so that what was done is known exactly. */
function calls(
  changes: readonly LabelChange[],
  atOnce: number,
  run: (some: readonly LabelChange[]) => Promise<void>,
): readonly Call[] {
  const made: Call[] = [];
  for (let from = 0; from < changes.length; from += atOnce) {
    const some = changes.slice(from, from + atOnce);
    made.push({ some, run: () => run(some) });
  }
  return made;
}

function tagsOf(changes: readonly LabelChange[]): TagMap {
  return Object.fromEntries(changes.map(({ name, value = '' }) => [name, value]));
}

/** AWS takes no empty value; an attribute without one is a name that tasks can be placed by. */
function attributeOf({ name, value }: LabelChange): { readonly name: string; readonly value?: string } {
  return value === undefined || value === '' ? { name } : { name, value };
}
