/**
 * The cluster query language of Amazon ECS, as `ListContainerInstances` takes it for `filter` and task definitions for
 * `memberOf` placement constraints.
 *
 * Source: Amazon ECS Developer Guide, "Create expressions to define container instances".
 */

import { message, messageText, type Message } from '../text/message.ts';

export type ClusterQueryOperator =
  | 'equals'
  | 'not_equals'
  | 'greater_than'
  | 'greater_than_equal'
  | 'less_than'
  | 'less_than_equal'
  | 'exists'
  | 'not_exists'
  | 'in'
  | 'not_in'
  | 'matches'
  | 'not_matches';

export type ClusterQueryField =
  | 'agentConnected'
  | 'agentVersion'
  | 'ec2InstanceId'
  | 'registeredAt'
  | 'runningTasksCount'
  | 'task:group'
  | { readonly attribute: string };

/** One `subject operator [argument]`. */
export interface ClusterQueryComparison {
  readonly kind: 'comparison';
  readonly field: ClusterQueryField;
  readonly operator: ClusterQueryOperator;
  /** None for `exists`, several for `in`, otherwise one. */
  readonly values: readonly string[];
  /** Compiled once, for `matches` and `not_matches`. */
  readonly pattern?: RegExp;
}

export type ClusterQuery =
  | ClusterQueryComparison
  | { readonly kind: 'not'; readonly query: ClusterQuery }
  | { readonly kind: 'all' | 'any'; readonly queries: readonly ClusterQuery[] };

/** What a query is asked about: a container instance. */
export interface ClusterQuerySubject {
  readonly agentConnected: boolean;
  readonly agentVersion?: string | undefined;
  readonly ec2InstanceId: string;
  /** Milliseconds since the epoch. */
  readonly registeredAt?: number | undefined;
  readonly runningTasksCount: number;
  /** An attribute that has no value answers with an empty string; one that is not there, with `undefined`. */
  attribute(name: string): string | undefined;
  /** The groups of the tasks on the instance, such as `service:web`. */
  taskGroups(): readonly string[];
}

/** A query that can't be read; `offset` is the place, counted in characters from 0. */
export class ClusterQueryError extends Error {
  override readonly name = 'ClusterQueryError';
  readonly reason: Message;
  readonly offset: number;
  /** A pattern, which ECS may read all the same. */
  readonly isPattern: boolean;

  constructor(reason: Message, offset: number, isPattern = false) {
    super(`${messageText(reason)} at position ${offset}`);
    this.reason = reason;
    this.offset = offset;
    this.isPattern = isPattern;
  }
}

/** @throws {ClusterQueryError} */
export function parseClusterQuery(text: string): ClusterQuery {
  return new Parser(text).parse();
}

/** Nothing sensible nests deeper, and the parser is recursive. */
const maxDepth = 100;

const equality = ['equals', 'not_equals'] as const;
const ordering = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'] as const;
const membership = ['in', 'not_in', 'matches', 'not_matches'] as const;

/** The documented operators of each field; an attribute and `task:group` take all. */
const operatorsOf: Readonly<Record<string, readonly ClusterQueryOperator[]>> = {
  agentConnected: [...equality, ...membership],
  agentVersion: [...equality, ...ordering],
  ec2InstanceId: [...equality, ...membership],
  registeredAt: [...equality, ...ordering],
  runningTasksCount: [...equality, ...ordering],
};

/** Longest first, so that `!=` is not read as `!`. */
const operatorSymbols: readonly (readonly [string, ClusterQueryOperator])[] = [
  ['!exists', 'not_exists'],
  ['!in', 'not_in'],
  ['==', 'equals'],
  ['!=', 'not_equals'],
  ['>=', 'greater_than_equal'],
  ['<=', 'less_than_equal'],
  ['=~', 'matches'],
  ['!~', 'not_matches'],
  ['>', 'greater_than'],
  ['<', 'less_than'],
];

const operatorWords: ReadonlySet<string> = new Set<ClusterQueryOperator>([
  ...equality,
  ...ordering,
  ...membership,
  'exists',
  'not_exists',
]);

class Parser {
  private offset = 0;
  private depth = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  parse(): ClusterQuery {
    const query = this.any();
    this.skipSpace();
    if (this.offset < this.text.length) throw this.unexpected(message('"and", "or" or the end'));
    return query;
  }

  private any(): ClusterQuery {
    return this.list('any', () => this.list('all', () => this.negation(), 'and', '&&'), 'or', '||');
  }

