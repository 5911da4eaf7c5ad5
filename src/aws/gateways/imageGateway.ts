import { createHash } from 'node:crypto';
import type { ECRClient, ImageIdentifier } from '@aws-sdk/client-ecr';
import { BatchGetImageCommand, DescribeImagesCommand, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type {
  Blob,
  ImageDetails,
  ImageGateway,
  ImagePlatform,
  ImageVariant,
  ManifestCache,
} from '../../core/images/gateway.ts';
import type { ImageIndex } from '../../core/images/manifest.ts';
import { manifestMediaTypes, parseManifest, platformOfConfig } from '../../core/images/manifest.ts';
import type { ImageReference } from '../../core/taskdef/images/imageReference.ts';
import { bodyWithin } from '../requests/body.ts';

/** Reads manifests in Amazon ECR, in the account and Region that a reference names. */
export function imageGateway(clientIn: (region: string) => Promise<ECRClient>, cache: ManifestCache): ImageGateway {
  /** By reference: what is under way, or was answered. */
  const known = new Map<string, Promise<ImageDetails>>();
  return {
    async image(reference) {
      const { kind, registry, repository, tag = 'latest', digest, region } = reference;
      if (kind !== 'ecr' || region === undefined) return undefined;
      const key = `${registry}/${repository}${digest === undefined ? `:${tag}` : `@${digest}`}`;
      let details = known.get(key);
      if (details === undefined) {
        const begun = clientIn(region).then((ecr) => new Lookup(ecr, cache, reference).details());
        known.set(key, begun);
        // A failure is not kept: the next call tries again.
        begun.catch(() => known.get(key) === begun && known.delete(key));
        details = begun;
      }
      return details;
    },
    forgetTags: () => known.clear(),
  };
}

/** What a host can be: layers of other platforms are not asked for. */
const hostArchitectures = new Set(['amd64', 'arm64']);

class Lookup {
  readonly #ecr: ECRClient;
  readonly #cache: ManifestCache;
  readonly #repository: { readonly registryId: string | undefined; readonly repositoryName: string };
  readonly #id: ImageIdentifier;

  constructor(ecr: ECRClient, cache: ManifestCache, { account, repository, tag = 'latest', digest }: ImageReference) {
    this.#ecr = ecr;
    this.#cache = cache;
    this.#repository = { registryId: account, repositoryName: repository };
    this.#id = digest === undefined ? { imageTag: tag } : { imageDigest: digest };
  }

  async details(): Promise<ImageDetails> {
    try {
      const [found] = await this.#manifests([this.#id]);
      if (found === undefined) throw notUnderstood();
      const [digest, text] = found;
      const manifest = parseManifest(text);
      if (manifest === undefined) throw notUnderstood();
      if (manifest.kind === 'index') return { digest, variants: await this.#variants(manifest) };
      const { layers, config } = manifest;
      return { digest, variants: [compact({ digest, layers, config, platform: await this.#platform(config) })] };
    } catch (error) {
      // Who may not pull may still be allowed to see sizes.
      if (Failure.is(error) && error.reason === 'accessDenied') return this.#sizeOnly();
      throw error;
    }
  }

  /** Manifests by digest, from the cache where they are known; at most 100. */
  async #manifests(ids: readonly ImageIdentifier[]): Promise<readonly (readonly [digest: string, text: string])[]> {
    const cached = ids.flatMap(({ imageDigest }) => {
      const text = imageDigest === undefined ? undefined : this.#cache.get(imageDigest);
      return imageDigest === undefined || text === undefined ? [] : [[imageDigest, text] as const];
    });
    const have = new Set<string | undefined>(cached.map(([digest]) => digest));
    const missing = ids.filter(({ imageDigest }) => imageDigest === undefined || !have.has(imageDigest));
    if (missing.length === 0) return cached;
    const { images = [], failures = [] } = await this.#ecr.send(
      // Of kinds that are not named here, ECR would make one that is.
      new BatchGetImageCommand({ ...this.#repository, imageIds: missing, acceptedMediaTypes: [...manifestMediaTypes] }),
    );
    const read = images.flatMap(({ imageId, imageManifest }) =>
      imageId?.imageDigest === undefined || imageManifest === undefined
        ? []
        : [[imageId.imageDigest, imageManifest] as const],
    );
    for (const [digest, text] of read) this.#cache.set(digest, text);
    const [failure] = failures;
    if (read.length === 0 && failure !== undefined) throw toFailure(failure.failureCode, failure.failureReason);
    return [...cached, ...read];
  }

  async #variants({ images }: ImageIndex): Promise<readonly ImageVariant[]> {
    const wanted = images.filter(
      ({ platform }) => platform?.os === 'linux' && hostArchitectures.has(platform.architecture),
    );
    const ids = wanted.slice(0, 100).map(({ digest }) => ({ imageDigest: digest }));
    const read = new Map(ids.length === 0 ? [] : await this.#manifests(ids));
    return images.map(({ digest, platform }) => {
      const manifest = parseManifest(read.get(digest) ?? '');
      const parts = manifest?.kind === 'image' ? { layers: manifest.layers, config: manifest.config } : {};
      return compact({ digest, platform, ...parts });
    });
  }

  /**
   * An image that is in no index says only in its configuration what it runs on: a small blob, which is fetched as
   * layers are. Where that fails, its platform is not known.
   */
  async #platform({ digest }: Blob): Promise<ImagePlatform | undefined> {
    const cached = this.#cache.get(digest);
    if (cached !== undefined) return platformOfConfig(cached);
    try {
      const command = new GetDownloadUrlForLayerCommand({ ...this.#repository, layerDigest: digest });
      const { downloadUrl = '' } = await this.#ecr.send(command);
      const text = await fetchBlob(downloadUrl, digest);
      const platform = text === undefined ? undefined : platformOfConfig(text);
      // The rest of it names the commands and variables that the image was built with.
      if (platform) this.#cache.set(digest, JSON.stringify(platform));
      return platform;
    } catch {
      return undefined;
    }
  }

  async #sizeOnly(): Promise<ImageDetails> {
    const { imageDetails = [] } = await this.#ecr.send(
      new DescribeImagesCommand({ ...this.#repository, imageIds: [this.#id] }),
    );
    const [image] = imageDetails;
    if (image?.imageDigest === undefined) throw notUnderstood();
    return compact({ digest: image.imageDigest, variants: [], largestBytes: image.imageSizeInBytes });
  }
}

const mostConfigBytes = 1024 * 1024;

/** The text of a blob, or nothing where it is not what its digest says. */
async function fetchBlob(url: string, digest: string): Promise<string | undefined> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  if (!response.ok || response.body === null) return undefined;
  const content = await bodyWithin(mostConfigBytes, response);
  if (!content) return undefined;
  return `sha256:${createHash('sha256').update(content).digest('hex')}` === digest
    ? content.toString('utf8')
    : undefined;
}

function toFailure(code: string | undefined, text: string | undefined): Failure {
  const reason = code === 'ImageNotFound' ? 'notFound' : 'invalidRequest';
  const message = text ?? code ?? 'The image could not be read.';
  return new Failure(reason, message, { service: 'ECR', operation: 'BatchGetImage', ...(code && { code }) });
}

function notUnderstood(): Failure {
  return new Failure('service', 'The answer holds no manifest that can be understood.', {
    service: 'ECR',
    operation: 'BatchGetImage',
  });
}
