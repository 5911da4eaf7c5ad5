import type { HostPorts } from '../../fleet/model.ts';
import type { ValueNode } from '../node.ts';
import { isReference, itemsOf, numberOf, property, textOf } from '../node.ts';

/** Fixed ports of the host that a task needs; `last` is `first` but for a range. */
export interface PortNeed {
  readonly protocol: 'tcp' | 'udp';
  readonly first: number;
  readonly last: number;
}

/** Without those that Docker picks (`hostPort` 0 or missing in the bridge mode) and those not known yet. */
export function fixedHostPorts(root: ValueNode): readonly PortNeed[] {
  const mode = property(root, 'networkMode');
  if (isReference(mode)) return [];
  const isHost = textOf(mode) === 'host';
  if (!isHost && textOf(mode) === 'none') return [];
  return itemsOf(property(root, 'containerDefinitions'))
    .flatMap((container) => itemsOf(property(container, 'portMappings')))
    .flatMap((mapping) => needOf(mapping, isHost) ?? []);
}

function needOf(mapping: ValueNode, isHost: boolean): PortNeed | undefined {
  const protocolNode = property(mapping, 'protocol');
  if (isReference(protocolNode)) return undefined;
  const protocol = textOf(protocolNode) === 'udp' ? 'udp' : 'tcp';
  const range = isHost ? rangeOf(textOf(property(mapping, 'containerPortRange'))) : undefined;
  if (range) return { protocol, ...range };
  const written = property(mapping, 'hostPort');
  if (isReference(written)) return undefined;
  const hostPort = numberOf(written) ?? 0;
  // In the host mode the container listens on the host itself: its port is the host's.
  const port = isHost && hostPort === 0 ? numberOf(property(mapping, 'containerPort')) : hostPort;
  return port !== undefined && isPort(port) ? { protocol, first: port, last: port } : undefined;
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
