import { taskMemory } from '../cost/taskSize.ts';
import { numberOf, property, type ObjectNode } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const containerSum: Rule = {
  id: 'container-sum',
  severity: 'error',
  title: 'Containers need more memory than their task has',
  docs: `What all containers reserve together has to fit into the \`memory\` of the task. A container reserves its
\`memoryReservation\`, or else its \`memory\`.

Raise the value of the task, or remove it and leave the values of the containers.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "memory": "512",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 256 },
    { "name": "cache", "image": "redis:8.4", "memory": 256 }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "memory": "512",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 384 },
    { "name": "cache", "image": "redis:8.4", "memory": 256 }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const node = property(definition.root, 'memory');
    const limit = taskMemory(node);
    if (node === undefined || limit === undefined) return;
    const sum = containersOf(definition).reduce((total, container) => total + (reservedMiB(container) ?? 0), 0);
    if (sum > limit)
      report(node, message('The containers reserve {0} MiB, more than the {1} MiB of the task', sum, limit));
  },
};

/** MiB that a host has to have free for a container, where it can be told. */
function reservedMiB(container: ObjectNode): number | undefined {
  return numberOf(property(container, 'memoryReservation')) ?? numberOf(property(container, 'memory'));
}
