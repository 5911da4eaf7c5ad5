import { createHash } from 'node:crypto';
import { arn, nextNumber } from '../world.ts';
import type { RegistryImage, Repository, World } from '../world.ts';

/** Images of ECR repositories: manifests as registries hold them, with digests that are really theirs. */

const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

const day = 24 * 60 * 60_000;

export function addRepository(world: World, name: string): Repository {
  const repository: Repository = {
    number: nextNumber(world),
    name,
    arn: arn(world, 'ecr', `repository/${name}`),
    uri: `${world.accountId}.dkr.ecr.${world.region}.amazonaws.com/${name}`,
    createdAt: world.clock() - 200 * day,
    images: new Map(),
    blobs: new Map(),
  };
  world.repositories.set(name, repository);
  return repository;
}

export interface ImageOptions {
  readonly tags: readonly string[];
  /** Compressed bytes of each layer, by architecture as images name it. Layers of one size and place are shared. */
  readonly layers: Readonly<Partial<Record<'amd64' | 'arm64', readonly number[]>>>;
  readonly pushedAt?: number;
  readonly lastPulledAt?: number;
}

/** An image for each architecture and, above several, the index that carries the tags. Returns what the tags name. */
export function addImage(world: World, repository: Repository, options: ImageOptions): RegistryImage {
  const architectures = Object.entries(options.layers);
  const isIndex = architectures.length > 1;
  const children = architectures.map(([architecture, sizes]) =>
    put(world, repository, options, {
      tags: isIndex ? [] : options.tags,
      mediaType: mediaTypes.manifest,
      manifest: imageManifest(repository, architecture, sizes, options.tags),
      sizeInBytes: sizes.reduce((sum, size) => sum + size, 0),
    }),
  );
  const [only] = children;
  if (!isIndex && only !== undefined) return only;
  const manifests = children.map(({ digest, manifest }, index) => ({
    mediaType: mediaTypes.manifest,
    digest,
    size: Buffer.byteLength(manifest),
    platform: { architecture: architectures[index]?.[0], os: 'linux' },
  }));
  return put(world, repository, options, {
    tags: options.tags,
    mediaType: mediaTypes.index,
    manifest: JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests }),
    sizeInBytes: Math.max(...children.map(({ sizeInBytes }) => sizeInBytes)),
  });
}

type Content = Pick<RegistryImage, 'tags' | 'mediaType' | 'manifest' | 'sizeInBytes'>;

function put(world: World, repository: Repository, options: ImageOptions, content: Content): RegistryImage {
  const image: RegistryImage = {
    number: nextNumber(world),
    digest: digestOf(content.manifest),
    pushedAt: options.pushedAt ?? world.clock() - 30 * day,
    ...(options.lastPulledAt === undefined ? {} : { lastPulledAt: options.lastPulledAt }),
    ...content,
  };
  repository.images.set(image.digest, image);
  return image;
}

function imageManifest(
  repository: Repository,
  architecture: string,
  sizes: readonly number[],
  tags: readonly string[],
): string {
  const lastLayer = sizes.length - 1;
  const config = imageConfig(repository.name, architecture, sizes, tags);
  repository.blobs.set(digestOf(config), config);
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: {
      mediaType: mediaTypes.config,
      digest: digestOf(config),
      size: Buffer.byteLength(config),
    },
    // The base layers are those of every version; the last one is what a new version brings.
    layers: sizes.map((size, index) => ({
      mediaType: mediaTypes.layer,
      digest: digestOf(`layer ${architecture} ${index} ${size} ${index === lastLayer ? tags.join(' ') : ''}`),
      size,
    })),
  });
}

/** What an image says of itself: its platform, among more. */
function imageConfig(name: string, architecture: string, sizes: readonly number[], tags: readonly string[]): string {
  return JSON.stringify({
    architecture,
    os: 'linux',
    config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin'], Labels: { title: name, version: tags[0] } },
    rootfs: {
      type: 'layers',
      diff_ids: sizes.map((size, index) => digestOf(`unpacked ${architecture} ${index} ${size}`)),
    },
  });
}

function digestOf(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
