import assert from 'node:assert/strict';
import { messageText } from '../../text/message.ts';
import { priceBook } from '../priceBook.ts';
import type { PriceEntry } from '../prices.ts';
import { shippedPrices } from '../shippedPrices.ts';
import type { FleetCost, FleetPlace, FleetTask, WhatIf, WhatIfOptions } from './fleetCost.ts';
import { cheapestPacking } from './packing.ts';
import { whatIf } from './whatIf.ts';
import { whatIfCsv, whatIfMarkdown } from './whatIfExport.ts';

interface FleetSize {
  cpuUnits: number;
  memoryMiB: number;
}

const small: FleetTask = { cpuUnits: 256, memoryMiB: 512 };

function of(rest: Partial<WhatIfOptions> = {}): WhatIf {
  return whatIf({
    prices: shippedPrices,
    region: 'us-east-1',
    hoursPerMonth: 730,
    hosts: 1,
    vcpusPerHost: 4,
    tasks: [small],
    ...rest,
  });
}

function place(result: WhatIf, name: FleetPlace): FleetCost {
  return result.places.find((each) => each.place === name)!;
}

function figures(result: WhatIf): readonly (number | undefined)[] {
  return result.places.map(({ monthlyMicroUsd }) => monthlyMicroUsd);
}

describe('whatIf', () => {
  it('answers the question: home Kubernetes, or ECS Anywhere for $7.48 a Pi', () => {
    const result = of();
    assert.equal(place(result, 'anywhere').monthlyMicroUsd, 7_482_500);
    assert.deepEqual(
      place(result, 'eksHybrid').parts.map(({ microUsd }) => microUsd),
      [73_000_000, 58_400_000],
    );
    // 730 hours of 0.25 vCPU at 0.04048 and 0.5 GB at 0.004445; ARM at 0.03238 and 0.00356; a t4g.micro at 0.0084.
    assert.equal(place(result, 'fargateX86').monthlyMicroUsd, 7_387_600 + 1_622_425);
    assert.equal(place(result, 'fargateArm').monthlyMicroUsd, 5_909_350 + 1_299_400);
    assert.equal(place(result, 'ec2').monthlyMicroUsd, 6_132_000);
    assert.equal(result.cheapest, 'ec2');
  });

  it('is by 720, 730 or the real hours of a month', () => {
    for (const hoursPerMonth of [672, 696, 720, 730, 744]) {
      const result = of({ hoursPerMonth, hosts: 3 });
      assert.equal(place(result, 'anywhere').monthlyMicroUsd, 3 * hoursPerMonth * 10_250);
      assert.equal(place(result, 'eksHybrid').monthlyMicroUsd, hoursPerMonth * (100_000 + 12 * 20_000));
      assert.equal(place(result, 'ec2').monthlyMicroUsd, hoursPerMonth * 8400);
    }
  });

  it('has parts that add up', () => {
    for (const { monthlyMicroUsd, parts } of of({ hosts: 7, isSsmAdvanced: true, hoursPerMonth: 730.123 }).places)
      assert.equal(
        parts.reduce((sum, { microUsd }) => sum + microUsd, 0),
        monthlyMicroUsd,
      );
  });

  it('goes down with the tiers of hybrid nodes', () => {
    // 1,000 vCPUs × 720 h: 576,000 at $0.020 and 144,000 at $0.014.
    const parts = place(of({ hosts: 250, hoursPerMonth: 720 }), 'eksHybrid').parts;
    assert.equal(parts[1]?.microUsd, 576_000 * 20_000 + 144_000 * 14_000);
  });

  it('adds the advanced tier of SSM to what runs on own hosts', () => {
    const [without, withTier] = [of({ hosts: 2 }), of({ hosts: 2, isSsmAdvanced: true })];
    const more = figures(withTier).map((each, index) => each! - figures(without)[index]!);
    assert.deepEqual(more, [10_147_000, 10_147_000, 0, 0, 0]);
  });

  it('takes a size of Fargate for each task, not for all together', () => {
    const result = of({ tasks: Array<FleetTask>(3).fill({ cpuUnits: 300, memoryMiB: 600 }) });
    assert.deepEqual(
      place(result, 'fargateX86').parts.map(({ label }) => messageText(label)),
      ['vCPUs: 1.5', 'Memory in GB: 3'],
    );
  });

  it('says what can not be told, and never calls that cheapest', () => {
    const unsized = of({ tasks: [small, { cpuUnits: 256 }] });
    assert.equal(place(unsized, 'fargateX86').unsizedTasks, 1);
    assert.equal(unsized.cheapest, 'anywhere');
    for (const [tasks, why] of [
      [[], /No task runs now/],
      [[{}], /not known/],
      [[{ ...small, gpus: 1 }], /GPU/],
      [[{ cpuUnits: 65_536, memoryMiB: 512 }], /larger than/],
    ] as const) {
      const result = of({ tasks });
      for (const name of ['fargateX86', 'fargateArm', 'ec2'] as const) {
        assert.match(messageText(place(result, name).whyNot!), why);
        assert.equal(place(result, name).monthlyMicroUsd, undefined);
      }
      assert.equal(result.cheapest, 'anywhere');
    }
  });

  it('tells which tasks would need other images', () => {
    const result = of({ tasks: [{ ...small, architecture: 'arm64' }, { ...small, architecture: 'x86_64' }, small] });
    assert.equal(place(result, 'fargateX86').otherImages, 1);
    assert.equal(place(result, 'fargateArm').otherImages, 1);
    assert.equal(place(result, 'ec2').parts.length, 2);
  });

  it('borrows no price of another Region', () => {
    assert.deepEqual(figures(of({ region: 'cn-north-1' })), Array(5).fill(undefined));
    const ssm = of({ region: 'sa-east-1', isSsmAdvanced: true });
    assert.equal(messageText(place(ssm, 'anywhere').whyNot!), 'No price is known for sa-east-1.');
    assert.equal(of({ region: 'cn-north-1' }).cheapest, undefined);
  });

  it('refuses half a host', () => {
    for (const hosts of [1.5, -1, NaN]) assert.throws(() => of({ hosts }), RangeError);
    assert.throws(() => of({ vcpusPerHost: 0.5 }), RangeError);
    assert.equal(place(of({ hosts: 0 }), 'anywhere').monthlyMicroUsd, 0);
  });
});

