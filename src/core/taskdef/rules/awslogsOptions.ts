import type { Rule } from '../rule.ts';
import { listed, message } from '../../text/message.ts';
import { awsLogsOf } from './support/awslogs.ts';
import { has } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const awslogsOptions: Rule = {
  id: 'awslogs-options',
  severity: 'error',
  title: 'Log group or Region missing',
  docs: `The log driver \`awslogs\` needs the options \`awslogs-group\` and \`awslogs-region\`, and on Fargate
\`awslogs-stream-prefix\` too.

Add them. The log group has to exist in that Region, unless \`awslogs-create-group\` is \`"true"\` and the execution role may
make it.`,
  source: apiReference('LogConfiguration'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "executionRoleArn": "arn:aws:iam::111122223333:role/ecsTaskExecutionRole",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "logConfiguration": {
        "logDriver": "awslogs",
        "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1" }
      }
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
      "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web" } }
    }
  ]
}
`,
  checkDefinition({ definition, fargate }, report) {
    const needed = ['awslogs-group', 'awslogs-region', ...(fargate ? ['awslogs-stream-prefix'] : [])];
    for (const { driver, options } of awsLogsOf(definition)) {
      const lacking = needed.filter((name) => !has(options, name));
      if (lacking.length > 0) report(driver, message('The log driver awslogs needs {0}', listed(lacking)));
    }
  },
};
