import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf, isWanted, keyOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const linksNetworkMode: Rule = {
  id: 'links-network-mode',
  severity: 'error',
  title: 'Links without the network mode bridge',
  docs: `\`links\` between containers are supported in the network mode \`bridge\` only.

In the network mode \`host\` remove them: the containers of a task reach each other at \`localhost\`.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "networkMode": "bridge",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "links": ["cache"] },
    { "name": "cache", "image": "redis:8.4", "memory": 128 }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "networkMode": "host",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "links": ["cache"] },
    { "name": "cache", "image": "redis:8.4", "memory": 128 }
  ]
}
`,
  checkDefinition(context, report) {
    const mode = textOf(property(context.definition.root, 'networkMode'));
    if (mode === undefined || mode === 'bridge') return;
    for (const container of containersOf(context.definition)) {
      if (!isWanted(property(container, 'links'))) continue;
      const text = message('Links are supported in the network mode bridge only, and this is {0}', mode);
      report(keyOf(container, 'links'), text, definitionFixes(context).remove(container, 'links'));
    }
  },
};
