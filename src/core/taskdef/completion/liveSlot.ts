import { imageReference } from '../images/imageReference.ts';
import type { Span } from '../node.ts';
import type { SchemaPath } from '../schema/lookup.ts';
import type { Position } from './position.ts';

export type Quote = '"' | "'" | '';

/** A value that the account knows: what it may be is read from AWS, and each is written as `quote + base + value + quote`. */
export interface LiveSlot {
  readonly kind: 'cluster' | 'role' | 'logGroup' | 'ecrImage' | 'ecrTag' | 'region';
  /** What is typed of the value. */
  readonly prefix: string;
  /** What it takes the place of, with quotes. */
  readonly span: Span;
  readonly quote: Quote;
  /** What stands before the value: of a tag the image and the colon. */
  readonly base: string;
  /** Of a tag. */
  readonly repository?: { readonly registry: string; readonly name: string; readonly region: string };
}

const kinds: Readonly<Record<string, LiveSlot['kind']>> = {
  'taskRoleArn': 'role',
  'executionRoleArn': 'role',
  'containerDefinitions[].image': 'ecrImage',
  'containerDefinitions[].logConfiguration.options.awslogs-group': 'logGroup',
  'containerDefinitions[].logConfiguration.options.awslogs-region': 'region',
};

/**
 * @param quote with which what is typed begins
 * @param schemaPath of the place in a task definition; absent in a service
 */
export function liveSlot(position: Position, quote: Quote, schemaPath?: string): LiveSlot | undefined {
  if (position.at !== 'value') return undefined;
  const kind = schemaPath === undefined ? serviceKind(position.path) : kinds[schemaPath];
  if (kind === undefined) return undefined;
  const { span, typed } = position;
  const slot: LiveSlot = {
    kind,
    prefix: typed,
    span,
    quote: position.syntax.startsWith('yaml') ? quote : '"',
    base: '',
  };
  return kind === 'ecrImage' ? (tagSlot(slot) ?? slot) : slot;
}

function serviceKind(path: SchemaPath): LiveSlot['kind'] | undefined {
  if (path.length !== 1) return undefined;
  return path[0] === 'cluster' ? 'cluster' : path[0] === 'role' ? 'role' : undefined;
}

/** Behind the colon of an image in a private registry of ECR. */
function tagSlot(slot: LiveSlot): LiveSlot | undefined {
  const [, base, image = '', prefix = ''] = /^((.+\/[^:@]+):)([\w.-]*)$/.exec(slot.prefix) ?? [];
  const reference = imageReference(image);
  if (base === undefined || reference?.kind !== 'ecr' || reference.region === undefined) return undefined;
  const { registry, repository: name, region } = reference;
  return { ...slot, kind: 'ecrTag', prefix, base, repository: { registry, name, region } };
}
