import assert from 'node:assert/strict';
import { PaintedAhead } from './paintedAhead.ts';

const rows = Array.from({ length: 1000 }, (_, index) => index);

describe('rows that are painted ahead', () => {
  it('are made a few at a time, and are there when they are asked for', async () => {
    let inTurn = 0;
    let most = 0;
    const ahead = new PaintedAhead((row: number) => {
      inTurn++;
      most = Math.max(most, inTurn);
      return `row ${row}`;
    });
    let isOver = false;
    const others = (): void => {
      inTurn = 0;
      if (!isOver) setImmediate(others);
    };
    others();
    await ahead.paint(rows);
    const first = rows.slice(0, -1).map((row) => ahead.take(row));
    assert.deepEqual(
      first,
      rows.slice(0, -1).map((row) => `row ${row}`),
    );
    isOver = true;
    assert.ok(most <= 200, String(most));
  });

  it('come all in one turn but the last, which comes in the next one', async () => {
    const ahead = new PaintedAhead((row: number) => row);
    await ahead.paint(rows);
    let turns = 0;
    setImmediate(() => turns++);
    const taken: unknown[] = rows.map((row) => ahead.take(row));
    assert.equal(taken.filter((each) => each instanceof Promise).length, 1);
    assert.deepEqual(await Promise.all(taken), rows);
    assert.equal(turns, 1);
  });

  it('are given once, and not in a later turn, when they may look different', async () => {
    const ahead = new PaintedAhead((row: number) => row);
    await ahead.paint(rows);
    assert.deepEqual([ahead.take(3), ahead.take(3)], [3, undefined]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(ahead.take(4), undefined);
  });

  it('are none in a short list', async () => {
    const ahead = new PaintedAhead(() => assert.fail('It is painted when it is asked for.'));
    await ahead.paint(rows.slice(0, 100));
    assert.equal(ahead.take(0), undefined);
  });
});
