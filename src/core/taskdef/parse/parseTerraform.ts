import { compact } from '../../compact.ts';
import { noTasks } from '../document.ts';
import type { ServiceSource, TaskDefinitionSource, TaskDocument } from '../document.ts';
import type { ObjectNode, PropertyNode, Span, ValueNode } from '../node.ts';
import { embeddedJson, isQuotedJson } from './embeddedJson.ts';
import { attribute, bodyParts, nameOf, resourceIn, wordsOf } from './hclBlocks.ts';
import type { HclNode, HclParser } from './hclTree.ts';
import { functionCall, hclValue, partsOf, spanOf } from './hclValue.ts';
import { reference } from './placeholders.ts';
import { TerraformSchedules } from './terraformSchedules.ts';
import { movedObject, movedSpan, repairedResources } from './terraformRepair.ts';
import type { RepairedResource } from './terraformRepair.ts';
import { fromTerraform } from './terraformNames.ts';
import type { Place, Spelling } from './terraformNames.ts';

/** The task definitions and services that are resources of Terraform. */
export function parseTerraform(source: string, hcl: HclParser): TaskDocument {
  // The grammar knows no byte order mark.
  const text = source.startsWith('\uFEFF') ? ` ${source.slice(1)}` : source;
  return resourcesOf(text, hcl) ?? joinedDocument(repairedResources(text).map((part) => repaired(part, hcl)));
}

/** @returns undefined if there is something in the text that can't be read, unless that is accepted */
function resourcesOf(text: string, hcl: HclParser, isRepaired = false): TaskDocument | undefined {
  const tree = hcl.parse(text);
  try {
    if (tree.rootNode.hasError && !isRepaired) return undefined;
    const definitions: TaskDefinitionSource[] = [];
    const services: ServiceSource[] = [];
    const schedules = new TerraformSchedules(text);
    for (const block of partsOf(tree.rootNode, 'body').flatMap((body) => partsOf(body, 'block'))) {
      const [keyword, type, name] = wordsOf(block, text);
      if (keyword !== 'resource' || name === undefined) continue;
      if (type === 'aws_ecs_task_definition') definitions.push(definition(block, name, text));
      else if (type === 'aws_ecs_service') services.push(service(block, name, text));
      else schedules.add(block, type ?? '', name);
    }
    const found = schedules.found();
    return { definitions, services, ...(found.length > 0 && { schedules: found }) };
  } finally {
    tree.delete();
  }
}

function repaired(part: RepairedResource, hcl: HclParser): TaskDocument {
  const { definitions, services } = resourcesOf(part.text, hcl, true) ?? noTasks;
  return {
    definitions: definitions.map((each) => moved(each, part)),
    services: services.map((each) => moved(each, part)),
  };
}

function moved<T extends { readonly root: ObjectNode; readonly anchor: Span }>(source: T, part: RepairedResource): T {
  return { ...source, root: movedObject(source.root, part), anchor: movedSpan(source.anchor, part) };
}

function joinedDocument(documents: readonly TaskDocument[]): TaskDocument {
  return {
    definitions: documents.flatMap(({ definitions }) => definitions),
    services: documents.flatMap(({ services }) => services),
  };
}

function definition(block: HclNode, name: string, text: string): TaskDefinitionSource {
  const root = new Reader(text).block(block, 'taskDefinition');
  const containers = attribute(block, 'container_definitions', text);
  const containersAreOpaque = containers !== undefined && isQuotedJson(containers) ? true : undefined;
  return compact({ format: 'terraform' as const, root, anchor: headOf(block), name, containersAreOpaque });
}

function service(block: HclNode, name: string, text: string): ServiceSource {
  const root = new Reader(text).block(block, 'service');
  const runs = attribute(block, 'task_definition', text);
  const runsName = runs && resourceIn(runs, 'aws_ecs_task_definition', text);
  return compact({ format: 'terraform' as const, root, anchor: headOf(block), name, taskDefinition: runsName });
}

function headOf(block: HclNode): Span {
  const start = block.namedChildren.find(({ type }) => type === 'block_start');
  const end = start?.endIndex ?? block.endIndex;
  return { offset: block.startIndex, length: end - block.startIndex };
}

