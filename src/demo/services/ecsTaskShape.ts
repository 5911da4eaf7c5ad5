import type { SchemaEntry, SchemaPath } from '../../core/taskdef/schema/lookup.ts';
import { propertiesAt, schemaAt } from '../../core/taskdef/schema/lookup.ts';
import { boolean, integer, list, map, oneOf, required, string, structure } from '../wire/shapes.ts';
import type { Shape } from '../wire/shapes.ts';

/** The shape of `RegisterTaskDefinition`'s input, out of AWS's API model: a task definition has some two hundred places. */
export function taskDefinitionShape(): Shape<Readonly<Record<string, unknown>> | undefined> {
  return structureAt([]);
}

function structureAt(path: SchemaPath): Shape<Readonly<Record<string, unknown>> | undefined> {
  const entries = propertiesAt(path).filter(({ readOnly }) => readOnly !== true);
  const members = entries.map((entry): [string, Shape<unknown>] => {
    const shape = shapeAt([...path, entry.name], entry);
    return [entry.name, entry.required ? required(shape) : shape];
  });
  return structure(Object.fromEntries(members));
}

function shapeAt(path: SchemaPath, entry: SchemaEntry): Shape<unknown> {
  switch (entry.type) {
    case 'array': {
      const item = schemaAt([...path, 0]);
      return list(item === undefined ? string() : shapeAt([...path, 0], item));
    }
    case 'object':
      return structureAt(path);
    case 'map':
      return map();
    case 'number':
      return integer();
    case 'boolean':
      return boolean();
    case 'text':
    case 'time':
      return entry.values === undefined ? string() : oneOf(...entry.values);
  }
}
