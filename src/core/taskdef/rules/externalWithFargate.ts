import { itemsOf, property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { apiReference } from './support/sources.ts';

export const externalWithFargate: Rule = {
  id: 'external-with-fargate',
  severity: 'warning',
  title: 'EXTERNAL and FARGATE required together',
  docs: `A task definition is checked against every compatibility that it requires. Fargate needs the network mode \`awsvpc\`,
and external instances do not support it, so no network mode suits both.

Keep two task definitions, one for each. (That both can't be registered together follows from AWS's texts; they do not
say it in one sentence.)`,
  source: apiReference('RegisterTaskDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL", "FARGATE"],
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29" }]
}
`,
  checkDefinition(context, report) {
    const required = property(context.definition.root, 'requiresCompatibilities');
    if (required?.kind !== 'array') return;
    const fargate = itemsOf(required).find((each) => textOf(each) === 'FARGATE');
    if (fargate === undefined || !required.items.some((each) => textOf(each) === 'EXTERNAL')) return;
    const text = message(
      'Fargate needs the network mode awsvpc, which external instances do not support: require one of them',
    );
    report(fargate, text, definitionFixes(context).removeItem(required, fargate));
  },
};
