import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const duplicateContainer: Rule = {
  id: 'duplicate-container',
  severity: 'error',
  title: 'Two containers of one name',
  docs: `Containers of a task are told apart by their names: by \`dependsOn\`, \`links\`, \`volumesFrom\`, by overrides, and by
the services that send traffic to one.

Give each its own name.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128 },
    { "name": "cache", "image": "redis:8.4", "memory": 128 }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128 },
    { "name": "web", "image": "redis:8.4", "memory": 128 }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const names = new Set<string>();
    for (const container of containersOf(definition)) {
      const node = property(container, 'name');
      const name = textOf(node);
      if (node === undefined || name === undefined || name === '') continue;
      if (names.has(name)) report(node, message('Another container of this task is called {0} already', name));
      names.add(name);
    }
  },
};
