import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { headOf } from './support/places.ts';
import { jsonBytes } from './support/jsonBytes.ts';
import { developerGuide } from './support/sources.ts';

const mostBytes = 64 * 1024;

export const definitionSize: Rule = {
  id: 'definition-size',
  severity: 'error',
  title: 'Task definition over 64 KB',
  docs: `A task definition is at most 64 KB large. What is counted here is the shortest JSON of what is known of it, so that it
may still be a little larger for AWS.

Move long environments into files (\`environmentFiles\`) or into the image.`,
  source: developerGuide('service-quotas'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "command": ["${'x'.repeat(mostBytes)}"] }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const bytes = jsonBytes(definition.root);
    if (bytes <= mostBytes) return;
    const size = (bytes / 1024).toFixed(1);
    report(headOf(definition), message('A task definition has at most 64 KB, and this one has {0} KB', size));
  },
};
