import type { Architecture } from '../../cost/ec2Sizes.ts';
import { itemsOf, property, textOf, type ValueNode } from '../node.ts';
import type { ImageFacts } from '../rule.ts';
import { imageArchitecture } from './imageSize.ts';

const architectures: Readonly<Record<string, Architecture>> = { amd64: 'x86_64', arm64: 'arm64' };

/**
 * The only architecture that a task runs on: the one that it says, else the only one that all of its images are for, as
 * far as they are known. Nothing where it runs on both, or that can't be told.
 *
 * @param root a task definition with the names of the ECS API
 */
export function neededArchitecture(
  root: ValueNode,
  image: (image: string) => ImageFacts | undefined,
): Architecture | undefined {
  const said = property(property(root, 'runtimePlatform'), 'cpuArchitecture');
  const ofTask = architectures[imageArchitecture(textOf(said) ?? '') ?? ''];
  if (ofTask) return ofTask;
  const known = itemsOf(property(root, 'containerDefinitions')).flatMap(
    (container) => image(textOf(property(container, 'image')) ?? '') ?? [],
  );
  const [only, ...others] = Object.entries(architectures).filter(([name]) =>
    known.every(({ platforms }) => platforms.some((each) => each.os === 'linux' && each.architecture === name)),
  );
  return others.length === 0 ? only?.[1] : undefined;
}
