import { property } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { isWanted, keyOf, objectsOf } from './support/places.ts';
import { externalInstances } from './support/sources.ts';

export const externalFsx: Rule = {
  id: 'external-fsx',
  severity: 'warning',
  title: 'Amazon FSx volume on external instances',
  docs: `For external instances AWS describes bind mounts and Docker volumes, and no volumes of Amazon FSx for Windows File
Server. It does not name them among what is refused either, so this is a warning.

Use a folder of the host (\`host.sourcePath\`), into which the host itself may mount a share.`,
  source: externalInstances,
  good: `{
  "family": "files",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [{ "name": "share", "host": { "sourcePath": "/mnt/share" } }],
  "containerDefinitions": [{ "name": "files", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "files",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [
    {
      "name": "share",
      "fsxWindowsFileServerVolumeConfiguration": {
        "fileSystemId": "fs-0123456789abcdef0",
        "rootDirectory": "share",
        "authorizationConfig": {
          "credentialsParameter": "arn:aws:ssm:eu-central-1:111122223333:parameter/share",
          "domain": "example.com"
        }
      }
    }
  ],
  "containerDefinitions": [{ "name": "files", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition({ definition, external }, report) {
    if (external !== true) return;
    const name = 'fsxWindowsFileServerVolumeConfiguration';
    for (const volume of objectsOf(property(definition.root, 'volumes'))) {
      if (!isWanted(property(volume, name))) continue;
      report(keyOf(volume, name), message('AWS does not describe Amazon FSx volumes for external instances'));
    }
  },
};
