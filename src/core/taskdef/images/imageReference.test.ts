import assert from 'node:assert/strict';
import { imageReference } from './imageReference.ts';

const digest = `sha256:${'0a'.repeat(32)}`;

describe('imageReference', () => {
  it('knows registries of Amazon ECR', () => {
    const registry = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
    assert.deepEqual(imageReference(`${registry}/home/sensor-hub:1.4.2`), {
      kind: 'ecr',
      registry,
      account: '111122223333',
      region: 'eu-central-1',
      repository: 'home/sensor-hub',
      tag: '1.4.2',
    });
    assert.deepEqual(imageReference(`${registry}/web@${digest}`)?.digest, digest);
    for (const [host, region] of [
      ['111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
      ['111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
      ['111122223333.dkr-ecr.eu-west-1.on.aws', 'eu-west-1'],
      ['111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ]) {
      const { kind, region: found } = imageReference(`${host}/a`)!;
      assert.deepEqual([kind, found], ['ecr', region]);
    }
    assert.equal(imageReference('1111.dkr.ecr.eu-west-1.amazonaws.com/a')?.kind, 'other');
    assert.equal(imageReference('111122223333.dkr.ecr.eu-west-1.amazonaws.com.example.org/a')?.kind, 'other');
    assert.equal(imageReference('public.ecr.aws/docker/library/nginx:1')?.kind, 'ecrPublic');
  });

  it('names Docker Hub where no registry is written', () => {
    const hub = { kind: 'dockerHub', registry: 'docker.io' };
    assert.deepEqual(imageReference('nginx'), { ...hub, repository: 'library/nginx' });
    assert.deepEqual(imageReference('docker.io/restic/restic:0.18.0'), {
      ...hub,
      repository: 'restic/restic',
      tag: '0.18.0',
    });
    assert.deepEqual(imageReference(`busybox:1@${digest}`), {
      ...hub,
      repository: 'library/busybox',
      tag: '1',
      digest,
    });
    assert.equal(imageReference('index.docker.io/nginx')?.repository, 'library/nginx');
  });

  it('knows other registries by dot, port or localhost', () => {
    for (const registry of ['quay.io', 'localhost', 'localhost:5000', 'pi:5000']) {
      const { kind, registry: found, repository } = imageReference(`${registry}/team/app:v1`)!;
      assert.deepEqual([kind, found, repository], ['other', registry, 'team/app']);
    }
  });

  it('is nothing for what is no image', () => {
    for (const text of [
      '',
      '/',
      'UPPER',
      'a b',
      'a:',
      'a@sha256:1',
      `a@${digest}@${digest}`,
      'quay.io/',
      '${Image}',
      'a:b:c',
      '<IMAGE1_NAME>',
      'x'.repeat(2000),
    ]) {
      assert.equal(imageReference(text), undefined, text);
    }
  });
});
