import { property, textOf, type ObjectNode } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf, objectsOf } from './support/places.ts';
import { developerGuide } from './support/sources.ts';

export const secretAndEnvironment: Rule = {
  id: 'secret-and-environment',
  severity: 'warning',
  title: 'Secret and variable of one name',
  docs: `A secret becomes an environment variable of the container, so that one name in both \`secrets\` and \`environment\` gives
it two values.

Remove the one from \`environment\`.`,
  source: developerGuide('specifying-sensitive-data'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "executionRoleArn": "arn:aws:iam::111122223333:role/ecsTaskExecutionRole",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "environment": [{ "name": "STAGE", "value": "home" }],
      "secrets": [{ "name": "API_TOKEN", "valueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/token" }]
    }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "executionRoleArn": "arn:aws:iam::111122223333:role/ecsTaskExecutionRole",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "environment": [{ "name": "API_TOKEN", "value": "" }],
      "secrets": [{ "name": "API_TOKEN", "valueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/token" }]
    }
  ]
}
`,
  checkDefinition(context, report) {
    for (const container of containersOf(context.definition)) {
      const environment = property(container, 'environment');
      const secrets = new Set(objectsOf(property(container, 'secrets')).map(nameOf));
      if (environment?.kind !== 'array' || secrets.size === 0) continue;
      for (const variable of objectsOf(environment)) {
        const node = property(variable, 'name');
        const name = nameOf(variable);
        if (node === undefined || name === undefined || name === '' || !secrets.has(name)) continue;
        const title = message('Remove the variable {0}', name);
        const fixes = definitionFixes(context).removeItem(environment, variable, title);
        report(node, message('{0} is one of the secrets too', name), fixes);
      }
    }
  },
};

function nameOf(object: ObjectNode): string | undefined {
  return textOf(property(object, 'name'));
}
