import { numberOf, property } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

const leastMiB = 6;

export const memoryMinimum: Rule = {
  id: 'memory-minimum',
  severity: 'warning',
  title: 'Less memory than Docker gives',
  docs: `Docker 20.10 and later reserve at least ${leastMiB} MiB of memory for a container. AWS asks for no less to be given.

Values are in MiB: \`512\` is half a GiB.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "sensor",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "sensor", "image": "example/sensor:2", "memory": 6 }]
}
`,
  bad: `{
  "family": "sensor",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "sensor", "image": "example/sensor:2", "memory": 4 }]
}
`,
  checkDefinition(context, report) {
    for (const container of containersOf(context.definition)) {
      for (const name of ['memory', 'memoryReservation']) {
        const node = property(container, name);
        const value = numberOf(node);
        if (node === undefined || value === undefined || value >= leastMiB) continue;
        const text = message('Docker reserves at least {0} MiB for a container', leastMiB);
        report(node, text, definitionFixes(context).set(container, name, leastMiB));
      }
    }
  },
};
