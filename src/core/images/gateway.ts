import type { ImageReference } from '../taskdef/images/imageReference.ts';

/** A part of an image in its registry. */
export interface Blob {
  /** `sha256:…` */
  readonly digest: string;
  /** Compressed bytes, as they are downloaded. */
  readonly size: number;
}

export interface ImagePlatform {
  /** `linux`, `windows` */
  readonly os: string;
  /** As images name it: `amd64`, `arm64`, `arm`, … */
  readonly architecture: string;
  /** `v7`, `v8`, … */
  readonly variant?: string;
}

/** The image of one platform. */
export interface ImageVariant {
  readonly digest: string;
  /** Absent where neither an index nor the image's own configuration could be read. */
  readonly platform?: ImagePlatform;
  /** Absent for platforms that no external host has. */
  readonly layers?: readonly Blob[];
  readonly config?: Blob;
}

/** What a registry says of an image. Everything survives `JSON.stringify`. */
export interface ImageDetails {
  readonly digest: string;
  /** One for each platform; none where only the size could be read. */
  readonly variants: readonly ImageVariant[];
  /** Where the manifest could not be read: the compressed size, of an index that of its largest image. */
  readonly largestBytes?: number;
}

/** What was read of images, as JSON by its digest: true for ever. A `Map` will do. */
export interface ManifestCache {
  get(digest: string): string | undefined;
  set(digest: string, content: string): unknown;
}

/**
 * Looks at images in Amazon ECR. Rejects with a `Failure`: `notFound` for an image that is not there, `accessDenied`
 * where neither manifest nor size may be read.
 */
export interface ImageGateway {
  /**
   * Details of an image in a private ECR registry, of this account or another; nothing for other registries.
   *
   * ECR takes `BatchGetImage`, which reads manifests, for a pull: it adds to the repository's pull count. So each tag is
   * asked for once, and only where somebody wants to know; manifests are kept for ever by digest.
   */
  image(reference: ImageReference): Promise<ImageDetails | undefined>;

  /** Asks anew for tags from now on, which may name other images by now. */
  forgetTags(): void;
}
