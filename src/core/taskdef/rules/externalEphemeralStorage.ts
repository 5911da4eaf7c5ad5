import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { refuseInDefinition } from './support/refuse.ts';
import { apiReference } from './support/sources.ts';

export const externalEphemeralStorage: Rule = {
  id: 'external-ephemeral-storage',
  severity: 'warning',
  title: 'Ephemeral storage, which only Fargate has',
  docs: `\`ephemeralStorage\` makes the disk of a task on AWS Fargate larger. On a machine of your own a task has the disk that
Docker has there.

Remove it, and keep large data in a volume.`,
  source: apiReference('RegisterTaskDefinition'),
  good: `{
  "family": "transcode",
  "requiresCompatibilities": ["EXTERNAL"],
  "volumes": [{ "name": "scratch", "host": { "sourcePath": "/srv/scratch" } }],
  "containerDefinitions": [{ "name": "transcode", "image": "example/transcode:7", "memory": 1024 }]
}
`,
  bad: `{
  "family": "transcode",
  "requiresCompatibilities": ["EXTERNAL"],
  "ephemeralStorage": { "sizeInGiB": 100 },
  "containerDefinitions": [{ "name": "transcode", "image": "example/transcode:7", "memory": 1024 }]
}
`,
  checkDefinition: refuseInDefinition(
    'ephemeralStorage',
    message('Only tasks on Fargate have ephemeral storage of a chosen size'),
  ),
};
