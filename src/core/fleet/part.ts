import { Failure } from '../failure.ts';
import type { Reading } from './reading.ts';

/** A part of the answer that could be had, and why another could not: permissions are often partial. */
export interface Part<T> {
  readonly value: T;
  readonly failures: readonly Failure[];
}

/** What a reading has, old or new, and why there is nothing newer. */
export interface LastGood<T> {
  readonly value?: T;
  readonly failure?: Failure;
}

/**
 * Never rejects.
 *
 * @param signal of who waits for it, where it may stop waiting
 */
export async function lastGood<T>(reading: Reading<T>, signal?: AbortSignal): Promise<LastGood<T>> {
  try {
    const value = await reading.get(signal);
    return reading.failure ? { value, failure: reading.failure } : { value };
  } catch (error) {
    const { value } = reading;
    return { ...(value !== undefined && { value }), failure: Failure.from(error) };
  }
}

export function part<T>({ value, failure }: LastGood<readonly T[]>): Part<readonly T[]> {
  return { value: value ?? [], failures: distinct([failure]) };
}

/** The ids of a cluster's members; `undefined` where these can't be known. Without a reading there are none. */
export async function idsOf<T>(
  reading: Reading<T> | undefined,
  ids: (value: T) => Iterable<string>,
): Promise<Part<readonly string[] | undefined>> {
  if (!reading) return { value: [], failures: [] };
  const { value, failure } = await lastGood(reading);
  return { value: value === undefined ? undefined : [...ids(value)], failures: distinct([failure]) };
}

/** One failure a cause: a missing credential would otherwise be told once for every service. */
export function distinct(failures: readonly (Failure | undefined)[]): readonly Failure[] {
  const byCause = new Map<string, Failure>();
  for (const failure of failures) {
    if (!failure) continue;
    const cause = failure.reason === 'accessDenied' ? `${failure.reason} ${failure.operation ?? ''}` : failure.reason;
    if (!byCause.has(cause)) byCause.set(cause, failure);
  }
  return [...byCause.values()];
}

export function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
