import { compact } from '../../compact.ts';
import type { ServiceSource, TaskDefinitionSource, TaskDocument, TaskFormat } from '../document.ts';
import { itemsOf, property, textOf } from '../node.ts';
import type { ObjectNode, PropertyNode, Span, ValueNode } from '../node.ts';
import { cloudFormationSchedules } from './cloudFormationSchedules.ts';
import { fromCloudFormation, isMapName } from './names.ts';
import { reference, textNode } from './placeholders.ts';

/**
 * The task definitions and services of a template.
 * @param template With the names of the text, and short forms of functions as long ones: `!Ref Tag` as `{ Ref: Tag }`.
 */
export function cloudFormationDocument(text: string, template: ValueNode, format: TaskFormat): TaskDocument {
  const resources = property(template, 'Resources');
  const definitions: TaskDefinitionSource[] = [];
  const services: ServiceSource[] = [];
  for (const resource of resources?.kind === 'object' ? resources.properties : []) {
    const type = textOf(property(resource.value, 'Type'));
    if (type !== 'AWS::ECS::TaskDefinition' && type !== 'AWS::ECS::Service') continue;
    const properties = property(resource.value, 'Properties');
    if (properties?.kind !== 'object') continue;
    const source = { format, root: renamed(properties), anchor: resource.key, name: resource.name };
    if (type === 'AWS::ECS::TaskDefinition') definitions.push(source);
    else services.push(compact({ ...source, taskDefinition: logicalId(text, property(properties, 'TaskDefinition')) }));
  }
  const schedules = cloudFormationSchedules(resources, format, (node) => logicalId(text, node));
  return { definitions, services, ...(schedules.length > 0 && { schedules }) };
}

/** The logical id that `!Ref Task`, `!GetAtt Task.TaskDefinitionArn` or `!Sub ${Task}` speaks of. */
function logicalId(text: string, node: ValueNode | undefined): string | undefined {
  const call = node === undefined ? undefined : functionCall(node);
  if (call?.value === undefined) return undefined;
  const { name, value: argumentNode } = call;
  if (name === 'Fn::Sub')
    return onlyVariable.exec(text.slice(argumentNode.offset, argumentNode.offset + argumentNode.length))?.[1];
  const argument = textOf(argumentNode) ?? textOf(itemsOf(argumentNode)[0]);
  if (name === 'Ref') return argument;
  return name === 'Fn::GetAtt' ? argument?.split('.')[0] : undefined;
}

const onlyVariable = /^["']?\$\{([A-Za-z0-9]+)(?:\.TaskDefinitionArn)?\}["']?$/;

function functionCall(node: ValueNode): PropertyNode | undefined {
  if (node.kind !== 'object' || node.properties.length !== 1) return undefined;
  const [call] = node.properties;
  return call !== undefined && (call.name === 'Ref' || call.name.startsWith('Fn::')) ? call : undefined;
}

function renamed(node: ObjectNode): ObjectNode {
  return { ...node, properties: node.properties.map((each) => renamedProperty(each, fromCloudFormation(each.name))) };
}

function renamedProperty(node: PropertyNode, name: string): PropertyNode {
  if (node.value === undefined) return { ...node, name };
  return { ...node, name, value: isMapName(name) ? mapValue(node.value) : value(node.value) };
}

function value(node: ValueNode): ValueNode {
  switch (node.kind) {
    case 'object': {
      const call = functionCall(node);
      return call === undefined ? renamed(node) : called(call, node);
    }
    case 'array':
      return { ...node, items: node.items.map(value) };
    case 'scalar':
    case 'reference':
      return node;
  }
}

/** A map's names are data and stay, its values may be functions. */
function mapValue(node: ValueNode): ValueNode {
  if (node.kind !== 'object' || functionCall(node) !== undefined) return value(node);
  const properties = node.properties.map((each) => (each.value ? { ...each, value: value(each.value) } : each));
  return { ...node, properties, isMap: true };
}

function called(call: PropertyNode, { offset, length }: Span): ValueNode {
  const known = call.value === undefined ? undefined : knownText(call.name, call.value);
  if (known === undefined) return reference({ offset, length });
  return known.isWhole ? textNode(known.text, { offset, length }) : reference({ offset, length }, known.text);
}

interface KnownText {
  readonly text: string;
  readonly isWhole: boolean;
}

function knownText(name: string, argument: ValueNode): KnownText | undefined {
  if (name === 'Fn::Sub') return substituted(argument.kind === 'array' ? argument.items[0] : argument);
  if (name !== 'Fn::Join') return undefined;
  const [delimiter, parts] = itemsOf(argument);
  const between = textOf(delimiter);
  if (between === undefined || parts?.kind !== 'array') return undefined;
  let text = '';
  for (const [index, part] of parts.items.entries()) {
    if (index > 0) text += between;
    const call = functionCall(part);
    const known = call?.value ? knownText(call.name, call.value) : startOf(part);
    text += known?.text ?? '';
    if (known?.isWhole !== true) return { text, isWhole: false };
  }
  return { text, isWhole: true };
}

/** Without anything it is still to be typed. */
function substituted(template: ValueNode | undefined): KnownText | undefined {
  const known = startOf(template);
  return known?.text === '' ? undefined : known;
}

function startOf(node: ValueNode | undefined): KnownText | undefined {
  if (node?.kind === 'reference') return { text: node.knownStart ?? '', isWhole: false };
  const text = textOf(node);
  return text === undefined ? undefined : { text, isWhole: true };
}
