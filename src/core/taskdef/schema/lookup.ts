import { compact } from '../../compact.ts';
import type { SchemaFile, SchemaKind, SchemaMember, SchemaShape, SchemaType } from './schemaFile.ts';
import schemaFile from './taskDefinition.json' with { type: 'json' };

/**
 * What AWS's API model says of each place in a task definition. It comes with some hundred kilobytes of text: to be
 * loaded when it is needed.
 */

/** From the root of a task definition, with the names of the ECS API: `['containerDefinitions', 0, 'image']`. */
export type SchemaPath = readonly (string | number)[];

export interface SchemaEntry {
  /** `image`; of the items of an array the array's. */
  readonly name: string;
  /** `containerDefinitions[].image`; empty for the task definition itself. */
  readonly path: string;
  readonly type: SchemaKind;
  /** Of an array and of a map. */
  readonly items?: SchemaType;
  /** Markdown, cut to the length of a hover. */
  readonly docs: string;
  /** AWS's page, which has all of the text. */
  readonly link: string;
  /** All that AWS takes. */
  readonly values?: readonly string[];
  /** Values and keys that AWS's text tells of; others may be used too. */
  readonly suggestions?: readonly string[];
  readonly required: boolean;
  /** `describe-task-definition` prints it, and `register-task-definition` refuses it. */
  readonly readOnly?: boolean;
  /** Since when, and why. */
  readonly deprecated?: string;
}

// The types of a JSON file are wider than those of the code that wrote it.
const schema = schemaFile as SchemaFile;

/** What a place may hold; undefined where AWS knows no such place. */
export function schemaAt(path: SchemaPath): SchemaEntry | undefined {
  const place = placeAt(path);
  return place && entryOf(place);
}

/**
 * The properties of the object at a place, and the keys of a map that AWS's text tells of; in AWS's order. Those of the
 * task definition end with the read-only ones.
 */
export function propertiesAt(path: SchemaPath): readonly SchemaEntry[] {
  const place = placeAt(path);
  if (place === undefined) return [];
  // What is in maps is named as anybody likes, what is in objects as AWS does.
  const isObject = place.type.type === 'object';
  const known = isObject ? listed.get(place.path) : undefined;
  if (known !== undefined) return known;
  const entries = namesIn(place).flatMap((name) => {
    const child = stepInto(place, name);
    return child === undefined ? [] : [entryOf(child)];
  });
  if (isObject) listed.set(place.path, entries);
  return entries;
}

/** By schema path. */
const listed = new Map<string, readonly SchemaEntry[]>();

interface Place {
  readonly name: string;
  readonly path: string;
  readonly type: SchemaType;
  /** Absent for the task definition itself. */
  readonly member?: SchemaMember;
  /** Name of the type that has the member, and of the member: where its docs are. */
  readonly owner: string;
  readonly documented: string;
  readonly docs: string;
  readonly readOnly?: boolean;
  /** A key of a map, or an item: what is said of the member as such does not hold for it. */
  readonly isInside?: boolean;
}

const rootPlace: Place = {
  name: '',
  path: '',
  type: { type: 'object', shape: schema.root },
  owner: schema.root,
  documented: '',
  docs: '',
};

function placeAt(path: SchemaPath): Place | undefined {
  let place: Place | undefined = rootPlace;
  for (const step of path) place = place && stepInto(place, step);
  return place;
}

function namesIn({ type, member, path }: Place): readonly string[] {
  if (type.type === 'map') return Object.keys(member?.keys ?? {});
  const names = Object.keys(shapeOf(type)?.members ?? {});
  return path === '' ? [...names, ...Object.keys(schema.readOnly)] : names;
}

function stepInto(place: Place, step: string | number): Place | undefined {
  const { items } = place.type;
  switch (place.type.type) {
    case 'array':
      return typeof step === 'number' && items ? itemOf(place, items) : undefined;
    case 'map':
      return typeof step === 'string' && items ? keyOf(place, items, step) : undefined;
    case 'object':
      return typeof step === 'string' ? memberOf(place, step) : undefined;
    default:
      return undefined;
  }
}

function memberOf({ type, path }: Place, name: string): Place | undefined {
  const inner = path === '' ? name : `${path}.${name}`;
  const member = own(shapeOf(type)?.members, name);
  if (member !== undefined)
    return { name, path: inner, type: member, member, owner: type.shape ?? '', documented: name, docs: member.docs };
  const added = path === '' ? own(schema.readOnly, name) : undefined;
  return (
    added && {
      name,
      path: inner,
      type: added,
      member: added,
      owner: 'TaskDefinition',
      documented: name,
      docs: added.docs,
      readOnly: true,
    }
  );
}

/** The items of an array have the docs of their type, where it has some. */
function itemOf(place: Place, items: SchemaType): Place {
  const docs = shapeOf(items)?.docs ?? place.docs;
  return { ...place, path: `${place.path}[]`, type: items, docs, isInside: true };
}

function keyOf(place: Place, items: SchemaType, name: string): Place {
  const docs = own(place.member?.keys, name) ?? place.docs;
  return { ...place, name, path: `${place.path}.${name}`, type: items, docs, isInside: true };
}

function entryOf({ name, path, type, member, owner, documented, docs, readOnly, isInside }: Place): SchemaEntry {
  const suggestions = type.type === 'text' || type.type === 'array' ? member?.suggestions : undefined;
  return compact({
    name,
    path,
    type: type.type,
    items: type.items,
    docs,
    link: linkTo(owner, documented),
    values: type.values ?? type.items?.values,
    suggestions,
    required: member?.required === true && isInside !== true,
    readOnly,
    deprecated: member?.deprecated,
  });
}

const reference = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

function linkTo(owner: string, name: string): string {
  const isRequest = owner === schema.root;
  const type = isRequest ? owner.replace(/Request$/, '') : owner;
  if (name === '') return `${reference}/API_${type}.html`;
  return `${reference}/API_${type}.html#ECS-${isRequest ? `${type}-request` : `Type-${type}`}-${name}`;
}

function shapeOf({ shape }: SchemaType): SchemaShape | undefined {
  return shape === undefined ? undefined : own(schema.shapes, shape);
}

/** Names come from texts: `constructor` is none of AWS's. */
function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
