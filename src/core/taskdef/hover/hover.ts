import type { TaskDefinitionSource, TaskDocument } from '../document.ts';
import type { ObjectNode, PropertyNode, Span, ValueNode } from '../node.ts';
import { schemaAt } from '../schema/lookup.ts';
import type { SchemaEntry, SchemaPath } from '../schema/lookup.ts';

/** What the reader points at. */
export interface HoverTarget {
  readonly definition: TaskDefinitionSource;
  /** With the names of the API, from the task definition. */
  readonly path: SchemaPath;
  /** The name or the value: what is pointed at. */
  readonly span: Span;
  /** Of the property or item, where it is there. */
  readonly value?: ValueNode;
  /** Absent where AWS knows no such place. */
  readonly entry?: SchemaEntry;
}

/** The place of a task definition at an offset: a name, a value, an item. Undefined between them and outside. */
export function hoverAt(document: TaskDocument, offset: number): HoverTarget | undefined {
  const definition = document.definitions.find(({ root }) => holds(root, offset));
  const place = definition && placeIn(definition.root, offset, []);
  if (definition === undefined || place === undefined) return undefined;
  const entry = schemaAt(place.path);
  return { definition, ...place, ...(entry && { entry }) };
}

type Place = Pick<HoverTarget, 'path' | 'span' | 'value'>;

function placeIn(node: ValueNode, offset: number, path: SchemaPath): Place | undefined {
  if (node.kind === 'object') return placeInObject(node, offset, path);
  if (node.kind !== 'array') return { path, span: node, value: node };
  const index = node.items.findIndex((item) => holds(item, offset));
  const item = node.items[index];
  return item && placeIn(item, offset, [...path, index]);
}

/** Of two of a name the last one counts, but what is pointed at is pointed at. */
function placeInObject(node: ObjectNode, offset: number, path: SchemaPath): Place | undefined {
  for (const property of node.properties) {
    const found = placeInProperty(property, offset, [...path, property.name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function placeInProperty({ key, value }: PropertyNode, offset: number, path: SchemaPath): Place | undefined {
  if (holds(key, offset)) return { path, span: key, ...(value && { value }) };
  return value !== undefined && holds(value, offset) ? placeIn(value, offset, path) : undefined;
}

function holds({ offset: start, length }: Span, offset: number): boolean {
  return offset >= start && offset < start + length;
}
