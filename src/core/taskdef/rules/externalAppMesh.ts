import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { refuseInDefinition } from './support/refuse.ts';
import { externalInstances } from './support/sources.ts';

export const externalAppMesh: Rule = {
  id: 'external-app-mesh',
  severity: 'error',
  title: 'App Mesh proxy on external instances',
  docs: `External instances do not support AWS App Mesh, and their agent does not offer it: no host is found for a task with
a \`proxyConfiguration\`.

Remove it. Tasks on one network reach each other by the addresses of their hosts.`,
  source: externalInstances,
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "proxyConfiguration": { "type": "APPMESH", "containerName": "envoy" },
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition: refuseInDefinition('proxyConfiguration', message('External instances do not support AWS App Mesh')),
};
