import assert from 'node:assert/strict';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import { compareCost, type CompareOptions } from '../../core/taskdef/cost/compare.ts';
import type { TaskSize } from '../../core/taskdef/cost/taskSize.ts';
import { lensCostWords } from './words.ts';

const small: TaskSize = { cpuUnits: 320, memoryMiB: 192, gpus: 0, basis: 'containers' };

describe('lensCostWords', () => {
  const words = (size: TaskSize, options: Partial<CompareOptions> = {}): string =>
    lensCostWords(
      compareCost(size, { prices: shippedPrices, region: 'us-east-1', hoursPerMonth: 730, ...options }),
      'en',
    );

  it('has all places on one short line, and a tick at the cheapest', () => {
    assert.equal(
      words(small),
      'Anywhere: $7.48/host · Fargate x86 $18.02, ARM $14.42 · EC2 t4g.nano $3.07 ✓ · a month',
    );
    const large: TaskSize = { ...small, cpuUnits: 4096, memoryMiB: 8192 };
    assert.match(words(large), /^Anywhere: \$7\.48\/host ✓ · Fargate x86 \$144\.16, ARM/);
  });

  it('has the prices of the Region', () => {
    assert.equal(
      words(small, { region: 'eu-central-1' }),
      'Anywhere: $7.48/host · Fargate x86 $20.72, ARM $16.58 · EC2 t4g.nano $3.50 ✓ · a month',
    );
  });

  it('leaves out where it can not run', () => {
    assert.match(
      words(small, { architecture: 'x86_64' }),
      / · Fargate x86 \$18\.02 · EC2 t3a\.nano \$3\.43 ✓ · a month$/,
    );
    assert.match(words(small, { architecture: 'arm64' }), / · Fargate ARM \$14\.42 · /);
    assert.equal(words({ ...small, gpus: 1 }), 'Anywhere: $7.48/host ✓ · a month');
    assert.equal(words({ ...small, isWindows: true }), 'Cost not known here');
    assert.equal(words(small, { region: 'cn-north-1' }), 'Cost not known here');
  });
});
