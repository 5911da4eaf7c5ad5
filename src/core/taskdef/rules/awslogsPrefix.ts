import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { awsLogsOf } from './support/awslogs.ts';
import { definitionFixes } from './support/fixes.ts';
import { has } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const awslogsPrefix: Rule = {
  id: 'awslogs-prefix',
  severity: 'info',
  title: 'Log streams that are hard to tell apart',
  docs: `Without \`awslogs-stream-prefix\` a log stream is called by the Docker id of its container, which only the host knows.
With it, the stream's name has the container's name and the task's id.

Add it, for example with the name of the service.`,
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
        "options": {
          "awslogs-group": "/ecs/web",
          "awslogs-region": "eu-central-1",
          "awslogs-stream-prefix": "web"
        }
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
      "logConfiguration": {
        "logDriver": "awslogs",
        "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1" }
      }
    }
  ]
}
`,
  checkDefinition(context, report) {
    if (context.fargate) return; // where it is an error
    for (const { container, driver, options } of awsLogsOf(context.definition)) {
      if (options === undefined || has(options, 'awslogs-stream-prefix')) continue;
      const name = textOf(property(container, 'name'));
      const fixes = name === undefined ? [] : definitionFixes(context).set(options, 'awslogs-stream-prefix', name);
      report(
        driver,
        message("Without awslogs-stream-prefix log streams are named after Docker's container IDs"),
        fixes,
      );
    }
  },
};
