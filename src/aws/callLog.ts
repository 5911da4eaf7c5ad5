import type { HandlerExecutionContext, InitializeMiddleware, MetadataBearer, Pluggable } from '@smithy/types';
import type { Failure, FailureReason } from '../core/failure.ts';
import { toFailure } from './failures.ts';

/** One AWS call, retries included. Holds no parameters and no answer, so it is fit for any log. */
export interface CallLogEntry {
  /** `ECS`, `SSM`, … */
  readonly service: string;
  /** `ListClusters`, … */
  readonly operation: string;
  readonly region: string;
  readonly ms: number;
  /** 0 when it failed before a request was made. */
  readonly attempts: number;
  readonly outcome: 'ok' | FailureReason;
  readonly requestId?: string;
}

export type CallLog = (entry: CallLogEntry) => void;

export interface CallObserver {
  readonly region: string;
  readonly log?: CallLog | undefined;
  readonly onFailure?: (failure: Failure) => void;
}

/** A plugin for any client: writes one log entry a call, and turns whatever it throws into a `Failure`. */
export function observeCalls<Input extends object, Output extends MetadataBearer>(
  observer: CallObserver,
): Pluggable<Input, Output> {
  const middleware: InitializeMiddleware<Input, Output> = (next, context) => async (args) => {
    const start = performance.now();
    const name = callName(context);
    const write = (metadata: MetadataBearer['$metadata'] | undefined, outcome: CallLogEntry['outcome']): void =>
      observer.log?.({
        ...name,
        region: observer.region,
        ms: Math.round(performance.now() - start),
        attempts: metadata?.attempts ?? 0,
        outcome,
        ...(metadata?.requestId && { requestId: metadata.requestId }),
      });
    try {
      const result = await next(args);
      write(result.output.$metadata, 'ok');
      return result;
    } catch (error) {
      const failure = toFailure(error, name);
      write((error as Partial<MetadataBearer> | undefined)?.$metadata, failure.reason);
      observer.onFailure?.(failure);
      throw failure;
    }
  };
  return {
    applyToStack: (stack) => {
      // The SDK's own would copy every answer, to leave out what is secret, even where nothing takes its log.
      stack.remove('loggerMiddleware');
      stack.add(middleware, { name: 'observeCalls', step: 'initialize', priority: 'high', override: true });
    },
  };
}

/** The SDK names the client and the command: `ECSClient`, `ListClustersCommand`. */
function callName({ clientName, commandName }: HandlerExecutionContext): {
  readonly service: string;
  readonly operation: string;
} {
  return {
    service: (clientName ?? 'AWS').replace(/Client$/, ''),
    operation: (commandName ?? 'Unknown').replace(/Command$/, ''),
  };
}
