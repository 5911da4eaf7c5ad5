import type { ServiceSource, TaskDefinitionSource, TaskDocument } from '../document.ts';
import { itemsOf, property, textOf } from '../node.ts';
import type { ObjectNode, Span, ValueNode } from '../node.ts';
import { isSpread } from '../parse/terraformNames.ts';
import { propertiesAt, schemaAt } from '../schema/lookup.ts';
import type { SchemaEntry, SchemaPath } from '../schema/lookup.ts';
import { hclPosition } from './hclPosition.ts';
import { cloudFormationPath } from './cloudFormationPath.ts';
import { jsonPosition } from './jsonPosition.ts';
import { liveSlot } from './liveSlot.ts';
import type { LiveSlot, Quote } from './liveSlot.ts';
import type { Position } from './position.ts';
import { Hole, templateAt, variants } from './templates.ts';
import type { Template } from './templates.ts';
import { escaped, indented, placeOf, SnippetWriter, spelled } from './write.ts';
import { yamlPosition } from './yamlPosition.ts';

/** What can be written at a place. */
export interface CompletionItem {
  readonly kind: 'property' | 'value' | 'snippet';
  /** As the format spells it. */
  readonly label: string;
  /** A snippet of VS Code: indented for a line that begins at the margin, tabs standing for one level. */
  readonly insertText: string;
  /** To be held against what stands in `span` before the cursor. */
  readonly filterText: string;
  readonly sortText: string;
  /** What it takes the place of; on the line of the cursor. */
  readonly span: Span;
  /** Markdown of AWS. */
  readonly docs: string;
  /** AWS's page. */
  readonly link: string;
  readonly isDeprecated: boolean;
}

export interface Completion {
  readonly items: readonly CompletionItem[];
  /** A value that the account knows may stand here. */
  readonly slot?: LiveSlot;
}

const nothing: Completion = { items: [] };

/**
 * What can be written at the cursor in a task definition, and in a service which cluster.
 * @param document As the text was read last; the text at the cursor is read anew, since it is half typed as a rule
 */
export function complete(text: string, offset: number, document: TaskDocument): Completion {
  const services = document.services.map((source) => ({ source, isService: true }));
  const definitions = document.definitions.map((source) => ({ source, isService: false }));
  // The one that begins last before the cursor. What is open has no end to rely on.
  const before = [...services, ...definitions].filter(({ source }) => source.root.offset <= offset);
  const [nearest] = before.sort((one, other) => other.source.root.offset - one.source.root.offset);
  if (nearest === undefined) return nothing;
  const { source, isService } = nearest;
  const position = positionIn(text, offset, source, isService);
  if (position === undefined) return nothing;
  const quote = quoteAt(text, position.span.offset);
  return isService ? withSlot([], liveSlot({ position, text })) : inDefinition(position, { quote, text }, source);
}

function withSlot(items: readonly CompletionItem[], slot: LiveSlot | undefined): Completion {
  return slot === undefined ? { items } : { items, slot };
}

function positionIn(
  text: string,
  offset: number,
  { format, root }: TaskDefinitionSource | ServiceSource,
  isService: boolean,
): Position | undefined {
  switch (format) {
    case 'json':
    case 'describedJson':
    case 'cloudFormationJson':
      return apiNames(jsonPosition(text, offset, root.offset), format);
    case 'cloudFormationYaml':
      return yamlPosition(text, offset, root.offset);
    case 'terraform':
      return hclPosition(text, offset, root.offset, isService ? 'service' : 'taskDefinition');
  }
}

function apiNames(position: Position | undefined, format: TaskDefinitionSource['format']): Position | undefined {
  if (position === undefined || format !== 'cloudFormationJson') return position;
  return { ...position, path: cloudFormationPath(position.path) };
}

function quoteAt(text: string, offset: number): Quote {
  const character = text.charAt(offset);
  return character === '"' || character === "'" ? character : '';
}

interface Typed {
  readonly text: string;
  /** With which what is typed at the cursor begins. */
  readonly quote: Quote;
}

function inDefinition(found: Position, { quote, text }: Typed, { format, root }: TaskDefinitionSource): Completion {
  const entry = schemaAt(found.path);
  if (entry === undefined) return nothing;
  const isObject = entry.type === 'object' || entry.type === 'map';
  // The item of an array of texts looks like a name that is being typed.
  const position: Position = found.at === 'name' && !isObject ? { ...found, at: 'value' } : found;
  const maker = new ItemMaker(position, format, quote);
  if (position.at === 'name') {
    const there = namesAt(root, position);
    const items = maker.properties(there);
    const startsItem = position.syntax === 'yaml' && typeof position.path.at(-1) === 'number' && there.size === 0;
    return { items: startsItem ? [...maker.wholeValue(entry), ...items] : items };
  }
  const options = nodeAt(root, position.path.slice(0, -1));
  const region = textOf(property(options, 'awslogs-region'));
  return withSlot(maker.values(entry), liveSlot({ position, text, schemaPath: entry.path, region }));
}

function nodeAt(root: ObjectNode, path: SchemaPath): ValueNode | undefined {
  let node: ValueNode | undefined = root;
  for (const step of path) node = typeof step === 'number' ? itemsOf(node)[step] : property(node, step);
  return node;
}

