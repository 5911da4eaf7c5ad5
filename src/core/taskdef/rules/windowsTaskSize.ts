import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersOf, has, keyOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const windowsTaskSize: Rule = {
  id: 'windows-task-size',
  severity: 'warning',
  title: 'Size of the task alone, for Windows containers',
  docs: `\`cpu\` and \`memory\` of the task are ignored for Windows containers. Containers without values of their own are then
not limited, and hosts are chosen as if they needed nothing.

Give each container \`cpu\` and \`memory\`.`,
  source: apiReference('RegisterTaskDefinition'),
  good: `{
  "family": "reports",
  "requiresCompatibilities": ["EC2"],
  "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
  "containerDefinitions": [{ "name": "reports", "image": "example/reports:5", "cpu": 1024, "memory": 2048 }]
}
`,
  bad: `{
  "family": "reports",
  "requiresCompatibilities": ["EC2"],
  "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
  "memory": "2048",
  "containerDefinitions": [{ "name": "reports", "image": "example/reports:5" }]
}
`,
  checkDefinition({ definition, fargate }, report) {
    const { root } = definition;
    const family = textOf(property(property(root, 'runtimePlatform'), 'operatingSystemFamily'));
    // Fargate has no machine whose resources would be shared.
    if (fargate || family?.startsWith('WINDOWS') !== true || !has(root, 'memory')) return;
    const alone = containersOf(definition).some((each) => !has(each, 'memory') && !has(each, 'memoryReservation'));
    if (!alone) return;
    report(
      keyOf(root, 'memory'),
      message('The memory of the task is ignored for Windows containers: give each container its own'),
    );
  },
};
