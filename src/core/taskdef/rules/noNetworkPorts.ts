import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf, isWanted, keyOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const noNetworkPorts: Rule = {
  id: 'no-network-ports',
  severity: 'error',
  title: 'Ports without a network',
  docs: `In the network mode \`none\` the containers have no connection to the outside, and port mappings can't be given.

Remove them, or use another network mode.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "batch",
  "requiresCompatibilities": ["EXTERNAL"],
  "networkMode": "none",
  "containerDefinitions": [{ "name": "batch", "image": "example/batch:1", "memory": 128 }]
}
`,
  bad: `{
  "family": "batch",
  "requiresCompatibilities": ["EXTERNAL"],
  "networkMode": "none",
  "containerDefinitions": [
    { "name": "batch", "image": "example/batch:1", "memory": 128, "portMappings": [{ "containerPort": 80 }] }
  ]
}
`,
  checkDefinition(context, report) {
    if (textOf(property(context.definition.root, 'networkMode')) !== 'none') return;
    for (const container of containersOf(context.definition)) {
      if (!isWanted(property(container, 'portMappings'))) continue;
      const text = message('In the network mode none there are no port mappings');
      report(keyOf(container, 'portMappings'), text, definitionFixes(context).remove(container, 'portMappings'));
    }
  },
};
