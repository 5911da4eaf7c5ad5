import type { InitializeMiddleware, MetadataBearer, Pluggable } from '@smithy/types';
import { Failure, type FailureReason } from '../../core/failure.ts';
import { turn } from '../../core/turns.ts';
import { callName } from './callName.ts';
import { toFailure } from './failures.ts';
import { PageNumbers } from './pageNumbers.ts';
import { isRead } from './readOperations.ts';
import { refusePages } from './refusePages.ts';

/** One AWS call, retries included. Holds no parameters and no answer, so it is fit for any log. */
export interface CallLogEntry {
  /** `ECS`, `SSM`, … */
  readonly service: string;
  /** `ListClusters`, … */
  readonly operation: string;
  readonly region: string;
  /** Which page of a list it asked for; absent for the first one, and for what has no pages. */
  readonly page?: number;
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
  /** Asked at each call: whether nothing may be changed now. */
  readonly isReadOnly?: (() => boolean) | undefined;
}

/**
 * A plugin for any client, and for each of them: writes one log entry a call, turns whatever it throws into a `Failure`, and
 * in read-only mode lets through what is known to read. All else rejects with the reason `readOnly` before anything is
 * sent.
 */
export function observeCalls<Input extends object, Output extends MetadataBearer>(
  observer: CallObserver,
): Pluggable<Input, Output> {
  const pages = new PageNumbers();
  const middleware: InitializeMiddleware<Input, Output> = (next, context) => async (args) => {
    const start = performance.now();
    const name = callName(context);
    const page = pages.of(name.operation, args.input);
    const write = (metadata: MetadataBearer['$metadata'] | undefined, outcome: CallLogEntry['outcome']): void =>
      observer.log?.({
        ...name,
        region: observer.region,
        ...(page > 1 && { page }),
        ms: Math.round(performance.now() - start),
        attempts: metadata?.attempts ?? 0,
        outcome,
        ...(metadata?.requestId && { requestId: metadata.requestId }),
      });
    try {
      if (observer.isReadOnly?.() && !isRead(name)) throw readOnly(name);
      const result = await inTime(() => next(args));
      write(result.output.$metadata, 'ok');
      pages.answered(name.operation, page, result.output);
      // What is made of it takes a moment, as reading it did.
      await turn();
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
      stack.use(refusePages());
    },
  };
}

/**
 * A client that tries each call once gives up where this machine's clock is off, though AWS did nothing then and the SDK
 * has learnt of the refusal what time it is there: so it is sent once more, with that time.
 */
async function inTime<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const { attempts, clockSkewCorrected } = (error as Corrected | undefined)?.$metadata ?? {};
    if (clockSkewCorrected !== true || attempts !== 1 || toFailure(error).reason !== 'clockSkew') throw error;
    return send();
  }
}

/** The SDK's own note, which its types leave out. */
interface Corrected {
  readonly $metadata?: MetadataBearer['$metadata'] & { readonly clockSkewCorrected?: boolean };
}

function readOnly(name: { readonly service: string; readonly operation: string }): Failure {
  return new Failure('readOnly', `${name.service} ${name.operation} was not sent, as it may change something.`, name);
}
