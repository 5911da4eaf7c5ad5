import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import type { SchemaFile, SchemaMember, SchemaShape, SchemaType } from '../src/core/taskdef/schema/schemaFile.ts';
import { awsDocs } from './lib/awsDocs.ts';
import { declarations, installedSdkVersion, schemaDigest } from './lib/schemaDigest.ts';

/**
 * Writes `src/core/taskdef/schema/taskDefinition.json`, the schema of task definitions, from the declarations of the
 * installed `@aws-sdk/client-ecs`, which AWS generates from its API model. Run `node tools/run.mjs generateTaskSchema`
 * after an update of the SDK.
 */

export const generatedFile = path.join(import.meta.dirname, '../src/core/taskdef/schema/taskDefinition.json');

/** Of the docs of a property, in characters. The link to AWS's page, which has all of it, is not counted. */
const docsLimit = 1200;

const rootShape = 'RegisterTaskDefinitionRequest';
const outputShape = 'TaskDefinition';

/** The whole text of the generated file, formatted. */
export async function generate(): Promise<string> {
  const schema = schemaOf(readModel(), installedSdkVersion());
  const text = JSON.stringify({ digest: schemaDigest(schema), ...schema } satisfies SchemaFile);
  return format(text, { ...(await resolveConfig(generatedFile)), parser: 'json' });
}

/** Writes the file; with `--check` only compares and fails when it is out of step with the installed SDK. */
export async function main(args: readonly string[]): Promise<number> {
  const text = await generate();
  if (!args.includes('--check')) {
    writeFileSync(generatedFile, text);
    return 0;
  }
  if (readFileSync(generatedFile, 'utf8') === text) return 0;
  console.error('src/core/taskdef/schema/taskDefinition.json is out of step with the SDK: generate it again.');
  return 1;
}

interface Model {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

interface Shape {
  readonly source: ts.SourceFile;
  /** Has the comment. */
  readonly node: ts.Node;
  readonly members: readonly Member[];
  /** Just one of the members may be there. */
  readonly isUnion: boolean;
}

interface Member {
  readonly property: ts.PropertySignature;
  /** Has the comment. */
  readonly node: ts.Node;
}

function readModel(): Model {
  const shapes = new Map<string, Shape>();
  const enums = new Map<string, readonly string[]>();
  for (const file of declarations) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    for (const node of source.statements) {
      if (ts.isInterfaceDeclaration(node)) {
        const members = node.members.filter(ts.isPropertySignature).map((property) => ({ property, node: property }));
        shapes.set(node.name.text, { source, node, members, isUnion: false });
      } else if (ts.isTypeAliasDeclaration(node)) {
        const members = unionMembers(source, node.name.text);
        if (members.length > 0) shapes.set(node.name.text, { source, node, members, isUnion: true });
      } else if (ts.isVariableStatement(node)) readEnum(node, source, enums);
    }
  }
  return { shapes, enums };
}

/** A union is a namespace of interfaces `NvidiaMpsMember { nvidiaMps: NvidiaMpsAllocation; $unknown?: never }`. */
function unionMembers(source: ts.SourceFile, name: string): readonly Member[] {
  const namespace = source.statements.find((each) => ts.isModuleDeclaration(each) && each.name.text === name);
  if (namespace === undefined || !ts.isModuleDeclaration(namespace)) return [];
  if (namespace.body === undefined || !ts.isModuleBlock(namespace.body)) return [];
  return namespace.body.statements.filter(ts.isInterfaceDeclaration).flatMap((node) => {
    if (!/^[A-Z]\w*Member$/.test(node.name.text)) return [];
    const properties = node.members.filter(ts.isPropertySignature);
    return properties
      .filter(({ questionToken }) => questionToken === undefined)
      .map((property) => ({ property, node }));
  });
}

/** `export declare const NetworkMode: { readonly AWSVPC: "awsvpc"; … }` */
function readEnum(statement: ts.VariableStatement, source: ts.SourceFile, enums: Map<string, readonly string[]>): void {
  for (const { name, type } of statement.declarationList.declarations) {
    if (type === undefined || !ts.isTypeLiteralNode(type)) continue;
    const values = type.members.flatMap((member) =>
      ts.isPropertySignature(member) && member.type !== undefined && ts.isLiteralTypeNode(member.type)
        ? [(member.type.literal as ts.StringLiteral).text]
        : [],
    );
    enums.set(name.getText(source), values);
  }
}

