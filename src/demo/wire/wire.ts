/**
 * An SDK output as it looks in JSON on the wire: dates as seconds since the epoch, bytes in base64. Answers are typed
 * with it, so that every field name is one that the SDK knows.
 */
export type Wire<T> = T extends Date
  ? number
  : T extends Uint8Array
    ? string
    : T extends readonly (infer E)[]
      ? Wire<E>[]
      : T extends object
        ? { [K in keyof T as K extends '$metadata' ? never : K]: Wire<T[K]> }
        : T;

/** A time of the demo account (milliseconds since the epoch) as JSON protocols write it. */
export function wireTime(milliseconds: number): number;
export function wireTime(milliseconds: number | undefined): number | undefined;
export function wireTime(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** Tags as most services write them. */
export function wireTags(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
