import { compact } from '../compact.ts';
import { isChannel, releaseName } from './channel.ts';
import type { ReleaseId } from './channel.ts';
import { fields, items, numberOf, textOf, timeOf } from './yamlSteps.ts';

/** A release of EKS Distro. Source: its manifest, `distro.eks.amazonaws.com/v1alpha1` `Release`. */
export interface DistroRelease extends ReleaseId {
  /** `kubernetes-1-36-eks-7` */
  readonly name: string;
  readonly date: number;
  /** `v1.36.2`: the tag of Kubernetes that it is built of. */
  readonly kubernetesVersion: string;
  /** By name. */
  readonly images: readonly DistroImage[];
}

export interface DistroImage {
  /** `kube-apiserver`, `coredns`, … */
  readonly name: string;
  /** `public.ecr.aws/eks-distro/…:v1.36.2-eks-1-36-7` */
  readonly uri: string;
  /** Tag of its sources in Git; the image's own may add a word, such as `cvefix`. */
  readonly gitTag?: string;
  /** One for all its architectures: that of the list of their manifests. */
  readonly digest?: string;
  /** `linux`, `windows` */
  readonly os?: string;
  /** Go's names: `amd64`, `arm64`. */
  readonly architectures: readonly string[];
}

/** More than thrice what any release has. */
const mostImages = 100;

/**
 * Narrows a manifest, which must be of the release that was asked for. Its date comes after its components, so a manifest
 * that was cut off has none, and is none.
 */
export function toRelease(root: unknown, { channel, number }: ReleaseId): DistroRelease | undefined {
  const { apiVersion, kind, spec, status } = fields(root);
  const { components, date: written } = fields(status);
  const own = fields(spec);
  const date = timeOf(written);
  const isIt =
    textOf(apiVersion)?.startsWith('distro.eks.amazonaws.com/') === true &&
    kind === 'Release' &&
    isChannel(channel) &&
    own.channel === channel &&
    numberOf(own.number) === number;
  const kubernetesVersion = items(components)
    .map(fields)
    .map(({ name, gitTag }) => (name === 'kubernetes' ? textOf(gitTag) : undefined))
    .find((tag) => tag !== undefined);
  const images = items(components).flatMap(imagesOf);
  if (!isIt || date === undefined || kubernetesVersion === undefined) return undefined;
  if (images.length === 0 || images.length > mostImages) return undefined;
  return {
    name: releaseName({ channel, number }),
    channel,
    number,
    date,
    kubernetesVersion,
    images: images.sort((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

function imagesOf(component: unknown): DistroImage[] {
  const { assets, gitTag } = fields(component);
  return items(assets).flatMap((asset) => {
    const { arch, image, name, os, type } = fields(asset);
    const { imageDigest, uri: written } = fields(image);
    const uri = textOf(written);
    const own = textOf(name);
    if (type !== 'Image' || uri === undefined || own === undefined) return [];
    const digest = textOf(imageDigest);
    return compact({
      name: own.replace(/-image$/, ''),
      uri,
      gitTag: textOf(gitTag),
      digest: digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined,
      os: textOf(os),
      architectures: items(arch).flatMap((each) => textOf(each) ?? []),
    });
  });
}

/** Components that EKS Distro had until January (metrics-server) and March 2025 (the rest, the sidecars of CSI). */
const dropped: ReadonlySet<string> = new Set([
  'metrics-server',
  'csi-snapshotter',
  'external-attacher',
  'external-provisioner',
  'external-resizer',
  'livenessprobe',
  'node-driver-registrar',
  'snapshot-controller',
  'snapshot-validation-webhook',
]);

/** Whether a component is part of old releases only. */
export function isDropped(name: string): boolean {
  return dropped.has(name);
}
