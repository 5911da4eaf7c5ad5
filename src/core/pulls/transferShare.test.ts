import assert from 'node:assert/strict';
import { bytesPerGb } from '../cost/money.ts';
import { shippedPrices } from '../cost/shippedPrices.ts';
import { sharesOf } from './shares.ts';
import { Random } from './testing/random.ts';
import { priceTransfer } from './transferShare.ts';

const region = 'eu-central-1';

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0);
}

describe('sharesOf', () => {
  it('gives what is left to those that lose most by rounding', () => {
    assert.deepEqual(sharesOf(10, [1, 1, 1]), [4, 3, 3]);
    assert.deepEqual(sharesOf(10, [6, 7, 7]), [3, 4, 3]);
    assert.deepEqual(sharesOf(100, [0, 5]), [0, 100]);
    assert.deepEqual(sharesOf(3, [0, 0]), [2, 1]);
    assert.deepEqual(sharesOf(0, [1, 2]), [0, 0]);
    assert.deepEqual(sharesOf(5, []), []);
  });

  it('adds up to the whole, each within one of its part', () => {
    const random = new Random(5);
    for (let round = 0; round < 300; round++) {
      const weights = Array.from({ length: random.whole(1, 30) }, () => random.whole(0, 2 ** random.whole(1, 45)));
      const total = random.whole(0, 2 ** random.whole(1, 50));
      const shares = sharesOf(total, weights);
      assert.equal(sum(shares), total);
      const all = sum(weights);
      shares.forEach((share, index) => {
        const part = all === 0 ? total / weights.length : (total * (weights[index] ?? 0)) / all;
        assert.ok(Math.abs(share - part) <= 1 + part * 1e-12);
      });
    }
  });
});

describe('priceTransfer', () => {
  it('costs nothing up to the free 100 GB, and says what is left', () => {
    const priced = priceTransfer(
      [
        { key: 'a', bytes: 60 * bytesPerGb },
        { key: 'b', bytes: 40 * bytesPerGb },
      ],
      region,
      shippedPrices,
    );
    assert.deepEqual([priced?.microUsd, priced?.freeBytes, priced?.freeLeft], [0, 100 * bytesPerGb, 0]);
    assert.deepEqual(
      priced?.parts.map(({ freeBytes }) => freeBytes / bytesPerGb),
      [60, 40],
    );
    // As though the account's other transfer had used all that is free.
    assert.equal(priced.mostMicroUsd, 100 * priced.price.microUsd);
  });

  it('charges the first byte above it', () => {
    const bytes = 100 * bytesPerGb + bytesPerGb / 2;
    const priced = priceTransfer([{ key: 'a', bytes }], region, shippedPrices);
    assert.equal(priced?.microUsd, (priced?.price.microUsd ?? 0) / 2);
  });

  it('goes through the tiers', () => {
    const terabytes = 10 * 1024 + 100 + 1024;
    const priced = priceTransfer([{ key: 'a', bytes: terabytes * bytesPerGb }], 'us-east-1', shippedPrices);
    assert.equal(priced?.microUsd, 10_240 * 90_000 + 1024 * 85_000);
    assert.equal(priced.mostMicroUsd, terabytes * 90_000);
  });

  it('shares bytes and micro-dollars so that they add up exactly', () => {
    const random = new Random(9);
    for (let round = 0; round < 100; round++) {
      const parts = Array.from({ length: random.whole(1, 40) }, (_, index) => ({
        key: String(index),
        bytes: random.whole(0, 20 * bytesPerGb),
      }));
      const priced = priceTransfer(parts, region, shippedPrices);
      assert.ok(priced);
      assert.equal(sum(priced.parts.map(({ freeBytes }) => freeBytes)), priced.freeBytes);
      assert.equal(sum(priced.parts.map(({ microUsd }) => microUsd)), priced.microUsd);
      assert.equal(priced.freeBytes, Math.min(priced.bytes, 100 * bytesPerGb));
    }
  });

  it('leaves other Regions of the account their part of what is free', () => {
    const parts = [{ key: 'a', bytes: 100 * bytesPerGb }];
    const priced = priceTransfer(parts, region, shippedPrices, 300 * bytesPerGb);
    assert.deepEqual([priced?.freeBytes, priced?.freeLeft], [25 * bytesPerGb, 0]);
    assert.equal(priced?.microUsd, 75 * (priced?.price.microUsd ?? 0));
  });

  it('is free in two Regions up to the last byte of both together, and never gives away more than is free', () => {
    const of = (bytes: number, elsewhere: number) =>
      priceTransfer([{ key: 'a', bytes }], region, shippedPrices, elsewhere);
    const free = 100 * bytesPerGb;
    assert.deepEqual([of(free - 1, 1)?.microUsd, of(1, free - 1)?.freeBytes, of(1, free - 1)?.freeLeft], [0, 1, 0]);
    const [one, two] = [of(free / 2 + 1, free / 2), of(free / 2, free / 2 + 1)];
    assert.ok((one?.freeBytes ?? 0) < free / 2 + 1 && (two?.freeBytes ?? 0) < free / 2);
    const random = new Random(4);
    for (let round = 0; round < 200; round++) {
      const regions = Array.from({ length: random.whole(1, 5) }, () => random.whole(0, 2 ** random.whole(30, 48)));
      const all = sum(regions);
      const shares = regions.map((bytes) => of(bytes, all - bytes)?.freeBytes ?? 0);
      const given = sum(shares);
      assert.ok(given <= Math.min(free, all) && given > Math.min(free, all) - regions.length, String(given));
      assert.ok(shares.every((share, index) => share <= (regions[index] ?? 0)));
    }
  });

  it('says nothing of a Region without a price, and nothing is sent where nothing is', () => {
    assert.equal(priceTransfer([], 'xx-nowhere-1', shippedPrices), undefined);
    assert.equal(priceTransfer([], region, shippedPrices)?.microUsd, 0);
  });
});
