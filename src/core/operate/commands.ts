/** A script for hosts. Source: SSM's `SendCommand` with `AWS-RunShellScript` or `AWS-RunPowerShellScript`. */
export interface CommandRequest {
  /** `mi-…` or `i-…`; at least one, at most `nodesAtOnce`. */
  readonly nodeIds: readonly string[];
  /** Its lines. SSM runs it as root, on Windows as SYSTEM. */
  readonly script: readonly string[];
  /** What AWS's console shows beside it; cut at 100 characters, with what it is found again by at its end. */
  readonly comment: string;
  /** How long SSM tries to deliver it, 30 to 2,592,000; by default an hour. */
  readonly timeoutSeconds?: number;
  readonly shell: 'bash' | 'powershell';
}

/** `undeliverable`: it came to nobody, as the host was offline or is not in SSM any more. */
export type CommandStatus = 'pending' | 'running' | 'success' | 'failed' | 'timedOut' | 'cancelled' | 'undeliverable';

/** How it went on one host. Source: `ListCommandInvocations` with details. */
export interface CommandResult {
  readonly nodeId: string;
  readonly status: CommandStatus;
  /** In AWS's words: `Success`, `DeliveryTimedOut`, `Undeliverable`, … */
  readonly statusDetails?: string;
  /** The first 2,500 characters of what it wrote; a second part of it, `----------ERROR-------` above it, is its errors. */
  readonly output?: string;
  readonly exitCode?: number;
}

/** What a command wrote on one host. Source: `GetCommandInvocation`. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** AWS keeps the first 24,000 characters of what was written, and 8,000 of errors; this has reached one of the two. */
  readonly isCut: boolean;
  readonly exitCode?: number;
}

/** Running commands on hosts. Rejects with `Failure`. */
export interface CommandGateway {
  /**
   * Sent once: SSM runs it anew each time that it gets it. After a lost answer it is looked for by its comment; where it is
   * not found, rejects with the failure of the call.
   *
   * @returns the id of the command
   */
  send(request: CommandRequest, signal?: AbortSignal): Promise<string>;
  /** Of all its hosts that SSM tells of by now; right after it was sent there may be none. */
  results(commandId: string, signal?: AbortSignal): Promise<readonly CommandResult[]>;
  /** `notFound` until SSM tells of the host. */
  output(commandId: string, nodeId: string, signal?: AbortSignal): Promise<CommandOutput>;
  /** On hosts where it has not ended. What it did already is done. */
  cancel(commandId: string, signal?: AbortSignal): Promise<void>;
  /**
   * Updates SSM agents to the newest version, at most `nodesAtOnce`, by `AWS-UpdateSSMAgent`; sent as `send` does.
   *
   * @returns the id of the command
   */
  updateSsmAgent(nodeIds: readonly string[], signal?: AbortSignal): Promise<string>;
}

/** Limit of `SendCommand` with ids. */
export const nodesAtOnce = 50;

export function hasEnded(status: CommandStatus): boolean {
  return status !== 'pending' && status !== 'running';
}
