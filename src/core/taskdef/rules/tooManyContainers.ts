import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { containersOf, placeOf } from './support/places.ts';
import { developerGuide } from './support/sources.ts';

const most = 10;

const elevenContainers = Array.from(
  { length: most + 1 },
  (_, index) => `    { "name": "worker-${index + 1}", "image": "example/worker:1", "memory": 64 }`,
).join(',\n');

export const tooManyContainers: Rule = {
  id: 'too-many-containers',
  severity: 'error',
  title: 'More than ten containers',
  docs: `A task definition has at most ${most} containers.

Make more task definitions of it, each with what has to run together on one host.`,
  source: developerGuide('service-quotas'),
  good: `{
  "family": "workers",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    { "name": "worker-1", "image": "example/worker:1", "memory": 64 },
    { "name": "worker-2", "image": "example/worker:1", "memory": 64 }
  ]
}
`,
  bad: `{
  "family": "workers",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
${elevenContainers}
  ]
}
`,
  checkDefinition({ definition }, report) {
    const containers = containersOf(definition);
    const first = containers[most];
    if (first === undefined) return;
    report(
      placeOf(first),
      message('A task definition has at most {0} containers, and this one {1}', most, containers.length),
    );
  },
};
