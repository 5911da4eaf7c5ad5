import assert from 'node:assert/strict';
import { atMost, exactly, information, median, notMeasured } from './figure.ts';
import { figureTable } from './table.ts';

describe('a figure', () => {
  it('holds up to its bound', () => {
    assert.ok(atMost(40, 'size', 40, 'kB').holds);
    assert.ok(!atMost(40, 'size', 40.001, 'kB').holds);
    assert.ok(!atMost(40, 'size', Number.NaN, 'kB').holds);
  });

  it('that must be exact holds neither above nor below', () => {
    assert.deepEqual(
      [10, 11, 12].map((value) => exactly(11, 'calls', value, 'calls').holds),
      [false, true, false],
    );
  });

  it('that could not be measured does not hold', () => {
    assert.ok(!notMeasured('expand').holds);
  });

  it('has a fixed form in JSON', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(information('expand: cold', 3.5, 'ms'))), {
      name: 'expand: cold',
      value: 3.5,
      unit: 'ms',
      bound: null,
      holds: true,
    });
  });

  it('is a median of the middle two where there is no middle one', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 9, 2]), 3);
    assert.throws(() => median([]));
  });

  it('is told by word in the table when it does not hold', () => {
    const table = figureTable([atMost(1.5, 'a', 1.204, '×'), atMost(5, 'long', 17, 'ms'), information('c', 2, 's')]);
    assert.deepEqual(table.split('\n'), [
      'figure  value  unit  bound',
      'a         1.2  ×       1.5  holds',
      'long       17  ms        5  DOES NOT HOLD',
      'c           2  s         –',
    ]);
  });
});
