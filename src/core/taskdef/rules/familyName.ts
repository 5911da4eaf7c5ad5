import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { isName } from './support/names.ts';
import { apiReference } from './support/sources.ts';

export const familyName: Rule = {
  id: 'family-name',
  severity: 'error',
  title: "Characters that a family can't have",
  docs: `The name of a family has up to 255 letters (\`a\` to \`z\`, small and capital), digits, underscores and hyphens.`,
  source: apiReference('RegisterTaskDefinition'),
  good: `{
  "family": "web-shop_2",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web.shop 2",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition({ definition }, report) {
    const node = property(definition.root, 'family');
    const name = textOf(node);
    if (node === undefined || name === undefined || isName(name)) return;
    report(node, message('A family name has up to 255 letters, digits, underscores and hyphens'));
  },
};
