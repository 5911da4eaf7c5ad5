import { fixedHostPorts } from '../placement/hostPorts.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { apiReference } from './support/sources.ts';

/** SSH, Docker, the agent. Source: API Reference, `PortMapping`. */
const reserved = [22, 2375, 2376, 51678, 51679, 51680];

export const reservedPort: Rule = {
  id: 'reserved-port',
  severity: 'warning',
  title: 'Host port that the agent keeps',
  docs: `By default the ports 22 (SSH), 2375 and 2376 (Docker) and 51678 to 51680 (the Amazon ECS agent) of a host are reserved,
and no host is found for a task that wants one of them.

Take another \`hostPort\`. Which ports are reserved is a setting of the agent, so this is a warning.`,
  source: apiReference('PortMapping'),
  good: `{
  "family": "git",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "git", "image": "example/git:1", "memory": 128, "portMappings": [{ "containerPort": 22, "hostPort": 2222 }] }
  ]
}
`,
  bad: `{
  "family": "git",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "git", "image": "example/git:1", "memory": 128, "portMappings": [{ "containerPort": 22, "hostPort": 22 }] }
  ]
}
`,
  checkDefinition({ definition }, report) {
    for (const { first, last, protocol, node } of fixedHostPorts(definition.root)) {
      const port = reserved.find((each) => each >= first && each <= last);
      if (protocol !== 'tcp' || port === undefined) continue;
      const text = message('Hosts reserve port {0} by default, so that no host is found for this task', String(port));
      report(node, text);
    }
  },
};
