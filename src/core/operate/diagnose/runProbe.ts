import type { CommandGateway, CommandStatus } from '../commands.ts';
import { hasEnded } from '../commands.ts';
import { parseProbe, type ProbeAnswer } from './probeAnswer.ts';

export type ProbeEnd =
  | { readonly kind: 'answered'; readonly answer: ProbeAnswer }
  /** It ended, and what it wrote is no answer. `detail` in AWS's or the host's words. */
  | { readonly kind: 'failed'; readonly status: CommandStatus; readonly detail: string }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'cancelled' };

export interface ProbeRun {
  readonly script: string;
  readonly nodeId: string;
  /** What AWS's console shows beside it. */
  readonly comment?: string;
  readonly signal?: AbortSignal | undefined;
  /** Rejects when the signal says so. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** How often a host's answer is looked for: two minutes in all. */
export const probePolling = { everyMs: 2000, looks: 60 } as const;

/**
 * Runs the probe on a host by Run Command. One call sends it, one each two seconds looks, one fetches the answer; one more
 * calls it off where it did not end in time, or by the signal. Rejects with `Failure`.
 */
export async function runProbe(
  gateway: CommandGateway,
  { script, nodeId, comment = 'Diagnose host', signal, sleep }: ProbeRun,
): Promise<ProbeEnd> {
  let commandId: string | undefined;
  try {
    commandId = await gateway.send(
      // SSM gives up as well, so that a host that comes back tomorrow is not bothered.
      { nodeIds: [nodeId], script: script.split('\n'), comment, timeoutSeconds: 120, shell: 'bash' },
      signal,
    );
    // Counted in looks, not by the clock: a laptop that slept meanwhile has not waited.
    for (let look = 0; look < probePolling.looks; look++) {
      await sleep(probePolling.everyMs, signal);
      const result = (await gateway.results(commandId, signal)).find((each) => each.nodeId === nodeId);
      if (!result || !hasEnded(result.status)) continue;
      const { stdout, stderr } = await gateway.output(commandId, nodeId, signal);
      const answer = parseProbe(stdout);
      if (answer) return { kind: 'answered', answer };
      const detail = [stderr, stdout, result.statusDetails ?? ''].find((text) => text.trim() !== '');
      return { kind: 'failed', status: result.status, detail: detail?.trim() ?? '' };
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
    await callOff(gateway, commandId);
    return { kind: 'cancelled' };
  }
  await callOff(gateway, commandId);
  return { kind: 'timedOut' };
}

/** It changes nothing and ends by itself: that it could not be called off is no harm. */
async function callOff(gateway: CommandGateway, commandId: string | undefined): Promise<void> {
  if (commandId !== undefined) await gateway.cancel(commandId).catch(() => undefined);
}
