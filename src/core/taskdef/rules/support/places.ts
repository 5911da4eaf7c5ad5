import type { ServiceSource, TaskDefinitionSource } from '../../document.ts';
import {
  itemsOf,
  property,
  propertyNode,
  textOf,
  type ObjectNode,
  type PropertyNode,
  type Span,
  type ValueNode,
} from '../../node.ts';

/** The items of a list that can be looked into. */
export function objectsOf(node: ValueNode | undefined): readonly ObjectNode[] {
  return itemsOf(node).filter((item) => item.kind === 'object');
}

/** The container definitions that can be looked into. */
export function containersOf({ root }: TaskDefinitionSource): readonly ObjectNode[] {
  return objectsOf(property(root, 'containerDefinitions'));
}

/**
 * Whether a property is there, or may be: be it only half typed or a reference, or what a macro or a merged alias brings.
 * `null` leaves it out, as in the CLI's skeletons.
 */
export function has(object: ValueNode | undefined, name: string): boolean {
  const found = propertyNode(object, name);
  if (found === undefined) return object?.kind === 'object' && object.properties.some(bringsOthers);
  return !(found.value?.kind === 'scalar' && found.value.value === null);
}

/** `Fn::Transform` and `Fn::ForEach` beside other properties, and `<<` of what could not be merged. */
function bringsOthers({ name }: PropertyNode): boolean {
  return name === '<<' || name.startsWith('fn::');
}

/**
 * The texts by which the objects of a list are called, such as the names of all containers. Undefined where some can't
 * be told, as then nothing is known to be missing.
 */
export function namesIn(parent: ObjectNode, list: string, name = 'name'): ReadonlySet<string> | undefined {
  const node = property(parent, list);
  if (node === undefined) return has(parent, list) ? undefined : new Set();
  if (node.kind !== 'array') return undefined;
  const names = new Set<string>();
  for (const item of node.items) {
    const text = textOf(property(item, name));
    if (text === undefined) return undefined;
    names.add(text);
  }
  return names;
}

/** Whether a value says that something is wanted: it is known, and neither empty, false nor null. */
export function isWanted(node: ValueNode | undefined): node is ValueNode {
  switch (node?.kind) {
    case 'array':
      return node.items.some(isWanted);
    case 'object':
      return node.properties.length > 0;
    case 'scalar':
      return node.value !== null && node.value !== false && node.value !== 'false' && node.value !== '';
    default:
      return false;
  }
}

/** Where an object is shown as wrong: its name, or where it begins. */
export function placeOf(object: ObjectNode): Span {
  const named = property(object, 'name') ?? property(object, 'family');
  return named ?? object.properties[0]?.key ?? { offset: object.offset, length: Math.min(object.length, 1) };
}

/** Where a task definition is shown as wrong as a whole. */
export function headOf({ root, anchor }: TaskDefinitionSource): Span {
  return property(root, 'family') ?? anchor;
}

/** Where a service is shown as wrong as a whole. */
export function placeOfService({ root, anchor }: ServiceSource): Span {
  return property(root, 'serviceName') ?? anchor;
}

/** The name of a property as it stands in the text; where the property is not there, the object. */
export function keyOf(object: ObjectNode, name: string): Span {
  return propertyNode(object, name)?.key ?? placeOf(object);
}
