/** Checks of data that came from another process, by its shape. */
export type Shape<T> = (value: unknown) => value is T;
type Of<S> = S extends Shape<infer T> ? T : never;

export const isString: Shape<string> = (value) => typeof value === 'string';
export const isNumber: Shape<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
export const isFlag: Shape<boolean> = (value) => typeof value === 'boolean';

export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  return (value): value is T => (values as readonly unknown[]).includes(value);
}

export function text(pattern: RegExp, most: number): Shape<string> {
  return (value): value is string => typeof value === 'string' && value.length <= most && pattern.test(value);
}

export function listOf<T>(shape: Shape<T>, most = 10_000): Shape<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every(shape);
}

/** A plain object of texts. */
export function recordOf<T>(key: RegExp, shape: Shape<T>, most: number): Shape<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    isObject(value) &&
    Object.keys(value).length <= most &&
    Object.entries(value).every(([name, each]) => key.test(name) && shape(each));
}

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Members<S extends Shapes> = { readonly [K in keyof S]: Of<S[K]> };

/** All of `needed`, and of `optional` what is there; other properties don't matter. */
export function objectOf<S extends Shapes>(needed: S): Shape<Members<S>>;
export function objectOf<S extends Shapes, O extends Shapes>(
  needed: S,
  optional: O,
): Shape<Members<S> & Partial<Members<O>>>;
export function objectOf(needed: Shapes, optional: Shapes = {}): Shape<never> {
  return (value): value is never =>
    isObject(value) &&
    Object.entries(needed).every(([name, shape]) => shape(value[name])) &&
    Object.entries(optional).every(([name, shape]) => value[name] === undefined || shape(value[name]));
}

/** The first of the shapes that fits. */
export function anyOf<const S extends readonly Shape<unknown>[]>(...shapes: S): Shape<Of<S[number]>> {
  return (value): value is Of<S[number]> => shapes.some((shape) => shape(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
