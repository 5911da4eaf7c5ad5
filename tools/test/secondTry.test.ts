import assert from 'node:assert/strict';
import type { Outcome } from './parts.ts';
import type { FileCounts } from './runMocha.ts';
import { withSecondTry } from './secondTry.ts';

function outcome(files: FileCounts, more: Partial<Outcome> = {}): Outcome {
  const all = Object.values(files);
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    output: '',
    files,
    ...more,
  };
}

const good = (passed: number): FileCounts[string] => ({ passed, failed: 0, failures: [] });
const bad = (passed: number, ...failures: string[]): FileCounts[string] => ({
  passed,
  failed: failures.length,
  failures,
});

/** What the tries come to, one after the other, and of which files they were. */
async function tries(...outcomes: Outcome[]): Promise<{ outcome: Outcome; asked: (readonly string[])[] }> {
  const asked: (readonly string[])[] = [];
  const result = await withSecondTry(['a', 'b', 'c'], (files) => {
    asked.push(files);
    const next = outcomes.shift();
    assert.ok(next, 'one try too many');
    return Promise.resolve(next);
  });
  return { outcome: result, asked };
}

describe('a second try', () => {
  it('is not made of what passes', async () => {
    const { outcome: result, asked } = await tries(outcome({ a: good(2), b: good(1), c: good(1) }));
    assert.deepEqual([result.passed, result.failed, result.unsteady, asked.length], [4, 0, undefined, 1]);
  });

  it('is made of the files that failed alone; what needed it is named', async () => {
    const { outcome: result, asked } = await tries(
      outcome({ a: good(2), b: bad(3, 'b opens'), c: good(1) }),
      outcome({ b: good(4) }),
    );
    assert.deepEqual(asked, [['a', 'b', 'c'], ['b']]);
    assert.deepEqual([result.passed, result.failed, result.unsteady], [7, 0, ['b opens']]);
  });

  it('does not hide what fails again', async () => {
    const { outcome: result } = await tries(
      outcome({ a: good(2), b: bad(3, 'b opens'), c: good(1) }),
      outcome({ b: bad(3, 'b opens') }),
    );
    assert.deepEqual([result.passed, result.failed, result.unsteady], [6, 1, undefined]);
  });

  it('is not made where much has failed, or the run itself', async () => {
    const much = await tries(outcome({ a: bad(1, 'a'), b: bad(1, 'b'), c: bad(1, 'c') }));
    assert.deepEqual([much.outcome.failed, much.asked.length], [3, 1]);
    const crashed = await tries(outcome({ a: bad(1, 'a') }, { failed: 2 }));
    assert.deepEqual([crashed.outcome.failed, crashed.asked.length], [2, 1]);
    const none = await tries({ passed: 0, failed: 1, output: 'It ended before its tests had ended.' });
    assert.deepEqual([none.outcome.failed, none.asked.length], [1, 1]);
  });
});
