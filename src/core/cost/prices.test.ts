import assert from 'node:assert/strict';
import { ec2Price, smallestEc2Size } from './ec2Sizes.ts';
import { listPrice } from './prices.ts';

describe('list prices', () => {
  it('are those of the Region where a source says so, else marked', () => {
    const transfer = (region: string): unknown[] => {
      const { microUsd, basis, region: of } = listPrice('transferOut', region)!;
      return [microUsd, basis, of];
    };
    assert.deepEqual(transfer('us-east-1'), [90_000, 'proven', 'us-east-1']);
    assert.deepEqual(transfer('ap-northeast-1'), [114_000, 'proven', 'ap-northeast-1']);
    assert.deepEqual(transfer('eu-central-1'), [90_000, 'proven', 'eu-central-1']);
    assert.deepEqual(transfer('mx-central-1'), [90_000, 'otherRegion', 'us-east-1']);
    const { basis, region } = listPrice('ecsAnywhereHost', 'eu-west-1')!;
    assert.deepEqual([basis, region], ['assumed', 'eu-west-1']);
    assert.equal(listPrice('transferOut', 'cn-north-1'), undefined);
    assert.equal(listPrice('transferOut', 'constructor')?.basis, 'otherRegion');
  });

  it('know the instance types of the comparison', () => {
    assert.equal(ec2Price('t3.micro', 'us-east-1')?.microUsd, 10_400);
    assert.equal(ec2Price('t3.micro', 'eu-west-1')?.basis, 'otherRegion');
    assert.equal(ec2Price('x1.none', 'us-east-1'), undefined);
    assert.equal(ec2Price('m7i.4xlarge', 'us-east-1')?.microUsd, 806_400);
  });

  it('find the cheapest instance type that has more memory than is needed', () => {
    const cheapest = (cpuUnits: number, memoryMiB: number, architecture?: 'x86_64' | 'arm64'): string | undefined =>
      smallestEc2Size({ cpuUnits, memoryMiB }, architecture)?.instanceType;
    assert.equal(cheapest(0, 511), 't4g.nano');
    assert.equal(cheapest(2048, 512), 't4g.micro');
    assert.equal(cheapest(2048, 512, 'x86_64'), 't3.micro');
    assert.equal(cheapest(2049, 512), 't4g.xlarge');
    assert.equal(cheapest(16_384, 512, 'x86_64'), 'm7i.4xlarge');
    assert.equal(cheapest(16_385, 512), undefined);
  });
});
