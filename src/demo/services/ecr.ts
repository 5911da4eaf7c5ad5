import type {
  BatchGetImageCommandOutput,
  DescribeImagesCommandOutput,
  DescribeRepositoriesCommandOutput,
  GetAuthorizationTokenCommandOutput,
  GetDownloadUrlForLayerCommandOutput,
  Image,
  ImageDetail,
  ImageFailure,
  ImageIdentifier,
  ListImagesCommandOutput,
} from '@aws-sdk/client-ecr';
import { compact } from '../../core/compact.ts';
import { AwsError } from '../wire/awsError.ts';
import { integer, list, oneOf, required, string, structure } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { hexId } from '../world.ts';
import type { RegistryImage, Repository, World } from '../world.ts';
import { blobUrl } from './ecrBlobs.ts';
import { invalidParameter, operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';
import { noteRead } from './ownReads.ts';

const hour = 60 * 60_000;
const repositoryName = string({
  min: 2,
  max: 256,
  pattern: /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/,
});
const registryId = string({ pattern: /^[0-9]{12}$/ });
const imageIds = list(structure({ imageDigest: string(), imageTag: string({ min: 1, max: 300 }) }), {
  min: 1,
  max: 100,
});
const paging = { nextToken: string(), maxResults: integer({ min: 1, max: 1000 }) };
const filter = structure({ tagStatus: oneOf('TAGGED', 'UNTAGGED', 'ANY') });

function badToken(): AwsError {
  return invalidParameter(
    "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Member must be a valid token'",
  );
}

/** @throws {AwsError} `RepositoryNotFoundException` */
function findRepository(world: World, registry: string | undefined, name: string): Repository {
  const registryOf = registry ?? world.accountId;
  const found = registryOf === world.accountId ? world.repositories.get(name) : undefined;
  if (found === undefined) {
    const message = `The repository with name '${name}' does not exist in the registry with id '${registryOf}'`;
    throw new AwsError('RepositoryNotFoundException', message);
  }
  return found;
}

type ImageId = Wire<ImageIdentifier>;

function findImage(
  repository: Repository,
  { imageDigest, imageTag }: ImageId,
): RegistryImage | ImageFailure['failureCode'] {
  if (imageDigest === undefined && imageTag === undefined) return 'MissingDigestAndTag';
  if (imageDigest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(imageDigest)) return 'InvalidImageDigest';
  const byTag = [...repository.images.values()].find(({ tags }) => imageTag !== undefined && tags.includes(imageTag));
  const byDigest = imageDigest === undefined ? undefined : repository.images.get(imageDigest);
  if (imageDigest !== undefined && imageTag !== undefined && byTag !== byDigest) return 'ImageTagDoesNotMatchDigest';
  return byDigest ?? byTag ?? 'ImageNotFound';
}

function hasTagStatus({ tags }: RegistryImage, status: 'TAGGED' | 'UNTAGGED' | 'ANY' = 'ANY'): boolean {
  return status === 'ANY' || tags.length > 0 === (status === 'TAGGED');
}

function describeImage(world: World, repository: Repository, image: RegistryImage): Wire<ImageDetail> {
  return {
    registryId: world.accountId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    imageTags: image.tags.length === 0 ? undefined : [...image.tags],
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: wireTime(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    artifactMediaType: image.mediaType.includes('index') ? undefined : 'application/vnd.docker.container.image.v1+json',
    lastRecordedPullTime: wireTime(image.lastPulledAt),
    imageStatus: 'ACTIVE',
  };
}

const repositories: Operations = {
  DescribeRepositories: operation(
    structure({ ...paging, registryId, repositoryNames: list(repositoryName, { min: 1, max: 100 }) }),
    (input, call): Wire<DescribeRepositoriesCommandOutput> => {
      const { world } = call;
      const named = input.repositoryNames?.map((name) => findRepository(world, input.registryId, name));
      const page = pageOf(named ?? world.repositories.values(), call, {
        token: input.nextToken,
        limit: input.maxResults ?? 100,
        badToken,
      });
      return {
        repositories: page.items.map((repository) => ({
          repositoryArn: repository.arn,
          registryId: world.accountId,
          repositoryName: repository.name,
          repositoryUri: repository.uri,
          createdAt: wireTime(repository.createdAt),
          imageTagMutability: 'MUTABLE',
          imageScanningConfiguration: { scanOnPush: false },
          encryptionConfiguration: { encryptionType: 'AES256' },
        })),
        nextToken: page.nextToken,
      };
    },
  ),

  GetAuthorizationToken: operation(
    structure({ registryIds: list(registryId, { min: 1, max: 10 }) }),
    (_, { world }): Wire<GetAuthorizationTokenCommandOutput> => {
      const authorization = {
        authorizationToken: Buffer.from(`AWS:${hexId(64)}`).toString('base64'),
        expiresAt: wireTime(world.clock() + 12 * hour),
        proxyEndpoint: `https://${world.accountId}.dkr.ecr.${world.region}.amazonaws.com`,
      };
      return { authorizationData: [authorization] };
    },
  ),
};

const images: Operations = {
  DescribeImages: operation(
    structure({ ...paging, registryId, repositoryName: required(repositoryName), imageIds, filter }),
    (input, call): Wire<DescribeImagesCommandOutput> => {
      const { world } = call;
      const repository = findRepository(world, input.registryId, input.repositoryName);
      const named = input.imageIds?.map((id) => {
        const image = findImage(repository, id);
        if (typeof image === 'object') return image;
        const text = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;
        const message = `The image with imageId ${text} does not exist within the repository with name '${repository.name}' in the registry with id '${world.accountId}'`;
        throw new AwsError('ImageNotFoundException', message);
      });
      const page = pageOf(named ?? repository.images.values(), call, {
        token: input.nextToken,
        limit: input.maxResults ?? 100,
        badToken,
        where: (image) => hasTagStatus(image, input.filter?.tagStatus),
      });
      return {
        imageDetails: page.items.map((image) => describeImage(world, repository, image)),
        nextToken: page.nextToken,
      };
    },
  ),

  ListImages: operation(
    structure({ ...paging, registryId, repositoryName: required(repositoryName), filter }),
    (input, call): Wire<ListImagesCommandOutput> => {
      const repository = findRepository(call.world, input.registryId, input.repositoryName);
      const all = [...repository.images.values()]
        .filter((image) => hasTagStatus(image, input.filter?.tagStatus))
        .flatMap(({ digest, tags }): ImageId[] =>
          tags.length === 0 ? [{ imageDigest: digest }] : tags.map((imageTag) => ({ imageDigest: digest, imageTag })),
        )
        .map((id, index) => ({ number: index + 1, id }));
      const page = pageOf(all, call, { token: input.nextToken, limit: input.maxResults ?? 100, badToken });
      return { imageIds: page.items.map(({ id }) => id), nextToken: page.nextToken };
    },
  ),

  BatchGetImage: operation(
    structure({
      registryId,
      repositoryName: required(repositoryName),
      imageIds: required(imageIds),
      acceptedMediaTypes: list(string(), { min: 1, max: 100 }),
    }),
    (input, { world, caller }): Wire<BatchGetImageCommandOutput> => {
      const repository = findRepository(world, input.registryId, input.repositoryName);
      noteRead(world, caller, {
        name: 'BatchGetImage',
        repository: repository.name,
        ...compact(input.imageIds[0] ?? {}),
      });
      const found: Wire<Image>[] = [];
      const failures: Wire<ImageFailure>[] = [];
      for (const id of input.imageIds) {
        const image = findImage(repository, id);
        if (typeof image === 'object') {
          found.push({
            registryId: world.accountId,
            repositoryName: repository.name,
            imageId: { imageDigest: image.digest, imageTag: id.imageTag },
            imageManifest: image.manifest,
            imageManifestMediaType: image.mediaType,
          });
        } else {
          failures.push({ imageId: { ...id }, failureCode: image, failureReason: 'Requested image not found' });
        }
      }
      return { images: found, failures };
    },
  ),
};

const layers: Operations = {
  GetDownloadUrlForLayer: operation(
    structure({ registryId, repositoryName: required(repositoryName), layerDigest: required(string({ max: 1000 })) }),
    (input, { world, caller, endpoint }): Wire<GetDownloadUrlForLayerCommandOutput> => {
      const { layerDigest } = input;
      const repository = findRepository(world, input.registryId, input.repositoryName);
      if (!repository.blobs.has(layerDigest)) {
        const message = `The layer with digest '${layerDigest}' does not exist in the repository with name '${repository.name}' in the registry with id '${world.accountId}'`;
        throw new AwsError('LayersNotFoundException', message);
      }
      noteRead(world, caller, { name: 'GetDownloadUrlForLayer', repository: repository.name, layerDigest });
      return { downloadUrl: blobUrl(endpoint, repository, layerDigest), layerDigest };
    },
  ),
};

export const ecr: Operations = { ...repositories, ...images, ...layers };
