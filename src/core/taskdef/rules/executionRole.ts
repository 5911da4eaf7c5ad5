import { property, textOf, type ObjectNode, type Span } from '../node.ts';
import type { Rule } from '../rule.ts';
import { listed, message } from '../../text/message.ts';
import { containersOf, has, isWanted, keyOf } from './support/places.ts';
import { externalInstances } from './support/sources.ts';

export const executionRole: Rule = {
  id: 'execution-role',
  severity: 'error',
  title: 'Missing task execution role',
  docs: `The agent sends logs to CloudWatch Logs (\`awslogs\`), reads secrets and logs in to private registries
(\`repositoryCredentials\`) with the task execution role. Such a task definition needs \`executionRoleArn\`; only on EC2, logs
can be sent with the role of the instance.

Add it: a role that \`ecs-tasks.amazonaws.com\` may assume, with the policy \`AmazonECSTaskExecutionRolePolicy\` and, for
secrets, permission to read these.`,
  source: externalInstances,
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "executionRoleArn": "arn:aws:iam::111122223333:role/ecsTaskExecutionRole",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "secrets": [{ "name": "API_TOKEN", "valueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/token" }]
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
      "secrets": [{ "name": "API_TOKEN", "valueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/token" }]
    }
  ]
}
`,
  checkDefinition({ definition, external, fargate }, report) {
    if (has(definition.root, 'executionRoleArn')) return;
    // On EC2 the instance's role sends the logs.
    const areLogsOfTask = external === true || fargate;
    const needs = containersOf(definition).flatMap((container) => needsOf(container, areLogsOfTask));
    const [first] = needs;
    if (first === undefined) return;
    const all = listed([...new Set(needs.map(({ what }) => what))]);
    report(first.place, message('This needs a task execution role, executionRoleArn ({0})', all));
  },
};

/** What of a container the execution role is for. */
function needsOf(container: ObjectNode, areLogsOfTask: boolean): { what: string; place: Span }[] {
  const needs: { what: string; place: Span }[] = [];
  for (const what of ['secrets', 'repositoryCredentials']) {
    if (isWanted(property(container, what))) needs.push({ what, place: keyOf(container, what) });
  }
  const logs = property(container, 'logConfiguration');
  const driver = property(logs, 'logDriver');
  if (areLogsOfTask && driver !== undefined && textOf(driver) === 'awslogs')
    needs.push({ what: 'awslogs', place: driver });
  if (logs?.kind === 'object' && isWanted(property(logs, 'secretOptions'))) {
    needs.push({ what: 'secretOptions', place: keyOf(logs, 'secretOptions') });
  }
  return needs;
}
