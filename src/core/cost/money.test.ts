import assert from 'node:assert/strict';
import { formatRate, formatUsd } from './money.ts';

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
