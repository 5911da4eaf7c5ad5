import { isFargateSize, nextFargateSize } from '../cost/fargateSizes.ts';
import { taskCpu, taskMemory } from '../cost/taskSize.ts';
import { property, type ObjectNode, type Span } from '../node.ts';
import type { Rule } from '../rule.ts';
import { listed, message, type Message } from '../../text/message.ts';
import { has, headOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const fargateSize: Rule = {
  id: 'fargate-size',
  severity: 'error',
  title: 'CPU and memory that Fargate does not have',
  docs: `A task definition that requires \`FARGATE\` needs \`cpu\` and \`memory\` of the task, in one of these combinations:

| CPU units | Memory |
| --- | --- |
| 256 | 512 MiB, 1 GB, 2 GB |
| 512 | 1 to 4 GB, in steps of 1 GB |
| 1024 | 2 to 8 GB, in steps of 1 GB |
| 2048 | 4 to 16 GB, in steps of 1 GB |
| 4096 | 8 to 30 GB, in steps of 1 GB |
| 8192 | 16 to 60 GB, in steps of 4 GB |
| 16384 | 32 to 120 GB, in steps of 8 GB |`,
  source: apiReference('RegisterTaskDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29" }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "4096",
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29" }]
}
`,
  checkDefinition({ definition, fargate }, report) {
    if (!fargate) return;
    const { root } = definition;
    const lacking = ['cpu', 'memory'].filter((name) => !has(root, name));
    if (lacking.length > 0) {
      report(headOf(definition), message('Fargate needs a value of the task for {0}', listed(lacking)));
    } else {
      const wrong = wrongSize(root);
      if (wrong !== undefined) report(...wrong);
    }
  },
};

function wrongSize(root: ObjectNode): [Span, Message] | undefined {
  const [cpu, memory] = [property(root, 'cpu'), property(root, 'memory')];
  const [cpuUnits, memoryMiB] = [taskCpu(cpu), taskMemory(memory)];
  if (cpu === undefined || cpuUnits === undefined) return undefined;
  if (nextFargateSize({ cpuUnits, memoryMiB: 0 })?.cpuUnits !== cpuUnits) {
    return [cpu, message('Fargate does not have tasks of {0} CPU units', cpuUnits)];
  }
  if (memory === undefined || memoryMiB === undefined || isFargateSize({ cpuUnits, memoryMiB })) return undefined;
  return [memory, message('Fargate does not have {0} MiB with {1} CPU units', memoryMiB, cpuUnits)];
}
