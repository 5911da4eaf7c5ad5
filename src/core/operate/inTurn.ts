import { Failure, type FailureReason } from '../failure.ts';

/** How far something came that is done to several in turn. */
export interface InTurn<T> {
  readonly done: readonly T[];
  readonly notDone: readonly T[];
  /** The first of them. */
  readonly failure?: Failure;
}

/** Would be the same with all the others: asking on would only take its time. */
const meetsAll: ReadonlySet<FailureReason> = new Set<FailureReason>([
  'noCredentials',
  'expiredCredentials',
  'invalidCredentials',
  'regionDisabled',
  'noRegion',
  'malformedConfig',
  'network',
  'untrustedCertificate',
  'timedOut',
  'clockSkew',
  'readOnly',
  'cancelled',
]);

/**
 * Does something to one after another. One that fails does not keep the others from being done, unless it would be the same
 * with them. What the user called off is in neither. Never rejects.
 */
export async function inTurn<T>(
  items: readonly T[],
  act: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<InTurn<T>> {
  const done: T[] = [];
  const notDone: T[] = [];
  let failure: Failure | undefined;
  for (const [index, item] of items.entries()) {
    if (signal?.aborted) break;
    try {
      await act(item);
      done.push(item);
    } catch (error) {
      const own = Failure.from(error);
      failure ??= own;
      notDone.push(item);
      if (!meetsAll.has(own.reason)) continue;
      notDone.push(...items.slice(index + 1));
      break;
    }
  }
  return { done, notDone, ...(failure && { failure }) };
}
