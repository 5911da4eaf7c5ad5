/** Helpers for the edge: in the SDK's types every field of an answer may be missing. */

/** AWS sends empty strings for much that is not set. */
export function text(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** Milliseconds since the epoch. */
export function time(date: Date | undefined): number | undefined {
  const ms = date?.getTime();
  return Number.isNaN(ms) ? undefined : ms;
}

/** A number that AWS sends as text, such as a task's CPU units. */
export function numeric(value: string | undefined): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The items that a mapping made something of; it gives `undefined` for a record that lacks its identity. */
export function mapped<A, T>(items: readonly A[] | undefined, map: (item: A) => T | undefined): readonly T[] {
  return (items ?? []).map(map).filter((item) => item !== undefined);
}

/** A list of names and values as a record; an entry without a value has an empty string. */
export function record<A>(
  items: readonly A[] | undefined,
  entry: (item: A) => readonly [name: string | undefined, value: string | undefined],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (items ?? []).map(entry).flatMap(([name, value]) => (name === undefined ? [] : [[name, value ?? '']])),
  );
}
