import assert from 'node:assert/strict';
import { parseManifest, platformOfConfig } from './manifest.ts';

describe('parseManifest', () => {
  it('reads an image', () => {
    const text = JSON.stringify({
      config: { digest: 'c', size: 1 },
      layers: [{ digest: 'l', size: 2, mediaType: 'x' }],
    });
    assert.deepEqual(parseManifest(text), {
      kind: 'image',
      config: { digest: 'c', size: 1 },
      layers: [{ digest: 'l', size: 2 }],
    });
  });

  it('reads an index, without the attestations in it', () => {
    const manifests = [
      { digest: '1', platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      { digest: '2', platform: { os: 'unknown', architecture: 'unknown' } },
      { digest: '3', annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
      { digest: '4' },
      { platform: {} },
      null,
    ];
    assert.deepEqual(parseManifest(JSON.stringify({ manifests })), {
      kind: 'index',
      images: [{ digest: '1', platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } }, { digest: '4' }],
    });
  });

  it('makes nothing of anything else', () => {
    const bad = [
      '',
      '{',
      'null',
      '[]',
      '1',
      '{}',
      '{"layers":[]}',
      '{"config":{"digest":"c","size":1},"layers":[{}]}',
      '{"config":{"digest":"c","size":-1},"layers":[]}',
    ];
    for (const text of bad) assert.equal(parseManifest(text), undefined, text);
    assert.equal(platformOfConfig('{"os":"linux"}'), undefined);
    assert.deepEqual(platformOfConfig('{"os":"linux","architecture":"amd64","variant":""}'), {
      os: 'linux',
      architecture: 'amd64',
    });
  });
});
