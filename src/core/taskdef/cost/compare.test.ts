import assert from 'node:assert/strict';
import { shippedPrices } from '../../cost/shippedPrices.ts';
import { messageText } from '../../text/message.ts';
import type { CompareOptions, Place, PlaceCost } from './compare.ts';
import { compareCost } from './compare.ts';
import { isFargateSize, nextFargateSize } from './fargateSizes.ts';
import type { TaskSize } from './taskSize.ts';

const prices = shippedPrices;
const small: TaskSize = { cpuUnits: 320, memoryMiB: 192, gpus: 0, basis: 'containers' };
const large: TaskSize = { cpuUnits: 4096, memoryMiB: 8192, gpus: 0, basis: 'task' };

function figures(size: TaskSize, options: Partial<CompareOptions> = {}): readonly (number | undefined)[] {
  const { places } = compareCost(size, { prices, region: 'us-east-1', hoursPerMonth: 730, ...options });
  return places.map(({ monthlyMicroUsd }) => monthlyMicroUsd);
}

function placeOf(place: Place, size: TaskSize, options: Partial<CompareOptions> = {}): PlaceCost {
  const { places } = compareCost(size, { prices, region: 'us-east-1', hoursPerMonth: 730, ...options });
  return places.find((each) => each.place === place)!;
}

