import assert from 'node:assert/strict';
import { withoutBackoff } from '../unit/withoutBackoff.ts';
import { Sequence } from './sequence.ts';

/** `SEED=137` runs that one alone and tells what it does; `SOAK=5000` runs so many. */
const { SEED: seed, SOAK: soak } = process.env;
const first = Number(seed ?? 1);
const count = seed === undefined ? Number(soak ?? 200) : 1;
/** A test has so many: one that fails tells of its own seed, and the others run. */
const atOnce = 20;

describe('random sequences of faults and actions', () => {
  withoutBackoff();
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));

  for (let from = first; from < first + count; from += atOnce) {
    const to = Math.min(from + atOnce, first + count) - 1;
    it(`from seed ${from} to ${to} end as a fresh load does`, async function () {
      this.timeout(120_000);
      for (let each = from; each <= to; each++) {
        const trace = await Sequence.run(each);
        assert.deepEqual(unhandled, [], `Seed ${each} left a promise that nobody handled`);
        if (seed !== undefined) console.log(trace.map((line, index) => `${index + 1}. ${line}`).join('\n'));
      }
    });
  }
});
