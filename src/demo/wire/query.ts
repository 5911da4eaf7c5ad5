/** The query protocol's forms and XML, as STS and IAM speak it. */

/** Answers as the XML has them: everything is text, and dates are written out. */
export type Xml<T> = T extends Date | number | boolean
  ? string
  : T extends readonly (infer E)[]
    ? Xml<E>[]
    : T extends object
      ? { [K in keyof T as K extends '$metadata' ? never : K]: Xml<T[K]> }
      : T;

/**
 * The form body of a request as an input. `Tags.member.1.Key=a` makes a list of structures; digits stay text but for
 * the members that are named as numbers.
 */
export function queryInput(form: URLSearchParams, numbers: ReadonlySet<string>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, text] of form) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let holder = root;
    for (const key of keys) {
      const next = Object.hasOwn(holder, key) ? holder[key] : undefined;
      holder = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : put(holder, key, {});
    }
    put(holder, last, numbers.has(last) ? Number(text) : text);
  }
  return withLists(root) as Record<string, unknown>;
}

function put<T>(holder: Record<string, unknown>, key: string, value: T): T {
  // As an own property, also for a name such as `__proto__`.
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}

/** `{ member: { 1: a, 2: b } }` → `[a, b]` */
function withLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { member } = value as { member?: unknown };
  if (typeof member === 'object' && member !== null) return Object.values(member).map(withLists);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withLists(each)]));
}

/** Only objects, lists and text are ever written. */
export function xml(name: string, value: unknown): string {
  if (value === undefined) return '';
  return `<${name}>${xmlContent(value)}</${name}>`;
}

function xmlContent(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => xml('member', each)).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, each]) => xml(key, each))
      .join('');
  }
  return (value as string).replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found] ?? found);
}
