import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  ListImagesCommand,
  paginateDescribeImages,
} from '@aws-sdk/client-ecr';
import type { ECRClient } from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { homeWorld } from '../worlds/homeWorld.ts';

interface Manifest {
  readonly manifests?: {
    readonly digest: string;
    readonly size: number;
    readonly platform: { readonly architecture: string };
  }[];
  readonly layers?: { readonly digest: string; readonly size: number }[];
}

describe('demo ECR and STS', () => {
  let now: number;
  let account: DemoAccount;
  let clients: DemoClients;
  let ecr: ECRClient;
  beforeEach(async () => {
    now = Date.now();
    account = await startDemoAccount({ world: homeWorld({ clock: () => now }) });
    clients = clientsOf(account);
    ecr = clients.ecr;
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });
  const repositoryName = 'home/sensor-hub';

  it('serves multi-arch images whose digests are those of their manifests', async () => {
    const read = async (imageDigest: string): Promise<string> => {
      const { images } = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
      return images![0]!.imageManifest!;
    };
    const { images, failures } = await ecr.send(
      new BatchGetImageCommand({
        repositoryName,
        imageIds: [{ imageTag: 'latest' }, { imageTag: 'none' }, {}, { imageDigest: 'md5:1' }],
      }),
    );
    assert.deepEqual(
      failures!.map((each) => each.failureCode),
      ['ImageNotFound', 'MissingDigestAndTag', 'InvalidImageDigest'],
    );
    const [index] = [images![0]!];
    const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
    assert.equal(sha256(index.imageManifest!), index.imageId!.imageDigest);
    const { manifests } = JSON.parse(index.imageManifest!) as Manifest;
    assert.deepEqual(
      manifests!.map(({ platform }) => platform.architecture),
      ['amd64', 'arm64'],
    );
    const sizes: number[] = [];
    for (const { digest, size } of manifests!) {
      const manifest = await read(digest);
      assert.deepEqual([sha256(manifest), Buffer.byteLength(manifest)], [digest, size]);
      sizes.push((JSON.parse(manifest) as Manifest).layers!.reduce((sum, layer) => sum + layer.size, 0));
    }
    // ECR says of an index the size of its largest image.
    const { imageDetails } = await ecr.send(
      new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: '1.4.2' }] }),
    );
    assert.equal(imageDetails![0]!.imageSizeInBytes, Math.max(...sizes));
    assert.deepEqual(imageDetails![0]!.imageTags, ['1.4.2', 'latest']);
    // A new version brings its own last layer, and shares those below.
    const older = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: '1.3.0' }] }));
    const olderIndex = JSON.parse(older.images![0]!.imageManifest!) as Manifest;
    const layersOf = async (digest: string): Promise<Set<string>> =>
      new Set((JSON.parse(await read(digest)) as Manifest).layers!.map((layer) => layer.digest));
    const [before, after] = [await layersOf(olderIndex.manifests![1]!.digest), await layersOf(manifests![1]!.digest)];
    assert.equal([...after].filter((digest) => before.has(digest)).length, after.size - 1);
  });

  it('runs in its tasks the images that it keeps', () => {
    const digests = new Set([...account.world.repositories.values()].flatMap(({ images }) => [...images.keys()]));
    const run = [...account.world.ecsClusters.values()].flatMap(({ tasks }) => [...tasks.values()]);
    const used = run.flatMap(({ imageDigests }) => Object.values(imageDigests));
    assert.ok(used.length > 5 && used.every((digest) => digests.has(digest)));
  });

  it('lists repositories and images, page by page', async () => {
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
    assert.deepEqual(
      repositories!.map((each) => each.repositoryName),
      [repositoryName, 'workshop/web', 'workshop/builder'],
    );
    assert.equal(repositories![0]!.repositoryUri, '111122223333.dkr.ecr.us-east-1.amazonaws.com/home/sensor-hub');
    const sizes: number[] = [];
    for await (const page of paginateDescribeImages({ client: ecr, pageSize: 4 }, { repositoryName })) {
      sizes.push(page.imageDetails!.length);
    }
    assert.deepEqual(sizes, [4, 2]);
    const tagged = await ecr.send(new ListImagesCommand({ repositoryName, filter: { tagStatus: 'TAGGED' } }));
    assert.deepEqual(
      tagged.imageIds!.map((each) => each.imageTag),
      ['1.3.0', '1.4.2', 'latest'],
    );
    const untagged = await ecr.send(new ListImagesCommand({ repositoryName, filter: { tagStatus: 'UNTAGGED' } }));
    assert.equal(untagged.imageIds!.length, 4);
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    assert.match(Buffer.from(authorizationData![0]!.authorizationToken!, 'base64').toString(), /^AWS:./);
    assert.equal(authorizationData![0]!.expiresAt!.getTime(), now + 12 * 3_600_000);
  });

  it('refuses what is not there, in the words of ECR', async () => {
    const none = await refusalOf(ecr.send(new DescribeImagesCommand({ repositoryName: 'none' })));
    assert.deepEqual([none.name, none.status], ['RepositoryNotFoundException', 400]);
    assert.equal(none.message, "The repository with name 'none' does not exist in the registry with id '111122223333'");
    const image = await refusalOf(
      ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: 'none' }] })),
    );
    assert.equal(image.name, 'ImageNotFoundException');
    const many = Array.from({ length: 101 }, (_, index) => ({ imageTag: `t${index}` }));
    const refused = await Promise.all(
      [
        ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: many })),
        ecr.send(new DescribeImagesCommand({ repositoryName: 'UPPER' })),
        ecr.send(new DescribeImagesCommand({ repositoryName, maxResults: 1001 })),
        ecr.send(new DescribeRepositoriesCommand({ nextToken: 'nonsense' })),
      ].map(refusalOf),
    );
    assert.deepEqual(new Set(refused.map(({ name }) => name)), new Set(['InvalidParameterException']));
  });

  it('tells callers who they are: the user, or a role that they assumed', async () => {
    const identity = await clients.sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual([identity.Account, identity.Arn], ['111122223333', 'arn:aws:iam::111122223333:user/demo']);
    const { Credentials, AssumedRoleUser } = await clients.sts.send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::111122223333:role/DemoReadOnly',
        RoleSessionName: 'me',
        DurationSeconds: 900,
      }),
    );
    assert.equal(Credentials!.Expiration!.getTime(), now + 900_000);
    const session = clientsOf(account, {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
    });
    assert.equal((await session.sts.send(new GetCallerIdentityCommand({}))).Arn, AssumedRoleUser!.Arn);
    now += 900_000;
    const expired = [
      await refusalOf(session.sts.send(new GetCallerIdentityCommand({}))),
      await refusalOf(session.ecr.send(new DescribeRepositoriesCommand({}))),
    ];
    assert.deepEqual(
      expired.map(({ name, status }) => `${name} ${status}`),
      ['ExpiredToken 403', 'ExpiredTokenException 400'],
    );
    session.destroy();
  });

  it('lets nobody assume a role that does not trust them, nor for too long', async () => {
    const assume = (RoleArn: string, DurationSeconds = 3600): Promise<unknown> =>
      clients.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', DurationSeconds }));
    const denied = await refusalOf(assume('arn:aws:iam::111122223333:role/ecsAnywhereRole'));
    assert.deepEqual([denied.name, denied.status], ['AccessDenied', 403]);
    assert.match(denied.message, /is not authorized to perform: sts:AssumeRole/);
    const long = await refusalOf(assume('arn:aws:iam::111122223333:role/DemoReadOnly', 43_201));
    assert.deepEqual([long.name, long.status], ['ValidationError', 400]);
  });
});
