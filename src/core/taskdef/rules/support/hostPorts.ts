import type { TaskDefinitionSource } from '../../document.ts';
import { numberOf, property, textOf, type ObjectNode, type ValueNode } from '../../node.ts';
import { containersOf, has, objectsOf } from './places.ts';

export interface HostPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Where it is said. */
  readonly node: ValueNode;
}

/** The ports of a host that the task takes for itself, as far as they are known; no free ones that Docker chooses. */
export function fixedHostPorts(definition: TaskDefinitionSource): readonly HostPort[] {
  const mode = property(definition.root, 'networkMode');
  const isHost = textOf(mode) === 'host';
  const isBridge = textOf(mode) === 'bridge' || !has(definition.root, 'networkMode');
  if (!isHost && !isBridge) return [];
  return containersOf(definition).flatMap((container) =>
    objectsOf(property(container, 'portMappings')).flatMap((mapping) => hostPort(mapping, isHost) ?? []),
  );
}

function hostPort(mapping: ObjectNode, isHost: boolean): HostPort | undefined {
  const given = property(mapping, 'hostPort');
  const node = isHost && !has(mapping, 'hostPort') ? property(mapping, 'containerPort') : given;
  const port = numberOf(node);
  const protocol = property(mapping, 'protocol');
  if (node === undefined || port === undefined || port === 0 || protocol?.kind === 'reference') return undefined;
  // Case-sensitive, and anything else is treated as tcp.
  return { port, protocol: textOf(protocol) === 'udp' ? 'udp' : 'tcp', node };
}
