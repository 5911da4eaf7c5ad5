import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersOf, namesIn, objectsOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const volumeUnknown: Rule = {
  id: 'volume-unknown',
  severity: 'error',
  title: 'Mount of a volume that is not there',
  docs: `\`sourceVolume\` of a mount point has to be the \`name\` of a volume of the task definition.

Add the volume to \`volumes\`, or correct the name.`,
  source: apiReference('MountPoint'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [{ "name": "pages", "host": { "sourcePath": "/srv/pages" } }],
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "mountPoints": [{ "sourceVolume": "pages", "containerPath": "/usr/share/nginx/html", "readOnly": true }]
    }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [{ "name": "pages", "host": { "sourcePath": "/srv/pages" } }],
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "mountPoints": [{ "sourceVolume": "page", "containerPath": "/usr/share/nginx/html", "readOnly": true }]
    }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const names = namesIn(definition.root, 'volumes');
    if (names === undefined) return;
    for (const container of containersOf(definition)) {
      for (const mount of objectsOf(property(container, 'mountPoints'))) {
        const node = property(mount, 'sourceVolume');
        const volume = textOf(node);
        if (node === undefined || volume === undefined || volume === '' || names.has(volume)) continue;
        report(node, message('This task has no volume {0}', volume));
      }
    }
  },
};
