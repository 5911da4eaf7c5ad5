import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf, keyOf, objectsOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const externalAppProtocol: Rule = {
  id: 'external-app-protocol',
  severity: 'info',
  title: 'Application protocol without Service Connect',
  docs: `\`appProtocol\` of a port mapping is for Service Connect only, which external instances do not support. It has no
effect there.

Remove it.`,
  source: apiReference('PortMapping'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "portMappings": [{ "containerPort": 80 }] }
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
      "portMappings": [{ "containerPort": 80, "appProtocol": "http" }]
    }
  ]
}
`,
  checkDefinition(context, report) {
    if (context.external !== true) return;
    for (const container of containersOf(context.definition)) {
      for (const mapping of objectsOf(property(container, 'portMappings'))) {
        if (textOf(property(mapping, 'appProtocol')) === undefined) continue;
        const text = message('This is for Service Connect only, which external instances do not support');
        report(keyOf(mapping, 'appProtocol'), text, definitionFixes(context).remove(mapping, 'appProtocol'));
      }
    }
  },
};