/** The API names that the object has already, but for the one at the cursor. */
function namesAt(root: ObjectNode, { path, span }: Position): ReadonlySet<string> {
  const node = nodeAt(root, path);
  if (node?.kind !== 'object') return new Set();
  const others = node.properties.filter(
    ({ key }) => key.offset + key.length < span.offset || key.offset > span.offset + span.length,
  );
  return new Set(others.map(({ name }) => name));
}

class ItemMaker {
  readonly #position: Position;
  readonly #format: TaskDefinitionSource['format'];
  readonly #quote: Quote;

  /** @param quote with which what is typed begins */
  constructor(position: Position, format: TaskDefinitionSource['format'], quote: Quote) {
    this.#position = position;
    this.#format = format;
    this.#quote = quote;
  }

  get #parent(): string | undefined {
    return this.#position.path.findLast((step) => typeof step === 'string');
  }

  properties(there: ReadonlySet<string>): CompletionItem[] {
    const entries = this.#offered(this.#position.path).filter(({ entry }) => entry.readOnly !== true);
    const missing = entries.filter(({ entry }) => !there.has(entry.name));
    return missing.flatMap(({ entry, path }, index) => [
      this.#property(entry, path, index),
      ...(variants[entry.path] ?? []).map(({ label, template }) => this.#variant(entry, label, template, index)),
    ]);
  }

  /** Terraform has the parts of some objects among the properties of what is around them. */
  #offered(path: SchemaPath): readonly { readonly entry: SchemaEntry; readonly path: SchemaPath }[] {
    return propertiesAt(path).flatMap((entry) => {
      const inner = [...path, entry.name];
      const isPart = this.#position.syntax === 'hclBody' && isSpread(entry.name, placeOf(this.#parent));
      return isPart ? this.#offered(inner) : [{ entry, path: inner }];
    });
  }

  #spelled(name: string): string {
    return spelled(name, { format: this.#format, syntax: this.#position.syntax, parent: this.#parent });
  }

  #property(entry: SchemaEntry, path: SchemaPath, index: number): CompletionItem {
    const { syntax, hasValue } = this.#position;
    const label = this.#spelled(entry.name);
    const whole = new SnippetWriter(this.#format).property(entry.name, templateAt(path), syntax, this.#parent);
    const nameOnly = syntax === 'json' ? JSON.stringify(label) : label;
    return this.#item('property', label, hasValue === true ? escaped(nameOnly) : whole, entry, index);
  }

  #variant(entry: SchemaEntry, variant: string, template: Template, index: number): CompletionItem {
    const { syntax } = this.#position;
    const whole = new SnippetWriter(this.#format).property(entry.name, template, syntax, this.#parent);
    return this.#item('snippet', `${this.#spelled(entry.name)}: ${variant}`, whole, entry, index);
  }

  values(entry: SchemaEntry): CompletionItem[] {
    const { typed } = this.#position;
    const plain = entry.type === 'text' ? [...(entry.values ?? []), ...(entry.suggestions ?? [])] : [];
    const items = plain.map((value, index) => this.#item('value', value, this.#quoted(value), entry, index));
    if (entry.type === 'boolean')
      return ['true', 'false'].map((value, index) => this.#item('value', value, value, entry, index));
    const isWhole = entry.type === 'object' || entry.type === 'array' || entry.type === 'map';
    return isWhole && typed === '' ? [...items, ...this.wholeValue(entry)] : items;
  }

  /** `{ name, image, … }` */
  wholeValue(entry: SchemaEntry): CompletionItem[] {
    const { path, syntax, at } = this.#position;
    // What Terraform has as blocks is no value.
    if (syntax === 'hclBody' && entry.type !== 'array' && entry.type !== 'map') return [];
    const template = templateAt(path);
    const text = new SnippetWriter(this.#format).value(template, syntax, this.#parent);
    const inItem = at === 'name' ? text.replace(/^\n {2}/, '').replaceAll('\n  ', '\n') : text;
    return [
      this.#item(
        'snippet',
        labelOf(template, (name) => this.#spelled(name)),
        inItem,
        entry,
        0,
      ),
    ];
  }

  #quoted(value: string): string {
    const { syntax } = this.#position;
    return escaped(syntax.startsWith('yaml') ? value : JSON.stringify(value));
  }

  #item(kind: CompletionItem['kind'], label: string, text: string, entry: SchemaEntry, index: number): CompletionItem {
    const { span, indent = 0, needsComma, hasValue } = this.#position;
    const comma = needsComma === true && hasValue !== true ? ',' : '';
    const isDeprecated = entry.deprecated !== undefined;
    const group = isDeprecated ? 2 : entry.required ? 0 : 1;
    return {
      kind,
      label,
      insertText: indented(text, ' '.repeat(indent)) + comma,
      filterText: this.#quote + label,
      sortText: `${group}${String(index).padStart(3, '0')}${kind === 'snippet' ? 's' : ''}`,
      span,
      docs: entry.docs,
      link: entry.link,
      isDeprecated,
    };
  }
}

function labelOf(template: Template, spell: (name: string) => string): string {
  if (Array.isArray(template)) return '[ … ]';
  const names = typeof template === 'object' && !(template instanceof Hole) ? Object.keys(template) : [];
  return names.length === 0 ? '{ … }' : `{ ${names.map(spell).join(', ')} }`;
}
