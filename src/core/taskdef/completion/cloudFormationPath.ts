import { fromCloudFormation, isMapName } from '../parse/names.ts';
import type { SchemaPath } from '../schema/lookup.ts';

/** The path with the names of the API. The names in maps are data, and stay. */
export function cloudFormationPath(path: SchemaPath): SchemaPath {
  const names: (string | number)[] = [];
  for (const step of path) names.push(typeof step === 'number' ? step : cloudFormationName(step, names));
  return names;
}

export function cloudFormationName(name: string, above: SchemaPath): string {
  const parent = above.at(-1);
  return typeof parent === 'string' && isMapName(parent) ? name : fromCloudFormation(name);
}
