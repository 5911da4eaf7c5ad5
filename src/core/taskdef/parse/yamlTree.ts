import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, parseDocument } from 'yaml';
import type { Alias, Pair, Range, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { ObjectNode, PropertyNode, Span, ValueNode } from '../node.ts';
import { deepest } from './jsonTree.ts';
import { isMapName } from './names.ts';
import { numberNode } from './numberNode.ts';
import { reference, textNode } from './placeholders.ts';

/** So many nodes are read by way of aliases; a few lines can stand for billions. */
const mostAliased = 10_000;

/**
 * Values of YAML as far as it can be read. Names are as in the text; the short forms of CloudFormation's functions
 * become long ones: `!Ref Tag` is an object with the property `Ref`.
 */
export function yamlTree(text: string): ValueNode | undefined {
  return withinStack(() => new Reader(text).value(parseDocument(text, options).contents, 0, 0));
}

/** The same for each document of a text. */
export function yamlTrees(text: string): readonly ValueNode[] {
  const trees = withinStack(() => {
    const documents = parseAllDocuments(text, options);
    // An anchor is known in its own document only.
    return [...documents].flatMap(({ contents }) => new Reader(text).value(contents, 0, 0) ?? []);
  });
  return trees ?? [];
}

/** YAML 1.2, though CloudFormation reads 1.1: whether `y` is a truth value there is then no question. */
const options = {
  schema: 'core',
  strict: false,
  uniqueKeys: false,
  logLevel: 'silent',
  prettyErrors: false,
} as const;

/** The parser calls itself for each level, and thousands of them are more than the stack holds. */
function withinStack<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

class Reader {
  readonly #text: string;
  readonly #anchored = new Map<string, unknown>();
  #aliased = 0;
  /** Set while an alias is read: all that it stands for is where the alias is. */
  #place: Span | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param from Where the text in front of the node ends: the node's tag stands behind it. */
  value(node: unknown, from: number, depth: number): ValueNode | undefined {
    if (this.#place !== undefined && ++this.#aliased > mostAliased) return reference(this.#place);
    if (isAlias(node)) return this.#alias(node, depth);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return undefined;
    if (node.anchor !== undefined) this.#anchored.set(node.anchor, node);
    const plain = depth > deepest ? reference(this.#span(node)) : this.#untagged(node, depth);
    return this.#tagged(node.tag, plain, from);
  }

  #untagged(node: Scalar | YAMLMap | YAMLSeq, depth: number): ValueNode | undefined {
    if (isScalar(node)) return this.#scalar(node);
    const span = this.#span(node);
    if (isMap(node)) {
      const properties = node.items.flatMap((pair) => this.#properties(pair, depth + 1));
      return { kind: 'object', properties, ...this.#upTo(span, properties.at(-1), node.flow) };
    }
    let from = span.offset;
    const items: ValueNode[] = [];
    for (const each of node.items) {
      const item = isPair(each) ? undefined : this.value(each, from, depth + 1);
      if (item === undefined) continue;
      items.push(item);
      from = item.offset + item.length;
    }
    return { kind: 'array', items, ...this.#upTo(span, items.at(-1), node.flow) };
  }

  #scalar(node: Scalar): ValueNode | undefined {
    const span = this.#span(node);
    const { value, source } = node;
    if (typeof value === 'string') return textNode(value, span);
    if (typeof value === 'number') return numberNode(value, source ?? '', span);
    if (typeof value === 'boolean') return { kind: 'scalar', value, ...span };
    // Nothing at all is a value that is still to be typed.
    if (value === null || value === undefined) return source ? { kind: 'scalar', value: null, ...span } : undefined;
    return textNode(source ?? '', span);
  }

  /** `<<: *base` gives the properties of what it names. */
  #properties(pair: Pair, depth: number): readonly PropertyNode[] {
    const { key, value } = pair;
    if (!isScalar(key)) return [];
    const keySpan = this.#span(key);
    const name = typeof key.value === 'string' ? key.value : (key.source ?? '');
    const keyEnd = keySpan.offset + keySpan.length;
    const node = this.value(value, keyEnd, depth);
    if (key.source === '<<' && node?.kind === 'object' && isAlias(value)) return node.properties;
    if (node === undefined) return [{ name, key: keySpan, ...keySpan }];
    const end = Math.max(keyEnd, node.offset + node.length);
    const marked = node.kind === 'object' && isMapName(name) ? { ...node, isMap: true as const } : node;
    return [{ name, key: keySpan, value: marked, offset: keySpan.offset, length: end - keySpan.offset }];
  }

  #alias(node: Alias, depth: number): ValueNode | undefined {
    const outer = this.#place;
    const place = outer ?? this.#span(node);
    const target = depth > deepest ? undefined : this.#anchored.get(node.source);
    if (target === undefined) return reference(place);
    this.#place = place;
    try {
      return this.value(target, place.offset, depth + 1);
    } finally {
      this.#place = outer;
    }
  }

  #tagged(tag: string | undefined, plain: ValueNode | undefined, from: number): ValueNode | undefined {
    if (tag === undefined || !/^![A-Za-z]/.test(tag)) return plain;
    const { offset, length } = this.#place ?? this.#withTag(tag, plain, from);
    const name = tag === '!Ref' || tag === '!Condition' ? tag.slice(1) : `Fn::${tag.slice(1)}`;
    const key = { offset, length: Math.min(tag.length, length) };
    const call: PropertyNode = { name, key, offset, length, ...(plain === undefined ? {} : { value: plain }) };
    return { kind: 'object', properties: [call], offset, length } satisfies ObjectNode;
  }

  /** The parser's range begins behind the tag. */
  #withTag(tag: string, plain: ValueNode | undefined, from: number): Span {
    const start = plain === undefined ? this.#text.indexOf(tag, from) : this.#text.lastIndexOf(tag, plain.offset);
    const offset = start < from ? (plain?.offset ?? from) : start;
    const end = plain === undefined ? offset + (start < from ? 0 : tag.length) : plain.offset + plain.length;
    return { offset, length: Math.max(0, end - offset) };
  }

  #span(node: { range?: Range | null | undefined }): Span {
    if (this.#place !== undefined) return this.#place;
    const [start, end] = node.range ?? [0, 0, 0];
    // Values in block style end behind their line.
    let last = end;
    while (last > start && /\s/.test(this.#text.charAt(last - 1))) last--;
    return { offset: start, length: last - start };
  }

  /** Collections in block style end where their last part does, not behind the comments that follow it. */
  #upTo(span: Span, last: Span | undefined, isFlow: boolean | undefined): Span {
    if (isFlow === true || last === undefined || this.#place !== undefined) return span;
    return { offset: span.offset, length: Math.max(0, last.offset + last.length - span.offset) };
  }
}
