/**
 * The values of a task definition with their places in the text, the same for all formats: names are those of the ECS
 * API, whatever the format calls them.
 */

/** A part of a text, in UTF-16 code units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface ObjectNode extends Span {
  readonly kind: 'object';
  /** In the order of the text; of two of a name the last one counts, and both are here. */
  readonly properties: readonly PropertyNode[];
  /** Its names are data and the same in every format: options of log drivers, labels. */
  readonly isMap?: true;
}

export interface PropertyNode extends Span {
  /** As the ECS API has it: `containerDefinitions`. */
  readonly name: string;
  /** Of the name as it stands in the text. */
  readonly key: Span;
  /** Absent while it is being typed. */
  readonly value?: ValueNode;
}

export interface ArrayNode extends Span {
  readonly kind: 'array';
  readonly items: readonly ValueNode[];
}

export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

/** What only deploying makes a value of: `!Ref`, `${…}`, `<IMAGE1_NAME>`. Never guessed, and never an error. */
export interface ReferenceNode extends Span {
  readonly kind: 'reference';
  /** The parts of a text that are known already: `111122223333.dkr.ecr.…/web:` of `!Sub 1111…/web:${Tag}`. */
  readonly knownStart?: string;
}

export type ValueNode = ObjectNode | ArrayNode | ScalarNode | ReferenceNode;

/** The value of an object's property; of two of a name the last one. */
export function property(node: ValueNode | undefined, name: string): ValueNode | undefined {
  return propertyNode(node, name)?.value;
}

export function propertyNode(node: ValueNode | undefined, name: string): PropertyNode | undefined {
  return node?.kind === 'object' ? node.properties.findLast((each) => each.name === name) : undefined;
}

export function itemsOf(node: ValueNode | undefined): readonly ValueNode[] {
  return node?.kind === 'array' ? node.items : [];
}

/** A text, also one that was written as a number (`"cpu": "256"` and `256` are both met). */
export function textOf(node: ValueNode | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (typeof node.value === 'string') return node.value;
  return typeof node.value === 'number' ? String(node.value) : undefined;
}

/** A finite number, also one that was written as a text. */
export function numberOf(node: ValueNode | undefined): number | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const { value } = node;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A truth value, also one that was written as a text, as CloudFormation allows. */
export function booleanOf(node: ValueNode | undefined): boolean | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (typeof node.value === 'boolean') return node.value;
  return node.value === 'true' ? true : node.value === 'false' ? false : undefined;
}

/** Whether a value is there that can't be told before it is deployed. */
export function isReference(node: ValueNode | undefined): node is ReferenceNode {
  return node?.kind === 'reference';
}
