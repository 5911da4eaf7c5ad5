import { message, type Rule } from '../rule.ts';
import { fixedHostPorts } from './support/hostPorts.ts';
import { apiReference } from './support/sources.ts';

export const hostPortConflict: Rule = {
  id: 'host-port-conflict',
  severity: 'error',
  title: 'One host port twice',
  docs: `Two port mappings of the task want the same port of the host, and only one can have it.

Give one of them another \`hostPort\`, or \`0\` for a free one.`,
  source: apiReference('PortMapping'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] },
    { "name": "api", "image": "example/api:4", "memory": 128, "portMappings": [{ "containerPort": 80, "hostPort": 8081 }] }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29", "memory": 128, "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] },
    { "name": "api", "image": "example/api:4", "memory": 128, "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const taken = new Set<string>();
    for (const { port, protocol, node } of fixedHostPorts(definition)) {
      const key = `${port}/${protocol}`;
      if (taken.has(key))
        report(node, message('Another port mapping of this task has host port {0} already', String(port)));
      taken.add(key);
    }
  },
};
