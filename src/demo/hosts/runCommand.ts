import type { Numbered } from '../wire/paging.ts';
import type { ManagedNode, World } from '../world.ts';
import { answerScript, updateAgent } from './script.ts';

/** Run Command: what was sent, and how far it is on each of its hosts. Times are milliseconds since the epoch. */
export interface RunCommand extends Numbered {
  readonly id: string;
  readonly documentName: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** By node id. */
  readonly invocations: Map<string, Invocation>;
  readonly requestedAt: number;
  readonly timeoutSeconds: number;
  cancelledAt?: number;
}

export interface Invocation {
  /** When the host took it; absent as long as it is offline. */
  deliveredAt?: number;
  result?: ScriptResult;
}

export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export type Progress =
  | { readonly status: 'Pending' | 'DeliveryTimedOut' | 'Undeliverable' | 'Cancelled' }
  | { readonly status: 'InProgress'; readonly startedAt: number }
  | { readonly status: 'Ended'; readonly startedAt: number; readonly endedAt: number; readonly result: ScriptResult };

/** All is done within a second, so that nobody waits for a demo. */
const runsFor = 550;

/** When a host that is online takes a command: each at its own moment. */
export function deliveryTime(node: ManagedNode, requestedAt: number): number {
  return requestedAt + 150 + ((node.number * 37) % 250);
}

/** How far it is by now. What a script does to its host is done when it ends, by the first that looks. */
export function progressOf(world: World, command: RunCommand, nodeId: string): Progress {
  const invocation = command.invocations.get(nodeId);
  const node = world.nodes.get(nodeId);
  if (invocation === undefined) return { status: 'Undeliverable' };
  const now = world.clock();
  const ended = endWithoutDelivery(command, now);
  if (ended === undefined && node?.online === true) invocation.deliveredAt ??= now;
  const { deliveredAt = Infinity } = invocation;
  const { cancelledAt = Infinity } = command;
  if (Math.min(now, cancelledAt) < deliveredAt) {
    return { status: ended ?? (node === undefined ? 'Undeliverable' : 'Pending') };
  }
  return progressOnHost(world, command, node, { deliveredAt, invocation });
}

function progressOnHost(
  world: World,
  command: RunCommand,
  node: ManagedNode | undefined,
  { deliveredAt, invocation }: { readonly deliveredAt: number; readonly invocation: Invocation },
): Progress {
  const { cancelledAt = Infinity } = command;
  const now = world.clock();
  const endedAt = deliveredAt + runsFor;
  if (cancelledAt < endedAt) return { status: 'Cancelled' };
  if (now < endedAt) return { status: 'InProgress', startedAt: deliveredAt };
  if (node !== undefined) invocation.result ??= resultOf(world, node, command);
  const { result } = invocation;
  return result === undefined
    ? { status: 'Undeliverable' }
    : { status: 'Ended', startedAt: deliveredAt, endedAt, result };
}

/** What becomes of it where no host has taken it by now. */
function endWithoutDelivery(
  { requestedAt, timeoutSeconds, cancelledAt = Infinity }: RunCommand,
  now: number,
): 'Cancelled' | 'DeliveryTimedOut' | undefined {
  const expiresAt = requestedAt + timeoutSeconds * 1000;
  if (now < Math.min(cancelledAt, expiresAt)) return undefined;
  return cancelledAt < expiresAt ? 'Cancelled' : 'DeliveryTimedOut';
}

function resultOf(world: World, node: ManagedNode, { documentName, parameters }: RunCommand): ScriptResult {
  if (documentName === 'AWS-UpdateSSMAgent') return updateAgent(node);
  if (documentName === 'AWS-RunPowerShellScript' && node.report?.platformType !== 'Windows') {
    return { stdout: '', stderr: 'sh: 1: pwsh: not found\nfailed to run commands: exit status 127', exitCode: 127 };
  }
  return answerScript(world, node, (parameters.commands ?? []).join('\n'));
}
