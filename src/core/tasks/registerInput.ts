import type { TaskDefinitionSource } from '../taskdef/document.ts';
import type { ObjectNode, PropertyNode, Span, ValueNode } from '../taskdef/node.ts';
import { booleanOf, numberOf, property, textOf } from '../taskdef/node.ts';
import type { Message } from '../text/message.ts';
import { message } from '../text/message.ts';
import type { SchemaEntry, SchemaPath } from '../taskdef/schema/lookup.ts';
import { propertiesAt, schemaAt } from '../taskdef/schema/lookup.ts';

/** What JSON can hold. */
export type TaskValue =
  string | number | boolean | null | readonly TaskValue[] | { readonly [name: string]: TaskValue };

/** The input of `RegisterTaskDefinition`: names and types are those of AWS's API model. */
export interface RegisterInput {
  readonly family: string;
  readonly [name: string]: TaskValue;
}

/** What keeps a task definition from being registered as it stands in the text. */
export interface Obstacle {
  readonly kind: 'deployTime' | 'unknown' | 'type' | 'missing' | 'syntax';
  /** `containerDefinitions[0].image` */
  readonly path: string;
  readonly span: Span;
  /** A sentence without a full stop. */
  readonly message: Message;
}

export interface Registrable {
  /** Absent while anything is in the way. */
  readonly input?: RegisterInput;
  /** In the order of the text. */
  readonly obstacles: readonly Obstacle[];
  /** What is not sent, for AWS fills it in itself: pasted from `describe-task-definition`. */
  readonly dropped: readonly string[];
}

/**
 * A task definition of a text, whatever its format, as `RegisterTaskDefinition` takes it. Values get the types of the API,
 * as CloudFormation and Terraform give them: `256` is `"256"` where a text is wanted. Nothing is guessed, and nothing left
 * out but what is read-only, `null`, or no part of the definition (`$schema`; Terraform's `region`).
 *
 * @param family for a text that names none, as CloudFormation allows
 */
export function toRegisterInput(definition: TaskDefinitionSource, family?: string): Registrable {
  const converter = new Converter(definition);
  const fields = converter.object(definition.root, []);
  const { obstacles, dropped } = converter;
  const named = fields.family ?? family;
  if (!property(definition.root, 'family') && family === undefined) {
    obstacles.push(obstacle('missing', ['family'], definition.anchor, message('It names no family')));
  }
  if (!property(definition.root, 'containerDefinitions')) {
    const text = message('It has no container definitions');
    obstacles.push(obstacle('missing', ['containerDefinitions'], definition.anchor, text));
  }
  obstacles.sort((a, b) => a.span.offset - b.span.offset);
  if (obstacles.length > 0 || typeof named !== 'string') return { obstacles, dropped };
  return { input: { ...fields, family: named }, obstacles, dropped };
}

/**
 * All that a text says of a task definition, with the types of the API, to be looked at beside a registered one: what only
 * deploying makes a value of stands there as the text has it.
 *
 * @param text that the definition is in
 */
export function definitionOf(definition: TaskDefinitionSource, text: string): Readonly<Record<string, TaskValue>> {
  return new Converter(definition, text).object(definition.root, []);
}

function obstacle(kind: Obstacle['kind'], path: SchemaPath, { offset, length }: Span, text: Message): Obstacle {
  return { kind, path: pathText(path), span: { offset, length }, message: text };
}

