import assert from 'node:assert/strict';
import { gapsOver } from './schedule.ts';

const threeHours = 180;

describe('gapsOver', () => {
  const gaps = (expression: string): readonly number[] | undefined => {
    const found = gapsOver(threeHours, expression);
    return found && [Math.round(found.perYear), found.longest / 60];
  };

  it('reads rates', () => {
    assert.deepEqual(gaps('rate(1 day)'), [365, 24]);
    assert.deepEqual(gaps('rate(12 hours)'), [730, 12]);
    assert.deepEqual(gaps(' rate( 7 days ) '), [52, 168]);
    assert.deepEqual(gaps('rate(3 hours)'), [0, 3]);
    assert.deepEqual(gaps('rate(5 minutes)'), [0, 5 / 60]);
  });

  it('reads cron expressions', () => {
    // All days; a week has five working days, and the year begins on a Sunday.
    assert.deepEqual(gaps('cron(0 3 * * ? *)'), [365, 24]);
    assert.deepEqual(gaps('cron(15 3,15 ? * * *)'), [730, 12]);
    assert.deepEqual(gaps('cron(0 10 ? * MON-FRI *)'), [260, 72]);
    assert.deepEqual(gaps('cron(0 10 ? * 2-6 2026)'), [260, 72]);
    assert.deepEqual(gaps('cron(0 4 ? * SUN *)'), [53, 168]);
    assert.deepEqual(gaps('cron(0 4 ? * SAT-SUN *)')?.[1], 144);
    assert.deepEqual(gaps('cron(0 0 1 * ? *)'), [12, 31 * 24]);
    assert.deepEqual(gaps('cron(0 0 L * ? *)'), [12, 31 * 24]);
    assert.deepEqual(gaps('cron(0 0 15W * ? *)')?.[0], 12);
    assert.deepEqual(gaps('cron(0 0 ? * 6L *)')?.[0], 12);
    assert.deepEqual(gaps('cron(0 0 ? * FRI#2 *)')?.[0], 12);
    assert.deepEqual(gaps('cron(0 0 1 1 ? *)'), [1, 365 * 24]);
    assert.deepEqual(gaps('cron(0 0 1 JAN,JUL ? *)')?.[0], 2);
    assert.deepEqual(gaps('cron(* * * * ? *)'), [0, 1 / 60]);
    assert.deepEqual(gaps('cron(0/30 * * * ? *)'), [0, 0.5]);
    assert.deepEqual(gaps('cron(0 */2 * * ? *)'), [0, 2]);
    // By day every hour, and once a night the pause.
    assert.deepEqual(gaps('cron(0 8-18 * * ? *)'), [365, 14]);
    assert.deepEqual(gaps('cron(0 22-2 * * ? *)'), [365, 20]);
  });

  it('knows nothing of what runs once, and of what it can not read', () => {
    for (const expression of [
      'at(2026-11-22T10:00:00)',
      '',
      'rate(0 days)',
      'rate(1 week)',
      'rate(-1 day)',
      'cron(0 3 * * *)',
      'cron(0 3 * * ? * *)',
      'cron(0 3 ? * ? *)',
      'cron(61 3 * * ? *)',
      'cron(0 3 31 FEB ? *)',
      'cron(0 3 ? * MON#9 *)',
      'cron(0/0 3 * * ? *)',
      'cron(a b c d e f)',
      '0 3 * * *',
      'rate(1 day',
    ]) {
      assert.equal(gapsOver(threeHours, expression), undefined, expression);
    }
  });
});
