import { Document, isCollection, isNode, parse, stringify, visit } from 'yaml';
import { randomNumbers } from '../../src/core/randomNumbers.ts';
import { setProperty, type JsonValue } from '../../src/core/taskdef/edits.ts';
import type { HclParser } from '../../src/core/taskdef/parse/hclTree.ts';
import { fromCloudFormation, isMapName, toCloudFormation } from '../../src/core/taskdef/parse/names.ts';
import { parseDocument } from '../../src/core/taskdef/parse/parseDocument.ts';
import type { ParseInput } from '../../src/core/taskdef/parse/sniff.ts';
import { fixed } from '../../src/core/taskdef/rules/testing/checking.ts';

/** For tests: an example of a rule in all formats, and in the ways in which people write them. */

/** With the names of the API; by name. */
interface Example {
  readonly definitions: Readonly<Record<string, JsonObject>>;
  /** Their `taskDefinition` names one of the definitions. */
  readonly services: Readonly<Record<string, JsonObject>>;
}

type JsonObject = Readonly<Record<string, JsonValue>>;

/** @param text JSON of a task definition, or YAML of a template with `!Ref` and `!GetAtt` as its only functions */
function exampleOf(text: string): Example {
  if (text.startsWith('{')) return { definitions: { web: JSON.parse(text) as JsonObject }, services: {} };
  const customTags = ['!Ref', '!GetAtt'].map((tag) => ({ tag, resolve: (name: string) => name }));
  const { Resources } = parse(text, { customTags }) as {
    Resources: Record<string, { Type: string; Properties: JsonObject }>;
  };
  const ofType = (type: string): Record<string, JsonObject> => {
    const found = Object.entries(Resources).filter(([, { Type }]) => Type === type);
    return Object.fromEntries(found.map(([name, { Properties }]) => [name, named(Properties, fromCloudFormation)]));
  };
  return { definitions: ofType('AWS::ECS::TaskDefinition'), services: ofType('AWS::ECS::Service') };
}

function named<T extends JsonValue>(value: T, spell: (name: string) => string): T {
  // The shape stays as it is, only names change.
  const each = (part: JsonValue): JsonValue => {
    if (Array.isArray(part)) return part.map(each);
    if (typeof part !== 'object' || part === null) return part;
    const entries = Object.entries(part).map(([name, inner]) => {
      const [spelled, apiName] = [spell(name), spell === fromCloudFormation ? spell(name) : name];
      return [spelled, isMapName(apiName) ? inner : each(inner)] as const;
    });
    return Object.fromEntries(entries);
  };
  return each(value) as T;
}

function templateOf({ definitions, services }: Example): object {
  const resource = (Type: string, properties: JsonObject): object => ({
    Type,
    Properties: named(properties, toCloudFormation),
  });
  const refs = (service: JsonObject): JsonObject => ({
    ...service,
    taskDefinition: { Ref: service.taskDefinition ?? '' },
  });
  const Resources = Object.fromEntries([
    ...Object.entries(definitions).map(([name, each]) => [name, resource('AWS::ECS::TaskDefinition', each)] as const),
    ...Object.entries(services).map(([name, each]) => [name, resource('AWS::ECS::Service', refs(each))] as const),
  ]);
  return { Resources };
}

/** Written by the edits themselves, one property after the other. */
function terraformOf({ definitions, services }: Example, hcl: HclParser): string {
  const blocks = [
    ...Object.entries(definitions).map(([name, each]) => blockOf('task_definition', name, each, hcl)),
    ...Object.entries(services).map(([name, { taskDefinition, ...each }]) => {
      const runs = `  task_definition = aws_ecs_task_definition.${JSON.stringify(taskDefinition).slice(1, -1)}.arn\n`;
      return blockOf('service', name, each, hcl).replace(/\{\n/, `{\n${runs}`);
    }),
  ];
  return blocks.join('\n');
}

function blockOf(type: string, name: string, values: JsonObject, hcl: HclParser): string {
  let text = `resource "aws_ecs_${type}" "${name}" {\n}\n`;
  for (const [property, value] of Object.entries(values)) {
    const document = parseDocument({ text, languageId: 'terraform', fileName: 'main.tf' }, hcl);
    const source = document.definitions[0] ?? document.services[0];
    if (source === undefined) throw new Error(text);
    text = fixed(text, {
      title: { template: '', args: [] },
      edits: setProperty(text, source, source.root, property, value),
    });
  }
  return text;
}

/** With the containers as JSON. */
function heredocs({ definitions }: Example, terraform: string, mark: string): string {
  const texts = Object.values(definitions).map(({ containerDefinitions }) => {
    return `container_definitions = <<${mark}\n${JSON.stringify(containerDefinitions, undefined, 2)}\n${mark.replace('-', '  ')}\n`;
  });
  return terraform.replace(/container_definitions = jsonencode\([^]*?\)\n(?=\S| {2}\w|\})/g, () => texts.shift() ?? '');
}

const numbered = (text: string, mark: string): string => {
  let count = 0;
  return text.replace(/(?<=\S)$/gm, () => ` ${mark} c${count++}c`);
};
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

type Spellings = Readonly<Record<string, ParseInput>>;

