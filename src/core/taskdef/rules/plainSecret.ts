import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersOf, objectsOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

const secretName = /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SECRET_?KEY)$/i;

/** Nothing, whether one is used, how long one is, the path to one, and the name of one in AWS. */
const noSecret = /^\s*(?:true|false|yes|no|on|off|\d{1,5}|\/.*|arn:[\w-]+:.*)?\s*$/i;

export const plainSecret: Rule = {
  id: 'plain-secret',
  severity: 'info',
  title: 'Secret in plain text',
  docs: `By its name this variable holds a password, a key or a token, and its value stands in the text. Everybody who may
describe the task definition can read it, in every revision. AWS advises against it.

Keep the value in AWS Secrets Manager or the Parameter Store of AWS Systems Manager, and name it in \`secrets\`.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "executionRoleArn": "arn:aws:iam::111122223333:role/ecsTaskExecutionRole",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "secrets": [{ "name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/db" }]
    }
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
      "environment": [{ "name": "DB_PASSWORD", "value": "example" }]
    }
  ]
}
`,
  checkDefinition({ definition }, report) {
    for (const container of containersOf(definition)) {
      for (const variable of objectsOf(property(container, 'environment'))) {
        const node = property(variable, 'value');
        const [name, value] = [textOf(property(variable, 'name')), textOf(node)];
        if (node === undefined || name === undefined || value === undefined || noSecret.test(value)) continue;
        if (secretName.test(name)) report(node, message('{0} stands here in plain text: keep it in secrets', name));
      }
    }
  },
};
