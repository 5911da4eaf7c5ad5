import { property } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { isWanted, keyOf, objectsOf } from './support/places.ts';
import { externalInstances } from './support/sources.ts';

export const externalEfs: Rule = {
  id: 'external-efs',
  severity: 'error',
  title: 'Amazon EFS volume on external instances',
  docs: `External instances do not support Amazon EFS volumes.

Use a folder of the host (\`host.sourcePath\`) or a Docker volume (\`dockerVolumeConfiguration\`) instead.`,
  source: externalInstances,
  good: `{
  "family": "files",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [{ "name": "data", "host": { "sourcePath": "/srv/data" } }],
  "containerDefinitions": [{ "name": "files", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "files",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0" } }],
  "containerDefinitions": [{ "name": "files", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition({ definition, external }, report) {
    if (external !== true) return;
    for (const volume of objectsOf(property(definition.root, 'volumes'))) {
      if (!isWanted(property(volume, 'efsVolumeConfiguration'))) continue;
      const text = message(
        'External instances do not support Amazon EFS volumes: use a host folder or a Docker volume',
      );
      report(keyOf(volume, 'efsVolumeConfiguration'), text);
    }
  },
};
