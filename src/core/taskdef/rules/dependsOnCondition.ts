import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { isEssential } from './support/essential.ts';
import { containersByName, dependenciesOf } from './support/dependencies.ts';
import { apiReference } from './support/sources.ts';

export const dependsOnCondition: Rule = {
  id: 'depends-on-condition',
  severity: 'error',
  title: 'Waiting for an essential container to end',
  docs: `The conditions \`COMPLETE\` and \`SUCCESS\` wait until a container has ended, and can't be used for an essential one, whose
end is the end of the task. A container is essential unless \`essential\` is false.

Set \`essential\` of that container to false, or use \`START\` or \`HEALTHY\`.`,
  source: apiReference('ContainerDependency'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "migrate", "image": "example/migrate:3", "memory": 128, "essential": false },
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "dependsOn": [{ "containerName": "migrate", "condition": "SUCCESS" }]
    }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "migrate", "image": "example/migrate:3", "memory": 128 },
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "dependsOn": [{ "containerName": "migrate", "condition": "SUCCESS" }]
    }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const dependencies = dependenciesOf(definition);
    if (dependencies.length === 0) return;
    const containers = containersByName(definition);
    for (const { node, to, condition } of dependencies) {
      const container = containers.get(to);
      if ((condition !== 'COMPLETE' && condition !== 'SUCCESS') || container === undefined) continue;
      if (isEssential(container)) {
        report(node, message('{0} is essential, so that nothing can wait for its end', to));
      }
    }
  },
};
