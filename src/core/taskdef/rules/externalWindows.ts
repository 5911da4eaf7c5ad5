import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { externalInstances } from './support/sources.ts';

export const externalWindows: Rule = {
  id: 'external-windows',
  severity: 'warning',
  title: 'Windows on external instances',
  docs: `Since 7 August 2026 AWS supports Windows Server no longer as the operating system of external instances. Hosts that
were registered before may still run such a task.

Run it on Amazon EC2 or AWS Fargate, or build the image for Linux.`,
  source: externalInstances,
  good: `{
  "family": "reports",
  "requiresCompatibilities": ["EXTERNAL"],
  "runtimePlatform": { "operatingSystemFamily": "LINUX" },
  "containerDefinitions": [{ "name": "reports", "image": "example/reports:5", "cpu": 1024, "memory": 2048 }]
}
`,
  bad: `{
  "family": "reports",
  "requiresCompatibilities": ["EXTERNAL"],
  "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
  "containerDefinitions": [{ "name": "reports", "image": "example/reports:5", "cpu": 1024, "memory": 2048 }]
}
`,
  checkDefinition({ definition, external }, report) {
    const node = property(property(definition.root, 'runtimePlatform'), 'operatingSystemFamily');
    if (external !== true || node === undefined || textOf(node)?.startsWith('WINDOWS') !== true) return;
    report(node, message('External instances do not support Windows any longer, since 7 August 2026'));
  },
};
