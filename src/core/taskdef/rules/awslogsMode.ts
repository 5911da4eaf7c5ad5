import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { awsLogsOf } from './support/awslogs.ts';
import { definitionFixes } from './support/fixes.ts';
import { has } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const awslogsMode: Rule = {
  id: 'awslogs-mode',
  severity: 'info',
  title: 'Log lines may be lost on a slow uplink',
  docs: `Since 25 June 2025 logs are delivered in the mode \`non-blocking\` by default: lines wait in a buffer of 10 MiB, and are
lost when it is full. Behind a slow or broken uplink that happens sooner than inside AWS.

Say what you want: \`"mode": "blocking"\` loses nothing, but stops the application while logs can't be sent;
\`"mode": "non-blocking"\`, perhaps with a larger \`max-buffer-size\`, keeps it running. An account's own default
(\`defaultLogDriverMode\`) is not seen from the text.`,
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
          "mode": "non-blocking",
          "max-buffer-size": "25m"
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
    if (context.external !== true) return;
    for (const { driver, options } of awsLogsOf(context.definition)) {
      if (options === undefined || has(options, 'mode') || has(options, 'max-buffer-size')) continue;
      const text = message(
        'By default log lines are dropped when the buffer is full, as on a slow uplink: choose a mode',
      );
      report(driver, text, definitionFixes(context).set(options, 'mode', 'non-blocking'));
    }
  },
};
