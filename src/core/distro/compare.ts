import { imageReference } from '../taskdef/images/imageReference.ts';
import { compareChannels } from './channel.ts';
import type { ReleaseId } from './channel.ts';
import type { DistroImage, DistroRelease } from './release.ts';
import type { RunningComponents } from './running.ts';
import { compareVersions, versionOf } from './version.ts';

/** How what runs stands to the release; `otherBuild`: the same version, built by somebody else, such as EKS itself. */
export type Standing = 'same' | 'otherBuild' | 'older' | 'newer' | 'unknown';

export interface RunningVersion {
  /** The tag of the image, or the version of the kubelet; the digest of an image without a tag. */
  readonly version: string;
  readonly standing: Standing;
  /** Nodes that run it, as far as it is known where it runs. */
  readonly nodeCount: number;
}

export interface ComparedComponent {
  /** `kubelet`, or the name of an image of the release. */
  readonly name: string;
  /** What the release has of it. */
  readonly version: string;
  /** What most nodes run first; empty where it does not run, or is not seen. */
  readonly running: readonly RunningVersion[];
}

/**
 * Compares what a cluster runs with a release: the kubelets, and each image of the release that is found by the last part
 * of its name, whatever registry it comes from.
 */
export function compareWithRelease(release: DistroRelease, running: RunningComponents): readonly ComparedComponent[] {
  const kubelets = new Tally();
  for (const { kubeletVersion, name } of running.nodes) {
    if (kubeletVersion === '') continue;
    kubelets.add(kubeletVersion, name, () => standingOf(kubeletVersion, release.kubernetesVersion, release));
  }
  const images = new Map(
    release.images.filter(({ os }) => os !== 'windows').map((image) => [image.name, { image, tally: new Tally() }]),
  );
  for (const { image: name, imageId = '', nodeName } of running.containers) {
    const reference = imageReference(name);
    const found = images.get(reference?.repository.split('/').at(-1) ?? '');
    if (!reference || !found) continue;
    const version = reference.tag ?? reference.digest ?? 'latest';
    const digest = /sha256:[0-9a-f]{64}$/.exec(imageId)?.[0] ?? reference.digest;
    found.tally.add(version, nodeName, () => imageStanding(found.image, reference.tag, digest, release));
  }
  return [
    { name: 'kubelet', version: release.kubernetesVersion, running: kubelets.sorted() },
    ...Array.from(images.values(), ({ image, tally }) => ({
      name: image.name,
      version: tagOf(image) ?? image.gitTag ?? '',
      running: tally.sorted(),
    })),
  ];
}

/** The tag of a release's image. */
export function tagOf({ uri }: DistroImage): string | undefined {
  return imageReference(uri)?.tag;
}

function imageStanding(
  image: DistroImage,
  tag: string | undefined,
  digest: string | undefined,
  release: ReleaseId,
): Standing {
  if (digest !== undefined && digest === image.digest) return 'same';
  const own = tagOf(image);
  if (tag === undefined || own === undefined) return 'unknown';
  return standingOf(tag, own, release, numberedAsKubernetes.has(image.name));
}

/** EKS Distro numbers these as Kubernetes, others in their own way: only its own tags can be compared. */
const numberedAsKubernetes: ReadonlySet<string> = new Set(['pause']);

function standingOf(running: string, released: string, release: ReleaseId, isOwnOnly = false): Standing {
  const [left, right] = [versionOf(running), versionOf(released)];
  if (!left || !right || (isOwnOnly && !left.release)) return 'unknown';
  const order = compareVersions(left, right) || (left.release ? compareReleases(left.release, release) : 0);
  if (order !== 0) return order < 0 ? 'older' : 'newer';
  return left.release ? 'same' : 'otherBuild';
}

/** Older first. */
export function compareReleases(left: ReleaseId, right: ReleaseId): number {
  return compareChannels(left.channel, right.channel) || left.number - right.number;
}

/** How many nodes run which version. */
class Tally {
  readonly #versions = new Map<string, { readonly standing: Standing; readonly nodes: Set<string> }>();

  add(version: string, node: string | undefined, standing: () => Standing): void {
    let entry = this.#versions.get(version);
    if (!entry) {
      entry = { standing: standing(), nodes: new Set() };
      this.#versions.set(version, entry);
    }
    if (node !== undefined) entry.nodes.add(node);
  }

  sorted(): readonly RunningVersion[] {
    return Array.from(this.#versions, ([version, { standing, nodes }]) => ({
      version,
      standing,
      nodeCount: nodes.size,
    })).sort((left, right) => right.nodeCount - left.nodeCount);
  }
}
