import { numberOf, property } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { definitionFixes } from './support/fixes.ts';
import { containersOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const memoryReservation: Rule = {
  id: 'memory-reservation',
  severity: 'error',
  title: 'Reservation that is not below the limit',
  docs: `Where a container has both, \`memory\` has to be greater than \`memoryReservation\`: the first is the limit at which it
is stopped, the second what a host has to have free for it.

Raise \`memory\`, or remove one of the two.`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memoryReservation": 128, "memory": 256 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memoryReservation": 256, "memory": 256 }]
}
`,
  checkDefinition(context, report) {
    for (const container of containersOf(context.definition)) {
      const reservation = property(container, 'memoryReservation');
      const [reserved, limit] = [numberOf(reservation), numberOf(property(container, 'memory'))];
      if (reservation === undefined || reserved === undefined || limit === undefined || reserved < limit) continue;
      const text = message('The reservation has to be below the limit, memory, of {0} MiB', limit);
      report(reservation, text, definitionFixes(context).remove(container, 'memoryReservation'));
    }
  },
};