  private list(kind: 'all' | 'any', item: () => ClusterQuery, word: string, symbol: string): ClusterQuery {
    const first = item();
    const queries = [first];
    while (this.takeWord(word) || this.take(symbol)) queries.push(item());
    return queries.length === 1 ? first : { kind, queries };
  }

  private negation(): ClusterQuery {
    if (++this.depth > maxDepth)
      throw new ClusterQueryError(message('The expression is nested too deeply'), this.offset);
    try {
      if (this.takeWord('not') || this.take('!')) return { kind: 'not', query: this.negation() };
      if (!this.take('(')) return this.comparison();
      const query = this.any();
      if (!this.take(')')) throw this.unexpected('")"');
      return query;
    } finally {
      this.depth--;
    }
  }

  private comparison(): ClusterQueryComparison {
    const field = this.field();
    const at = this.offset;
    const operator = this.operator();
    if (typeof field === 'string' && operatorsOf[field]?.includes(operator) === false) {
      throw new ClusterQueryError(message("{0} can't be used with {1}", field, operator), at);
    }
    if (operator === 'exists' || operator === 'not_exists') {
      return { kind: 'comparison', field, operator, values: [] };
    }
    if (operator === 'in' || operator === 'not_in') {
      return { kind: 'comparison', field, operator, values: this.argumentList() };
    }
    this.skipSpace();
    const valueAt = this.offset;
    const isPattern = operator === 'matches' || operator === 'not_matches';
    const value = this.argument(isPattern ? /[^\s)]+/y : /[^\s()[\],&|]+/y);
    if (isPattern) {
      return { kind: 'comparison', field, operator, values: [value], pattern: compilePattern(value, valueAt) };
    }
    checkValue(field, value, valueAt);
    return { kind: 'comparison', field, operator, values: [value] };
  }

  private field(): ClusterQueryField {
    this.skipSpace();
    const at = this.offset;
    const word = this.match(/[^\s()[\],&|!=<>~'"]+/y);
    switch (word) {
      case undefined:
        throw this.unexpected(message('a subject'));
      case 'agentConnected':
      case 'agentVersion':
      case 'ec2InstanceId':
      case 'registeredAt':
      case 'runningTasksCount':
      case 'task:group':
        return word;
      default:
        if (/^attribute:./.test(word)) return { attribute: word.slice('attribute:'.length) };
        throw new ClusterQueryError(message('Unknown subject "{0}"', word), at);
    }
  }

  private operator(): ClusterQueryOperator {
    this.skipSpace();
    const symbol = operatorSymbols.find(([text]) => this.text.startsWith(text, this.offset));
    if (symbol !== undefined) {
      this.offset += symbol[0].length;
      return symbol[1];
    }
    const at = this.offset;
    const word = this.match(/[a-z_]+/y);
    if (word !== undefined && operatorWords.has(word)) return word as ClusterQueryOperator;
    this.offset = at;
    throw this.unexpected(message('an operator'));
  }

  private argumentList(): string[] {
    if (!this.take('[')) throw this.unexpected('"["');
    const values: string[] = [];
    do values.push(this.argument(/[^\s()[\],]+/y));
    while (this.take(','));
    if (!this.take(']')) throw this.unexpected('"," or "]"');
    return values;
  }

  private argument(bare: RegExp): string {
    this.skipSpace();
    const quoted = this.match(/'[^']*'|"[^"]*"/y);
    if (quoted !== undefined) return quoted.slice(1, -1);
    const quote = this.text[this.offset];
    if (quote === "'" || quote === '"') throw new ClusterQueryError(message('The quote is not closed'), this.offset);
    const word = this.match(bare);
    if (word === undefined) throw this.unexpected(message('an argument'));
    return word;
  }

  /** Takes a word that is followed by something else than a word character, so that `nothing` is not `not`. */
  private takeWord(word: string): boolean {
    this.skipSpace();
    const end = this.offset + word.length;
    if (!this.text.startsWith(word, this.offset) || /[\w:.-]/.test(this.text.charAt(end))) return false;
    this.offset = end;
    return true;
  }

  private take(symbol: string): boolean {
    this.skipSpace();
    if (!this.text.startsWith(symbol, this.offset)) return false;
    this.offset += symbol.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0];
    this.offset += found?.length ?? 0;
    return found;
  }

  private skipSpace(): void {
    this.match(/\s*/y);
  }

  private unexpected(wanted: string | Message): ClusterQueryError {
    const found =
      this.offset < this.text.length ? `"${this.text.slice(this.offset, this.offset + 20)}"` : message('the end');
    return new ClusterQueryError(message('Expected {0}, found {1}', wanted, found), this.offset);
  }
}

