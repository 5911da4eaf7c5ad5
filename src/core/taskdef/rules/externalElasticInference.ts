import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf, isWanted, keyOf, objectsOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

const text = message('Elastic Inference is no longer available, and external instances never had it');

export const externalElasticInference: Rule = {
  id: 'external-elastic-inference',
  severity: 'error',
  title: 'Elastic Inference on external instances',
  docs: `Amazon Elastic Inference is no longer available, and the agent on external instances never offered it: no host is
found for a task that wants it.

Remove it. GPUs of a host that was registered with \`--enable-gpu\` are asked for with a resource requirement of the type
\`GPU\`.`,
  source: apiReference('RegisterTaskDefinition'),
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
  "inferenceAccelerators": [{ "deviceName": "device", "deviceType": "eia2.medium" }],
  "containerDefinitions": [{ "name": "vision", "image": "example/vision:3", "memory": 2048 }]
}
`,
  checkDefinition(context, report) {
    if (context.external !== true) return;
    const { root } = context.definition;
    const fix = definitionFixes(context);
    if (isWanted(property(root, 'inferenceAccelerators'))) {
      report(keyOf(root, 'inferenceAccelerators'), text, fix.remove(root, 'inferenceAccelerators'));
    }
    for (const container of containersOf(context.definition)) {
      const requirements = property(container, 'resourceRequirements');
      for (const requirement of objectsOf(requirements)) {
        const type = property(requirement, 'type');
        if (type !== undefined && textOf(type) === 'InferenceAccelerator') report(type, text);
      }
    }
  },
};
