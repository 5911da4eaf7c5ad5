import type { TaskFormat } from '../document.ts';
import { isMapName, toCloudFormation } from '../parse/names.ts';
import { isSpread, toTerraform } from '../parse/terraformNames.ts';
import type { Place } from '../parse/terraformNames.ts';
import type { Syntax } from './position.ts';
import { Hole } from './templates.ts';
import type { Template, TemplateObject } from './templates.ts';

/** What decides how a name is spelled. */
export interface Spelling {
  readonly format: TaskFormat;
  readonly syntax: Syntax;
  /** API name of what the object is the value of, or the items of; absent at the root. */
  readonly parent?: string | undefined;
}

/** A name of the API as it stands in a text. */
export function spelled(name: string, { format, syntax, parent }: Spelling): string {
  if (parent !== undefined && isMapName(parent)) return name;
  if (syntax === 'hclBody') return toTerraform(name, placeOf(parent)).name;
  if (!format.startsWith('cloudFormation')) return name;
  // AWS spells it in two ways: the parser's table has that of EFS.
  if (name === 'fileSystemId' && parent?.startsWith('fsx') === true) return 'FileSystemId';
  return toCloudFormation(name);
}

export function placeOf(parent: string | undefined): Place {
  return parent === undefined ? 'taskDefinition' : 'nested';
}

/** Writes templates in a format, as snippets of VS Code. Lines after the first are indented for a line without indentation. */
export class SnippetWriter {
  readonly #format: TaskFormat;
  #holes = 0;

  constructor(format: TaskFormat) {
    this.#format = format;
  }

  /** `"name": value`, or as the syntax has it. */
  property(name: string, template: Template, syntax: Syntax, parent: string | undefined): string {
    const written = spelled(name, { format: this.#format, syntax, parent });
    switch (syntax) {
      case 'json':
        return `${JSON.stringify(written)}: ${this.value(template, syntax, name)}`;
      case 'yaml': {
        const value = this.value(template, syntax, name);
        return `${written}:${value.startsWith('\n') ? '' : ' '}${value}`;
      }
      case 'yamlFlow':
        return `${written}: ${this.value(template, syntax, name)}`;
      case 'hclObject':
        return `${/^[A-Za-z_][\w-]*$/.test(written) ? written : JSON.stringify(written)} = ${this.value(template, syntax, name)}`;
      case 'hclBody':
        return this.#ofBlock(name, written, template, parent);
    }
  }

  value(template: Template, syntax: Syntax, name: string | undefined): string {
    if (template instanceof Hole) return this.#hole(template, syntax);
    if (isArray(template)) return this.#array(template, syntax, name);
    if (typeof template === 'object') return this.#object(template, syntax, name);
    return typeof template === 'string' ? quoted(escaped(template), syntax, template) : String(template);
  }

  #ofBlock(name: string, written: string, template: Template, parent: string | undefined): string {
    const item = isArray(template) ? template[0] : template;
    if (name === 'containerDefinitions') return `${written} = jsonencode(${this.value(template, 'hclObject', name)})`;
    if (isArray(template) && isPair(item) && !toTerraform(name, placeOf(parent)).isRepeated)
      return `${written} = ${this.#map('hclObject')}`;
    if (!isObject(item)) return `${written} = ${this.value(template, 'hclBody', name)}`;
    return `${written} {${block(this.#properties(item, 'hclBody', name))}}`;
  }

  #properties(object: TemplateObject, syntax: Syntax, name: string | undefined): string[] {
    const written = Object.entries(object).flatMap(([key, value]) =>
      syntax === 'hclBody' && isObject(value) && isSpread(key, 'nested')
        ? this.#properties(value, syntax, key)
        : [this.property(key, value, syntax, name)],
    );
    return written.length > 0 ? written : [`$${this.#next()}`];
  }

  #object(object: TemplateObject, syntax: Syntax, name: string | undefined): string {
    const parts = this.#properties(object, syntax, name);
    if (syntax === 'yaml') return nested(parts);
    if (syntax === 'yamlFlow') return `{ ${parts.join(', ')} }`;
    return `{${block(parts, syntax === 'json' ? ',' : '')}}`;
  }

  #array(items: readonly Template[], syntax: Syntax, name: string | undefined): string {
    const parts = items.map((item) => this.value(item, syntax, name));
    if (syntax === 'yaml' && items.some((item) => isObject(item)))
      return parts.map((part) => `\n  - ${indented(part.replace(/^\n {2}/, ''), '  ')}`).join('');
    const isLong = items.some((item) => isObject(item)) && syntax !== 'yamlFlow';
    return isLong ? `[${block(parts, ',')}]` : `[${parts.join(', ')}]`;
  }

  #map(syntax: Syntax): string {
    const name = `\${${this.#next()}:name}`;
    const value = quoted(`\${${this.#next()}:value}`, syntax, 'value');
    switch (syntax) {
      case 'json':
        return `{\n\t"${name}": ${value}\n}`;
      case 'yaml':
        return `\n  ${name}: ${value}`;
      case 'yamlFlow':
        return `{ ${name}: ${value} }`;
      case 'hclBody':
      case 'hclObject':
        return `{\n\t${name} = ${value}\n}`;
    }
  }

  #hole({ text, options }: Hole, syntax: Syntax): string {
    if (options.isMap === true) return this.#map(syntax);
    const index = this.#next();
    const { choices } = options;
    const shown = choices
      ? `\${${index}|${choices.map((choice) => choice.replace(/[\\,|$}]/g, String.raw`\$&`)).join(',')}|}`
      : text === ''
        ? `$${index}`
        : `\${${index}:${escaped(text)}}`;
    return options.isPlain === true ? shown : quoted(shown, syntax, choices?.join(' ') ?? text);
  }

  #next(): number {
    this.#holes += 1;
    return this.#holes;
  }
}

/**
 * A text as a value.
 * @param shown As a snippet
 * @param plain What of it is in the text then
 */
function quoted(shown: string, syntax: Syntax, plain: string): string {
  const isYaml = syntax === 'yaml' || syntax === 'yamlFlow';
  return isYaml && !needsQuotes.test(plain) ? shown : `"${shown}"`;
}

/** What YAML might take for something other than a text. */
export const needsQuotes = /^[-?\s~]|: | #|[&*!|>'"%@`{}[\],]|^(?:true|false|yes|no|on|off|null|[\d.]+)$/i;

export function escaped(text: string): string {
  return text.replace(/[\\$}]/g, String.raw`\$&`);
}

function block(parts: readonly string[], separator = ''): string {
  return `\n\t${parts.map((part) => indented(part, '\t')).join(`${separator}\n\t`)}\n`;
}

function nested(parts: readonly string[]): string {
  return parts.map((part) => `\n  ${indented(part, '  ')}`).join('');
}

export function indented(text: string, indent: string): string {
  return text.replaceAll('\n', `\n${indent}`);
}

function isArray(template: Template | undefined): template is readonly Template[] {
  return Array.isArray(template);
}

function isObject(template: Template | undefined): template is TemplateObject {
  return typeof template === 'object' && !(template instanceof Hole) && !isArray(template);
}

function isPair(template: Template | undefined): boolean {
  return isObject(template) && 'value' in template;
}
