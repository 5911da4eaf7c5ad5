import { compact } from '../compact.ts';
import {
  itemsOf,
  property,
  propertyNode,
  textOf,
  type ObjectNode,
  type Span,
  type ValueNode,
} from '../taskdef/node.ts';
import { bringsParts } from './templateActions.ts';
import { podSpecOf, workloadKind, type WorkloadSource } from './workload.ts';

/** Lists in lists are nobody's. */
const deepestList = 3;

/** The workloads among the values of a text, those in lists (`kind: List`) too. Recognised by their shape. */
export function findWorkloads(
  values: readonly (ValueNode | undefined)[],
  format: WorkloadSource['format'],
  text: string,
): readonly WorkloadSource[] {
  const isTemplate = format === 'yaml' && text.includes('{{');
  return values
    .flatMap((value) => workloadsIn(value, 0))
    .map(({ root, kind }) => {
      const { offset, length } = root.properties[0]?.key ?? root;
      const name = textOf(property(property(root, 'metadata'), 'name'));
      const isPartial = isTemplate && bringsParts(manifestAt(text, root)) ? (true as const) : undefined;
      return compact({ format, kind, root, anchor: { offset, length }, name, isPartial });
    });
}

/** With what stands behind its last value, which may be a line of a template. */
function manifestAt(text: string, { offset, length }: Span): string {
  const end = text.indexOf('\n---', offset + length);
  return text.slice(offset, end === -1 ? undefined : end);
}

function workloadsIn(node: ValueNode | undefined, depth: number): readonly Pick<WorkloadSource, 'kind' | 'root'>[] {
  if (node?.kind === 'array')
    return depth > deepestList ? [] : node.items.flatMap((item) => workloadsIn(item, depth + 1));
  if (node?.kind !== 'object' || propertyNode(node, 'apiVersion') === undefined) return [];
  const text = textOf(property(node, 'kind'));
  if (text?.endsWith('List') === true && depth <= deepestList) {
    return itemsOf(property(node, 'items')).flatMap((item) => workloadsIn(item, depth + 1));
  }
  const kind = workloadKind(text);
  return kind !== undefined && hasContainers({ kind, root: node }) ? [{ kind, root: node }] : [];
}

function hasContainers(workload: { readonly kind: WorkloadSource['kind']; readonly root: ObjectNode }): boolean {
  return propertyNode(podSpecOf(workload), 'containers') !== undefined;
}
