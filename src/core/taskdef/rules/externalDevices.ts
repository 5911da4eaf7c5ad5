import { property, textOf, type ObjectNode } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf, has, keyOf, objectsOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const externalDevices: Rule = {
  id: 'external-devices',
  severity: 'error',
  title: 'Shared GPU or Neuron device on external instances',
  docs: `Task definitions for external instances can't share a GPU among containers (\`sharingStrategy\`), and Neuron devices are
there on Amazon ECS Managed Instances only.

Ask for a number of GPUs (\`"type": "GPU", "value": "1"\`); each is then used by one container.`,
  source: apiReference('ResourceRequirement'),
  good: `{
  "family": "vision",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    {
      "name": "vision",
      "image": "example/vision:3",
      "memory": 2048,
      "resourceRequirements": [{ "type": "GPU", "value": "1" }]
    }
  ]
}
`,
  bad: `{
  "family": "vision",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    {
      "name": "vision",
      "image": "example/vision:3",
      "memory": 2048,
      "resourceRequirements": [{ "type": "GPU", "sharingStrategy": "nvidiaMps" }]
    }
  ]
}
`,
  checkDefinition(context, report) {
    if (context.external !== true) return;
    const requirements = containersOf(context.definition).flatMap((container) =>
      objectsOf(property(container, 'resourceRequirements')),
    );
    for (const requirement of requirements) {
      const type = property(requirement, 'type');
      if (type !== undefined && textOf(type) === 'NeuronDevice') {
        report(type, message('External instances do not support Neuron devices'));
      } else if (sharesGpu(requirement)) {
        const fixes = has(requirement, 'value') ? definitionFixes(context).remove(requirement, 'sharingStrategy') : [];
        report(keyOf(requirement, 'sharingStrategy'), message('External instances do not support shared GPUs'), fixes);
      }
    }
  },
};

function sharesGpu(requirement: ObjectNode): boolean {
  return textOf(property(requirement, 'sharingStrategy')) !== undefined;
}
