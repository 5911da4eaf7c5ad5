import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersByName, dependenciesOf } from './support/dependencies.ts';
import { has } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const dependsOnHealth: Rule = {
  id: 'depends-on-health',
  severity: 'warning',
  title: 'Waiting for the health of a container without a health check',
  docs: `The condition \`HEALTHY\` needs a health check of the container that is waited for, and there is none in the task
definition. Without one it does not become healthy, and this container does not start.

Give that container a \`healthCheck\`, or wait for its \`START\`.`,
  source: apiReference('ContainerDependency'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "dependsOn": [{ "containerName": "cache", "condition": "HEALTHY" }]
    },
    {
      "name": "cache",
      "image": "redis:8.4",
      "memory": 128,
      "healthCheck": { "command": ["CMD", "redis-cli", "ping"] }
    }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "dependsOn": [{ "containerName": "cache", "condition": "HEALTHY" }]
    },
    { "name": "cache", "image": "redis:8.4", "memory": 128 }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const dependencies = dependenciesOf(definition);
    if (dependencies.length === 0) return;
    const containers = containersByName(definition);
    for (const { node, to, condition } of dependencies) {
      const container = containers.get(to);
      if (condition !== 'HEALTHY' || container === undefined || has(container, 'healthCheck')) continue;
      report(node, message('{0} has no health check here that could be waited for', to));
    }
  },
};
