import assert from 'node:assert/strict';
import type { ImageDetails } from '../../images/gateway.ts';
import { shippedPrices } from '../../cost/shippedPrices.ts';
import { downloadSize, imageFacts, rollOut } from './imageSize.ts';

const blob = (digest: string, size: number): { digest: string; size: number } => ({ digest, size });
const config = blob('sha256:c', 7);
const arm64 = { os: 'linux', architecture: 'arm64', variant: 'v8' };
const image: ImageDetails = {
  digest: 'sha256:index',
  variants: [
    { digest: 'sha256:1', platform: { os: 'linux', architecture: 'amd64' }, config, layers: [blob('a', 1000)] },
    // The empty layer is in it twice.
    { digest: 'sha256:2', platform: arm64, config, layers: [blob('b', 900), blob('e', 32), blob('e', 32)] },
    { digest: 'sha256:3', platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
    { digest: 'sha256:4', platform: { os: 'windows', architecture: 'amd64' } },
  ],
};
const gib = 2 ** 30;

describe('downloadSize', () => {
  it('is layers and configuration of the platform, each once', () => {
    for (const name of ['arm64', 'ARM64', 'aarch64']) {
      assert.deepEqual(downloadSize(image, name), { bytes: 939, basis: 'measured' });
    }
    assert.deepEqual(downloadSize(image, 'x86_64'), { bytes: 1007, basis: 'measured' });
  });

  it('is nothing for a platform that it has not, or whose layers were not read', () => {
    assert.equal(downloadSize(image, 'riscv64'), undefined);
    assert.equal(downloadSize(image, 'arm'), undefined);
    const [amd64] = image.variants;
    assert.equal(downloadSize({ digest: 'x', variants: [amd64!] }, 'arm64'), undefined);
  });

  it('takes an image without a platform for the right one, and the size of the largest for an estimate', () => {
    const unnamed = { digest: 'x', variants: [{ digest: 'x', config, layers: [blob('a', 3)] }] };
    assert.deepEqual(downloadSize(unnamed, 'arm64'), { bytes: 10, basis: 'measured' });
    assert.deepEqual(downloadSize({ digest: 'x', variants: [], largestBytes: 5 }, 'arm64'), {
      bytes: 5,
      basis: 'estimated',
    });
    assert.equal(downloadSize({ digest: 'x', variants: [] }, 'arm64'), undefined);
  });
});

describe('imageFacts', () => {
  it('has the platforms, where all are known', () => {
    assert.deepEqual(
      imageFacts(image)?.platforms.map(({ os, architecture }) => `${os}/${architecture}`),
      ['linux/amd64', 'linux/arm64', 'linux/arm', 'windows/amd64'],
    );
    assert.deepEqual(
      imageFacts(image)?.platforms.map(({ bytes }) => bytes),
      [1007, 939, undefined, undefined],
    );
    assert.equal(imageFacts({ digest: 'x', variants: [] }), undefined);
    assert.equal(imageFacts({ digest: 'x', variants: [{ digest: 'x' }] }), undefined);
  });
});

describe('rollOut', () => {
  it('may be free below 100 GB a month, and is at most the list price', () => {
    const { cost, bytes, hosts } = rollOut({ bytes: gib, hosts: 3, region: 'eu-central-1', prices: shippedPrices });
    assert.deepEqual([bytes, hosts, cost?.lowMicroUsd, cost?.highMicroUsd], [3 * gib, 3, 0, 270_000]);
  });

  it('charges above 100 GB in any case: 150 GB are 50 or 150 times the price', () => {
    const ofTokyo = rollOut({ bytes: 15 * gib, hosts: 10, region: 'ap-northeast-1', prices: shippedPrices }).cost!;
    assert.deepEqual([ofTokyo.lowMicroUsd, ofTokyo.highMicroUsd], [5_700_000, 17_100_000]);
    assert.equal(ofTokyo.price.microUsd, 114_000);
  });

  it('is whole micro-dollars, and has no cost where no price is known', () => {
    const { cost } = rollOut({ bytes: 78_705_321, hosts: 3, region: 'us-east-1', prices: shippedPrices });
    assert.equal(cost?.highMicroUsd, 19_791); // 236,115,963 / 2³⁰ × 90,000 = 19,791.01…
    assert.equal(rollOut({ bytes: 1, hosts: 1, region: 'cn-north-1', prices: shippedPrices }).cost, undefined);
  });

  it('tells what is free by its own price, and nothing where nothing is', () => {
    const freeOf = (region: string): ReturnType<typeof rollOut> =>
      rollOut({ bytes: gib, hosts: 1, region, prices: shippedPrices });
    const { free } = freeOf('us-east-1');
    assert.deepEqual([free?.gb, free?.price.item, free?.price.asOf], [100, 'transferOutFree', '2026-09-16']);
    const gov = freeOf('us-gov-west-1');
    assert.deepEqual([gov.free, gov.cost?.lowMicroUsd, gov.cost?.highMicroUsd], [undefined, 155_000, 155_000]);
  });
});