function schemaOf(model: Model, version: string): Omit<SchemaFile, 'digest'> {
  const shapes: Record<string, SchemaShape> = {};
  const waiting = [rootShape];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (shapes[name] !== undefined) continue;
    const shape = shapeNamed(model, name);
    const members = shape.members.map((member) => [
      nameOf(member),
      memberOf(member, shape, model, (used) => waiting.push(used)),
    ]);
    shapes[name] = {
      ...(shape.isUnion && { isUnion: true }),
      docs: awsDocs(commentOf(shape.node, shape.source).text, docsLimit).text,
      members: Object.fromEntries(members) as SchemaShape['members'],
    };
  }
  return { sdk: version, root: rootShape, shapes: sorted(shapes), readOnly: readOnlyMembers(model) };
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What AWS adds to a registered task definition, and refuses in one that is to be registered. */
function readOnlyMembers(model: Model): Record<string, SchemaMember> {
  const input = shapeNamed(model, rootShape).members.map((member) => nameOf(member));
  const output = shapeNamed(model, outputShape);
  const added = output.members.filter((member) => !input.includes(nameOf(member)));
  return Object.fromEntries(added.map((member) => [nameOf(member), memberOf(member, output, model, () => undefined)]));
}

function nameOf({ property: { name } }: Member): string {
  if (!ts.isIdentifier(name)) throw new Error('A member of the SDK has no plain name.');
  return name.text;
}

function memberOf(
  { property, node }: Member,
  { source, isUnion }: Shape,
  model: Model,
  onShape: (name: string) => void,
): SchemaMember {
  const { text, deprecated } = commentOf(node, source);
  const { text: docs, terms, values } = awsDocs(text, docsLimit);
  const type = typeOf(property.type, source, model, onShape);
  return {
    ...type,
    ...(property.questionToken === undefined && !isUnion && { required: true }),
    ...(deprecated !== undefined && { deprecated }),
    ...(type.type === 'map' && Object.keys(terms).length > 0 && { keys: terms }),
    ...(values.length > 0 && { suggestions: values }),
    docs,
  };
}

function typeOf(
  type: ts.TypeNode | undefined,
  source: ts.SourceFile,
  model: Model,
  onShape: (name: string) => void,
): SchemaType {
  const [first, ...others] =
    type !== undefined && ts.isUnionTypeNode(type)
      ? type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword)
      : [type];
  if (first === undefined || others.length > 0) throw new Error(`A type of the SDK is new: ${type?.getText(source)}`);
  if (ts.isArrayTypeNode(first)) return { type: 'array', items: typeOf(first.elementType, source, model, onShape) };
  if (ts.isTypeReferenceNode(first)) return namedType(first, source, model, onShape);
  const simple = simpleTypes.get(first.kind);
  if (simple === undefined) throw new Error(`A type of the SDK is new: ${first.getText(source)}`);
  return { type: simple };
}

const simpleTypes: ReadonlyMap<ts.SyntaxKind, SchemaType['type']> = new Map([
  [ts.SyntaxKind.StringKeyword, 'text'],
  [ts.SyntaxKind.NumberKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
]);

function namedType(
  type: ts.TypeReferenceNode,
  source: ts.SourceFile,
  model: Model,
  onShape: (name: string) => void,
): SchemaType {
  const name = type.typeName.getText(source);
  const values = model.enums.get(name);
  if (values !== undefined) return { type: 'text', values };
  if (name === 'Date') return { type: 'time' };
  if (name === 'Record') return { type: 'map', items: typeOf(type.typeArguments?.[1], source, model, onShape) };
  onShape(name);
  return { type: 'object', shape: name };
}

function shapeNamed(model: Model, name: string): Shape {
  const found = model.shapes.get(name);
  if (found === undefined) throw new Error(`The SDK declares no ${name}.`);
  return found;
}

/**
 * The comment as it stands: TypeScript's own reading of it takes an `@sha256:` in the text of AWS's for a tag, and loses
 * what follows.
 */
function commentOf(node: ts.Node, source: ts.SourceFile): { readonly text: string; readonly deprecated?: string } {
  const [range] = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  if (range === undefined) return { text: '' };
  const lines = source.text
    .slice(range.pos + 3, range.end - 2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''));
  const firstTag = lines.findIndex((line) => /^@(public|internal|deprecated)\b/.test(line));
  const deprecated = lines.find((line) => line.startsWith('@deprecated'));
  return {
    text: lines.slice(0, firstTag === -1 ? undefined : firstTag).join(' '),
    ...(deprecated !== undefined && { deprecated: deprecated.slice('@deprecated'.length).trim() }),
  };
}
