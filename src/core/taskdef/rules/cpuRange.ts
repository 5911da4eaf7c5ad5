import { taskCpu } from '../cost/taskSize.ts';
import { property } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { apiReference } from './support/sources.ts';

const least = 128;
const most = 196_608;

export const cpuRange: Rule = {
  id: 'cpu-range',
  severity: 'error',
  title: 'CPU of the task out of range',
  docs: `On external instances a task's \`cpu\` is from ${least} units (0.125 vCPU) to ${most} units (192 vCPU). It may also be left
out, and is then not limited.`,
  source: apiReference('RegisterTaskDefinition'),
  good: `{
  "family": "sensor",
  "requiresCompatibilities": ["EXTERNAL"],
  "cpu": "128",
  "containerDefinitions": [{ "name": "sensor", "image": "example/sensor:2", "memory": 64 }]
}
`,
  bad: `{
  "family": "sensor",
  "requiresCompatibilities": ["EXTERNAL"],
  "cpu": "64",
  "containerDefinitions": [{ "name": "sensor", "image": "example/sensor:2", "memory": 64 }]
}
`,
  checkDefinition({ definition, external }, report) {
    const node = property(definition.root, 'cpu');
    const units = taskCpu(node);
    if (external !== true || node === undefined || units === undefined) return;
    if (units >= least && units <= most) return;
    report(node, message('On external instances a task has from {0} to {1} CPU units, or no value', least, most));
  },
};
