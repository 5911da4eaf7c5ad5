/** Helpers for the edge: of what a server sends nothing is certain, neither a field nor its type. */

export type Fields = Readonly<Record<string, unknown>>;

const none: Fields = {};

/** Nothing in it where the value is no object. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : none;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Kubernetes leaves out what is not set, or sends it empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Milliseconds since the epoch, of a time as RFC 3339 has it. */
export function time(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** A whole number that is not negative. */
export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Entries whose value is text. */
export function texts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** An object without the fields that are `undefined`. */
export function given<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The objects of a list that a mapping made something of; it gives `undefined` for one that lacks its identity. */
export function mapped<T>(value: unknown, map: (item: Fields) => T | undefined): readonly T[] {
  return list(value)
    .map((item) => map(fields(item)))
    .filter((item) => item !== undefined);
}
