import { taskSize } from '../../core/taskdef/cost/taskSize.ts';
import { fixedHostPorts, takenPort } from '../../core/taskdef/placement/hostPorts.ts';
import { nodeOf } from '../../core/tasks/values.ts';
import type { TaskValue } from '../../core/tasks/registerInput.ts';
import type { ContainerInstance, StoredTaskDefinition } from '../world.ts';
import { describeInstance } from './ecsViews.ts';

/**
 * Why ECS does not place a task on a container instance now, in its own words; undefined where it does.
 * Source: Amazon ECS Developer Guide, "API failure reasons".
 */
export function whyNotOn(instance: ContainerInstance, { definition }: StoredTaskDefinition): string | undefined {
  if (instance.status === 'INACTIVE') return 'INACTIVE';
  if (!instance.agentConnected) return 'AGENT';
  const { requiresAttributes = [] } = definition;
  if (requiresAttributes.some(({ name = '' }) => !instance.attributes.has(name))) return 'ATTRIBUTE';
  // As it goes over the wire: what is not set is not there.
  return shortage(instance, JSON.parse(JSON.stringify(definition)) as TaskValue);
}

function shortage(instance: ContainerInstance, definition: TaskValue): string | undefined {
  const root = nodeOf(definition);
  const { remainingResources = [] } = describeInstance(instance, new Set());
  const amount = (name: string): number => remainingResources.find((each) => each.name === name)?.integerValue ?? 0;
  const set = (name: string): readonly string[] =>
    remainingResources.find((each) => each.name === name)?.stringSetValue ?? [];
  const { cpuUnits = 0, memoryMiB = 0, gpus = 0 } = taskSize(root);
  if (cpuUnits > amount('CPU')) return 'RESOURCE:CPU';
  if (memoryMiB > amount('MEMORY')) return 'RESOURCE:MEMORY';
  if (gpus > set('GPU').length) return 'RESOURCE:GPU';
  const ports = { tcp: set('PORTS').map(Number), udp: set('PORTS_UDP').map(Number) };
  const taken = fixedHostPorts(root).find((need) => takenPort(need, ports) !== undefined);
  if (taken === undefined) return undefined;
  return taken.protocol === 'udp' ? 'RESOURCE:PORTS_UDP' : 'RESOURCE:PORTS';
}
