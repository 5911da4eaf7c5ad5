import { stringify } from 'yaml';

/** Values as texts, the way each format writes them. */

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonRecord;
export interface JsonRecord {
  readonly [name: string]: JsonValue;
}

export function isRecord(value: JsonValue): value is JsonRecord {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** How a line begins, and how much deeper the next level does. */
export interface Layout {
  readonly indent: string;
  readonly unit: string;
  readonly eol: string;
}

export interface Notation {
  /** `"name": ` */
  name(name: string): string;
  scalar(value: string | number | boolean | null): string;
  /** Between properties that have a line each. */
  readonly separator: string;
}

export const json: Notation = {
  name: (name) => `${JSON.stringify(name)}: `,
  scalar: (value) => JSON.stringify(value),
  separator: ',',
};

export const yamlFlow: Notation = {
  name: (name) => `${yamlScalar(name)}: `,
  scalar: (value) => yamlScalar(value),
  separator: ',',
};

export const hcl: Notation = {
  name: (name) => `${/^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name)} = `,
  scalar: (value) => JSON.stringify(value).replace(/[$%](?=\{)/g, '$&$&'),
  separator: '',
};

function yamlScalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  const plain = stringify(value, { version: '1.1', lineWidth: 0 }).trimEnd();
  return /[,[\]{}\n]/.test(plain) && !/^["']/.test(plain) ? JSON.stringify(value) : plain;
}

const longestLine = 80;

/** The value between brackets: on one line if it is short, else with a line for each of its parts. */
export function render(value: JsonValue, notation: Notation, layout: Layout): string {
  const line = onOneLine(value, notation);
  if (line.length <= longestLine || (!isList(value) && !isRecord(value))) return line;
  const inner = { ...layout, indent: layout.indent + layout.unit };
  const parts = isList(value)
    ? value.map((item) => render(item, notation, inner))
    : Object.entries(value).map(([name, each]) => notation.name(name) + render(each, notation, inner));
  const [open, close] = isList(value) ? '[]' : '{}';
  const separator = isList(value) ? ',' : notation.separator;
  const lines = parts.map((part) => inner.indent + part).join(separator + layout.eol);
  return [open, lines, layout.indent + (close ?? '')].join(layout.eol);
}

function onOneLine(value: JsonValue, notation: Notation): string {
  if (isList(value)) return `[${value.map((item) => onOneLine(item, notation)).join(', ')}]`;
  if (!isRecord(value)) return notation.scalar(value);
  const parts = Object.entries(value).map(([name, each]) => notation.name(name) + onOneLine(each, notation));
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** The value in block style: its first line without, the others with the indentation. */
export function yamlBlock(value: JsonValue, { indent, eol }: Layout): string {
  const isFlat = !isRecord(value) && !(isList(value) && value.some((each) => isRecord(each) || isList(each)));
  if (isFlat) return onOneLine(value, yamlFlow);
  const text = stringify(value, { version: '1.1', lineWidth: 0, indentSeq: true }).trimEnd();
  return text.split('\n').join(eol + indent);
}
