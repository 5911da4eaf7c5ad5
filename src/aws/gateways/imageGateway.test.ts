import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { nodeOf } from '../../../test/unit/taskNodes.ts';
import { allPages } from '../../core/fleet/reading.ts';
import type { ImageDetails } from '../../core/images/gateway.ts';
import type { ImageReference } from '../../core/taskdef/images/imageReference.ts';
import { imageReference } from '../../core/taskdef/images/imageReference.ts';
import { downloadSize, imageFacts } from '../../core/taskdef/images/imageSize.ts';
import { place } from '../../core/taskdef/placement/placement.ts';
import { messageText } from '../../core/text/message.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';

/** Of the demo's account, in another Region than the account is used in. */
function ref(name: string): ImageReference {
  return imageReference(`111122223333.dkr.ecr.eu-central-1.amazonaws.com/${name}`)!;
}

describe('images in Amazon ECR', () => {
  let connection: DemoConnection;
  beforeEach(async () => {
    connection = await connectTo(homeWorld());
  });
  afterEach(() => connection.close());

  async function read(name: string): Promise<ImageDetails> {
    return (await connection.images.image(ref(name)))!;
  }

  it('are read with all platforms of an index in two calls, once for each tag', async () => {
    const [details, again] = await Promise.all([read('home/sensor-hub:1.4.2'), read('home/sensor-hub:1.4.2')]);
    assert.equal(details, again);
    assert.equal(connection.calls(), '2 BatchGetImage');
    const config = details.variants[1]!.config!.size;
    const x86 = downloadSize(details, 'x86_64')!.bytes;
    assert.deepEqual(imageFacts(details), {
      platforms: [
        { os: 'linux', architecture: 'amd64', bytes: x86 },
        { os: 'linux', architecture: 'arm64', bytes: 78_700_000 + config },
      ],
    });
    // 28.4 + 45.9 + 3.2 + 1.2 MB in layers.
    assert.deepEqual(downloadSize(details, 'arm64'), { bytes: 78_700_000 + config, basis: 'measured' });
    assert.deepEqual(JSON.parse(JSON.stringify(details)), details);
  });

  it('are asked for anew where tags are forgotten, their manifests known by digest', async () => {
    const { digest } = await read('home/sensor-hub');
    connection.images.forgetTags();
    await read('home/sensor-hub:latest');
    assert.equal(connection.calls(), '3 BatchGetImage');
    await read(`home/sensor-hub@${digest}`);
    assert.equal(connection.calls(), '3 BatchGetImage');
  });

  it('say in their configuration what they run on, where no index does', async () => {
    const details = await read('workshop/builder:latest');
    assert.equal(connection.calls(), '1 BatchGetImage, 1 GetDownloadUrlForLayer');
    const { bytes } = downloadSize(details, 'x86_64')!;
    assert.deepEqual(imageFacts(details), { platforms: [{ os: 'linux', architecture: 'amd64', bytes }] });
    assert.equal(downloadSize(details, 'arm64'), undefined);
    connection.images.forgetTags();
    await read(`workshop/builder@${details.digest}`);
    assert.equal(connection.calls(), '1 BatchGetImage, 1 GetDownloadUrlForLayer');
  });

  it('have a size without a platform where the configuration is not to be had, or is not what it should be', async () => {
    const { blobs } = connection.demo.world.repositories.get('workshop/builder')!;
    const [digest] = blobs.keys();
    blobs.set(digest!, '{"os":"linux","architecture":"arm64"}');
    const forged = await read('workshop/builder:latest');
    connection.images.forgetTags();
    connection.demo.faults.add({ operation: 'GetDownloadUrlForLayer', fault: { kind: 'deny' } });
    for (const details of [forged, await read('workshop/builder:latest')]) {
      assert.equal(imageFacts(details), undefined);
      assert.equal(downloadSize(details, 'arm64')?.basis, 'measured');
    }
  });

  it('have the size of the largest platform where manifests may not be read', async () => {
    connection.demo.faults.add({ operation: 'BatchGetImage', fault: { kind: 'deny' } });
    const details = await read('home/sensor-hub:1.4.2');
    // 29.7 + 48.2 + 3.4 + 1.2 MB, of amd64.
    assert.deepEqual(downloadSize(details, 'arm64'), { bytes: 82_500_000, basis: 'estimated' });
    connection.images.forgetTags();
    connection.demo.faults.add({ operation: 'DescribeImages', fault: { kind: 'deny' } });
    assert.equal((await failureOf(read('home/sensor-hub:1.4.2'))).reason, 'accessDenied');
  });

  it('fail with a reason, and are tried again', async () => {
    const tag = await failureOf(read('home/sensor-hub:none'));
    assert.deepEqual([tag.reason, tag.code, tag.service], ['notFound', 'ImageNotFound', 'ECR']);
    assert.equal((await failureOf(read('home/none'))).reason, 'notFound');
    const foreign = imageReference('999999999999.dkr.ecr.us-east-1.amazonaws.com/apps')!;
    assert.equal((await failureOf(connection.images.image(foreign))).reason, 'notFound');
    connection.demo.faults.add({ operation: 'BatchGetImage', times: 1, fault: { kind: 'truncate' } });
    await read('workshop/web:latest');
  });

  it('of other registries are not looked at', async () => {
    for (const name of ['nginx', 'public.ecr.aws/nginx/nginx', 'quay.io/a/b']) {
      assert.equal(await connection.images.image(imageReference(name)!), undefined);
    }
    assert.equal(connection.calls(), '');
  });

  it('are logged with the Region that they are in', async () => {
    await read('workshop/web:latest');
    assert.deepEqual(
      new Set(connection.log.map(({ service, region }) => `${service} ${region}`)),
      new Set(['ECR eu-central-1']),
    );
  });

  it('decide with the hosts of the demo account where its tasks fit', async () => {
    const { fleet, demo } = connection;
    const clusters = await allPages(fleet.ecsClusters());
    const instances = (await Promise.all(clusters.map(({ arn }) => allPages(fleet.containerInstances(arn))))).flat();
    const nameOf = (id: string): string => demo.world.nodes.get(id)?.name ?? id;
    const placed = async (file: string): Promise<Record<string, string>> => {
      const text = await readFile(new URL(`../../../workspace/${file}`, import.meta.url), 'utf8');
      const { fits, others } = place(
        nodeOf(JSON.parse(text)),
        instances.map((instance) => ({ instance })),
      );
      return Object.fromEntries([
        ...fits.map(({ managedNodeId }) => [nameOf(managedNodeId), 'fits']),
        ...others.map(({ instance, reason }) => [nameOf(instance.managedNodeId), messageText(reason)]),
      ]) as Record<string, string>;
    };
    const disconnected = 'its ECS agent is not connected';
    assert.deepEqual(await placed('task-definition.json'), {
      'kitchen-pi5': 'fits',
      'garage-pi4': 'fits',
      'shed-pi4': disconnected,
      'office-nuc': 'needs arm64, it is amd64',
      'attic-rack': 'needs arm64, it is amd64',
      'bench-mini': disconnected,
    });
    assert.equal((await placed('backup.ecs-task-def.json'))['garage-pi4'], 'fits');
    const web = { containerDefinitions: [{ memory: 1, portMappings: [{ containerPort: 1, hostPort: 8080 }] }] };
    const { others } = place(
      nodeOf(web),
      instances.map((instance) => ({ instance })),
    );
    const onNuc = others.find(({ instance }) => nameOf(instance.managedNodeId) === 'office-nuc');
    assert.equal(onNuc && messageText(onNuc.reason), 'needs the host port 8080 (tcp), which another task has');
  });
});