describe('cheapestPacking', () => {
  const entry = (instanceType: string, microUsd: number): PriceEntry => ({
    item: 'ec2Instance',
    instanceType,
    region: 'r',
    tiers: [{ from: 0, microUsd }],
    basis: 'proven',
    source: 's',
    asOf: '2026-01-01',
  });

  it('fills instances, and leaves each some memory', () => {
    const prices = priceBook({ entries: [entry('t4g.small', 10)] }).ec2('r');
    const count = (memoryMiB: number, tasks: number): number | undefined =>
      cheapestPacking(Array(tasks).fill({ cpuUnits: 0, memoryMiB }), prices)?.count;
    assert.equal(count(1023, 2), 1);
    assert.equal(count(1024, 2), 2);
    assert.equal(count(2048, 1), undefined);
    assert.equal(cheapestPacking(Array(5).fill({ cpuUnits: 1024, memoryMiB: 1 }), prices)?.count, 3);
  });

  it('is first fit, though it skips instances that are known to be full', () => {
    const prices = priceBook({ entries: [entry('m7i.xlarge', 10)] }).ec2('r');
    for (let round = 1; round <= 40; round++) {
      const tasks = Array.from({ length: 20 + round }, (_, index) => ({
        cpuUnits: ((index * round) % 5) * 300,
        memoryMiB: 1 + ((index * 7) % 4) * 2000,
      }));
      const weight = (task: FleetSize): number => Math.max(task.cpuUnits, task.memoryMiB / 4);
      const rooms: FleetSize[] = [];
      for (const task of tasks.toSorted(
        (a, b) => weight(b) - weight(a) || b.cpuUnits - a.cpuUnits || b.memoryMiB - a.memoryMiB,
      )) {
        let room = rooms.find((each) => each.cpuUnits >= task.cpuUnits && each.memoryMiB > task.memoryMiB);
        if (!room) rooms.push((room = { cpuUnits: 4096, memoryMiB: 16_384 }));
        room.cpuUnits -= task.cpuUnits;
        room.memoryMiB -= task.memoryMiB;
      }
      assert.equal(cheapestPacking(tasks, prices)?.count, rooms.length, `round ${round}`);
    }
  });

  it('takes the cheapest sum, not the cheapest type', () => {
    const prices = priceBook({ entries: [entry('t4g.small', 10), entry('t4g.medium', 15)] }).ec2('r');
    const tasks = Array(2).fill({ cpuUnits: 100, memoryMiB: 1500 }) as { cpuUnits: number; memoryMiB: number }[];
    assert.equal(cheapestPacking(tasks, prices)?.size.instanceType, 't4g.medium');
    assert.equal(cheapestPacking(tasks.slice(1), prices)?.size.instanceType, 't4g.small');
    assert.equal(cheapestPacking(tasks, prices, 'x86_64'), undefined);
  });
});

describe('what-if exports', () => {
  it('writes a page of Markdown with figures, inputs, what is not included, and sources', () => {
    const text = whatIfMarkdown(of({ tasks: [small, {}] }), { locale: 'en' });
    assert.match(text, /^# What this fleet would cost\n\n- Region: us-east-1\n- Hosts: 1, vCPUs each: 4\n/);
    assert.match(
      text,
      /\n\| Where \| A month \| Remarks \|\n\|:--\|--:\|:--\|\n\| ECS Anywhere \| \*\*\$7\.48\*\* \| {2}\|\n/,
    );
    assert.match(text, /\| Fargate x86 \| \$9\.01 \| Without tasks whose size is not known: 1 \|/);
    assert.match(text, /\n- 1 × t4g\.micro: \$6\.13\n/);
    assert.match(text, /\n- Not included: Disks, /);
    assert.match(text, /\n- \$0\.01025 a host and hour · .*, \d{4}-\d\d-\d\d\n/);
    assert.match(text, /\.\n$/);
  });

  it('lets nothing of a Region act', () => {
    const text = whatIfMarkdown(of({ region: '](command:x) <b> `a` | https://x www.x\nnext' }));
    const line = text.split('\n').find((each) => each.startsWith('- Region'))!;
    assert.equal(line, String.raw`- Region: \](command:x) \<b\> \`a\` \| https\://x www\.x next`);
  });

  it('shows the currency that the user has set', () => {
    const text = whatIfMarkdown(of(), { locale: 'en', currency: { code: 'EUR', perUsd: 0.5 } });
    assert.match(text, /\| ECS Anywhere \| €3\.74 \|/);
    assert.match(
      whatIfCsv(of(), { currency: { code: 'EUR', perUsd: 0.5 } }),
      /A month \(EUR\)[^]*\r\nECS Anywhere,3\.74125,/,
    );
  });

  it('writes CSV with numbers as numbers, and safe text', () => {
    const rows = whatIfCsv(of({ region: '=HYPERLINK("x")' }), { locale: 'en' }).split('\r\n');
    assert.equal(rows.length, 7);
    assert.match(rows[1]!, /^ECS Anywhere,,,No price|^ECS Anywhere,7\.4825,/);
    assert.ok(rows[1]!.includes(`"'=HYPERLINK(""x"")"`));
  });
});
