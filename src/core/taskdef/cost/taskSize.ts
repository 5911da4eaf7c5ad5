import type { ValueNode } from '../node.ts';
import { isReference, itemsOf, numberOf, property, textOf } from '../node.ts';

/** What a task asks for. A part that is absent can't be told: it holds a reference, is malformed or is missing. */
export interface TaskSize {
  /** 1,024 a vCPU. */
  readonly cpuUnits?: number;
  readonly memoryMiB?: number;
  /** Physical GPUs of their own; `ALL` counts as one. */
  readonly gpus?: number;
  /** Prices are those of Linux. */
  readonly isWindows?: true;
  /** Whether the task says its own CPU or memory, or only its containers do. */
  readonly basis: 'task' | 'containers';
}

/**
 * What ECS takes off a host for a task: the values of the task, else the sums over its containers, of whose memory the
 * reservation counts before the limit.
 * Source: Amazon ECS API Reference, `RegisterTaskDefinition` and `ContainerDefinition`.
 *
 * @param root a task definition with the names of the ECS API
 */
export function taskSize(root: ValueNode): TaskSize {
  const cpu = property(root, 'cpu');
  const memory = property(root, 'memory');
  const containers = property(root, 'containerDefinitions');
  const cpuUnits = isSet(cpu) ? taskCpu(cpu) : sumOver(containers, (each) => containerNumber(each, 'cpu', 0));
  const memoryMiB = isSet(memory) ? taskMemory(memory) : sumOver(containers, containerMemory);
  const gpus = sumOver(containers, containerGpus);
  const system = textOf(property(property(root, 'runtimePlatform'), 'operatingSystemFamily'));
  return {
    ...(cpuUnits !== undefined && { cpuUnits }),
    ...(memoryMiB !== undefined && { memoryMiB }),
    ...(gpus !== undefined && { gpus }),
    ...(system?.startsWith('WINDOWS') === true && { isWindows: true as const }),
    basis: isSet(cpu) || isSet(memory) ? 'task' : 'containers',
  };
}

/** `"256"`, `256`, `"0.25 vCPU"` as CPU units. */
export function taskCpu(node: ValueNode | undefined): number | undefined {
  return amount(textOf(node), /^\s*(\d+(?:\.\d+)?|\.\d+)\s*vcpus?\s*$/i);
}

/** `"512"`, `512`, `"0.5 GB"`, `"1GB"` as MiB. */
export function taskMemory(node: ValueNode | undefined): number | undefined {
  return amount(textOf(node), /^\s*(\d+(?:\.\d+)?|\.\d+)\s*gb\s*$/i);
}

/** Whole units as they are; what the pattern names in thousands, of 1,024 each. */
function amount(text: string | undefined, large: RegExp): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(text)) return whole(Number(text));
  const found = large.exec(text)?.[1];
  return found === undefined ? undefined : whole(Math.round(Number(found) * 1024));
}

function whole(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** `null` is how the CLI's skeletons and consoles leave something out. */
function isSet(node: ValueNode | undefined): node is ValueNode {
  return node !== undefined && !(node.kind === 'scalar' && node.value === null);
}

function sumOver(
  containers: ValueNode | undefined,
  valueOf: (container: ValueNode) => number | undefined,
): number | undefined {
  if (containers?.kind !== 'array') return undefined;
  let sum: number | undefined = 0;
  for (const container of itemsOf(containers)) {
    const value = container.kind === 'object' ? valueOf(container) : undefined;
    sum = sum === undefined || value === undefined ? undefined : whole(sum + value);
  }
  return sum;
}

function containerNumber(container: ValueNode, name: string, missing: number | undefined): number | undefined {
  const node = property(container, name);
  return isSet(node) ? whole(numberOf(node)) : missing;
}

function containerMemory(container: ValueNode): number | undefined {
  const reserved = property(container, 'memoryReservation');
  return containerNumber(container, isSet(reserved) ? 'memoryReservation' : 'memory', undefined);
}

function containerGpus(container: ValueNode): number | undefined {
  const requirements = property(container, 'resourceRequirements');
  if (isReference(requirements)) return undefined;
  let sum: number | undefined = 0;
  for (const each of itemsOf(requirements)) {
    const type = property(each, 'type');
    if (isReference(type)) return undefined;
    if (textOf(type) !== 'GPU') continue;
    const value = property(each, 'value');
    const count = textOf(value) === 'ALL' ? 1 : whole(numberOf(value));
    sum = count === undefined ? undefined : whole(sum + count);
    if (sum === undefined) return undefined;
  }
  return sum;
}
