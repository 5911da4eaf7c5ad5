import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { refuseInDefinition } from './support/refuse.ts';
import { agentSource } from './support/sources.ts';

export const externalFaultInjection: Rule = {
  id: 'external-fault-injection',
  severity: 'error',
  title: 'Fault injection on external instances',
  docs: `The agent on external instances does not offer fault injection: no host is found for a task that enables it.

Remove \`enableFaultInjection\`.`,
  source: agentSource('agent/app/agent_capability.go'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "enableFaultInjection": true,
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition: refuseInDefinition(
    'enableFaultInjection',
    message('External instances do not support fault injection'),
  ),
};
