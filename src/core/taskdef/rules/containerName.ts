import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { isName } from './support/names.ts';
import { containersOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const containerName: Rule = {
  id: 'container-name',
  severity: 'error',
  title: "Characters that a container name can't have",
  docs: `The name of a container has up to 255 letters (\`a\` to \`z\`, small and capital), digits, underscores and hyphens.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web-1", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web/1", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition({ definition }, report) {
    for (const container of containersOf(definition)) {
      const node = property(container, 'name');
      const name = textOf(node);
      if (node === undefined || name === undefined || isName(name)) continue;
      report(node, message('A container name has up to 255 letters, digits, underscores and hyphens'));
    }
  },
};
