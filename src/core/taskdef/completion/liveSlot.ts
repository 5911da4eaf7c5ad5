import { imageReference } from '../images/imageReference.ts';
import type { Span } from '../node.ts';
import type { SchemaPath } from '../schema/lookup.ts';
import type { Position } from './position.ts';

export type Quote = '"' | "'" | '';

/** A service of AWS that takes on roles which task definitions and services name. */
export type RoleTaker = 'ecs-tasks.amazonaws.com' | 'ecs.amazonaws.com';

/** A value that the account knows: what it may be is read from AWS. `liveItem` writes it. */
export interface LiveSlot {
  readonly kind: 'cluster' | 'role' | 'logGroup' | 'ecrImage' | 'ecrTag' | 'region';
  /** What is typed of the value, up to the cursor. */
  readonly prefix: string;
  /** What follows the cursor of the value. */
  readonly rest: string;
  /** Of the value with its quotes. */
  readonly span: Span;
  /** For the value as it is written. */
  readonly quote: Quote;
  /** With which what is typed begins. */
  readonly typedQuote: Quote;
  /** What stands before the value: of a tag the image and the colon. */
  readonly base: string;
  /** Of a tag. */
  readonly repository?: {
    readonly registry: string;
    /** Twelve digits. */
    readonly account: string;
    readonly name: string;
    readonly region: string;
  };
  /** Of a role. */
  readonly taker?: RoleTaker;
  /** Of a log group, where the text says it. */
  readonly region?: string;
}

const kinds: Readonly<Record<string, LiveSlot['kind']>> = {
  'taskRoleArn': 'role',
  'executionRoleArn': 'role',
  'containerDefinitions[].image': 'ecrImage',
  'containerDefinitions[].logConfiguration.options.awslogs-group': 'logGroup',
  'containerDefinitions[].logConfiguration.options.awslogs-region': 'region',
};

export interface LivePlace {
  readonly position: Position;
  readonly text: string;
  /** Of the place in a task definition; absent in a service. */
  readonly schemaPath?: string;
  /** What the text says beside a log group. */
  readonly region?: string | undefined;
}

export function liveSlot({ position, text, schemaPath, region }: LivePlace): LiveSlot | undefined {
  if (position.at !== 'value') return undefined;
  const kind = schemaPath === undefined ? serviceKind(position.path) : kinds[schemaPath];
  if (kind === undefined) return undefined;
  const { span, typed } = position;
  const whole = text.slice(span.offset, span.offset + span.length);
  // Only deploying makes a value of it.
  if (whole.includes('${')) return undefined;
  const typedQuote = quoteOf(whole);
  const quote = position.syntax.startsWith('yaml') ? typedQuote : '"';
  const afterTyped = whole.slice(typedQuote.length + typed.length);
  const rest = typedQuote !== '' && afterTyped.endsWith(typedQuote) ? afterTyped.slice(0, -1) : afterTyped;
  const slot: LiveSlot = { kind, prefix: typed, rest, span, quote, typedQuote, base: '' };
  switch (kind) {
    case 'ecrImage':
      // A tag or digest of something else: no repository begins like that.
      return tagSlot(slot) ?? (/[:@]/.test(typed) ? undefined : slot);
    case 'role':
      return { ...slot, taker: schemaPath === undefined ? 'ecs.amazonaws.com' : 'ecs-tasks.amazonaws.com' };
    case 'logGroup':
      return region === undefined ? slot : { ...slot, region };
    default:
      return slot;
  }
}

function quoteOf(text: string): Quote {
  const first = text.charAt(0);
  return first === '"' || first === "'" ? first : '';
}

function serviceKind(path: SchemaPath): LiveSlot['kind'] | undefined {
  if (path.length !== 1) return undefined;
  return path[0] === 'cluster' ? 'cluster' : path[0] === 'role' ? 'role' : undefined;
}

/** Behind the colon of an image in a private registry of ECR. */
function tagSlot(slot: LiveSlot): LiveSlot | undefined {
  const [, base, image = '', prefix = ''] = /^((.+\/[^:@]+):)([\w.-]*)$/.exec(slot.prefix) ?? [];
  const reference = imageReference(image);
  if (base === undefined || reference?.kind !== 'ecr') return undefined;
  const { registry, repository: name, account, region } = reference;
  if (account === undefined || region === undefined) return undefined;
  return { ...slot, kind: 'ecrTag', prefix, base, repository: { registry, account, name, region } };
}