describe('compareCost', () => {
  it('prices a small task: Fargate takes half a vCPU and 1 GB at least for it', () => {
    assert.deepEqual(figures(small), [
      7_482_500, // 0.01025 × 730
      18_020_050, // (0.5 × 0.04048 + 1 × 0.004445) × 730
      14_417_500, // (0.5 × 0.03238 + 1 × 0.00356) × 730
      3_066_000, // t4g.nano: 0.0042 × 730
    ]);
    assert.deepEqual(placeOf('fargateX86', small).paidSize, { cpuUnits: 512, memoryMiB: 1024 });
    assert.equal(
      messageText(placeOf('fargateX86', small).inputs[1]!),
      '512 CPU units and 1024 MiB, the next size of Fargate above 320 CPU units and 192 MiB',
    );
    assert.equal(
      messageText(placeOf('ec2', small).inputs[1]!),
      'The cheapest that the task fits on, of 34 common instance types',
    );
    assert.equal(
      messageText(placeOf('ec2', small, { architecture: 'arm64' }).inputs[1]!),
      'The cheapest that the task fits on, of 16 common instance types',
    );
    assert.equal(compareCost(small, { prices, region: 'us-east-1', hoursPerMonth: 730 }).cheapest, 'ec2');
  });

  it('prices a large one, which needs more than 8 GiB of an instance', () => {
    assert.deepEqual(figures(large), [7_482_500, 144_160_400, 115_340_000, 98_112_000]);
    assert.equal(placeOf('ec2', large).instanceType, 't4g.xlarge');
    const x86 = compareCost(large, { prices, region: 'us-east-1', hoursPerMonth: 730, architecture: 'x86_64' });
    assert.deepEqual([x86.places[3]?.instanceType, x86.places[3]?.monthlyMicroUsd], ['t3a.xlarge', 109_792_000]);
    assert.equal(x86.cheapest, 'anywhere');
    assert.deepEqual(
      x86.places.map(({ needsOtherImage }) => needsOtherImage),
      [undefined, undefined, true, undefined],
    );
  });

  it('has the prices of the Region, and says which are not proven there', () => {
    assert.deepEqual(figures(small, { region: 'ap-northeast-1' }), [7_482_500, 22_491_300, 17_990_850, 3_942_000]);
    const bases = (region: string): unknown =>
      compareCost(small, { prices, region, hoursPerMonth: 730 }).places.map(({ basis }) => basis);
    assert.deepEqual(bases('us-east-1'), ['proven', 'proven', 'proven', 'proven']);
    assert.deepEqual(bases('eu-central-1'), ['proven', 'proven', 'proven', 'proven']);
    assert.deepEqual(
      placeOf('fargateArm', small, { region: 'eu-central-1' }).prices.map(({ region }) => region),
      ['eu-central-1', 'eu-central-1'],
    );
    // AWS's list has ECS Anywhere everywhere else. Of the other Region nothing is known but what costs the same in all.
    assert.deepEqual(bases('eu-central-2'), [undefined, 'proven', 'proven', 'proven']);
    assert.deepEqual(bases('me-west-1'), ['assumed', undefined, undefined, undefined]);
  });

  it('multiplies by hosts, and follows the hours of the month', () => {
    assert.deepEqual(figures(small, { hosts: 3 }), [22_447_500, 54_060_150, 43_252_500, 9_198_000]);
    assert.equal(figures(small, { hoursPerMonth: 720 })[0], 7_380_000);
  });

  it('gives no figure where there is none, and says why', () => {
    const why = (place: Place, size: TaskSize, options: Partial<CompareOptions> = {}): string =>
      messageText(placeOf(place, size, options).whyNot!);
    const unknown: TaskSize = { memoryMiB: 512, gpus: 0, basis: 'task' };
    assert.deepEqual(figures(unknown), [7_482_500, undefined, undefined, undefined]);
    assert.equal(why('ec2', unknown), 'How much CPU it needs is not known here.');
    assert.equal(
      why('fargateArm', { cpuUnits: 1, gpus: 0, basis: 'task' }),
      'How much memory it needs is not known here.',
    );
    const windows: TaskSize = { ...small, isWindows: true };
    assert.deepEqual(figures(windows), [undefined, undefined, undefined, undefined]);
    assert.equal(why('anywhere', windows), 'External instances run Linux only.');
    assert.equal(why('ec2', windows), 'Its price with Windows is not known here.');
    assert.equal(why('fargateX86', { ...small, gpus: 1 }), 'Fargate has no GPUs.');
    assert.equal(why('fargateX86', { ...small, cpuUnits: 20_000 }), 'The task is larger than any size of Fargate.');
    assert.equal(why('ec2', { ...small, memoryMiB: 65_536 }), 'The task is larger than the compared instance types.');
    assert.deepEqual(figures(small, { region: 'cn-north-1' }), [undefined, undefined, undefined, undefined]);
    assert.equal(why('fargateX86', small, { region: 'cn-north-1' }), 'No price is known for cn-north-1.');
    assert.equal(why('ec2', small, { region: 'cn-north-1' }), 'No price is known for cn-north-1.');
  });

  it('tells source, date and inputs of every figure', () => {
    for (const place of compareCost(large, { prices, region: 'eu-central-1', hoursPerMonth: 730 }).places) {
      assert.ok(place.inputs.length >= 2 && place.prices.length >= 1);
      for (const price of place.prices) {
        assert.match(price.asOf, /^20\d\d-\d\d-\d\d$/);
        assert.ok(price.source !== '' && price.usageType !== '' && Number.isSafeInteger(price.microUsd));
      }
      for (const input of place.inputs) assert.doesNotMatch(messageText(input), /\{\d\}|undefined/);
    }
  });
});

describe('sizes of Fargate', () => {
  it('are the next above', () => {
    for (const [cpuUnits, memoryMiB, ...next] of [
      [0, 0, 256, 512],
      [256, 513, 256, 1024],
      [256, 1025, 256, 2048],
      [256, 2049, 512, 3072],
      [257, 512, 512, 1024],
      [1024, 9000, 2048, 9216],
      [8192, 16_385, 8192, 20_480],
      [16_384, 122_880, 16_384, 122_880],
    ] as const) {
      const { cpuUnits: cpu, memoryMiB: memory } = nextFargateSize({ cpuUnits, memoryMiB })!;
      assert.deepEqual([cpu, memory], next);
    }
    assert.equal(nextFargateSize({ cpuUnits: 256, memoryMiB: 122_881 }), undefined);
    assert.ok(isFargateSize({ cpuUnits: 8192, memoryMiB: 61_440 }));
    assert.ok(!isFargateSize({ cpuUnits: 8192, memoryMiB: 17_408 }));
  });
});
