import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersOf, has, placeOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const noMemory: Rule = {
  id: 'no-memory',
  severity: 'error',
  title: 'No memory, neither of the task nor of a container',
  docs: `Where the task has no \`memory\`, each of its containers needs \`memory\` (a limit) or \`memoryReservation\` (what a host
has to have free), and a \`cpu\` of the task alone is not enough.

Give the container a \`memoryReservation\` of what it usually needs, and a \`memory\` at which it should be stopped.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memoryReservation": 64, "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "cpu": "256",
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29" }]
}
`,
  checkDefinition({ definition, external, fargate }, report) {
    // Fargate always needs the task's own memory, and says so itself.
    if (has(definition.root, 'memory') || (fargate && external !== true)) return;
    for (const container of containersOf(definition)) {
      if (has(container, 'memory') || has(container, 'memoryReservation')) continue;
      report(placeOf(container), message('Neither the task nor this container has a value for memory'));
    }
  },
};
