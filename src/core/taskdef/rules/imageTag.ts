import { imageReference } from '../images/imageReference.ts';
import { property, textOf } from '../node.ts';
import { message, type Rule } from '../rule.ts';
import { containersOf } from './support/places.ts';
import { agentSource } from './support/sources.ts';

export const imageTag: Rule = {
  id: 'image-tag',
  severity: 'warning',
  title: 'Image that may be another one tomorrow',
  docs: `The image has the tag \`latest\`, or no tag, which means \`latest\`. Hosts that start the task at different times may
run different images, and an earlier state can't be told or gone back to.

Name a version, or a digest. That also saves transfer: with the agent's default \`ECS_IMAGE_PULL_BEHAVIOR\` every start
asks the registry, and whatever \`latest\` means by then is downloaded to each host. With a version, layers that a host
has are not downloaded again, and \`once\` or \`prefer-cached\` do not even ask.`,
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
    for (const container of containersOf(definition)) {
      const node = property(container, 'image');
      const image = imageReference(textOf(node) ?? '');
      if (node === undefined || image === undefined || image.digest !== undefined) continue;
      if (image.tag === undefined)
        report(
          node,
          message('An image without a tag has the tag latest, which may mean another image tomorrow: name a version'),
        );
      else if (image.tag === 'latest')
        report(node, message('The tag latest may mean another image tomorrow: name a version'));
    }
  },
};
