import { imageArchitecture as architectureOf } from '../images/imageSize.ts';
import { property, textOf } from '../node.ts';
import { message, type DefinitionContext, type Rule } from '../rule.ts';
import { hostArchitectures } from './support/hosts.ts';
import { containersOf } from './support/places.ts';
import { developerGuide } from './support/sources.ts';

export const imageArchitecture: Rule = {
  id: 'image-architecture',
  severity: 'warning',
  title: 'Image that does not run on the hosts',
  docs: `The image has no variant for the CPU architecture of a host on which the task may be placed, or for the one that
\`runtimePlatform\` names. Containers of it end at once there, with \`exec format error\`.

Build the image for each architecture (\`docker buildx build --platform linux/amd64,linux/arm64\`), or keep the task away
from the other hosts with a placement constraint such as \`attribute:ecs.cpu-architecture == arm64\`.

It is told where the manifest of the image and the hosts are known: with an account chosen, and for images in Amazon ECR.`,
  source: developerGuide('ecs-anywhere'),
  good: `{
  "family": "hub",
  "requiresCompatibilities": ["EXTERNAL"],
  "runtimePlatform": { "cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX" },
  "placementConstraints": [{ "type": "memberOf", "expression": "attribute:ecs.cpu-architecture == arm64" }],
  "containerDefinitions": [
    { "name": "hub", "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/hub:arm64", "memory": 128 }
  ]
}
`,
  bad: `{
  "family": "hub",
  "requiresCompatibilities": ["EXTERNAL"],
  "runtimePlatform": { "cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX" },
  "placementConstraints": [{ "type": "memberOf", "expression": "attribute:ecs.cpu-architecture == arm64" }],
  "containerDefinitions": [
    { "name": "hub", "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/hub:amd64", "memory": 128 }
  ]
}
`,
  checkDefinition(context, report) {
    const wanted = wantedArchitectures(context);
    if (wanted.length === 0) return;
    for (const container of containersOf(context.definition)) {
      const node = property(container, 'image');
      const image = textOf(node);
      const facts = image === undefined ? undefined : context.facts.image?.(image);
      if (node === undefined || facts === undefined) continue;
      const offered = facts.platforms.filter(({ os }) => os === 'linux').map(({ architecture }) => architecture);
      const lacking = wanted.filter((each) => !offered.includes(each));
      if (lacking.length === 0) continue;
      const template = 'This image is for {0}, and the task may run on {1}';
      if (offered.length === 0) report(node, message('This image is not for Linux'));
      else report(node, message(template, [...new Set(offered)].join(', '), lacking.join(', ')));
    }
  },
};

/** As images name them; what the text says, and what the hosts are. */
function wantedArchitectures(context: DefinitionContext): readonly string[] {
  const platform = property(context.definition.root, 'runtimePlatform');
  if (textOf(property(platform, 'operatingSystemFamily'))?.startsWith('WINDOWS') === true) return [];
  const said = architectureOf(textOf(property(platform, 'cpuArchitecture')) ?? '');
  const hosts = context.external === true ? hostArchitectures(context) : [];
  return [...new Set([...(said === undefined ? [] : [said]), ...hosts])];
}
