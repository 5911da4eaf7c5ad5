import assert from 'node:assert/strict';
import type { Outcome, Part } from './parts.ts';
import { runParts, withNeeds, type Finished } from './schedule.ts';

const context = { folder: '', grep: undefined, live: false };
const passed: Outcome = { passed: 1, failed: 0, output: '' };

function part(name: string, needs: string[], run: () => Promise<Outcome> = () => Promise.resolve(passed)): Part {
  return { name, needs, run };
}

async function outcomes(parts: Part[], lanes = 2): Promise<Finished[]> {
  const finished: Finished[] = [];
  await runParts(parts, lanes, context, (one) => finished.push(one));
  return finished;
}

describe('parts of the tests', () => {
  it('bring what they need, and what that needs', () => {
    const all = [part('ui', ['package']), part('package', ['build']), part('build', []), part('lint', [])];
    assert.deepEqual(
      withNeeds(all, ['ui']).map(({ name }) => name),
      ['ui', 'package', 'build'],
    );
  });

  it('run after what they need', async () => {
    const finished = await outcomes([part('ui', ['package']), part('package', [])]);
    assert.deepEqual(
      finished.map(({ name }) => name),
      ['package', 'ui'],
    );
  });

  it('run at most as many at once as there are lanes', async () => {
    let running = 0;
    let most = 0;
    const slow = async (): Promise<Outcome> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return passed;
    };
    await outcomes(
      ['a', 'b', 'c', 'd', 'e'].map((name) => part(name, [], slow)),
      2,
    );
    assert.equal(most, 2);
  });

  it('count as failed when they throw, and when what they need failed', async () => {
    const broken = part('package', [], () => Promise.reject(new Error('out of order')));
    const finished = await outcomes([broken, part('ui', ['package']), part('lint', [])]);
    const failed = Object.fromEntries(finished.map(({ name, outcome }) => [name, outcome.failed]));
    assert.deepEqual(failed, { package: 1, lint: 0, ui: 1 });
    assert.match(finished.map(({ outcome }) => outcome.output).join(), /out of order/);
  });
});
