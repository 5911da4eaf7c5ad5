import { askedArchitectures } from '../../manifests/podHosts.ts';
import { imageArchitecture as architectureOf } from '../images/imageSize.ts';
import { property, textOf, type ValueNode } from '../node.ts';
import type { DefinitionContext, Rule, RuleFacts } from '../rule.ts';
import { listed, message, type Message } from '../../text/message.ts';
import { hostArchitectures } from './support/hosts.ts';
import { lackOf, namedImages, podImages, type Lack, type NamedImage } from './support/images.ts';
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

In a manifest for Kubernetes, the hosts are those that \`nodeSelector\` and the required node affinity of the pod leave. Keep
it away from the others with \`kubernetes.io/arch: arm64\` there.

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
    const images = namedImages(containersOf(context.definition));
    for (const { node, lack } of lacking(images, context.facts, wanted)) {
      if (lack.offered.length === 0) report(node, notForLinux);
      else report(node, message('This image is for {0}, and the task may run on {1}', ...architecturesIn(lack)));
    }
  },
  checkWorkload({ workload, hosts, facts }, report) {
    const known = new Set(hosts.flatMap(({ architecture }) => architecture ?? []));
    const wanted = known.size > 0 ? [...known] : askedArchitectures(workload);
    for (const { node, lack } of lacking(podImages(workload), facts, wanted)) {
      if (lack.offered.length === 0) report(node, notForLinux);
      else report(node, message('This image is for {0}, and the pod may run on {1}', ...architecturesIn(lack)));
    }
  },
};

const notForLinux = message('This image is not for Linux');

function lacking(
  images: readonly NamedImage[],
  facts: RuleFacts,
  wanted: readonly string[],
): readonly { readonly node: ValueNode; readonly lack: Lack }[] {
  return images.flatMap(({ node, image }) => {
    const known = wanted.length > 0 ? facts.image?.(image) : undefined;
    const lack = known && lackOf(known, wanted);
    return lack ? [{ node, lack }] : [];
  });
}

function architecturesIn({ offered, lacking: missing }: Lack): readonly [Message, Message] {
  return [listed(offered), listed(missing)];
}

/** As images name them; what the text says, and what the hosts are. */
function wantedArchitectures(context: DefinitionContext): readonly string[] {
  const platform = property(context.definition.root, 'runtimePlatform');
  if (textOf(property(platform, 'operatingSystemFamily'))?.startsWith('WINDOWS') === true) return [];
  const said = architectureOf(textOf(property(platform, 'cpuArchitecture')) ?? '');
  const hosts = context.external === true ? hostArchitectures(context) : [];
  return [...new Set([...(said === undefined ? [] : [said]), ...hosts])];
}
