import type { Span } from '../node.ts';
import type { SchemaPath } from '../schema/lookup.ts';

/** How what is inserted is to be written. */
export type Syntax =
  | 'json'
  /** Of YAML, on lines of their own. */
  | 'yaml'
  /** Of YAML, between brackets. */
  | 'yamlFlow'
  /** The body of a block of Terraform: `name = value` and blocks, in the spelling of Terraform. */
  | 'hclBody'
  /** What stands in `jsonencode(…)`, in the spelling of the API. */
  | 'hclObject';

/** Where the cursor is in a task definition or a service. */
export interface Position {
  /** With the names of the API. Of the object that gets a property, or of the value that is being written. */
  readonly path: SchemaPath;
  readonly at: 'name' | 'value';
  readonly syntax: Syntax;
  /** What stands before the cursor of the name or value, without a quote. */
  readonly typed: string;
  /** What a completion takes the place of: on one line, with its quotes. */
  readonly span: Span;
  /** A colon or an equals sign follows: only the name is to be replaced. */
  readonly hasValue?: boolean;
  /** Another property or item follows, which has to be parted from this one. */
  readonly needsComma?: boolean;
  /** In characters: how much deeper what is inserted stands than its line begins, after a `- `. */
  readonly indent?: number;
}

/** The characters of a name or a plain value around the cursor. */
export function wordAround(text: string, offset: number, characters: RegExp): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && characters.test(text.charAt(start - 1))) start--;
  while (end < text.length && characters.test(text.charAt(end))) end++;
  return { offset: start, length: end - start };
}
