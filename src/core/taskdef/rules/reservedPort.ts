import { message, type Rule } from '../rule.ts';
import { fixedHostPorts } from './support/hostPorts.ts';
import { apiReference } from './support/sources.ts';

/** SSH, Docker, the agent. Source: API Reference, `PortMapping`. */
const reserved: ReadonlySet<number> = new Set([22, 2375, 2376, 51678, 51679, 51680]);

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
    for (const { port, protocol, node } of fixedHostPorts(definition)) {
      if (protocol !== 'tcp' || !reserved.has(port)) continue;
      report(
        node,
        message('Hosts keep port {0} for themselves by default, so that none is found for this task', String(port)),
      );
    }
  },
};
