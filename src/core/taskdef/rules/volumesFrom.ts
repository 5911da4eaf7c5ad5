import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersOf, namesIn, objectsOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const volumesFrom: Rule = {
  id: 'volumes-from',
  severity: 'error',
  title: 'Volumes of a container that is not there',
  docs: `\`sourceContainer\` of \`volumesFrom\` has to be the name of another container of the task definition.`,
  source: apiReference('VolumeFrom'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "volumesFrom": [{ "sourceContainer": "pages" }] },
    { "name": "pages", "image": "example/pages:8", "memory": 64, "essential": false }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "volumesFrom": [{ "sourceContainer": "page" }] },
    { "name": "pages", "image": "example/pages:8", "memory": 64, "essential": false }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const names = namesIn(definition.root, 'containerDefinitions');
    if (names === undefined) return;
    for (const container of containersOf(definition)) {
      const own = textOf(property(container, 'name'));
      for (const each of objectsOf(property(container, 'volumesFrom'))) {
        const node = property(each, 'sourceContainer');
        const source = textOf(node);
        if (node === undefined || source === undefined || source === '') continue;
        if (source === own) report(node, message("A container can't take volumes from itself"));
        else if (!names.has(source)) report(node, message('This task has no container {0}', source));
      }
    }
  },
};
