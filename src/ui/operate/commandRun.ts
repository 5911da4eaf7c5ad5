import { Failure } from '../../core/failure.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { hasEnded, type CommandGateway, type CommandOutput, type CommandResult } from '../../core/operate/commands.ts';

export interface RunHost {
  /** `mi-…` */
  readonly id: string;
  readonly name: string;
}

/** A script or document that was sent to hosts of one account: as many commands of SSM as that takes. */
export interface CommandRun {
  readonly id: string;
  readonly account: AccountRef;
  /** In the language of whoever ran it. */
  readonly title: string;
  /** Absent for a document of AWS's own. */
  readonly script?: readonly string[];
  readonly sentAt: number;
  /** Hosts are empty where only the id of the command is known. */
  readonly commands: readonly { readonly commandId: string; readonly hosts: readonly RunHost[] }[];
  /** AWS took no command for these. */
  readonly unsent: readonly { readonly hosts: readonly RunHost[]; readonly why: string }[];
}

export interface HostOutcome {
  readonly host: RunHost;
  /** Absent until SSM tells of the host. */
  readonly result?: CommandResult;
  /** Where the first characters in `result` are not all. */
  readonly output?: CommandOutput;
}

export interface RunState {
  readonly run: CommandRun;
  readonly outcomes: readonly HostOutcome[];
  readonly phase: 'watching' | 'ended' | 'timedOut' | 'stopped';
  /** Of the last look, where it failed. */
  readonly failure?: Failure;
}

/** How often to look: at first each 2 seconds, later each 5; counted in looks, since a laptop may sleep meanwhile. */
const runPolling = { quickLooks: 30, quickMs: 2000, everyMs: 5000, looks: 360 } as const;

export interface WatchOptions {
  /** Rejects when the signal says so. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly looks?: number;
  readonly onState: (state: RunState) => void;
}

export function startOf(run: CommandRun): RunState {
  const hosts = run.commands.flatMap((each) => each.hosts);
  return { run, outcomes: hosts.map((host) => ({ host })), phase: 'watching' };
}

export function endedCount({ outcomes }: RunState): number {
  return outcomes.filter(({ result }) => result && hasEnded(result.status)).length;
}

/**
 * Looks at a run until it has ended on every host; bounded. What was known of it stays where a look fails. Rejects with a
 * `Failure` that the next look would have as well.
 */
export async function watchRun(gateway: CommandGateway, start: RunState, options: WatchOptions): Promise<RunState> {
  const { sleep, signal, looks = runPolling.looks, onState } = options;
  const tell = (news: RunState): RunState => {
    onState(news);
    return news;
  };
  let state: RunState = { ...start, phase: 'watching' };
  for (let look = 0; look < looks; look++) {
    try {
      if (look > 0) await sleep(look <= runPolling.quickLooks ? runPolling.quickMs : runPolling.everyMs);
      signal?.throwIfAborted();
      state = await lookAt(gateway, state, signal);
    } catch (error) {
      if (signal?.aborted) return tell({ ...state, phase: 'stopped' });
      const failure = Failure.from(error);
      if (isLasting(failure)) throw failure;
      state = { ...state, failure };
    }
    if (state.failure === undefined && isOver(state)) return tell({ ...state, phase: 'ended' });
    onState(state);
  }
  return tell({ ...state, phase: 'timedOut' });
}

function isLasting({ reason }: Failure): boolean {
  return reason === 'accessDenied' || reason === 'invalidRequest' || reason === 'expiredCredentials';
}

function isOver(state: RunState): boolean {
  // Of a command that is known by its id alone, SSM tells the hosts.
  return state.outcomes.length === 0 ? state.run.commands.length === 0 : endedCount(state) === state.outcomes.length;
}

async function lookAt(gateway: CommandGateway, state: RunState, signal: AbortSignal | undefined): Promise<RunState> {
  const known = new Map(state.outcomes.map((outcome) => [outcome.host.id, outcome]));
  for (const { commandId, hosts } of state.run.commands) {
    const isDone = hosts.length > 0 && hosts.every(({ id }) => isComplete(known.get(id)));
    if (isDone) continue;
    for (const result of await gateway.results(commandId, signal)) {
      const { nodeId } = result;
      const before = known.get(nodeId) ?? { host: { id: nodeId, name: nodeId } };
      if (!isComplete(before)) known.set(nodeId, await withOutput(gateway, commandId, { ...before, result }, signal));
    }
  }
  return { run: state.run, outcomes: [...known.values()], phase: 'watching' };
}

function isComplete(outcome: HostOutcome | undefined): boolean {
  return outcome?.result !== undefined && hasEnded(outcome.result.status);
}

/** AWS's list has 2,500 characters of the output, with errors behind them. */
const listedLength = 2500;

async function withOutput(
  gateway: CommandGateway,
  commandId: string,
  outcome: HostOutcome & { readonly result: CommandResult },
  signal: AbortSignal | undefined,
): Promise<HostOutcome> {
  const { status, output = '', nodeId } = outcome.result;
  const isWhole = output.length > 0 && output.length < listedLength && !output.includes('--output truncated--');
  if (!hasEnded(status) || status === 'undeliverable' || (isWhole && status === 'success')) return outcome;
  try {
    return { ...outcome, output: await gateway.output(commandId, nodeId, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = Failure.from(error);
    // Its first characters are known already.
    if (failure.reason === 'notFound' || isLasting(failure)) return outcome;
    throw failure;
  }
}
