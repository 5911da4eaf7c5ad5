import { podSpecOf } from '../../manifests/workload.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { namedImages, podImages } from './support/images.ts';
import { containersOf, has } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const dockerHub: Rule = {
  id: 'docker-hub',
  severity: 'info',
  title: 'Docker Hub behind one address',
  docs: `Docker Hub limits how often images are pulled without logging in, by address. All hosts behind one internet
connection share one address, so a roll-out to all of them may run into the limit, and their tasks do not start.

Give the container \`repositoryCredentials\` (in Kubernetes, the pod \`imagePullSecrets\`), or take the image from Amazon ECR: your own copy, ECR Public, or a
pull-through cache. How high the limit is at the moment the registry itself says, in its answers (\`ratelimit-limit\`).`,
  source: apiReference('ContainerDefinition'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "public.ecr.aws/nginx/nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition({ definition, external }, report) {
    if (external !== true) return;
    for (const { container, node, reference } of namedImages(containersOf(definition))) {
      if (reference.kind === 'dockerHub' && !has(container, 'repositoryCredentials')) report(node, sharedLimit);
    }
  },
  checkWorkload({ workload, external }, report) {
    if (!external || has(podSpecOf(workload), 'imagePullSecrets')) return;
    for (const { node, reference } of podImages(workload)) {
      if (reference.kind === 'dockerHub') report(node, sharedLimit);
    }
  },
};

const sharedLimit = message('Hosts behind one internet connection share the pull limit of Docker Hub');
