import { compact } from '../../compact.ts';
import { findWorkloads } from '../../manifests/findWorkloads.ts';
import { noTasks } from '../document.ts';
import type { TaskDefinitionSource, TaskDocument, TaskFormat } from '../document.ts';
import { property, propertyNode, textOf } from '../node.ts';
import type { ObjectNode, ValueNode } from '../node.ts';
import { cloudFormationDocument } from './cloudFormation.ts';
import { jsonTree } from './jsonTree.ts';

/** The task definitions of JSON with comments: bare, as AWS describes them, several in an array, or in a template; the workloads of manifests. */
export function parseJson(text: string): TaskDocument {
  const root = jsonTree(text);
  if (root === undefined) return noTasks;
  if (property(root, 'Resources')?.kind === 'object') return cloudFormationDocument(text, root, 'cloudFormationJson');
  const candidates = root.kind === 'array' ? root.items : [root];
  const definitions = candidates.flatMap(definitionsOf);
  const workloads = definitions.length > 0 ? [] : findWorkloads(candidates, 'json', text);
  return { definitions, services: [], ...(workloads.length > 0 && { workloads }) };
}

function definitionsOf(node: ValueNode): readonly TaskDefinitionSource[] {
  if (isDefinition(node)) return [definition(node, 'json')];
  const described = property(node, 'taskDefinition');
  return isDefinition(described) ? [definition(described, 'describedJson')] : [];
}

function isDefinition(node: ValueNode | undefined): node is ObjectNode {
  return node?.kind === 'object' && propertyNode(node, 'containerDefinitions') !== undefined;
}

function definition(node: ObjectNode, format: TaskFormat): TaskDefinitionSource {
  const anchor = { offset: node.offset, length: Math.min(node.length, 1) };
  return compact({ format, root: node, anchor, name: textOf(property(node, 'family')) });
}
