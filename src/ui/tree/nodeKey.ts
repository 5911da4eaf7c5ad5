import type { TreeNode } from './nodes.ts';

/** What a row is about: the same for the same thing, and different from those beside it as a rule. */
export function nodeKey(node: TreeNode): string {
  return `${node.kind} ${idOf(node)}`;
}

type Ids = { readonly [K in TreeNode['kind']]: (node: Extract<TreeNode, { kind: K }>) => string };

/** Of those that stand alone among the rows beside them. */
const alone = (): string => '';

const ids: Ids = {
  account: ({ account }) => account.key,
  cluster: ({ cluster }) => cluster.arn,
  looseHosts: alone,
  hostGroup: ({ grouping, value }) => JSON.stringify([grouping, value ?? null]),
  host: ({ host }) => host.key,
  expected: ({ expectation }) => expectation.kept.id,
  activation: ({ activation }) => activation.id,
  services: alone,
  service: ({ service }) => service.arn,
  task: ({ task }) => task.arn,
  container: ({ container }) => container.name,
  pod: ({ pod }) => pod.uid,
  podContainer: ({ container }) => container.name,
  machines: alone,
  machine: ({ machine }) => `${machine.namespace}/${machine.name}`,
  anywhere: ({ anywhere }) => `${anywhere.namespace}/${anywhere.name}`,
  remark: ({ remark }) => (remark.about === 'health' ? JSON.stringify(remark.of) : remark.about),
  note: ({ note }) => (note.about === 'nodes' ? `nodes ${note.of}` : note.about),
  failure: ({ failure: { reason, service, operation } }) => [reason, service, operation].join(' '),
  step: ({ command }) => command,
};

function idOf(node: TreeNode): string {
  const id = ids[node.kind] as (node: TreeNode) => string;
  return id(node);
}
