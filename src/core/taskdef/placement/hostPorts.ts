import type { HostPorts } from '../../fleet/model.ts';
import type { ValueNode } from '../node.ts';
import { isReference, itemsOf, numberOf, property, textOf } from '../node.ts';

/** Fixed ports of the host that a task needs; `last` is `first` but for a range. */
export interface PortNeed {
  readonly protocol: 'tcp' | 'udp';
  readonly first: number;
  readonly last: number;
  /** Where it is said. */
  readonly node: ValueNode;
}

/**
 * Without those that Docker picks (`hostPort` 0 or missing in the bridge mode), those not known yet, and those of network
 * modes in which a task takes no port of the host.
 */
export function fixedHostPorts(root: ValueNode): readonly PortNeed[] {
  const mode = property(root, 'networkMode');
  const name = isSet(mode) ? textOf(mode) : 'bridge';
  // `default` is what Windows has in place of `bridge`.
  if (name !== 'host' && name !== 'bridge' && name !== 'default') return [];
  return itemsOf(property(root, 'containerDefinitions'))
    .flatMap((container) => itemsOf(property(container, 'portMappings')))
    .flatMap((mapping) => needOf(mapping, name === 'host') ?? []);
}

function needOf(mapping: ValueNode, isHost: boolean): PortNeed | undefined {
  const protocolNode = property(mapping, 'protocol');
  if (isReference(protocolNode)) return undefined;
  // Case-sensitive, and anything else is treated as tcp.
  const protocol = textOf(protocolNode) === 'udp' ? 'udp' : 'tcp';
  const ranges = property(mapping, 'containerPortRange');
  const range = isHost ? rangeOf(textOf(ranges)) : undefined;
  if (range && ranges) return { protocol, ...range, node: ranges };
  const written = property(mapping, 'hostPort');
  if (isReference(written)) return undefined;
  const hostPort = numberOf(written) ?? 0;
  // In the host mode the container listens on the host itself: its port is the host's.
  const node = isHost && hostPort === 0 ? property(mapping, 'containerPort') : written;
  const port = numberOf(node);
  return node !== undefined && port !== undefined && isPort(port)
    ? { protocol, first: port, last: port, node }
    : undefined;
}

function isSet(node: ValueNode | undefined): node is ValueNode {
  return node !== undefined && !(node.kind === 'scalar' && node.value === null);
}

function rangeOf(text: string | undefined): { readonly first: number; readonly last: number } | undefined {
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(text ?? '') ?? [];
  if (from === undefined || to === undefined) return undefined;
  const [first, last] = [Number(from), Number(to)];
  return isPort(first) && isPort(last) && first <= last ? { first, last } : undefined;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port <= 65_535;
}

/** The first port that both want. */
export function takenPort({ protocol, first, last }: PortNeed, taken: HostPorts | undefined): number | undefined {
  return taken?.[protocol].find((port) => port >= first && port <= last);
}

/** Whether both want a port. */
export function overlaps(a: PortNeed, b: PortNeed): boolean {
  return a.protocol === b.protocol && a.first <= b.last && b.first <= a.last;
}
