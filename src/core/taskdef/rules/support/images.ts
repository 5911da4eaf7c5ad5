import { podContainers, type WorkloadSource } from '../../../manifests/workload.ts';
import { imageReference, type ImageReference } from '../../images/imageReference.ts';
import { property, textOf, type ObjectNode, type ValueNode } from '../../node.ts';
import type { ImageFacts } from '../../rule.ts';

/** An image that is written out. */
export interface NamedImage {
  readonly container: ObjectNode;
  readonly node: ValueNode;
  readonly image: string;
  readonly reference: ImageReference;
}

/** The images of containers; those that only deploying knows, or that are no names of images, are left out. */
export function namedImages(containers: readonly ObjectNode[]): readonly NamedImage[] {
  return containers.flatMap((container) => {
    const node = property(container, 'image');
    const image = textOf(node);
    const reference = image === undefined ? undefined : imageReference(image);
    return node && image !== undefined && reference ? [{ container, node, image, reference }] : [];
  });
}

export function podImages(workload: WorkloadSource): readonly NamedImage[] {
  return namedImages(podContainers(workload));
}

export interface Lack {
  /** What the image is for instead; none where it is not for Linux at all. */
  readonly offered: readonly string[];
  readonly lacking: readonly string[];
}

/** The architectures that are wanted of an image and that it does not have. Nothing where it has them all. */
export function lackOf({ platforms }: ImageFacts, wanted: readonly string[]): Lack | undefined {
  const linux = platforms.filter(({ os }) => os === 'linux').map(({ architecture }) => architecture);
  const lacking = wanted.filter((each) => !linux.includes(each));
  return lacking.length === 0 ? undefined : { offered: [...new Set(linux)], lacking };
}

/** `latest`, or none, which means it. A digest is of one image for ever. */
export function mayMove({ tag, digest }: ImageReference): boolean {
  return digest === undefined && (tag === undefined || tag === 'latest');
}
