import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { externalInstances } from './support/sources.ts';

const supported = ['bridge', 'host', 'none'];

export const externalNetworkMode: Rule = {
  id: 'external-network-mode',
  severity: 'error',
  title: 'Network mode that external instances do not have',
  docs: `On external instances a task's network mode is \`bridge\`, \`host\` or \`none\`. \`awsvpc\` needs a network interface
in a VPC, which a machine outside AWS does not have; the agent there does not even offer it.

Use \`bridge\`, which is also what a task definition without a network mode gets, with \`hostPort: 0\` for a free port; or
\`host\` where a container has to see the local network as it is.`,
  source: externalInstances,
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "networkMode": "bridge",
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "networkMode": "awsvpc",
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition(context, report) {
    const node = property(context.definition.root, 'networkMode');
    // An empty text is still to be typed.
    const mode = textOf(node) ?? '';
    if (context.external !== true || node === undefined || mode === '' || supported.includes(mode)) return;
    const text = message('External instances do not support network mode {0}: use bridge, host or none', mode);
    report(node, text, definitionFixes(context).replace(node, 'bridge'));
  },
};
