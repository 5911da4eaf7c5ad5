import assert from 'node:assert/strict';
import {
  bytesPerGb,
  costOf,
  formatAmount,
  formatRate,
  formatUsd,
  microUsdOf,
  priceOf,
  secondsPerHour,
  tieredCostOf,
} from './money.ts';

describe('formatUsd', () => {
  it('shows cents, and groups thousands', () => {
    assert.equal(formatUsd(73_000_000, 'en-US'), '$73.00');
    assert.equal(formatUsd(438_000_000, 'en-US'), '$438.00');
    assert.equal(formatUsd(1_234_567_890_000, 'en-US'), '$1,234,567.89');
    assert.equal(formatUsd(0, 'en-US'), '$0.00');
  });

  it('rounds to the cent', () => {
    assert.equal(formatUsd(7_482_500, 'en-US'), '$7.48');
    assert.equal(formatUsd(7_486_000, 'en-US'), '$7.49');
  });

  it('never shows a small cost as none', () => {
    assert.equal(formatUsd(5, 'en-US'), '$0.000005');
    assert.equal(formatUsd(9_999, 'en-US'), '$0.009999');
  });

  it('follows the locale', () => {
    assert.equal(formatUsd(1_234_500_000, 'de-DE').replaceAll('\u00a0', ' '), '1.234,50 $');
    assert.equal(formatUsd(73_000_000, 'ja-JP'), '$73.00');
  });
});

describe('formatRate', () => {
  it('shows the digits that a price has', () => {
    assert.equal(formatRate(100_000, 'en-US'), '$0.10');
    assert.equal(formatRate(6_950, 'en-US'), '$0.00695');
  });
});

describe('formatAmount', () => {
  it('has the decimals of the currency, and never shows a small cost as none', () => {
    const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');
    assert.equal(spaced(formatAmount(73_000_000, { code: 'EUR', perUsd: 0.9 }, 'de-DE')), '65,70 €');
    assert.equal(formatAmount(73_000_000, { code: 'JPY', perUsd: 155 }, 'ja-JP'), '￥11,315');
    assert.equal(formatAmount(5_000, { code: 'EUR', perUsd: 0.9 }, 'en-US'), '€0.0045');
    assert.equal(formatAmount(0, { code: 'EUR', perUsd: 0.9 }, 'en-US'), '€0.00');
  });
});

describe('costOf', () => {
  it('is exact for every length of a month', () => {
    for (const [hours, cluster, host] of [
      [672, 67_200_000, 6_888_000],
      [696, 69_600_000, 7_134_000],
      [720, 72_000_000, 7_380_000],
      [730, 73_000_000, 7_482_500],
      [744, 74_400_000, 7_626_000],
    ] as const) {
      const seconds = hours * secondsPerHour;
      assert.equal(costOf(seconds, secondsPerHour, 100_000), cluster);
      assert.equal(costOf(seconds, secondsPerHour, 10_250), host);
    }
    assert.equal(costOf(1, secondsPerHour, 100_000), 28); // 27.78
  });

  it('rounds halves to the even side, once', () => {
    assert.deepEqual(
      [1, 2, 3, 5, 7].map((quantity) => costOf(quantity, 2, 1)),
      [0, 1, 2, 2, 4],
    );
    assert.equal(costOf(1, 1, 0.5), 0);
    assert.equal(costOf(3, 1, 0.5), 2);
    assert.equal(costOf(1, 1, 0.5001), 1);
  });

  it('takes rates of more than six decimals of a dollar as they are', () => {
    assert.equal(costOf(10, 1, 51_814.4), 518_144);
    assert.equal(costOf(730, 1, 4_551.68), 3_322_726); // 3,322,726.4
    assert.equal(costOf(10_000, 1, 0.0001), 1);
  });

  it('does not lose a byte of a petabyte, nor of bytes × seconds', () => {
    assert.equal(costOf(1e15, bytesPerGb, 90_000), 83_819_031_715);
    assert.equal(costOf(1e15 + 1, 1, 1), 1e15 + 1);
    assert.equal(costOf(2n ** 50n * 2_592_000n, BigInt(bytesPerGb) * 2_592_000n, 100_000), 2 ** 20 * 100_000);
    assert.equal(costOf(0, bytesPerGb, 90_000), 0);
    assert.equal(costOf(5, 1, 0), 0);
  });

  it('refuses what it cannot count exactly', () => {
    for (const [quantity, per, rate] of [
      [-1, 1, 1],
      [0.5, 1, 1],
      [2 ** 53, 1, 1],
      [NaN, 1, 1],
      [1, 0, 1],
      [1, 1, -1],
      [1, 1, 0.00001],
      [1, 1, NaN],
      [2 ** 52, 1, 1_000_000],
    ] as const)
      assert.throws(() => costOf(quantity, per, rate), RangeError, `${quantity}, ${per}, ${rate}`);
  });
});

