import { imageArchitecture } from '../images/imageSize.ts';
import { itemsOf, property, textOf, type ObjectNode } from '../node.ts';
import type { Fix, DefinitionContext, Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { hostArchitectures } from './support/hosts.ts';
import { has } from './support/places.ts';
import { externalInstances } from './support/sources.ts';

const attributes: Readonly<Record<string, string>> = { ARM64: 'arm64', X86_64: 'x86_64' };

export const architectureConstraint: Rule = {
  id: 'architecture-constraint',
  severity: 'info',
  title: 'CPU architecture that no placement constraint asks for',
  docs: `\`runtimePlatform.cpuArchitecture\` is not described to keep a task on external instances of that architecture, so it may
be placed on another one, where its image does not run. (This is drawn from what AWS describes, and was not tried.)

In a cluster with hosts of both architectures add the placement constraint
\`attribute:ecs.cpu-architecture == arm64\` (or \`x86_64\`).`,
  source: externalInstances,
  good: `{
  "family": "hub",
  "requiresCompatibilities": ["EXTERNAL"],
  "runtimePlatform": { "cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX" },
  "placementConstraints": [{ "type": "memberOf", "expression": "attribute:ecs.cpu-architecture == arm64" }],
  "containerDefinitions": [{ "name": "hub", "image": "example/hub:1", "memory": 128 }]
}
`,
  bad: `{
  "family": "hub",
  "requiresCompatibilities": ["EXTERNAL"],
  "runtimePlatform": { "cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX" },
  "containerDefinitions": [{ "name": "hub", "image": "example/hub:1", "memory": 128 }]
}
`,
  checkDefinition(context, report) {
    const { definition, services, external } = context;
    const node = property(property(definition.root, 'runtimePlatform'), 'cpuArchitecture');
    const architecture = textOf(node) ?? '';
    const attribute = Object.hasOwn(attributes, architecture) ? attributes[architecture] : undefined;
    if (external !== true || node === undefined || attribute === undefined) return;
    if ([definition, ...services].some(({ root }) => mayAskForArchitecture(root))) return;
    const hosts = hostArchitectures(context);
    if (hosts.length > 0 && hosts.every((each) => each === imageArchitecture(architecture))) return;
    const text = message('This alone may not keep the task on hosts of the architecture {0}', attribute);
    report(node, text, fixes(context, `attribute:ecs.cpu-architecture == ${attribute}`));
  },
};

/** Constraints that can't be told may do it. */
function mayAskForArchitecture(root: ObjectNode): boolean {
  const constraints = property(root, 'placementConstraints');
  if (constraints?.kind !== 'array') return has(root, 'placementConstraints');
  return itemsOf(constraints).some((each) => {
    if (each.kind !== 'object') return true;
    const expression = textOf(property(each, 'expression'));
    return expression === undefined ? has(each, 'expression') : expression.includes('ecs.cpu-architecture');
  });
}

function fixes(context: DefinitionContext, expression: string): readonly Fix[] {
  const { root } = context.definition;
  const fix = definitionFixes(context);
  const title = message('Add the placement constraint {0}', expression);
  const constraint = { type: 'memberOf', expression };
  const constraints = property(root, 'placementConstraints');
  return constraints?.kind === 'array'
    ? fix.append(constraints, constraint, title)
    : fix.set(root, 'placementConstraints', [constraint], title);
}
