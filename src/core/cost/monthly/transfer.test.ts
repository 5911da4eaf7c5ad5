import assert from 'node:assert/strict';
import { messageText } from '../../text/message.ts';
import { bytesPerGb } from '../money.ts';
import { priceBook } from '../priceBook.ts';
import { shippedPrices } from '../shippedPrices.ts';
import type { CostLine, DayBytes, TransferFacts } from './model.ts';
import { storageLine } from './storage.ts';
import { transferLine } from './transfer.ts';
import { forecastTransfer } from './transferForecast.ts';

const region = 'us-east-1';
const nobody = priceBook({ entries: [] });
const gb = bytesPerGb;
/** Ten of thirty days are over. */
const now = Date.UTC(2026, 10, 11);

function daily(...bytes: readonly number[]): readonly DayBytes[] {
  return bytes.map((each, index) => ({ day: `2026-11-${String(index + 1).padStart(2, '0')}`, bytes: each }));
}

function ends({ soFar, projected }: CostLine): readonly (number | undefined)[] {
  return [soFar?.microUsd, soFar?.maxMicroUsd, projected?.microUsd, projected?.maxMicroUsd];
}

describe('forecastTransfer', () => {
  it('goes on as the days so far, exactly where all are alike', () => {
    assert.deepEqual(forecastTransfer(10 * gb, daily(...Array<number>(10).fill(gb)), now), {
      leastBytes: 30 * gb,
      likelyBytes: 30 * gb,
      mostBytes: 30 * gb,
      wholeDays: 10,
    });
  });

  it('is as wide as days differ, and never below what is there', () => {
    const uneven = forecastTransfer(10 * gb, daily(10 * gb), now);
    assert.equal(uneven.likelyBytes, 30 * gb);
    // Deviation √10 GB of a day; 20 days to come, and as uncertain a mean: √(20 + 400/10).
    const spread = 1.28 * Math.sqrt(10) * Math.sqrt(60) * gb;
    assert.equal(uneven.mostBytes, 30 * gb + Math.round(spread));
    assert.equal(uneven.leastBytes, 10 * gb);
  });

  it('makes no trend of a few hours', () => {
    const early = forecastTransfer(gb, daily(gb), Date.UTC(2026, 10, 1, 1));
    assert.equal(early.leastBytes, gb);
    assert.equal(early.likelyBytes, gb + Math.round((gb * 719) / 24));
    assert.equal(early.mostBytes, gb + Math.round((2 * gb * 719) / 24));
    assert.equal(early.wholeDays, 0);
  });

  it('ends where the month ends, and begins with nothing', () => {
    const last = forecastTransfer(gb, daily(...Array<number>(30).fill(1)), Date.UTC(2026, 11, 1) - 1);
    assert.equal(last.leastBytes, gb);
    assert.equal(last.mostBytes, gb);
    const first = forecastTransfer(0, [], Date.UTC(2028, 1, 1));
    assert.deepEqual([first.leastBytes, first.mostBytes], [0, 0]);
  });
});

