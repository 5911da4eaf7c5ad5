import { AwsError } from './awsError.ts';

/**
 * The shapes of requests, as AWS's service models describe them: types, required members, limits, patterns. A value of
 * the wrong type is a `SerializationException` at once; everything else is collected, for AWS reports all of it.
 */
export type Shape<T> = (value: unknown, path: string, problems: Problem[]) => T;

export type ShapeValue<S> = S extends Shape<infer T> ? T : never;

export interface Problem {
  /** `filters.1.member.key` */
  readonly path: string;
  readonly value: string;
  /** `Member must not be null`, …, in the words of AWS's own validator. */
  readonly constraint: string;
}

interface Lengths {
  readonly min?: number;
  readonly max?: number;
}

export function required<T>(shape: Shape<T>): Shape<NonNullable<T>> {
  return (value, path, problems) => {
    if (isAbsent(value)) problems.push({ path, value: 'null', constraint: 'Member must not be null' });
    // When it is absent the request is refused, so nobody sees the value that is missing here.
    return shape(value, path, problems) as NonNullable<T>;
  };
}

export function string(limits: Lengths & { readonly pattern?: RegExp } = {}): Shape<string | undefined> {
  return (value, path, problems) => {
    if (isAbsent(value)) return undefined;
    if (typeof value !== 'string') throw wrongType(value, 'String');
    checkLength(value.length, limits, path, value, problems);
    if (limits.pattern?.test(value) === false) {
      const constraint = `Member must satisfy regular expression pattern: ${limits.pattern.source}`;
      problems.push({ path, value, constraint });
    }
    return value;
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Shape<T | undefined> {
  return (value, path, problems) => {
    if (isAbsent(value)) return undefined;
    if (typeof value !== 'string') throw wrongType(value, 'String');
    if (!values.some((each) => each === value)) {
      problems.push({ path, value, constraint: `Member must satisfy enum value set: [${values.join(', ')}]` });
    }
    return value as T;
  };
}

export function integer(limits: Lengths = {}): Shape<number | undefined> {
  return (value, path, problems) => {
    if (isAbsent(value)) return undefined;
    if (!Number.isSafeInteger(value)) throw wrongType(value, 'Integer');
    const number = value as number;
    const { min, max } = limits;
    const bound =
      min !== undefined && number < min
        ? `greater than or equal to ${min}`
        : max !== undefined && number > max
          ? `less than or equal to ${max}`
          : undefined;
    if (bound !== undefined)
      problems.push({ path, value: String(number), constraint: `Member must have value ${bound}` });
    return number;
  };
}

export function boolean(): Shape<boolean | undefined> {
  return (value) => {
    if (isAbsent(value)) return undefined;
    if (typeof value !== 'boolean') throw wrongType(value, 'Boolean');
    return value;
  };
}

/** Seconds since the epoch in JSON, milliseconds since the epoch here. */
export function timestamp(): Shape<number | undefined> {
  return (value) => {
    if (isAbsent(value)) return undefined;
    const milliseconds = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : NaN;
    if (!Number.isFinite(milliseconds)) throw wrongType(value, 'Timestamp');
    return milliseconds;
  };
}

export function list<T>(member: Shape<T>, limits: Lengths = {}): Shape<NonNullable<T>[] | undefined> {
  return (value, path, problems) => {
    if (isAbsent(value)) return undefined;
    if (!Array.isArray(value)) throw wrongType(value, 'List');
    checkLength(value.length, limits, path, JSON.stringify(value), problems);
    const shape = required(member);
    return value.map((each, index) => shape(each, `${path}.${index + 1}.member`, problems));
  };
}

export function map(): Shape<Record<string, string> | undefined> {
  return mapOf(string());
}

export function mapOf<T>(member: Shape<T>): Shape<Record<string, NonNullable<T>> | undefined> {
  const shape = required(member);
  return (value, path, problems) => {
    if (isAbsent(value)) return undefined;
    if (!isObject(value)) throw wrongType(value, 'Map');
    const entries = Object.entries(value).map(([key, each]) => [key, shape(each, `${path}.${key}`, problems)] as const);
    return Object.fromEntries(entries);
  };
}

type Members = Readonly<Record<string, Shape<unknown>>>;
type StructureOf<M extends Members> = { readonly [K in keyof M]: ShapeValue<M[K]> };

/** Members that are not named are ignored, as AWS does. */
export function structure<M extends Members>(members: M): Shape<StructureOf<M> | undefined> {
  return (value, path, problems) => {
    if (isAbsent(value)) return undefined;
    if (!isObject(value)) throw wrongType(value, 'Structure');
    const read: Record<string, unknown> = {};
    for (const [name, shape] of Object.entries(members)) {
      const memberPath = name.charAt(0).toLowerCase() + name.slice(1);
      read[name] = shape(value[name], path === '' ? memberPath : `${path}.${memberPath}`, problems);
    }
    return read as StructureOf<M>;
  };
}

function checkLength(length: number, { min, max }: Lengths, path: string, value: string, problems: Problem[]): void {
  if (min !== undefined && length < min) {
    problems.push({ path, value, constraint: `Member must have length greater than or equal to ${min}` });
  }
  if (max !== undefined && length > max) {
    problems.push({ path, value, constraint: `Member must have length less than or equal to ${max}` });
  }
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(value: unknown, wanted: string): AwsError {
  const found = Array.isArray(value) ? 'a list' : typeof value;
  return new AwsError('SerializationException', `${found} can not be converted to ${wanted}`);
}
