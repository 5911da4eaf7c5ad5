import type { TaskDefinitionSource } from '../document.ts';
import type { ObjectNode } from '../node.ts';
import type { Rule } from '../rule.ts';
import { listed, message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { has, keyOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

/** What `DescribeTaskDefinition` adds. Source: API Reference, `TaskDefinition` against `RegisterTaskDefinition`. */
export const readOnly: readonly string[] = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
];

export const readOnlyFields: Rule = {
  id: 'read-only-fields',
  severity: 'warning',
  title: "Fields that can't be registered",
  docs: `This was pasted from \`describe-task-definition\`, which also prints what AWS added when it was registered:
${readOnly.map((name) => `\`${name}\``).join(', ')}. \`register-task-definition\` does not take these.

Remove them; the fix removes all at once. The outer \`taskDefinition\` is to go as well when the file is handed to
\`--cli-input-json\`.`,
  source: apiReference('TaskDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "taskDefinitionArn": "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:7",
  "family": "web",
  "revision": 7,
  "status": "ACTIVE",
  "requiresCompatibilities": ["EXTERNAL"],
  "compatibilities": ["EXTERNAL", "EC2"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }],
  "registeredAt": "2026-11-02T09:30:00.000000+01:00",
  "registeredBy": "arn:aws:iam::111122223333:user/example"
}
`,
  checkDefinition(context, report) {
    const { definition } = context;
    const { root } = definition;
    if (!isJson(definition)) return;
    const names = readOnly.filter((name) => has(root, name));
    const first = firstOf(root, names);
    if (first === undefined) return;
    const title = message("Remove all fields that can't be registered");
    const fixes = definitionFixes(context).removeAll(root, names, title);
    report(keyOf(root, first), message("These fields can't be registered: {0}", listed(names)), fixes);
  },
};

function isJson({ format }: TaskDefinitionSource): boolean {
  return format === 'json' || format === 'describedJson';
}

/** In the order of the text. */
function firstOf(root: ObjectNode, names: readonly string[]): string | undefined {
  return root.properties.find(({ name }) => names.includes(name))?.name;
}
