import type { ImageReference } from '../images/imageReference.ts';
import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message, type Message } from '../../text/message.ts';
import { mayMove, namedImages, podImages } from './support/images.ts';
import { containersOf, has } from './support/places.ts';
import { agentSource } from './support/sources.ts';

export const imageTag: Rule = {
  id: 'image-tag',
  severity: 'warning',
  title: 'Image that may be another one tomorrow',
  docs: `The image has the tag \`latest\`, or no tag, which means \`latest\`. Hosts that start the task at different times may
run different images, and an earlier state can't be told or gone back to.

Name a version, or a digest. That also saves transfer: with the agent's default \`ECS_IMAGE_PULL_BEHAVIOR\` every start
asks the registry, and whatever \`latest\` means by then is downloaded to each host. With a version, layers that a host
has are not downloaded again, and \`once\` or \`prefer-cached\` do not even ask. In Kubernetes, \`imagePullPolicy\` is
\`Always\` where the tag is \`latest\` and nothing else is said; with a version, hosts that have the image do not ask.`,
  source: agentSource('README.md'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "public.ecr.aws/nginx/nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [{ "name": "web", "image": "public.ecr.aws/nginx/nginx:latest", "memory": 128 }]
}
`,
  checkDefinition({ definition }, report) {
    for (const { node, reference } of namedImages(containersOf(definition))) {
      if (mayMove(reference)) report(node, tagMessage(reference));
    }
  },
  checkWorkload({ workload }, report) {
    for (const { container, node, reference } of podImages(workload)) {
      if (!mayMove(reference)) continue;
      const policy = property(container, 'imagePullPolicy');
      const isAlways = !has(container, 'imagePullPolicy') || textOf(policy) === 'Always';
      report(
        node,
        isAlways
          ? message('The tag latest may mean another image tomorrow, and every start asks for it anew: name a version')
          : tagMessage(reference),
      );
    }
  },
};

function tagMessage({ tag }: ImageReference): Message {
  return tag === undefined
    ? message('An image without a tag has the tag latest, which may mean another image tomorrow: name a version')
    : message('The tag latest may mean another image tomorrow: name a version');
}