/** ECS takes Java's syntax and matches the whole value; JavaScript reads all of it but possessive quantifiers. */
function compilePattern(source: string, offset: number): RegExp {
  try {
    return new RegExp(`^(?:${source})$`);
  } catch (error) {
    throw new ClusterQueryError(message('{0}', error instanceof Error ? error.message : String(error)), offset, true);
  }
}

function checkValue(field: ClusterQueryField, value: string, offset: number): void {
  if (field === 'runningTasksCount' && !/^\d+$/.test(value)) {
    throw new ClusterQueryError(message('"{0}" is not a number of tasks', value), offset);
  }
  if (field === 'registeredAt' && Number.isNaN(parseDate(value))) {
    throw new ClusterQueryError(message('"{0}" is not a date', value), offset);
  }
}

/** Whether the instance is one of those that the query selects. */
export function matches(query: ClusterQuery, subject: ClusterQuerySubject): boolean {
  switch (query.kind) {
    case 'not':
      return !matches(query.query, subject);
    case 'all':
      return query.queries.every((each) => matches(each, subject));
    case 'any':
      return query.queries.some((each) => matches(each, subject));
    case 'comparison':
      return compare(query, subject);
  }
}

/** The negative operators are the exact opposites: they also hold where the subject does not exist. */
function compare(query: ClusterQueryComparison, subject: ClusterQuerySubject): boolean {
  const found = valuesOf(query.field, subject);
  const [value = ''] = query.values;
  switch (query.operator) {
    case 'exists':
      return found.length > 0;
    case 'not_exists':
      return found.length === 0;
    case 'equals':
      return found.some((each) => isEqual(query.field, each, value));
    case 'not_equals':
      return !found.some((each) => isEqual(query.field, each, value));
    case 'in':
      return found.some((each) => query.values.includes(each));
    case 'not_in':
      return !found.some((each) => query.values.includes(each));
    case 'matches':
      return found.some((each) => query.pattern?.test(each));
    case 'not_matches':
      return !found.some((each) => query.pattern?.test(each));
    case 'greater_than':
      return found.some((each) => order(query.field, each, value) > 0);
    case 'greater_than_equal':
      return found.some((each) => order(query.field, each, value) >= 0);
    case 'less_than':
      return found.some((each) => order(query.field, each, value) < 0);
    case 'less_than_equal':
      return found.some((each) => order(query.field, each, value) <= 0);
  }
}

function valuesOf(field: ClusterQueryField, subject: ClusterQuerySubject): readonly string[] {
  if (typeof field === 'object') return present(subject.attribute(field.attribute));
  switch (field) {
    case 'agentConnected':
      return [String(subject.agentConnected)];
    case 'agentVersion':
      return present(subject.agentVersion);
    case 'ec2InstanceId':
      return [subject.ec2InstanceId];
    case 'registeredAt':
      return subject.registeredAt === undefined ? [] : [new Date(subject.registeredAt).toISOString()];
    case 'runningTasksCount':
      return [String(subject.runningTasksCount)];
    case 'task:group':
      return subject.taskGroups();
  }
}

function present(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

/** Attributes are compared as the strings they are. */
function isEqual(field: ClusterQueryField, left: string, right: string): boolean {
  return typeof field === 'object' ? left === right : order(field, left, right) === 0;
}

/** Below 0, 0 or above 0, as the field's own kind of value is ordered. */
function order(field: ClusterQueryField, left: string, right: string): number {
  if (field === 'registeredAt') return parseDate(left) - parseDate(right);
  if (field === 'agentVersion') return orderVersions(left, right);
  const numeric = /^-?\d+(\.\d+)?$/;
  const isCount = field === 'runningTasksCount' || typeof field === 'object';
  if (isCount && numeric.test(left) && numeric.test(right)) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

function orderVersions(left: string, right: string): number {
  const [a, b] = [left.split('.'), right.split('.')];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (Number.parseInt(a[index] ?? '0', 10) || 0) - (Number.parseInt(b[index] ?? '0', 10) || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** One of the four documented forms; a time without a zone is UTC. */
function parseDate(text: string): number {
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (form === null) return Number.NaN;
  return Date.parse(form[1] !== undefined && form[3] === undefined ? `${text}Z` : text);
}
