import { booleanOf, property } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes, serviceFixes } from './support/fixes.ts';
import { isWanted, keyOf, objectsOf } from './support/places.ts';
import { externalInstances } from './support/sources.ts';

const text = message('External instances do not support Amazon EBS volumes that are attached at launch');

export const externalEbs: Rule = {
  id: 'external-ebs',
  severity: 'error',
  title: 'Amazon EBS volume at launch on external instances',
  docs: `A volume that is configured at launch becomes an Amazon EBS volume when a task starts. A machine outside AWS can't
attach one, and the agent there does not offer it: no host is found for the task.

Use a folder of the host (\`host.sourcePath\`) or a Docker volume (\`dockerVolumeConfiguration\`) instead.`,
  source: externalInstances,
  good: `{
  "family": "database",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [{ "name": "data", "dockerVolumeConfiguration": { "scope": "shared", "autoprovision": true } }],
  "containerDefinitions": [{ "name": "database", "image": "postgres:18.1", "memory": 512 }]
}
`,
  bad: `{
  "family": "database",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [{ "name": "data", "configuredAtLaunch": true }],
  "containerDefinitions": [{ "name": "database", "image": "postgres:18.1", "memory": 512 }]
}
`,
  checkDefinition(context, report) {
    if (context.external !== true) return;
    for (const volume of objectsOf(property(context.definition.root, 'volumes'))) {
      if (booleanOf(property(volume, 'configuredAtLaunch')) !== true) continue;
      const fixes = definitionFixes(context).remove(volume, 'configuredAtLaunch');
      report(keyOf(volume, 'configuredAtLaunch'), text, fixes);
    }
  },
  checkService(service, context, report) {
    if (context.external !== true || !isWanted(property(service.root, 'volumeConfigurations'))) return;
    const fixes = serviceFixes(service, context).remove(service.root, 'volumeConfigurations');
    report(keyOf(service.root, 'volumeConfigurations'), text, fixes);
  },
};