interface Part {
  readonly spelling: Spelling;
  readonly property: PropertyNode;
}

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  block(node: HclNode, place: Place): ObjectNode {
    const parts = [
      ...bodyParts(node, 'attribute').map((each) => this.#attribute(each, place)),
      ...bodyParts(node, 'block').map((each) => this.#block(each, place)),
    ];
    const inOrder = parts.filter((part) => part !== undefined);
    inOrder.sort((a, b) => a.property.offset - b.property.offset);
    return { kind: 'object', properties: together(inOrder), ...spanOf(node) };
  }

  #attribute(node: HclNode, place: Place): Part | undefined {
    const [key] = node.namedChildren;
    const spelling = fromTerraform(nameOf(node, this.#text), place);
    if (key === undefined || spelling === undefined) return undefined;
    const { name } = spelling;
    const expression = node.namedChildren.find(({ type }) => type === 'expression');
    const value = expression && this.#value(expression, name === 'containerDefinitions');
    const named = { name, key: spanOf(key) };
    if (value === undefined) return { spelling, property: { ...named, ...named.key } };
    // `isRepeated` is for blocks: as an attribute it is an array already.
    return { spelling: compact({ name, under: spelling.under }), property: { ...named, value, ...spanOf(node) } };
  }

  #value(expression: HclNode, isJson: boolean): ValueNode | undefined {
    const text = this.#text;
    if (!isJson) return asMap(hclValue(expression, text));
    const json = embeddedJson(expression, text);
    if (json !== undefined) return json;
    return functionCall(expression, text)?.name === 'jsonencode'
      ? hclValue(expression, text)
      : reference(spanOf(expression));
  }

  #block(node: HclNode, place: Place): Part | undefined {
    const words = wordsOf(node, this.#text);
    const isDynamic = words[0] === 'dynamic' && words[1] !== undefined;
    const spelling = fromTerraform((isDynamic ? words[1] : words[0]) ?? '', place);
    const [key] = node.namedChildren;
    if (spelling === undefined || key === undefined) return undefined;
    const value = isDynamic ? reference(spanOf(node)) : this.block(node, 'nested');
    return { spelling, property: { name: spelling.name, key: spanOf(key), value, ...spanOf(node) } };
  }
}

/** The objects that Terraform writes as values are maps: tags, labels, options. */
function asMap(value: ValueNode | undefined): ValueNode | undefined {
  return value?.kind === 'object' ? { ...value, isMap: true } : value;
}

/** Blocks that are one array, and attributes that are one object, are put together as the API has them. */
function together(parts: readonly Part[]): readonly PropertyNode[] {
  const properties = new Map<string, PropertyNode>();
  for (const { spelling, property } of parts) {
    const { under, isRepeated } = spelling;
    const whole = isRepeated === true ? listOf(property) : property;
    const added = under === undefined ? whole : objectOf(under, whole);
    const before = properties.get(added.name);
    properties.set(added.name, before === undefined ? added : joined(before, added));
  }
  return [...properties.values()];
}

function listOf(property: PropertyNode): PropertyNode {
  const { value, offset, length } = property;
  if (value === undefined || value.kind === 'reference') return property;
  return { ...property, value: { kind: 'array', items: [value], offset, length } };
}

function objectOf(name: string, property: PropertyNode): PropertyNode {
  const { key, offset, length } = property;
  return { name, key, value: { kind: 'object', properties: [property], offset, length }, offset, length };
}

function joined(a: PropertyNode, b: PropertyNode): PropertyNode {
  const end = Math.max(a.offset + a.length, b.offset + b.length);
  const span = { offset: a.offset, length: end - a.offset };
  if (a.value?.kind === 'array' && b.value?.kind === 'array') {
    return { ...a, ...span, value: { kind: 'array', items: [...a.value.items, ...b.value.items], ...span } };
  }
  if (a.value?.kind === 'object' && b.value?.kind === 'object') {
    const properties = [...a.value.properties, ...b.value.properties];
    return { ...a, ...span, value: { kind: 'object', properties, ...span } };
  }
  // Some of them are made by `dynamic`: how many there are is not known.
  return b.value?.kind === 'reference' ? b : a;
}