function pathText(path: SchemaPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

class Converter {
  readonly obstacles: Obstacle[] = [];
  readonly dropped: string[] = [];
  readonly #isTerraform: boolean;
  readonly #text: string | undefined;

  /** @param text has references stand as they are written; without it, they are obstacles */
  constructor({ format }: TaskDefinitionSource, text?: string) {
    this.#isTerraform = format === 'terraform';
    this.#text = text;
  }

  object(node: ObjectNode, path: SchemaPath): Record<string, TaskValue> {
    const fields: Record<string, TaskValue> = {};
    for (const { name, value, key } of lastOfEach(node)) {
      if (path.length === 0 && this.#isNoPart(name)) continue;
      const place = [...path, name];
      const entry = schemaAt(place);
      if (!entry) {
        this.#stop('unknown', place, key, message('ECS knows no property {0}', pathText(place)));
      } else if (entry.readOnly) {
        this.dropped.push(name);
      } else if (!value) {
        this.#stop('missing', place, key, message('{0} has no value', pathText(place)));
      } else {
        const converted = this.#value(value, place, entry);
        if (converted !== undefined) fields[name] = converted;
      }
    }
    return fields;
  }

  #isNoPart(name: string): boolean {
    return name === '$schema' || (this.#isTerraform && name === 'region');
  }

  #value(node: ValueNode, path: SchemaPath, entry: SchemaEntry): TaskValue | undefined {
    if (isNull(node)) return undefined;
    if (node.kind === 'reference') {
      if (this.#text !== undefined) return unquoted(this.#text.slice(node.offset, node.offset + node.length));
      this.#stop('deployTime', path, node, message('{0} is known only at deploy time', pathText(path)));
      return undefined;
    }
    if (entry.type === 'array') return this.#array(node, path);
    if (entry.type === 'object' || entry.type === 'map') {
      if (node.kind !== 'object') return this.#wrong(node, path, message('an object'));
      return entry.type === 'map' ? this.#map(node, path) : this.object(node, path);
    }
    return scalarOf(node, entry) ?? this.#wrong(node, path, wantedScalars[entry.type]);
  }

  #array(node: ValueNode, path: SchemaPath): TaskValue | undefined {
    if (node.kind === 'object' && node.isMap) {
      const pairs = this.#pairs(node, path);
      if (pairs) return pairs;
    }
    if (node.kind !== 'array') return this.#wrong(node, path, message('a list'));
    return node.items.flatMap((item, index) => {
      const place = [...path, index];
      const entry = schemaAt(place);
      const value = entry && this.#value(item, place, entry);
      return value === undefined ? [] : [value];
    });
  }

  /** Terraform writes tags and the like as a map from names to values. */
  #pairs(node: ObjectNode, path: SchemaPath): readonly TaskValue[] | undefined {
    const members = propertiesAt([...path, 0]).map(({ name }) => name);
    const keyName = members.find((name) => name !== 'value');
    if (keyName === undefined || members.length !== 2 || !members.includes('value')) return undefined;
    return Object.entries(this.#map(node, path)).map(([name, value]) => ({ [keyName]: name, value }));
  }

  #map(node: ObjectNode, path: SchemaPath): Record<string, TaskValue> {
    const entries: [string, TaskValue][] = [];
    for (const { name, value, key } of lastOfEach(node)) {
      const place = [...path, name];
      if (!value) {
        this.#stop('missing', place, key, message('{0} has no value', pathText(place)));
        continue;
      }
      // Maps of the API are from texts to texts.
      const converted = this.#value(value, place, { ...textEntry, name });
      if (converted !== undefined) entries.push([name, converted]);
    }
    return Object.fromEntries(entries);
  }

  #wrong(node: Span, path: SchemaPath, wanted: Message): TaskValue | undefined {
    this.#stop('type', path, node, message('{0} should be {1}', pathText(path), wanted));
    return undefined;
  }

  #stop(kind: Obstacle['kind'], path: SchemaPath, span: Span, text: Message): void {
    this.obstacles.push(obstacle(kind, path, span, text));
  }
}

const textEntry: SchemaEntry = { name: '', path: '', type: 'text', docs: '', link: '', required: false };

const wantedScalars = {
  number: message('a number'),
  boolean: message('true or false'),
  text: message('a text'),
  time: message('a text'),
} as const;

function unquoted(text: string): string {
  return /^(['"])([^]*)\1$/.exec(text)?.[2] ?? text;
}

/** The way in which the CLI's skeletons and consoles leave something out. */
function isNull(node: ValueNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function scalarOf(node: ValueNode, { type }: SchemaEntry): TaskValue | undefined {
  if (type === 'number') return numberOf(node);
  return type === 'boolean' ? booleanOf(node) : asText(node);
}

function asText(node: ValueNode): string | undefined {
  return textOf(node) ?? (node.kind === 'scalar' && typeof node.value === 'boolean' ? String(node.value) : undefined);
}

/** Of several of a name the last one counts. */
function lastOfEach({ properties }: ObjectNode): readonly PropertyNode[] {
  return [...new Map(properties.map((each) => [each.name, each])).values()];
}
