import { booleanOf, property } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf, placeOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const noEssential: Rule = {
  id: 'no-essential',
  severity: 'error',
  title: 'No essential container',
  docs: `A task needs at least one essential container; when that one ends, so does the task. A container is essential unless
\`essential\` is false.

Make the container essential that the task is there for.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128 },
    { "name": "logs", "image": "example/logs:1", "memory": 64, "essential": false }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "essential": false },
    { "name": "logs", "image": "example/logs:1", "memory": 64, "essential": false }
  ]
}
`,
  checkDefinition(context, report) {
    const list = property(context.definition.root, 'containerDefinitions');
    const containers = containersOf(context.definition);
    const [first] = containers;
    if (list?.kind !== 'array' || first === undefined || containers.length < list.items.length) return;
    if (containers.some((each) => booleanOf(property(each, 'essential')) !== false)) return;
    const fixes = definitionFixes(context).set(first, 'essential', true);
    report(
      property(first, 'essential') ?? placeOf(first),
      message('One container of a task has to be essential'),
      fixes,
    );
  },
};
