import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf } from './support/places.ts';
import { externalInstances } from './support/sources.ts';

export const externalSelinux: Rule = {
  id: 'external-selinux',
  severity: 'error',
  title: 'SELinux label on external instances',
  docs: `Amazon ECS does not support SELinux on external instances, so a container can't be given an SELinux label.

Remove the \`label:…\` from \`dockerSecurityOptions\`. \`no-new-privileges\` and AppArmor profiles are not concerned.`,
  source: externalInstances,
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "dockerSecurityOptions": ["no-new-privileges"] }
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
      "dockerSecurityOptions": ["no-new-privileges", "label:type:web_t"]
    }
  ]
}
`,
  checkDefinition(context, report) {
    if (context.external !== true) return;
    for (const container of containersOf(context.definition)) {
      const options = property(container, 'dockerSecurityOptions');
      if (options?.kind !== 'array') continue;
      for (const option of options.items) {
        if (textOf(option)?.startsWith('label:') !== true) continue;
        const fixes = definitionFixes(context).removeItem(options, option);
        report(option, message('External instances do not support SELinux labels'), fixes);
      }
    }
  },
};
