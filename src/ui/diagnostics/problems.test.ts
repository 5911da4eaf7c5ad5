import assert from 'node:assert/strict';
import { keepingProblems } from './problems.ts';

function logged(): { readonly lines: string[]; readonly log: ReturnType<typeof over> } {
  const lines: string[] = [];
  return { lines, log: over(lines) };
}
function over(lines: string[]) {
  const write = (line: unknown): void => void lines.push(String(line));
  // As VS Code's own, which lets nobody change it.
  return keepingProblems(Object.freeze({ level: 3, debug: write, warn: write, error: write }), () => 0);
}

describe('keepingProblems', () => {
  it('writes all there is to the log, and keeps errors and warnings', () => {
    const { log, lines } = logged();
    log.debug('one');
    log.warn('two');
    log.error(new Error('three'));
    assert.deepEqual(lines, ['one', 'two', 'Error: three']);
    assert.deepEqual(log.problems, [
      '1970-01-01T00:00:00.000Z warning two',
      '1970-01-01T00:00:00.000Z error Error: three',
    ]);
    assert.equal(log.level, 3, 'what else the log has is there');
  });

  it('keeps the last ones, and of none more than is read', () => {
    const { log } = logged();
    for (let count = 0; count < 500; count++) log.warn(`problem ${String(count)} ${'x'.repeat(5000)}`);
    assert.equal(log.problems.length, 30);
    assert.match(log.problems[0] ?? '', / problem 470 /);
    assert.match(log.problems.at(-1) ?? '', / problem 499 /);
    assert.ok(log.problems.every((line) => line.length <= 1001));
  });
});