describe('tieredCostOf', () => {
  const transfer = [
    { from: 0, to: 10_240, microUsd: 90_000 },
    { from: 10_240, to: 51_200, microUsd: 85_000 },
    { from: 51_200, to: 153_600, microUsd: 70_000 },
    { from: 153_600, microUsd: 50_000 },
  ];
  const gb = (quantity: number, already = 0): number =>
    tieredCostOf(quantity * bytesPerGb, bytesPerGb, transfer, already * bytesPerGb);

  it('changes the rate at the very edge of a tier', () => {
    assert.equal(gb(0), 0);
    assert.equal(gb(1), 90_000);
    assert.equal(gb(10_240), 921_600_000);
    assert.equal(gb(10_241) - gb(10_240), 85_000);
    assert.equal(gb(51_200), 921_600_000 + 40_960 * 85_000);
    assert.equal(gb(51_201) - gb(51_200), 70_000);
    assert.equal(gb(153_601) - gb(153_600), 50_000);
    // A byte on each side of the edge: 90,000 and 85,000 millionths of a dollar a GB are far below one.
    assert.equal(
      tieredCostOf(2, 1, [
        { from: 0, to: 1, microUsd: 3 },
        { from: 1, microUsd: 5 },
      ]),
      8,
    );
  });

  it('goes on where the month is, and the parts of a month make the whole', () => {
    assert.equal(gb(1, 10_240), 85_000);
    assert.equal(gb(10, 10_235), 5 * 90_000 + 5 * 85_000);
    assert.equal(gb(100_000) + gb(100_000, 100_000), gb(200_000));
  });

  it('has free hours, and free gigabytes', () => {
    const hosts = [
      { from: 0, to: 2200, microUsd: 0 },
      { from: 2200, microUsd: 10_250 },
    ];
    const hours = (count: number): number => tieredCostOf(count * secondsPerHour, secondsPerHour, hosts);
    assert.deepEqual([0, 2200, 2201, 2920].map(hours), [0, 0, 10_250, 7_380_000]);
  });

  it('rounds once, and not each tier', () => {
    const halves = [
      { from: 0, to: 1, microUsd: 0.5 },
      { from: 1, microUsd: 0.5 },
    ];
    assert.equal(tieredCostOf(2, 1, halves), 1);
  });

  it('refuses a quantity that no tier is known for', () => {
    const free = [{ from: 0, to: 100, microUsd: 0 }];
    assert.equal(tieredCostOf(100, 1, free), 0);
    assert.throws(() => tieredCostOf(101, 1, free), RangeError);
    assert.throws(() => tieredCostOf(1, 1, free, 100), RangeError);
  });

  it('is what a price with tiers costs', () => {
    assert.equal(priceOf(10_241, 1, { microUsd: 90_000, tiers: transfer }), 921_685_000);
    assert.equal(priceOf(10_241, 1, { microUsd: 90_000 }), 921_690_000);
  });
});

describe('microUsdOf', () => {
  it('reads the decimals of a price list exactly', () => {
    assert.equal(microUsdOf('0.0102500000'), 10_250);
    assert.equal(microUsdOf('13.9000000000'), 13_900_000);
    assert.equal(microUsdOf('0.0414515200'), 41_451.52);
    assert.equal(microUsdOf('0.0000000001'), 0.0001);
    assert.equal(microUsdOf('0.0000000000'), 0);
    assert.equal(microUsdOf('5'), 5_000_000);
    assert.equal(microUsdOf('0.10000000000'), 100_000);
  });

  it('reads nothing else', () => {
    for (const text of ['', '-1', '.5', '1.', '1e3', '0x1', ' 1', '1,5', '0.00000000001', '99999999999', 'Inf'])
      assert.equal(microUsdOf(text), undefined, text);
  });
});
