import { numberOf, property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf, objectsOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const hostPortMismatch: Rule = {
  id: 'host-port-mismatch',
  severity: 'error',
  title: "Host port that can't differ",
  docs: `In the network modes \`host\` and \`awsvpc\` a container's port is the port itself: \`hostPort\` is left out, or is the
same as \`containerPort\`. \`0\`, a free port, is for \`bridge\`.

Remove \`hostPort\`, or use the network mode \`bridge\`.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "networkMode": "host",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "portMappings": [{ "containerPort": 80 }] }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "networkMode": "host",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] }
  ]
}
`,
  checkDefinition(context, report) {
    const mode = textOf(property(context.definition.root, 'networkMode'));
    if (mode !== 'host' && mode !== 'awsvpc') return;
    for (const container of containersOf(context.definition)) {
      for (const mapping of objectsOf(property(container, 'portMappings'))) {
        const node = property(mapping, 'hostPort');
        const [port, own] = [numberOf(node), numberOf(property(mapping, 'containerPort'))];
        if (node === undefined || port === undefined || own === undefined || port === own) continue;
        const text = message('In the network mode {0} the host port is the container port, {1}', mode, String(own));
        report(node, text, definitionFixes(context).remove(mapping, 'hostPort'));
      }
    }
  },
};