/** By what is special about each. */
export function spellingsOf(example: string, hcl: HclParser): Spellings {
  if (example.startsWith('apiVersion:')) return manifestSpellings(example);
  const values = exampleOf(example);
  const [definition] = Object.values(values.definitions);
  const template = templateOf(values);
  const yaml = stringify(template, { lineWidth: 0 });
  const terraform = terraformOf(values, hcl);
  const hasServices = Object.keys(values.services).length > 0;
  const of = (prefix: string, languageId: string, texts: Record<string, string>): [string, ParseInput][] =>
    Object.entries(texts).map(([name, text]) => [`${prefix} ${name}`, { text, languageId, fileName: 'a' }]);
  return Object.fromEntries([
    ...(hasServices ? [] : of('JSON', 'jsonc', jsonTexts(definition))),
    ...(hasServices
      ? []
      : of('JSON described', 'json', {
          plain: JSON.stringify({ taskDefinition: definition, tags: [] }, undefined, 4),
        })),
    ...of('template in JSON', 'jsonc', jsonTexts(template)),
    ...seeds.flatMap((seed) => [
      ...(hasServices ? [] : of(`JSON ${seed}`, 'jsonc', { mixed: mixedJson(definition ?? {}, randomNumbers(seed)) })),
      ...of(`template in JSON ${seed}`, 'jsonc', { mixed: mixedJson(template, randomNumbers(seed)) }),
      ...of(`template in YAML ${seed}`, 'yaml', { mixed: mixedYaml(template, randomNumbers(seed)) }),
    ]),
    ...of('template in YAML', 'yaml', {
      'block': yaml,
      'CRLF': crlf(yaml),
      'commented': numbered(yaml, '#'),
      'flow': `---\n${stringify(template, { lineWidth: 0, collectionStyle: 'flow' })}`,
      'without indented lists': stringify(template, { lineWidth: 0, indentSeq: false }),
      'with four spaces': stringify(template, { lineWidth: 0, indent: 4 }),
    }),
    ...of('Terraform', 'terraform', {
      'plain': terraform,
      'heredoc': heredocs(values, terraform, 'EOF'),
      'indented heredoc in CRLF': crlf(heredocs(values, terraform, '-EOF')),
      'CRLF': crlf(terraform),
      'commented': numbered(terraform, '#'),
      'with tabs': terraform.replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2)),
    }),
  ]);
}

function manifestSpellings(example: string): Spellings {
  const value: unknown = parse(example);
  const json = Object.entries(jsonTexts(value)).filter(([name]) => !/commented|trailing/.test(name));
  const list = stringify({ apiVersion: 'v1', kind: 'List', items: [value] }, { lineWidth: 0 });
  const yaml = {
    block: example,
    CRLF: crlf(example),
    commented: numbered(example, '#'),
    list: list,
    several: `${list}---\n# nothing\n---\n${example}...\n`,
    flow: `---\n${stringify(value, { lineWidth: 0, collectionStyle: 'flow' })}`,
    quoted: stringify(value, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE' }),
  };
  return Object.fromEntries([
    ...json.map(([name, text]) => [`manifest in JSON ${name}`, { text, languageId: 'json', fileName: 'a' }]),
    ...Object.entries(yaml).map(([name, text]) => [`manifest ${name}`, { text, languageId: 'yaml', fileName: 'a' }]),
  ]) as Spellings;
}

function jsonTexts(value: unknown): Record<string, string> {
  const text = JSON.stringify(value, undefined, 2);
  return {
    'plain': text,
    'on one line': JSON.stringify(value),
    'with tabs': JSON.stringify(value, undefined, '\t'),
    'CRLF and four spaces': crlf(JSON.stringify(value, undefined, 4)),
    'commented': numbered(text, '//'),
    'with trailing commas': text.replace(/(?<=[\]}"\w])\n(?=\s*[\]}])/g, ',\n'),
  };
}

const seeds = [1, 2, 3, 4, 5, 6];

/** Parts on one line and on many, with comments and empty lines between them, and commas in front and behind. */
function mixedJson(value: object, random: () => number, indent = ''): string {
  const isArray = Array.isArray(value);
  const parts = Object.entries(value as Record<string, unknown>).map(([name, each]) => {
    const text =
      typeof each === 'object' && each !== null ? mixedJson(each, random, `${indent}  `) : JSON.stringify(each);
    return isArray ? text : `${JSON.stringify(name)}${random() < 0.2 ? ' : ' : ':'}${random() < 0.5 ? ' ' : ''}${text}`;
  });
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  if (random() < 0.3) return `${open} ${parts.join(', ')}${random() < 0.3 ? ' /* c0c */' : ''} ${close}`;
  const between = (): string => {
    const kind = random();
    if (kind < 0.15) return ` // c${Math.floor(kind * 1e6)}c\n${indent}  `;
    if (kind < 0.25) return `\n\n${indent}  // c${Math.floor(kind * 1e6)}c\n${indent}  `;
    if (kind < 0.35) return ` /* c${Math.floor(kind * 1e6)}c */ `;
    return kind < 0.5 ? ' ' : `\n${indent}  `;
  };
  const body = parts.map((part, index) => {
    if (index === parts.length - 1) return part + (random() < 0.3 ? ',' : '');
    return random() < 0.1 ? `${part}${between()}, ` : `${part},${between()}`;
  });
  return `${open}\n${indent}  ${body.join('')}${random() < 0.2 ? ' // c1c' : ''}\n${indent}${close}`;
}

function mixedYaml(value: object, random: () => number): string {
  const document = new Document(value);
  visit(document, {
    Node: (_, node) => {
      if (isCollection(node) && random() < 0.2) node.flow = true;
      if (isNode(node) && random() < 0.1) node.commentBefore = ` c${Math.floor(random() * 1e6)}c`;
      if (random() < 0.1) node.spaceBefore = true;
      if (!isCollection(node) && random() < 0.1) node.comment = ` c${Math.floor(random() * 1e6)}c`;
    },
  });
  return document.toString({ lineWidth: 0, indentSeq: random() < 0.5, indent: random() < 0.3 ? 4 : 2 });
}
