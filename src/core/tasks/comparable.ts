import { taskCpu, taskMemory } from '../taskdef/cost/taskSize.ts';
import { propertiesAt } from '../taskdef/schema/lookup.ts';
import type { TaskRevision } from './gateway.ts';
import type { TaskValue } from './registerInput.ts';
import { isList, nodeOf } from './values.ts';

type Definition = TaskRevision['definition'];

/**
 * A registered task definition as a file would say it, so that only what differs shows beside it: without what ECS adds,
 * and in the order of the file. ECS gives back lists such as the environment in an order of its own, and fills in much that
 * nobody wrote.
 *
 * @param file all that the file says, with the types of the API
 */
export function comparable(registered: Definition, file: Definition): Definition {
  const added = new Set(propertiesAt([]).flatMap(({ name, readOnly }) => (readOnly ? [name] : [])));
  const own = Object.fromEntries(Object.entries(registered).filter(([name]) => !added.has(name)));
  // Tags are not part of what is registered: nothing can be said of them here.
  return alignedObject({ ...own, ...(file.tags !== undefined && { tags: file.tags }) }, file, '');
}

/** @param name of the property that holds it */
function aligned(value: TaskValue, file: TaskValue | undefined, name: string): TaskValue {
  if (typeof value !== 'object' || value === null)
    return file !== undefined && saysSame(value, file, name) ? file : value;
  if (isList(value)) return alignedList(value, file !== undefined && isArray(file) ? file : [], name);
  return alignedObject(value, isObject(file) ? file : {}, name);
}

function alignedObject(value: Definition, file: Definition, name: string): Definition {
  const ordered = [...Object.keys(file), ...Object.keys(value)].filter((key) => Object.hasOwn(value, key));
  return Object.fromEntries(
    [...new Set(ordered)].flatMap((key) => {
      const inner = value[key];
      if (inner === undefined) return [];
      const other = Object.hasOwn(file, key) ? file[key] : undefined;
      return other === undefined && isAdded(key, inner, name) ? [] : [[key, aligned(inner, other, key)] as const];
    }),
  );
}

function alignedList(list: readonly TaskValue[], file: readonly TaskValue[], name: string): readonly TaskValue[] {
  const others = new Map(file.map((each, index) => [identity(each) ?? `#${index}`, { each, index }]));
  const placed = list.map((each, index) => {
    const other = others.get(identity(each) ?? `#${index}`);
    return { value: aligned(each, other?.each, name), at: other?.index ?? file.length + index };
  });
  return placed.sort((a, b) => a.at - b.at).map(({ value }) => value);
}

/** What tells an item of a list from the others, where their order means nothing. */
function identity(item: TaskValue): string | undefined {
  if (!isObject(item)) return undefined;
  for (const each of ['name', 'containerName', 'containerPath', 'key', 'namespace', 'type']) {
    const value = item[each];
    if (typeof value === 'string') return `${each} ${value}`;
  }
  return item.containerPort === undefined
    ? undefined
    : `port ${JSON.stringify([item.containerPort, item.protocol ?? 'tcp'])}`;
}

/** `"256"` and `".25 vCPU"` are the same size. */
function saysSame(value: TaskValue, file: TaskValue, name: string): boolean {
  if (typeof value !== 'string' || typeof file !== 'string') return false;
  const size = name === 'cpu' ? taskCpu : name === 'memory' ? taskMemory : undefined;
  const amount = size?.(nodeOf(value));
  return amount !== undefined && amount === size?.(nodeOf(file));
}

/** Values that ECS gives to what nobody set. Source: API reference, `ContainerDefinition`, `PortMapping`, `HealthCheck`. */
const defaults: Readonly<Record<string, Readonly<Record<string, TaskValue>>>> = {
  '': { networkMode: 'bridge' },
  'containerDefinitions': { cpu: 0, essential: true },
  'portMappings': { protocol: 'tcp', hostPort: 0 },
  'healthCheck': { interval: 30, timeout: 5, retries: 3 },
  'mountPoints': { readOnly: false },
  'volumesFrom': { readOnly: false },
};

function isAdded(key: string, value: TaskValue, owner: string): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  const known = Object.hasOwn(defaults, owner) ? defaults[owner] : undefined;
  return known !== undefined && Object.hasOwn(known, key) && known[key] === value;
}

function isArray(value: TaskValue): value is readonly TaskValue[] {
  return Array.isArray(value);
}

function isObject(value: TaskValue | undefined): value is Definition {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
