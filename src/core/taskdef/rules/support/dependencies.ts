import type { TaskDefinitionSource } from '../../document.ts';
import { property, textOf, type ObjectNode, type ValueNode } from '../../node.ts';
import { containersOf, objectsOf } from './places.ts';

export interface Dependency {
  readonly container: ObjectNode;
  /** Name of `container`, where it is known. */
  readonly from: string | undefined;
  readonly to: string;
  /** Where `to` is named. */
  readonly node: ValueNode;
  /** `START`, `COMPLETE`, `SUCCESS`, `HEALTHY`. */
  readonly condition: string | undefined;
}

/** All `dependsOn` whose container is known. */
export function dependenciesOf(definition: TaskDefinitionSource): readonly Dependency[] {
  return containersOf(definition).flatMap((container) =>
    objectsOf(property(container, 'dependsOn')).flatMap((each) => {
      const node = property(each, 'containerName');
      const to = textOf(node);
      // An empty text is still to be typed.
      if (node === undefined || to === undefined || to === '') return [];
      const from = textOf(property(container, 'name'));
      return [{ container, from, to, node, condition: textOf(property(each, 'condition')) }];
    }),
  );
}

/** Containers by their name. */
export function containersByName(definition: TaskDefinitionSource): ReadonlyMap<string, ObjectNode> {
  const named = containersOf(definition).flatMap((container) => {
    const name = textOf(property(container, 'name'));
    return name === undefined ? [] : [[name, container] as const];
  });
  return new Map(named);
}
