import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { offerUrl } from '../../../src/aws/gateways/priceOffers.ts';
import { officialHosts } from '../../../src/core/distro/files.ts';
import { root } from '../../../tools/lib/paths.ts';
import { readSources } from '../../../tools/lib/sources.ts';
import { hostileTexts } from './hostile.ts';

const document = readFileSync(path.join(root, 'SECURITY.md'), 'utf8');

const { repository, distro, anywhere } = officialHosts;
const officials = [repository, distro, anywhere];

describe('hosts that are asked without credentials', () => {
  const hosts = [...officials, offerUrl('AmazonECS', 'eu-central-1'), offerUrl('AmazonECS', 'cn-north-1')];

  it('are told in SECURITY.md, and are reached by HTTPS', () => {
    for (const address of hosts) {
      const { protocol, hostname } = new URL(address);
      assert.equal(protocol, 'https:');
      assert.ok(document.includes(`\`${hostname}\``), hostname);
    }
  });

  it('are not moved by what is asked for', () => {
    for (const evil of hostileTexts.filter((text) => !/\p{Cs}/u.test(text))) {
      const url = new URL(offerUrl(evil, 'eu-central-1'));
      assert.equal(url.origin, 'https://pricing.us-east-1.amazonaws.com');
      assert.match(url.pathname, /^\/offers\/v1\.0\/aws\/[^/]+\/current\/eu-central-1\/index\.json$/);
    }
  });

  it('are all that is fetched without the SDK, but for addresses that AWS hands out', () => {
    const users = [...readSources()].filter(([file, text]) => !file.startsWith('demo/') && asks.test(text));
    assert.deepEqual(
      users.map(([file]) => file),
      known,
    );
  });
});

const asks = /(?:await|=|return) fetch\((?!\))|\bhttps?\)?\.request\(/;
const known = [
  // Layers of images, by an address of ECR that is good for one of them.
  'aws/gateways/imageGateway.ts',
  'aws/gateways/priceOffers.ts',
  'aws/gateways/publicReleases.ts',
  // The API servers that the user chose.
  'kubernetes/request.ts',
];
