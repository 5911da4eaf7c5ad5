import { fixedHostPorts, overlaps, type PortNeed } from '../placement/hostPorts.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { apiReference } from './support/sources.ts';

/** Source: API Reference, `PortMapping`: a container instance has up to 100 reserved ports at a time. */
const most = 200;

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
    const taken: PortNeed[] = [];
    // Far fewer are possible: of more, not each is compared with each.
    for (const need of fixedHostPorts(definition.root).slice(0, most)) {
      const other = taken.find((each) => overlaps(each, need));
      if (other === undefined) taken.push(need);
      else {
        const port = Math.max(need.first, other.first);
        report(need.node, message('Another port mapping of this task has host port {0} already', String(port)));
      }
    }
  },
};