describe('transferLine', () => {
  const facts = (bytes: readonly number[], rest: Partial<TransferFacts> = {}): TransferFacts => ({
    parts: bytes.map((each, index) => ({ key: `r${index}`, bytes: each })),
    evidence: 'layers',
    days: daily(...Array<number>(10).fill(bytes.reduce((sum, each) => sum + each, 0) / 10)),
    ...rest,
  });

  it('is free up to 100 GB, and $0.09 a GB above', () => {
    assert.deepEqual(ends(transferLine(facts([30 * gb]), region, shippedPrices, now)), [0, 0, 0, 0]);
    assert.deepEqual(ends(transferLine(facts([40 * gb]), region, shippedPrices, now)), [0, 0, 1_800_000, 1_800_000]);
    assert.deepEqual(
      ends(transferLine(facts([110 * gb]), region, shippedPrices, now)),
      [900_000, 900_000, 20_700_000, 20_700_000],
    );
  });

  it('shares by bytes', () => {
    const line = transferLine(facts([150 * gb, 50 * gb]), region, shippedPrices, now);
    assert.deepEqual(
      line.children?.map(({ soFar }) => soFar?.microUsd),
      [6_750_000, 2_250_000],
    );
    assert.equal(line.soFar?.microUsd, 9_000_000);
  });

  it('shares the free amount with other Regions of the account, so far and in the whole month', () => {
    const elsewhere = [{ ...facts([150 * gb]), region: 'eu-west-1' }];
    const line = transferLine(facts([50 * gb], { elsewhere }), region, shippedPrices, now);
    // A quarter of all, and so of the free 100 GB.
    assert.equal(line.soFar?.microUsd, 25 * 90_000);
    assert.equal(line.projected?.microUsd, 125 * 90_000);
    const words = (each: CostLine): string => each.inputs.map(({ label }) => messageText(label)).join('\n');
    assert.match(words(line), /Shared with pulls out of eu-west-1/);
    assert.match(words(transferLine(facts([1]), region, shippedPrices, now)), /shared with no other Region/);
    assert.doesNotMatch(
      words(transferLine(facts([1], { elsewhere: [] }), region, shippedPrices, now)),
      /other Region\./,
    );
  });

  it('costs two Regions together what one account pays, at the edge of the free amount', () => {
    const two = (here: number, there: number): CostLine => {
      const elsewhere = [{ ...facts([there]), region: 'eu-west-1' }];
      return transferLine(facts([here], { elsewhere }), region, shippedPrices, now);
    };
    assert.equal(two(60 * gb, 40 * gb).soFar?.microUsd, 0);
    assert.equal(two(60 * gb, 60 * gb).soFar?.microUsd, 10 * 90_000);
    assert.equal(two(0, 160 * gb).soFar?.microUsd, 0);
  });

  it('has an upper bound where the evidence has', () => {
    const estimated = facts([110 * gb], { evidence: 'pullCount', mostBytes: 220 * gb });
    const line = transferLine(estimated, region, shippedPrices, now);
    assert.deepEqual(ends(line), [900_000, 10_800_000, 20_700_000, 50_400_000]);
    assert.equal(line.basis, 'estimated');
    assert.equal(transferLine(facts([1]), region, shippedPrices, now).basis, 'measured');
  });

  it('goes on to the upper bound, also where the likely value is nothing', () => {
    const estimated = {
      parts: [{ key: 'web', bytes: 0 }],
      evidence: 'pullCount',
      mostBytes: 110 * gb,
      days: [],
    } as const;
    const line = transferLine(estimated, region, shippedPrices, now);
    // Ten of thirty days: three times as much, less what is free.
    assert.deepEqual(ends(line), [0, 900_000, 0, 230 * 90_000]);
  });

  it('says where there is no price', () => {
    const line = transferLine(facts([gb]), 'mx-central-1', shippedPrices, now);
    assert.equal(line.soFar, undefined);
    assert.deepEqual(
      line.missing.map(({ item, region: where }) => [item, where]),
      [['transferOut', 'mx-central-1']],
    );
  });

  it('is nothing without pulls', () => {
    assert.deepEqual(ends(transferLine(facts([]), region, nobody, now)), [0, 0, 0, 0]);
  });
});

describe('storageLine', () => {
  it('bills GB-months, whatever the length of the month', () => {
    for (const [at, share] of [
      [now, 1 / 3],
      [Date.UTC(2026, 1, 8), 7 / 28],
      [Date.UTC(2028, 1, 30) - 1, 1],
    ] as const) {
      const line = storageLine([{ repository: 'web', bytes: 12 * gb, mostBytes: 24 * gb }], region, shippedPrices, at);
      assert.deepEqual(ends(line), [1_200_000 * share, 2_400_000 * share, 1_200_000, 2_400_000]);
    }
  });

  it('says where there is no price', () => {
    assert.equal(storageLine([{ repository: 'web', bytes: 1 }], 'sa-east-1', shippedPrices, now).soFar, undefined);
  });
});
