import type { ValueNode } from '../taskdef/node.ts';
import type { TaskValue } from './registerInput.ts';

const nowhere = { offset: 0, length: 0 };

/** A registered task definition as the nodes of a text that has no places, for what looks at texts: size, placement. */
export function nodeOf(value: TaskValue): ValueNode {
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value, ...nowhere };
  if (isList(value)) return { kind: 'array', items: value.map(nodeOf), ...nowhere };
  const properties = Object.entries(value).map(([name, each]) => ({
    name,
    key: nowhere,
    value: nodeOf(each),
    ...nowhere,
  }));
  return { kind: 'object', properties, ...nowhere };
}

export function isList(value: TaskValue): value is readonly TaskValue[] {
  return Array.isArray(value);
}
